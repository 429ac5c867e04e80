#include "store/journal.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "store/internal/journal_chain.h"

namespace huimin::store {

using internal::journal_fields;
using internal::JournalChain;

namespace {

constexpr std::int64_t sealed_at_once_max = 5000;

std::array<Value, 11> fields_of(const JournalEntry& entry, std::int64_t own_key)
{
    return {entry.area,   own_key,       KeyMaker::milliseconds_of(own_key),
            entry.actor,  entry.purpose, entry.action,
            entry.record, entry.key,     entry.before,
            entry.after,  entry.origin};
}

std::span<const std::byte> bytes_of(const Sm3Digest& digest) { return std::as_bytes(std::span(digest)); }

/// An entry and its link of the chain.
struct Seal {
    std::int64_t area;
    std::int64_t entry;
    Sm3Digest hash;
};

/// Seals the oldest entries; yields how many.
Result<std::int64_t> seal_some(Transaction& transaction, JournalHead& head)
{
    TRY(transaction.prefer_indexes()); // A plan made while the journal was short is kept when it has grown.
    TRY(transaction.run("insert into journal_head (name, seq, hash) values ('journal', 0, $1) on conflict do nothing",
                        {bytes_of(Sm3Digest{})}));
    Sm3Digest last{};
    {
        Rows rows = TRY(transaction.query("select seq, hash from journal_head where name = 'journal'" +
                                          std::string(transaction.dialect().for_update())));
        VERIFY(TRY(rows.next()));
        head.seq = rows[0].integer();
        std::memcpy(last.data(), rows[1].blob().data(), std::min(last.size(), rows[1].blob().size()));
    }
    JournalChain chain(last);
    std::vector<Seal> seals;
    {
        Rows rows = TRY(transaction.query("select " + Dialect::names(journal_fields) +
                                              " from journal where seq is null order by entry, area limit $1",
                                          {sealed_at_once_max}));
        while (TRY(rows.next()))
            seals.push_back({rows[0].integer(), rows[1].integer(), chain.add(++head.seq, rows.cells())});
    }
    const std::int64_t first = head.seq - static_cast<std::int64_t>(seals.size()) + 1;
    constexpr std::array kinds{Value::Kind::integer, Value::Kind::blob, Value::Kind::integer, Value::Kind::integer};
    Bulk marks = TRY(transaction.bulk_over(
        kinds, "update journal set seq = c0, hash = c1 from held_rows where area = c2 and entry = c3"));
    for (std::size_t each = 0; each < seals.size(); each++)
        TRY(marks.add({first + static_cast<std::int64_t>(each), bytes_of(seals[each].hash), seals[each].area,
                       seals[each].entry}));
    const std::int64_t sealed = TRY(marks.finish());
    head.hash = hex(chain.last());
    if (sealed > 0)
        TRY(transaction.run("update journal_head set seq = $1, hash = $2 where name = 'journal'",
                            {head.seq, bytes_of(chain.last())}));
    return sealed;
}

} // namespace

Result<std::int64_t> Journal::write(Transaction& transaction, const JournalEntry& entry)
{
    static const std::string sql = "insert into journal (" + Dialect::names(journal_fields) + ") values (" +
                                   Dialect::placeholders(journal_fields.size()) + ")";
    const std::int64_t own_key = entry.entry != 0 ? entry.entry : keys_->next();
    TRY(transaction.put(sql, fields_of(entry, own_key)));
    return own_key;
}

Result<Journal::Bulk> Journal::bulk(Transaction& transaction)
{
    return Bulk(TRY(transaction.bulk_insert("journal", journal_fields)), *keys_);
}

Result<Done> Journal::Bulk::add(const JournalEntry& entry)
{
    return rows_.add(fields_of(entry, entry.entry != 0 ? entry.entry : keys_->next()));
}

Result<JournalHead> JournalHead::parse(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view number = text.substr(0, colon);
    const std::string_view hash = colon == text.npos ? "" : text.substr(colon + 1);
    const bool fits = !number.empty() && number.size() <= 18 && number.find_first_not_of("0123456789") == number.npos &&
                      hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == hash.npos;
    if (!fits)
        return Error{Fault::invalid, "store.anchor_form", "日志锚点 `" + std::string(text) + "` 格式不对",
                     "写成 序号:64 位十六进制摘要，例如封存时输出的那一行",
                     "`" + std::string(text) +
                         "` is no anchor: write number:64 hexadecimal digits, as the sealer printed it"};
    return JournalHead{std::stoll(std::string(number)), std::string(hash)};
}

Result<JournalHead> seal_journal(Store& store)
{
    { // Where nothing waits, nobody is kept from writing.
        Reader snapshot = TRY(store.snapshot());
        const auto waits = TRY(snapshot.find_integer("select entry from journal where seq is null limit 1"));
        const auto head = TRY(internal::recorded_head(snapshot));
        if (!waits && head)
            return *head;
    }
    while (true) {
        JournalHead head;
        const auto sealed = TRY(store.change([&](Transaction& transaction) { return seal_some(transaction, head); }));
        if (sealed < sealed_at_once_max)
            return head;
    }
}

} // namespace huimin::store
