#include <limits>

#include "store/internal/journal_chain.h"
#include "store/journal.h"

namespace huimin::store {

namespace {

/// The conditions of a question as SQL, and their values.
struct Asked {
    std::string sql = " where seq is not null";
    std::vector<Value> values;

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

/// `registry` stands for all that begin with `registry.`: what lies between that and `registry/`, by bytes.
struct Room {
    std::string first, beyond;
};

Asked conditions(const JournalQuestion& question, const Room& room)
{
    Asked asked;
    if (!question.actor.empty())
        asked.add("actor =", question.actor);
    if (!question.action.empty()) {
        asked.sql += " and (action = " + asked.placeholder(question.action);
        asked.sql += " or (action >= " + asked.placeholder(std::string_view(room.first));
        asked.sql += " and action < " + asked.placeholder(std::string_view(room.beyond)) + "))";
    }
    if (!question.record.empty())
        asked.add("record =", question.record);
    if (question.key != 0)
        asked.add("key =", question.key);
    if (question.from)
        asked.add("at >=", *question.from);
    if (question.until)
        asked.add("at <", *question.until);
    if (question.before_seq != 0)
        asked.add("seq <", question.before_seq);
    if (!question.areas.empty()) {
        std::string ranges;
        for (const auto& [first, last] : question.areas) {
            ranges += (ranges.empty() ? "area between " : " or area between ") + asked.placeholder(first);
            ranges += " and " + asked.placeholder(last);
        }
        asked.sql += " and (" + ranges + ")";
    }
    return asked;
}

std::optional<std::string> text_or_none(const Value& value)
{
    return value.is_null() ? std::nullopt : std::optional(std::string(value.text()));
}

} // namespace

Result<std::vector<ReadEntry>> read_journal(Reader& reader, const JournalQuestion& question)
{
    const Room room{std::string(question.action) + ".", std::string(question.action) + "/"};
    Asked asked = conditions(question, room);
    const std::string sql = "select seq, " + Dialect::names(internal::journal_fields) + " from journal" + asked.sql +
                            " order by seq desc limit " + asked.placeholder(question.rows_max);
    std::vector<ReadEntry> entries;
    Rows row = TRY(reader.query(sql, Values(std::span<const Value>(asked.values))));
    while (TRY(row.next())) {
        ReadEntry entry;
        entry.seq = row[0].integer();
        entry.area = row[1].area();
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
