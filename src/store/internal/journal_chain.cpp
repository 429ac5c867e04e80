#include "store/internal/journal_chain.h"

#include "store/internal/postgres_wire.h"

namespace huimin::store::internal {

std::vector<Table> journal_tables()
{
    constexpr auto integer = ColumnType::integer;
    constexpr auto text = ColumnType::text;
    return {{.name = "journal",
             .columns = {{"area", integer},
                         {"entry", integer},
                         {"at", integer},
                         {"actor", text},
                         {"purpose", text},
                         {"action", text},
                         {"record", text},
                         {"key", integer},
                         {"before", text, false},
                         {"after", text, false},
                         {"origin", text},
                         {"seq", integer, false},
                         {"hash", ColumnType::blob, false}},
             .primary_key = {"area", "entry"},
             .indexes = {{.columns = {"seq"}, .where = "seq is not null"},
                         {.columns = {"entry"}, .where = "seq is null"},
                         {.columns = {"area", "key"}}}},
            {.name = "journal_head",
             .columns = {{"name", text}, {"seq", integer}, {"hash", ColumnType::blob}},
             .primary_key = {"name"}}};
}

Result<std::optional<JournalHead>> recorded_head(Reader& reader)
{
    Rows rows = TRY(reader.query("select seq, hash from journal_head where name = 'journal'"));
    if (!TRY(rows.next()))
        return std::optional<JournalHead>();
    const auto bytes = rows[1].blob();
    const void* start = bytes.data();
    return std::optional(JournalHead{rows[0].integer(), hex({static_cast<const std::uint8_t*>(start), bytes.size()})});
}

const Sm3Digest& JournalChain::add(std::int64_t seq, Values fields)
{
    bytes_ = '\x01';
    bytes_.append(last_.begin(), last_.end());
    append_cell(bytes_, seq);
    for (const Value& field : fields)
        append_cell(bytes_, field); // COPY's cells have the same form: length, big end first, and bytes; null is -1.
    hash_.add(bytes_);
    last_ = hash_.finish();
    return last_;
}

} // namespace huimin::store::internal
