#include "registry/registry.h"

#include "registry/internal/changes.h"
#include "registry/internal/row.h"
#include "registry/internal/where.h"
#include "registry/merge.h"

namespace huimin::registry {

using language::Index;
using language::Instance;
using language::Record;
using store::Dialect;

std::vector<Index> lookup_fields(const Record& record)
{
    std::vector<Index> fields;
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].unique)
            fields.push_back(i);
    return fields;
}

Actor Actor::of(const access::Scope& scope)
{
    return {scope.actor(), scope.purpose(), std::make_shared<const access::Scope>(scope)};
}

Extent below(AreaCode upper)
{
    Extent extent;
    extent.areas = upper.number() == 0 ? access::AreaRanges::everywhere() : access::AreaRanges::below(upper);
    return extent;
}

Registry::Registry(store::Store& store, std::shared_ptr<const language::Program> program, const AreaTree& areas,
                   std::function<std::int64_t()> milliseconds)
    : store_(&store), program_(std::move(program)), areas_(&areas),
      keys_(std::make_unique<store::KeyMaker>(std::move(milliseconds)))
{
}

Result<store::MigrationReport> Registry::migrate()
{
    const std::vector<store::Table> wanted = tables_of(*program_);
    return store::migrate(*store_, wanted);
}

Result<Done> Registry::load_lists(store::Reader& reader, Instance& instance, RecordKey at)
{
    for (const language::List& list : program_->lists) {
        if (list.owner != instance.record)
            continue;
        const Record& member = program_->records[list.member];
        std::vector<Instance> members;
        {
            store::Rows rows = TRY(
                reader.query(select_rows(member, "county = $1 and owner_key = $2 order by key"), {at.county, at.key}));
            while (TRY(rows.next()))
                members.push_back(instance_of(member, list.member, row_of(member, rows.cells())));
        }
        for (Instance& one : members)
            TRY(load_lists(reader, one, {at.county, one.key}));
        instance.lists.push_back(std::move(members));
    }
    return Done{};
}

Result<Instance> Registry::load(Index record, RecordKey at, const Extent& inside)
{
    store::Reader reader = TRY(store_->reader());
    const Record& of = program_->records[record];
    if (!TRY(lies_inside(reader, *program_, of, at, inside)))
        return no_such_record(of);
    const auto row = TRY(read_row(reader, of, at));
    if (!row)
        return no_such_record(of);
    Instance instance = instance_of(of, record, *row);
    TRY(load_lists(reader, instance, at));
    return instance;
}

Result<std::optional<RecordKey>> Registry::find(Index record, Index field, const std::string& value)
{
    const Record& of = program_->records[record];
    store::Reader reader = TRY(store_->reader());
    const std::string reversed = backwards(value);
    const auto first = [&](const char* table) -> Result<std::optional<RecordKey>> {
        store::Rows rows = TRY(reader.query("select county, key from " + std::string(table) +
                                                " where record = $1 and field = $2 and value = $3 order by key desc",
                                            {of.heading.alias, of.fields[field].alias, reversed}));
        if (!TRY(rows.next()))
            return std::optional<RecordKey>();
        return std::optional(RecordKey{rows[0].integer(), rows[1].integer()});
    };
    if (const auto now = TRY(first("lookup")))
        return now;
    const auto before = TRY(first("former_number"));
    return before ? stands_at(reader, of, *before) : Result<std::optional<RecordKey>>(std::nullopt);
}

Result<Done> Registry::change(Index record, RecordKey at, std::int64_t version, const std::vector<FactChange>& changes,
                              const Actor& actor, const std::string& source, std::optional<Day> true_on)
{
    return store_->change([&](store::Transaction& transaction) -> Result<Done> {
        return change_row(transaction, *this, record, at, version, changes, {actor, source, true_on});
    });
}

Result<std::optional<std::string>> Registry::setting(const std::string& name)
{
    store::Reader reader = TRY(store_->reader());
    return reader.find_text("select value from setting where name = $1", {name});
}

Result<Done> Registry::set(const std::string& name, const std::string& value)
{
    return store_->change([&](store::Transaction& transaction) -> Result<Done> {
        const std::vector<std::string> columns{"name", "value"}, key{"name"};
        TRY(transaction.run(Dialect::upsert("setting", columns, key), {name, value}));
        return Done{};
    });
}

} // namespace huimin::registry
