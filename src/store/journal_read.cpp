#include <algorithm>

#include "store/internal/journal_chain.h"
#include "store/journal.h"

namespace huimin::store {

namespace {

/// `registry` stands for all that begin with `registry.`: what lies between that and `registry/`, by bytes.
struct Room {
    std::string first, beyond;
};

/// The conditions of a question as SQL, but for its divisions; and their values.
struct Asked {
    std::string sql;
    std::vector<Value> values;

    Asked(const JournalQuestion& question, const Room& room)
    {
        if (!question.actor.empty())
            add("actor =", question.actor);
        if (!question.action.empty()) {
            sql += " and (action = " + placeholder(question.action);
            sql += " or (action >= " + placeholder(std::string_view(room.first));
            sql += " and action < " + placeholder(std::string_view(room.beyond)) + "))";
        }
        if (!question.record.empty())
            add("record =", question.record);
        if (question.key != 0)
            add("key =", question.key);
        if (question.from) // an entry's time is that of its key
            add("entry >=", KeyMaker::first_of(*question.from));
        if (question.until)
            add("entry <", KeyMaker::first_of(*question.until));
    }
    std::string placeholder(Value value)
    {
        values.push_back(value);
        return "$" + std::to_string(values.size());
    }
    void add(std::string_view column_and_comparison, Value value)
    {
        sql += " and " + std::string(column_and_comparison) + " " + placeholder(value);
    }
};

std::string columns() { return "seq, " + Dialect::names(internal::journal_fields); }

/// By whom or what alone: their entries may be few among many and the newest of all, so the chain is gone back along.
bool goes_along_the_chain(const JournalQuestion& question)
{
    const bool by_whom = !question.actor.empty() || !question.action.empty();
    return by_whom && question.key == 0 && !question.from && !question.until;
}

std::string along_the_chain(const JournalQuestion& question, Asked& asked)
{
    if (question.before_seq != 0)
        asked.add("seq <", question.before_seq);
    std::string ranges; // `+` keeps SQLite from gathering whole divisions to sort them
    for (const auto& [first, last] : question.areas)
        ranges += (ranges.empty() ? "+area between " : " or +area between ") + std::to_string(first.number()) +
                  " and " + std::to_string(last.number());
    return "select " + columns() + " from journal where seq is not null" + asked.sql +
           (ranges.empty() ? "" : " and (" + ranges + ")") + " order by seq desc limit " +
           asked.placeholder(question.rows_max);
}

/// The divisions that have entries and are asked about; each is found by one step down the journal's key.
Result<std::vector<AreaCode>> divisions(Reader& reader, const JournalQuestion& question)
{
    Rows row =
        TRY(reader.query("with recursive one (area) as (select min(area) from journal union all select (select "
                         "min(area) from journal where area > one.area) from one where one.area is not null) select "
                         "area from one where area is not null",
                         {}));
    std::vector<AreaCode> found;
    while (TRY(row.next())) {
        const AreaCode area = row[0].area();
        const auto holds = [&](const auto& range) { return range.first <= area && area <= range.second; };
        if (question.areas.empty() || std::ranges::any_of(question.areas, holds))
            found.push_back(area);
    }
    return found;
}

/// One scan for each division, along the key and no further than a page; then the newest of these.
Result<std::string> along_divisions(Reader& reader, const JournalQuestion& question, Asked& asked)
{
    if (question.before_entry != 0)
        asked.add("entry <", question.before_entry);
    const std::string rows_max = asked.placeholder(question.rows_max);
    // One record's entries are few and have an index; `+` keeps SQLite from passing over all the others' in order.
    const std::string order = question.key != 0 ? " order by +entry desc" : " order by entry desc";
    std::string sql;
    for (const AreaCode area : TRY(divisions(reader, question)))
        sql += (sql.empty() ? "select * from (select " : " union all select * from (select ") + columns() +
               " from journal where area = " + std::to_string(area.number()) + " and seq is not null" + asked.sql +
               order + " limit " + rows_max + ") a" + area.text();
    return sql.empty() ? sql : sql + " order by entry desc limit " + rows_max;
}

std::optional<std::string> text_or_none(const Value& value)
{
    return value.is_null() ? std::nullopt : std::optional(std::string(value.text()));
}

} // namespace

Result<std::vector<ReadEntry>> read_journal(Reader& reader, const JournalQuestion& question)
{
    const Room room{std::string(question.action) + ".", std::string(question.action) + "/"};
    Asked asked(question, room);
    const std::string sql = goes_along_the_chain(question) ? along_the_chain(question, asked)
                                                           : TRY(along_divisions(reader, question, asked));
    if (sql.empty())
        return std::vector<ReadEntry>();
    std::vector<ReadEntry> entries;
    Rows row = TRY(reader.query(sql, Values(std::span<const Value>(asked.values))));
    while (TRY(row.next())) {
        ReadEntry entry;
        entry.seq = row[0].integer();
        entry.area = row[1].area();
        entry.entry = row[2].integer();
        entry.at = row[3].integer();
        entry.actor = row[4].text();
        entry.purpose = row[5].text();
        entry.action = row[6].text();
        entry.record = row[7].text();
        entry.key = row[8].integer();
        entry.before = text_or_none(row[9]);
        entry.after = text_or_none(row[10]);
        entry.origin = row[11].text();
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace huimin::store
