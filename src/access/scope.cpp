#include "access/scope.h"

#include <algorithm>

#include "language/mask.h"

namespace huimin::access {

std::string Extent::condition(std::string_view column, std::vector<store::Value>& values) const
{
    if (areas.empty())
        return "(1 = 0)";
    std::string sql = "(";
    for (const AreaRange& range : areas.all()) {
        values.emplace_back(range.first);
        values.emplace_back(range.last);
        sql += (sql.size() > 1 ? " or " : "") + store::Dialect::name(column) + " between $" +
               std::to_string(values.size() - 1) + " and $" + std::to_string(values.size());
    }
    return sql + ")";
}

store::JournalEntry Scope::entry(AreaCode county, std::string_view action, std::string_view record,
                                 std::int64_t key) const
{
    return {.area = county,
            .actor = actor_,
            .purpose = purpose_,
            .action = action,
            .record = record,
            .key = key,
            .origin = origin_};
}

const Extent& Scope::extent(language::Index record) const
{
    static const Extent nothing;
    return extents_ && record < extents_->size() ? (*extents_)[record] : nothing;
}

Sight Scope::sees(language::Index record, language::Index field) const
{
    if (sees_all_)
        return Sight::clear;
    if (!reaches(record) && !(only_ && only_->record == record))
        return Sight::hidden;
    const language::Field& declared = program_->records[record].fields[field];
    if (!declared.purposes.empty() && std::ranges::find(declared.purposes, purpose_index_) == declared.purposes.end())
        return Sight::hidden;
    if (!declared.masked)
        return Sight::clear;
    return only_ && only_->record == record && clear_field_ == field ? Sight::clear : Sight::masked;
}

language::Value Scope::shown(language::Index record, language::Index field, const language::Value& value) const
{
    switch (sees(record, field)) {
    case Sight::clear: return value;
    case Sight::masked:
        return language::is_unknown(value)
                   ? value
                   : language::Value(language::mask(program_->records[record].fields[field], value));
    case Sight::hidden: return language::Unknown{};
    }
    return language::Unknown{};
}

} // namespace huimin::access
