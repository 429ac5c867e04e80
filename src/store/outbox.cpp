#include "store/outbox.h"

namespace huimin::store {

namespace {

/// The last position given out is kept as the mark of a consumer without a name.
constexpr std::string_view last_position = "";

} // namespace

Result<Done> append_to_outbox(Transaction& transaction, KeyMaker& keys, AreaCode area, std::string_view topic,
                              std::string_view body)
{
    TRY(transaction.put("insert into outbox (area, entry, topic, body) values ($1, $2, $3, $4)",
                        {area, keys.next(), topic, body}));
    return Done{};
}

Result<std::int64_t> line_up_outbox(Store& store)
{
    return store.change([](Transaction& transaction) -> Result<std::int64_t> {
        TRY(transaction.run("insert into outbox_mark (consumer, position) values ($1, 0) on conflict do nothing",
                            {last_position}));
        const auto last = TRY(transaction.find_integer("select position from outbox_mark where consumer = $1" +
                                                           std::string(transaction.dialect().for_update()),
                                                       {last_position}));
        const std::int64_t lined_up = TRY(transaction.run(
            "update outbox set position = $1 + v.place from (select area as a, entry as e, row_number() over (order by "
            "entry, area) as place from outbox where position is null) as v where area = v.a and entry = v.e",
            {last.value_or(0)}));
        const std::int64_t now_last = last.value_or(0) + lined_up;
        if (lined_up > 0)
            TRY(move_outbox_mark(transaction, last_position, now_last));
        return now_last;
    });
}

Result<std::vector<OutboxEvent>> read_outbox(Reader& reader, std::int64_t after, std::int64_t count_max)
{
    std::vector<OutboxEvent> events;
    Rows rows = TRY(reader.query("select position, entry, area, topic, body from outbox where position > $1 "
                                 "order by position limit $2",
                                 {after, count_max}));
    while (TRY(rows.next()))
        events.push_back({rows[0].integer(), rows[1].integer(), rows[2].area(), std::string(rows[3].text()),
                          std::string(rows[4].text())});
    return events;
}

Result<std::int64_t> outbox_mark(Reader& reader, std::string_view consumer)
{
    const auto found = TRY(reader.find_integer("select position from outbox_mark where consumer = $1", {consumer}));
    return found.value_or(0);
}

Result<Done> move_outbox_mark(Transaction& transaction, std::string_view consumer, std::int64_t position)
{
    TRY(transaction.run("insert into outbox_mark (consumer, position) values ($1, $2) "
                        "on conflict (consumer) do update set position = excluded.position",
                        {consumer, position}));
    return Done{};
}

} // namespace huimin::store
