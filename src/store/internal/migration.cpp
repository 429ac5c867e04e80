#include "store/internal/migration.h"

#include <algorithm>

#include "store/internal/ddl.h"
#include "store/internal/description.h"
#include "store/internal/own_tables.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

const Column* find_column(const Table& table, std::string_view name)
{
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    return found == table.columns.end() ? nullptr : &*found;
}

template <class T>
std::vector<T> missing_from(const std::vector<T>& these, const std::vector<T>& those)
{
    std::vector<T> out;
    std::ranges::copy_if(these, std::back_inserter(out),
                         [&](const T& each) { return std::ranges::find(those, each) == those.end(); });
    return out;
}

bool name_is_fit(std::string_view name)
{
    return !name.empty() && name.size() <= 63 && name.find_first_of(std::string_view("\t\n\r,\0", 5)) == name.npos;
}

Error loses(const std::string& place)
{
    return {Fault::conflict, "store.migration_loses", "升级会丢失 `" + place + "` 已有的数据",
            "保留原列，或先把其中的数据移走再升级",
            "The migration would lose what `" + place + "` holds. Keep the column, or move its values away first"};
}

Error lacks_value(const std::string& place)
{
    return {Fault::conflict, "store.migration_value", "`" + place + "` 改为必填，但已有记录没有值",
            "为该列声明预设值，或先补齐数据",
            "`" + place + "` becomes required, but rows stand without a value. Declare a preset or fill them in first"};
}

} // namespace

Error not_empty()
{
    return {
        Fault::conflict, "store.not_empty", "目标数据库中已有表，不能在上面恢复",
        "换一个空的数据库；确实要用备份替换它的全部内容，写明替换（命令行加 --replace）",
        "The store to be filled has tables already. Choose an empty one, or say that all it holds is to be replaced "
        "(--replace on the command line)"};
}

Result<Done> check_names(const Table& table)
{
    std::vector<std::string> names = {table.name};
    std::ranges::transform(table.columns, std::back_inserter(names), &Column::name);
    for (const std::string& name : names)
        if (!name_is_fit(name))
            return Error{Fault::invalid, "store.migration_name", "表名或列名 `" + name + "` 不能用于数据库",
                         "改用不超过 63 字节（约 21 个汉字）、不含逗号和制表符的名称",
                         "`" + name + "` cannot name a table or column: 63 bytes at most, no comma, tab or line's end"};
    for (const std::string& key : table.primary_key)
        VERIFY(find_column(table, key) != nullptr);
    return Done{};
}

Result<MigrationReport> Migration::carry_out(std::span<const Table> wanted)
{
    // SQLite rebuilds tables, and would take the drop of the old one for a loss of what others refer to.
    const bool sqlite = dialect_.engine() == Engine::sqlite;
    if (sqlite)
        TRY(script("pragma foreign_keys = off"));
    Result<Done> done = connection_->begin();
    if (done.ok())
        done = change_all(wanted);
    if (done.ok())
        done = connection_->commit();
    if (connection_->in_transaction())
        connection_->roll_back();
    if (sqlite)
        TRY(script("pragma foreign_keys = on"));
    if (!done.ok())
        return std::move(done).error();
    return std::move(report_);
}

Result<Done> Migration::make_in_empty(std::span<const Table> wanted)
{
    if (!TRY(standing()).empty())
        return not_empty();
    return change_all(wanted);
}

Result<Done> Migration::make_anew(std::span<const Table> wanted)
{
    const std::string own = schema_version_table().name;
    for (const auto& [name, table] : TRY(standing()))
        if (name != own)
            TRY(script("drop table " + Dialect::name(name) + " cascade"));
    TRY(script("delete from " + own));
    return change_all(wanted);
}

Result<Done> Migration::change_all(std::span<const Table> wanted)
{
    if (dialect_.engine() == Engine::postgresql)
        TRY(script("select pg_advisory_xact_lock(4855494400001)")); // Two servers that start at once.
    auto have = TRY(standing());
    std::vector<std::pair<std::string, Reference>> references;
    for (const Table& want : wanted) {
        const auto found = have.find(want.name);
        const Standing* old = found == have.end() ? nullptr : &found->second;
        if (old != nullptr && description_of(old->table) == description_of(want))
            continue;
        TRY(old == nullptr ? create(want) : change(old->table, want));
        for (Reference& each :
             missing_from(want.references, old == nullptr ? std::vector<Reference>() : old->table.references))
            references.emplace_back(want.name, std::move(each));
        TRY(remember(want, old == nullptr ? 1 : old->version + 1));
    }
    if (dialect_.engine() == Engine::sqlite)
        return check_references();
    for (const auto& [table, reference] : references)
        TRY(script(add_reference(table, reference)));
    return Done{};
}

Result<std::map<std::string, Migration::Standing>> Migration::standing()
{
    const Table own = schema_version_table();
    std::string create = create_table(dialect_, own, own.name);
    TRY(script(create.replace(0, 13, "create table if not exists ")));
    std::map<std::string, Standing> out;
    auto statement = TRY(connection_->start("select table_name, version, description from schema_version", {}));
    while (TRY(statement->step())) {
        const auto cells = statement->cells();
        const std::string name(cells[0].text());
        out[name] = {table_of(name, cells[2].text()), cells[1].integer()};
    }
    connection_->finish(std::move(statement));
    return out;
}

Result<Done> Migration::create(const Table& table)
{
    TRY(script(create_table(dialect_, table, table.name)));
    for (const Index& index : table.indexes)
        TRY(script(create_index(table.name, index)));
    note(table, "建立", "");
    return Done{};
}

