#include "registry/registry.h"

#include "base/identity_number.h"
#include "base/text.h"

namespace huimin::registry {

using language::Index;
using language::Instance;
using language::Record;
using store::Dialect;

namespace {

Error no_such_record(const Record& record)
{
    return Error{Fault::missing, "registry.missing", "没有这个" + record.heading.name, "查对号码，或换一个区划查找",
                 "there is no such " + record.heading.alias};
}

std::string select_from(const Record& record, const std::string& where)
{
    return "select " + Dialect::names(all_columns(record)) + " from " + Dialect::name(record.heading.alias) +
           " where " + where;
}

Instance instance_of(const Record& record, Index index, const store::Rows& row)
{
    const std::size_t fixed = fixed_columns(record).size();
    Instance instance;
    instance.record = index;
    instance.key = row[1].integer();
    const language::Provenance from{std::string(row[3].text_or_none().value_or("")),
                                    row[4].is_null() ? std::nullopt : std::optional(row[4].day())};
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        instance.values.push_back(from_stored(row[fixed + i], record.fields[i].type));
        instance.provenance.push_back(from);
    }
    if (record.as_name != language::none)
        if (const auto* name = std::get_if<std::string>(&instance.values[record.as_name]))
            instance.label = *name;
    return instance;
}

std::string json_text(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += ' ';
        else
            out += c;
    }
    return out + "\"";
}

} // namespace

std::string facts_as_json(const Record& record, const std::vector<Stored>& facts)
{
    std::string out = "{";
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].kind == Stored::Kind::none)
            continue;
        out += (out.size() > 1 ? ",\"" : "\"") + record.fields[i].alias + "\":";
        out += facts[i].kind == Stored::Kind::integer ? std::to_string(facts[i].integer) : json_text(facts[i].text);
    }
    return out + "}";
}

std::vector<Index> lookup_fields(const Record& record)
{
    std::vector<Index> fields;
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].unique)
            fields.push_back(i);
    return fields;
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
                reader.query(select_from(member, "county = $1 and owner_key = $2 order by key"), {at.county, at.key}));
            while (TRY(rows.next()))
                members.push_back(instance_of(member, list.member, rows));
        }
        for (Instance& one : members)
            TRY(load_lists(reader, one, {at.county, one.key}));
        instance.lists.push_back(std::move(members));
    }
    return Done{};
}

Result<Instance> Registry::load(Index record, RecordKey at)
{
    store::Reader reader = TRY(store_->reader());
    Instance instance;
    {
        store::Rows rows =
            TRY(reader.query(select_from(program_->records[record], "county = $1 and key = $2"), {at.county, at.key}));
        if (!TRY(rows.next()))
            return no_such_record(program_->records[record]);
        instance = instance_of(program_->records[record], record, rows);
    }
    TRY(load_lists(reader, instance, at));
    return instance;
}

Result<std::optional<RecordKey>> Registry::find(Index record, Index field, const std::string& value)
{
    const Record& of = program_->records[record];
    store::Reader reader = TRY(store_->reader());
    store::Rows rows =
        TRY(reader.query("select county, key from lookup where record = $1 and field = $2 and value = $3",
                         {of.heading.alias, of.fields[field].alias, value}));
    if (!TRY(rows.next()))
        return std::optional<RecordKey>();
    return std::optional(RecordKey{rows[0].integer(), rows[1].integer()});
}

Result<std::vector<Match>> Registry::search(const std::string& words, AreaCode area, std::size_t rows_max)
{
    const std::string wanted = clean(words).text;
    std::vector<Match> found;
    store::Reader reader = TRY(store_->reader());
    for (Index i = 0; i < program_->records.size(); ++i) {
        const Record& record = program_->records[i];
        if (record.as_name == language::none)
            continue;
        const std::string name = record.fields[record.as_name].alias;
        const std::vector<Index> numbers = lookup_fields(record);
        std::string where = "(" + reader.dialect().contains(Dialect::name(name), "$1") + " or initials = $2";
        for (const Index number : numbers)
            where += " or " + Dialect::name(record.fields[number].alias) + " = $3";
        where += ")";
        if (area.number() != 0) {
            // Rows are kept by county, so a division is a span of counties.
            const AreaCode upper = area.at(std::min(area.level(), AreaLevel::county));
            const std::int64_t first = static_cast<std::int64_t>(upper.number() / 1'000'000);
            const std::int64_t span = upper.level() == AreaLevel::province ? 9999
                                      : upper.level() == AreaLevel::city   ? 99
                                                                           : 0;
            where += " and county between " + std::to_string(first) + " and " + std::to_string(first + span);
        }
        const std::string sql = select_from(record, where + " order by county, key limit " + std::to_string(rows_max));
        const std::vector<store::Value> values(numbers.empty() ? 2 : 3, store::Value(wanted));
        store::Rows rows = TRY(reader.query(sql, values));
        while (found.size() < rows_max && TRY(rows.next())) {
            const Instance instance = instance_of(record, i, rows);
            Match match{i,
                        {rows[0].integer(), rows[1].integer()},
                        instance.label,
                        "",
                        AreaCode(static_cast<std::uint64_t>(rows[0].integer()) * 1'000'000)};
            for (const Index number : numbers)
                if (const auto* text = std::get_if<std::string>(&instance.values[number]);
                    text != nullptr && number != record.as_name) {
                    const auto citizen = IdentityNumber::parse(*text);
                    match.number = citizen ? citizen->masked() : *text;
                }
            found.push_back(std::move(match));
        }
    }
    return found;
}

