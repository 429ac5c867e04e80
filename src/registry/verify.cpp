#include "registry/verify.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "registry/internal/told_row.h"
#include "store/journal.h"

namespace huimin::registry {

using language::Index;
using language::Program;
using language::Record;
using store::Dialect;
using store::Reader;
using store::Rows;

namespace {

constexpr std::int64_t entries_at_once = 5000;
constexpr std::size_t tampered_told = 10;
constexpr std::int64_t no_key = std::numeric_limits<std::int64_t>::max();

/// Keys after `from`, up to and with `to`, of one county.
struct Span {
    std::int64_t county, from, to;
};

/// Rows in the order of their keys.
class Stream {
public:
    static Result<Stream> open(Reader& reader, const std::string& sql, const Span& span, std::size_t key_column)
    {
        Stream stream(TRY(reader.query(sql, {span.county, span.from, span.to})), key_column);
        TRY(stream.next());
        return stream;
    }
    Result<Done> next()
    {
        key_ = TRY(rows_.next()) ? rows_[key_column_].integer() : no_key;
        return Done{};
    }
    [[nodiscard]] std::int64_t key() const { return key_; } ///< no_key at the end
    [[nodiscard]] store::Values cells() const { return rows_.cells(); }

private:
    Stream(Rows rows, std::size_t key_column) : rows_(std::move(rows)), key_column_(key_column) {}
    Rows rows_;
    std::size_t key_column_;
    std::int64_t key_ = no_key;
};

/// The deeds that make or end a row; other entries of the registry tell of what was looked at or taken out.
bool is_deed(std::string_view action)
{
    static constexpr std::string_view deeds[] = {"registry.add",   "registry.change",  "registry.remove",
                                                 "registry.move",  "registry.rehome",  "registry.change_head",
                                                 "registry.merge", "registry.give_up", "registry.unmerge"};
    return std::ranges::find(deeds, action) != std::end(deeds);
}

/// Columns of the entries.
enum Entry : std::size_t { of_record, key, entry, action, before, after };

/// All records of one type in a span, beside the entries that tell of them.
class Walk {
public:
    Walk(Reader& reader, const Program& program, Index index, RecordsVerdict& verdict)
        : reader_(&reader), index_(index), record_(&program.records[index]), told_(*record_), verdict_(&verdict),
          rows_sql_(sql("", record_->heading.alias, "key")),
          history_sql_(sql(", ended", history_table(*record_), "key, ended"))
    {
    }

    /// `entries` stand at the first one of this type, and afterwards behind the last.
    Result<Done> run(const Span& span, Stream& entries)
    {
        Stream rows = TRY(Stream::open(*reader_, rows_sql_, span, 1));
        Stream history = TRY(Stream::open(*reader_, history_sql_, span, 1));
        while (true) {
            const std::int64_t told = is_ours(entries) ? entries.key() : no_key;
            const std::int64_t at = std::min({told, rows.key(), history.key()});
            if (at == no_key)
                return Done{};
            TRY(one({span.county, at}, entries, rows, history));
        }
    }

    [[nodiscard]] const std::string& alias() const { return record_->heading.alias; }

private:
    static std::string sql_columns(const Record& record) { return Dialect::names(all_columns(record)); }
    [[nodiscard]] std::string sql(const char* more, const std::string& table, const char* order) const
    {
        return "select " + sql_columns(*record_) + more + " from " + Dialect::name(table) +
               " where county = $1 and key > $2 and key <= $3 order by " + order;
    }
    [[nodiscard]] bool is_ours(const Stream& entries) const
    {
        return entries.key() != no_key && entries.cells()[of_record].text() == alias();
    }

    Result<Done> one(RecordKey at, Stream& entries, Stream& rows, Stream& history)
    {
        told_.begin(at);
        const char* wrong = nullptr;
        for (; is_ours(entries) && entries.key() == at.key; TRY(entries.next())) {
            const store::Values cells = entries.cells();
            if (wrong != nullptr || !is_deed(cells[action].text()))
                continue;
            if (told_.stands())
                wrong = TRY(ended(at, cells[entry].integer(), history));
            if (!told_.take(cells[action].text(), cells[before], cells[after]) && wrong == nullptr)
                wrong = "流水前后两条对不上";
        }
        for (; history.key() == at.key; TRY(history.next()))
            wrong = wrong != nullptr ? wrong : "历史里有流水没有记的一版";
        if (wrong == nullptr && told_.stands() != (rows.key() == at.key))
            wrong = told_.stands() ? "流水里有，档案里没有" : "档案里有，流水里没有";
        for (; rows.key() == at.key; TRY(rows.next())) {
            ++verdict_->versions;
            if (wrong == nullptr && !told_.is(row_of(*record_, rows.cells())))
                wrong = "现在的内容和流水不符";
        }
        ++verdict_->records;
        if (wrong != nullptr && ++verdict_->tampered <= static_cast<std::int64_t>(tampered_told))
            verdict_->first.push_back({index_, at, wrong});
        return Done{};
    }