Result<Done> Migration::change(const Table& have, const Table& want)
{
    if (have.primary_key != want.primary_key)
        return loses(have.name + " 主键");
    for (const Index& index : missing_from(have.indexes, want.indexes)) {
        TRY(script(drop_index(have.name, index)));
        note(want, "去除索引", Dialect::names(index.columns));
    }
    if (dialect_.engine() == Engine::postgresql)
        for (const Reference& reference : missing_from(have.references, want.references))
            TRY(script(drop_reference(have.name, reference)));
    TRY(drop_columns(have, want));
    TRY(add_columns(have, want));
    TRY(match_columns(have, want));
    if (dialect_.engine() == Engine::sqlite)
        TRY(rebuild(have, want));
    for (const Index& index : missing_from(want.indexes, have.indexes)) {
        TRY(script(create_index(want.name, index)));
        note(want, "增加索引", Dialect::names(index.columns));
    }
    return Done{};
}

Result<Done> Migration::drop_columns(const Table& have, const Table& want)
{
    for (const Column& column : have.columns) {
        const Column* kept = find_column(want, column.name);
        if (kept != nullptr && kept->type == column.type)
            continue;
        TRY(refuse_loss(have, column.name));
        if (dialect_.engine() == Engine::postgresql)
            TRY(script("alter table " + Dialect::name(have.name) + " drop column " + Dialect::name(column.name)));
        note(want, kept == nullptr ? "去除空列" : "改变空列的类型", Dialect::name(column.name));
    }
    return Done{};
}

Result<Done> Migration::add_columns(const Table& have, const Table& want)
{
    for (const Column& column : want.columns) {
        const Column* old = find_column(have, column.name);
        if (old != nullptr && old->type == column.type)
            continue;
        if (column.required && !column.preset && TRY(any_row(have.name, "true")))
            return lacks_value(have.name + "." + column.name);
        if (dialect_.engine() == Engine::postgresql)
            TRY(script("alter table " + Dialect::name(have.name) + " add column " +
                       column_definition(dialect_, column)));
        if (old == nullptr)
            note(want, "增加列", Dialect::name(column.name));
    }
    return Done{};
}

Result<Done> Migration::match_columns(const Table& have, const Table& want)
{
    for (const Column& column : want.columns) {
        const Column* old = find_column(have, column.name);
        if (old == nullptr || old->type != column.type || *old == column)
            continue;
        if (column.required && !old->required && TRY(any_row(have.name, Dialect::name(column.name) + " is null")))
            return lacks_value(have.name + "." + column.name);
        note(want, column.required ? "列改为必填" : "列改为选填", Dialect::name(column.name));
        if (dialect_.engine() == Engine::sqlite)
            continue;
        const std::string alter =
            "alter table " + Dialect::name(have.name) + " alter column " + Dialect::name(column.name);
        TRY(script(alter + (column.required ? " set not null" : " drop not null")));
        const std::string definition = column_definition(dialect_, column);
        const std::size_t preset = definition.find(" default ");
        TRY(script(alter + (preset == definition.npos ? " drop default" : " set" + definition.substr(preset))));
    }
    return Done{};
}

/// SQLite changes little in place: what cannot be added is made anew and copied over.
Result<Done> Migration::rebuild(const Table& have, const Table& want)
{
    Table only_indexes_differ = have;
    only_indexes_differ.indexes = want.indexes;
    if (only_indexes_differ == want)
        return Done{};
    std::vector<std::string> kept;
    for (const Column& column : want.columns)
        if (const Column* old = find_column(have, column.name); old != nullptr && old->type == column.type)
            kept.push_back(column.name);
    const std::string fresh = "huimin_rebuilt";
    const std::string columns = Dialect::names(kept);
    TRY(script(create_table(dialect_, want, fresh)));
    TRY(script("insert into " + fresh + " (" + columns + ") select " + columns + " from " + Dialect::name(have.name)));
    TRY(script("drop table " + Dialect::name(have.name)));
    TRY(script("alter table " + fresh + " rename to " + Dialect::name(have.name)));
    for (const Index& index : want.indexes) // Those that stood went with the old table; new ones follow in `change`.
        if (std::ranges::find(have.indexes, index) != have.indexes.end())
            TRY(script(create_index(want.name, index)));
    return Done{};
}

Result<Done> Migration::remember(const Table& table, std::int64_t version)
{
    const std::vector<std::string> columns = {"table_name", "version", "description"};
    const std::vector<std::string> key = {"table_name"};
    TRY(connection_->run(Dialect::upsert("schema_version", columns, key),
                         {table.name, version, description_of(table)}));
    return Done{};
}

Result<Done> Migration::check_references()
{
    auto statement = TRY(connection_->start("pragma foreign_key_check", {}));
    const bool broken = TRY(statement->step());
    const std::string table(broken ? statement->cells()[0].text() : "");
    connection_->finish(std::move(statement));
    if (broken)
        return trouble(Trouble::constraint, table);
    return Done{};
}

Result<bool> Migration::any_row(const std::string& table, const std::string& where)
{
    auto statement =
        TRY(connection_->start("select 1 from " + Dialect::name(table) + " where " + where + " limit 1", {}));
    const bool any = TRY(statement->step());
    connection_->finish(std::move(statement));
    return any;
}

Result<Done> Migration::refuse_loss(const Table& table, const std::string& column)
{
    if (TRY(any_row(table.name, Dialect::name(column) + " is not null")))
        return loses(table.name + "." + column);
    return Done{};
}

void Migration::note(const Table& table, std::string_view deed, std::string_view what)
{
    std::string line = "表 `" + table.name + "` " + std::string(deed);
    if (!what.empty())
        line += " `" + std::string(what) + "`";
    report_.deeds.push_back(std::move(line));
}

} // namespace huimin::store::internal