Result<Done> Registry::change(Index record, RecordKey at, std::int64_t version, const std::vector<FactChange>& changes,
                              const Actor& actor, const std::string& source, std::optional<Day> true_on)
{
    const Record& of = program_->records[record];
    const std::string columns = Dialect::names(all_columns(of));
    return store_->change([&](store::Transaction& transaction) -> Result<Done> {
        std::vector<Stored> before(of.fields.size());
        {
            store::Rows rows = TRY(transaction.query(select_from(of, "county = $1 and key = $2") +
                                                         std::string(transaction.dialect().for_update()),
                                                     {at.county, at.key}));
            if (!TRY(rows.next()))
                return no_such_record(of);
            if (rows[2].integer() != version)
                return Error{Fault::conflict, "registry.conflict",
                             "这条" + of.heading.name + "在您打开之后已被别人改过（第 `" +
                                 std::to_string(rows[2].integer()) + "` 版）",
                             "重新打开，看过别人的改动后再改",
                             "somebody else has changed this record since; open it again"};
            const Instance old = instance_of(of, record, rows);
            for (std::size_t i = 0; i < before.size(); ++i)
                before[i] = *to_stored(old.values[i], of.fields[i].type);
        }
        std::vector<Stored> after = before;
        for (const FactChange& one : changes) {
            const auto stored = to_stored(one.value, of.fields[one.field].type);
            VERIFY(stored.has_value());
            after[one.field] = *stored;
        }
        const std::int64_t entry = keys_->next();
        TRY(transaction.run("insert into " + Dialect::name(history_table(of)) + " (" + columns + ", ended) select " +
                                columns + ", $3 from " + Dialect::name(of.heading.alias) +
                                " where county = $1 and key = $2",
                            {at.county, at.key, entry}));
        for (const FactChange& one : changes) {
            const language::Field& field = of.fields[one.field];
            if (!field.unique || before[one.field] == after[one.field])
                continue;
            TRY(transaction.run("delete from lookup where record = $1 and field = $2 and county = $3 and key = $4",
                                {of.heading.alias, field.alias, at.county, at.key}));
            if (after[one.field].kind == Stored::Kind::none)
                continue;
            if (TRY(transaction.find_integer("select key from lookup where record = $1 and field = $2 and value = $3",
                                             {of.heading.alias, field.alias, after[one.field].text})))
                return Error{Fault::conflict, "registry.taken",
                             "「" + field.name + "」的这个值已属于另一条" + of.heading.name,
                             "先查清是否同一个人，再合并或改正",
                             "this value belongs to another record; find out whether both are the same"};
            TRY(transaction.run("insert into lookup (record, field, value, county, key) values ($1, $2, $3, $4, $5)",
                                {of.heading.alias, field.alias, after[one.field].text, at.county, at.key}));
        }
        for (const FactChange& one : changes)
            TRY(transaction.run("update " + Dialect::name(of.heading.alias) + " set " +
                                    Dialect::name(of.fields[one.field].alias) + " = $3 where county = $1 and key = $2",
                                {at.county, at.key, after[one.field].value()}));
        TRY(transaction.run("update " + Dialect::name(of.heading.alias) +
                                " set version = $3, source = $4, true_on = $5 where county = $1 and key = $2",
                            {at.county, at.key, version + 1, source, true_on}));
        store::Journal journal(*keys_);
        const std::string was = facts_as_json(of, before), is = facts_as_json(of, after);
        store::JournalEntry told;
        told.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
        told.actor = actor.name;
        told.purpose = actor.purpose;
        told.action = "registry.change";
        told.record = of.heading.alias;
        told.key = at.key;
        told.before = was;
        told.after = is;
        TRY(journal.write(transaction, told));
        return Done{};
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
