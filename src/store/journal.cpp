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
constexpr std::size_t marked_at_once = 500;

std::array<Value, 11> fields_of(const JournalEntry& entry, std::int64_t own_key)
{
    return {entry.area,   own_key,       KeyMaker::milliseconds_of(own_key),
            entry.actor,  entry.purpose, entry.action,
            entry.record, entry.key,     entry.before,
            entry.after,  entry.origin};
}

std::span<const std::byte> bytes_of(const Sm3Digest& digest) { return std::as_bytes(std::span(digest)); }

/// Which entry gets which place in the chain.
struct Seal {
    std::int64_t area;
    std::int64_t entry;
    std::int64_t seq;
    Sm3Digest hash;
};

Result<Done> mark(Transaction& transaction, std::span<const Seal> seals)
{
    std::string rows;
    std::vector<Value> values;
    for (const Seal& seal : seals) {
        const std::size_t place = values.size();
        rows += (rows.empty() ? "($" : ", ($") + std::to_string(place + 1) + ", $" + std::to_string(place + 2) + ", $" +
                std::to_string(place + 3) + ", $" + std::to_string(place + 4) + ")";
        values.insert(values.end(), {seal.area, seal.entry, seal.seq, bytes_of(seal.hash)});
    }
    TRY(transaction.run("update journal set seq = v.column3, hash = v.column4 from (values " + rows +
                            ") as v where journal.area = v.column1 and journal.entry = v.column2",
                        values));
    return Done{};
}

/// Seals the oldest entries; yields how many.
Result<std::int64_t> seal_some(Transaction& transaction, JournalHead& head)
{
    TRY(transaction.run("insert into journal_head (name, seq, hash) values ('journal', 0, $1) on conflict do nothing",
                        {bytes_of(Sm3Digest{})}));
    std::vector<Seal> seals;
    Sm3Digest last{};
    {
        Rows rows = TRY(transaction.query("select seq, hash from journal_head where name = 'journal'" +
                                          std::string(transaction.dialect().for_update())));
        VERIFY(TRY(rows.next()));
        head.seq = rows[0].integer();
        std::memcpy(last.data(), rows[1].blob().data(), std::min(last.size(), rows[1].blob().size()));
    }
    JournalChain chain(last);
    {
        Rows rows = TRY(transaction.query("select " + Dialect::names(journal_fields) +
                                              " from journal where seq is null order by entry, area limit $1",
                                          {sealed_at_once_max}));
        while (TRY(rows.next())) {
            const std::int64_t seq = ++head.seq;
            seals.push_back({rows[0].integer(), rows[1].integer(), seq, chain.add(seq, rows.cells())});
        }
    }
    head.hash = hex(chain.last());
    for (std::size_t at = 0; at < seals.size(); at += marked_at_once)
        TRY(mark(transaction, std::span(seals).subspan(at, std::min(marked_at_once, seals.size() - at))));
    if (!seals.empty())
        TRY(transaction.run("update journal_head set seq = $1, hash = $2 where name = 'journal'",
                            {head.seq, bytes_of(chain.last())}));
    return static_cast<std::int64_t>(seals.size());
}

} // namespace

Result<std::int64_t> Journal::write(Transaction& transaction, const JournalEntry& entry)
{
    static const std::string sql = "insert into journal (" + Dialect::names(journal_fields) + ") values (" +
                                   Dialect::placeholders(journal_fields.size()) + ")";
    const std::int64_t own_key = keys_->next();
    TRY(transaction.run(sql, std::span<const Value>(fields_of(entry, own_key))));
    return own_key;
}

Result<Journal::Bulk> Journal::bulk(Transaction& transaction)
{
    return Bulk(TRY(transaction.bulk_insert("journal", journal_fields)), *keys_);
}

Result<Done> Journal::Bulk::add(const JournalEntry& entry)
{
    return rows_.add(std::span<const Value>(fields_of(entry, keys_->next())));
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
    while (true) {
        JournalHead head;
        const auto sealed = TRY(store.change([&](Transaction& transaction) { return seal_some(transaction, head); }));
        if (sealed < sealed_at_once_max)
            return head;
    }
}

} // namespace huimin::store
