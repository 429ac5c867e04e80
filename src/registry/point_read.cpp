#include "registry/point_read.h"

#include <algorithm>

#include "registry/internal/listed.h"
#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using store::Dialect;

PointRead::PointRead(const language::Program& program, Index record, Extent inside)
    : record_(program.records[record]), index_(record), inside_(std::move(inside))
{
    for (Index i = 0; i < record_.fields.size(); ++i)
        fields_.push_back(i);
    Where where;
    where.also("t.county = " + where.bind(std::int64_t{0}));
    where.also(where.inside(inside_, program, record_, "t"));
    store::RowQuestion question;
    question.sql = "select " + listed_columns(record_, fields_) + " from " + Dialect::name(record_.heading.alias) +
                   " t where " + where.text() + " and t.key";
    for (const store::Value& value : where.values().subspan(1))
        question.values.emplace_back(value);
    question_ = std::make_shared<const store::RowQuestion>(std::move(question));
}

Result<std::optional<ListedRecord>> PointRead::read(store::Reader& reader, RecordKey at) const
{
    std::vector<store::Value> values{at.county};
    for (const store::KeptValue& value : question_->values)
        values.push_back(value.view());
    values.emplace_back(at.key);
    store::Rows rows = TRY(reader.query(question_->sql + " = $" + std::to_string(values.size()), values));
    return TRY(rows.next()) ? std::optional(listed(record_, fields_, rows.cells())) : std::nullopt;
}

std::optional<ListedRecord> PointRead::record(const store::Answered& answer) const
{
    if (answer.rows() == 0)
        return std::nullopt;
    return listed(record_, fields_, answer[0]);
}

std::shared_ptr<const PointRead> PointReads::of(Index record, const Extent& inside)
{
    const std::lock_guard lock(mutex_);
    const auto found =
        std::ranges::find_if(kept_, [&](const auto& one) { return one->index_ == record && one->inside_ == inside; });
    if (found != kept_.end())
        return *found;
    if (kept_.size() >= kept_max)
        kept_.erase(kept_.begin());
    return kept_.emplace_back(std::make_shared<const PointRead>(program_, record, inside));
}

} // namespace huimin::registry