    /// What is wrong with the version that an entry ended; nothing when it is as told.
    Result<const char*> ended(RecordKey at, std::int64_t by, Stream& history)
    {
        if (history.key() != at.key || history.cells().back().integer() > by)
            return "历史里少了一版";
        if (history.cells().back().integer() < by)
            return "历史里有流水没有记的一版";
        ++verdict_->versions;
        const bool same = told_.is(row_of(*record_, history.cells().first(history.cells().size() - 1)));
        TRY(history.next());
        return same ? nullptr : "历史里的内容和流水不符";
    }

    Reader* reader_;
    Index index_;
    const Record* record_;
    ToldRow told_;
    RecordsVerdict* verdict_;
    std::string rows_sql_, history_sql_;
};

/// The next county that any of the tables has rows of, beyond this one.
Result<std::optional<std::int64_t>> next_county(Reader& reader, const Program& program, std::int64_t beyond)
{
    std::optional<std::int64_t> next;
    const auto consider = [&](const std::string& table, const char* column, std::int64_t unit) -> Result<Done> {
        const auto found = TRY(reader.find_integer(std::string("select min(") + column + ") from " +
                                                       Dialect::name(table) + " where " + column + " > $1",
                                                   {beyond * unit + (unit - 1)}));
        if (found && (!next || *found / unit < *next))
            next = *found / unit;
        return Done{};
    };
    TRY(consider("journal", "area", 1'000'000));
    for (const Record& record : program.records) {
        TRY(consider(record.heading.alias, "county", 1));
        TRY(consider(history_table(record), "county", 1));
    }
    return next;
}

/// Holds one county against its entries; `walked` is called behind each `entries_at_once` of them.
template <class Walked>
Result<Done> walk_county(Reader& reader, std::vector<Walk>& walks, std::int64_t county, Walked walked)
{
    const std::int64_t area = county * 1'000'000;
    for (Span span{county, 0, 0}; span.from != no_key; span.from = span.to) {
        // One type's keys are no other's: all types go along the same keys.
        span.to = TRY(reader.find_integer("select key from journal where area = $1 and key > $2 order by key limit 1 "
                                          "offset $3",
                                          {area, span.from, entries_at_once - 1}))
                      .value_or(no_key);
        Stream entries = TRY(Stream::open(reader,
                                          "select record, key, entry, action, before, after from journal where area = "
                                          "$1 * 1000000 and key > $2 and key <= $3 order by record, key, entry",
                                          span, key));
        for (Walk& walk : walks) {
            while (entries.key() != no_key && entries.cells()[of_record].text() < walk.alias())
                TRY(entries.next());
            TRY(walk.run(span, entries));
        }
        TRY(walked());
    }
    return Done{};
}

} // namespace

Result<RecordsVerdict> verify_records(Reader& snapshot, const Program& program, const HowFar& how_far,
                                      const std::stop_token& stop)
{
    RecordsVerdict verdict;
    std::vector<Walk> walks;
    walks.reserve(program.records.size());
    std::vector<Index> order(program.records.size()); // As the entries come.
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::sort(order, {}, [&](Index index) { return program.records[index].heading.alias; });
    for (const Index index : order)
        walks.emplace_back(snapshot, program, index, verdict);
    const std::int64_t total = TRY(snapshot.find_integer("select count(*) from journal")).value_or(0);
    std::int64_t done = 0;
    const auto walked = [&]() -> Result<Done> {
        done = std::min(done + entries_at_once, total);
        if (how_far)
            how_far(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
        return stop.stop_requested() ? Result<Done>(store::verifying_stopped()) : Result<Done>(Done{});
    };
    for (auto county = TRY(next_county(snapshot, program, -1)); county;
         county = TRY(next_county(snapshot, program, *county)))
        TRY(walk_county(snapshot, walks, *county, walked));
    return verdict;
}

} // namespace huimin::registry
