#include "store/internal/sqlite.h"

#include "store/internal/placeholders.h"
#include "store/internal/sqlite_bulk.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::size_t statements_kept_max = 500;

Error sqlite_failure(sqlite3* database, int code, std::string_view sql)
{
    const std::string detail = sqlite3_errmsg(database);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return trouble(Trouble::busy, detail);
    case SQLITE_FULL: return trouble(Trouble::disk_full, detail);
    case SQLITE_CONSTRAINT: return trouble(Trouble::constraint, detail);
    case SQLITE_CORRUPT: return trouble(Trouble::damaged, detail);
    case SQLITE_NOTADB: return trouble(Trouble::not_ours, detail);
    case SQLITE_CANTOPEN: return trouble(Trouble::missing, detail);
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL: return trouble(Trouble::lost, detail);
    default: return trouble(Trouble::sql, detail + "; " + std::string(sql));
    }
}

int bind_one(sqlite3_stmt* statement, int place, const Value& value, sqlite3_destructor_type copying)
{
    switch (value.kind()) {
    case Value::Kind::null: return sqlite3_bind_null(statement, place);
    case Value::Kind::integer: return sqlite3_bind_int64(statement, place, value.integer());
    case Value::Kind::text: {
        const std::string_view text = value.text();
        return sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), copying);
    }
    case Value::Kind::blob: {
        const auto bytes = value.blob();
        return sqlite3_bind_blob(statement, place, bytes.data(), static_cast<int>(bytes.size()), copying);
    }
    }
    VERIFY(false);
}

class SqliteBulk final : public Bulk {
public:
    SqliteBulk(SqliteConnection& connection, std::unique_ptr<SqliteStatement> statement)
        : connection_(&connection), statement_(std::move(statement))
    {
    }
    ~SqliteBulk() override
    {
        statement_->reset();
        connection_->finish(std::move(statement_));
    }

    Result<Done> add(Values values) override
    {
        sqlite3_stmt* statement = statement_->get();
        if (auto bound = statement_->bind(values, false); !bound.ok()) {
            connection_->spoil();
            return bound;
        }
        const int code = sqlite3_step(statement);
        if (code != SQLITE_DONE) {
            connection_->spoil();
            return connection_->failure(code, statement_->sql());
        }
        sqlite3_reset(statement);
        changed_ += sqlite3_changes64(connection_->get());
        return Done{};
    }

    Result<std::int64_t> finish() override { return changed_; }

private:
    SqliteConnection* connection_;
    std::unique_ptr<SqliteStatement> statement_;
    std::int64_t changed_ = 0;
};

} // namespace

SqliteStatement::SqliteStatement(std::string sql, SqlitePrepared prepared)
    : sql_(std::move(sql)), prepared_(std::move(prepared))
{
    cells_.resize(static_cast<std::size_t>(sqlite3_column_count(prepared_.get())));
}

Result<bool> SqliteStatement::step()
{
    const int code = sqlite3_step(prepared_.get());
    if (code == SQLITE_ROW) [[likely]]
        return fill();
    if (code == SQLITE_DONE)
        return false;
    return sqlite_failure(sqlite3_db_handle(prepared_.get()), code, sql_);
}

Result<bool> SqliteStatement::fill()
{
    sqlite3_stmt* statement = prepared_.get();
    int column = 0;
    for (Value& cell : cells_) {
        sqlite3_value* value = sqlite3_column_value(statement, column);
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: cell = Value(sqlite3_value_int64(value)); break;
        case SQLITE_TEXT: {
            const void* text = sqlite3_value_text(value);
            const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
            cell = Value(std::string_view(static_cast<const char*>(text), size));
            break;
        }
        case SQLITE_BLOB: {
            const void* bytes = sqlite3_value_blob(value);
            const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
            cell = Value(std::span(static_cast<const std::byte*>(bytes), size));
            break;
        }
        case SQLITE_NULL: cell = Value(); break;
        default: return trouble(Trouble::sql, "float in column " + std::to_string(column + 1) + "; " + sql_);
        }
        column++;
    }
    return true;
}

Result<Done> SqliteStatement::bind(Values values, bool copied)
{
    sqlite3_stmt* statement = prepared_.get();
    const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
    if (values.size() != wanted)
        return trouble(Trouble::sql, std::to_string(values.size()) + " values for " + std::to_string(wanted) +
                                         " placeholders; " + sql_);
    int place = 1;
    for (const Value& value : values) {
        const int code = bind_one(statement, place, value, copied ? SQLITE_TRANSIENT : SQLITE_STATIC);
        if (code != SQLITE_OK)
            return sqlite_failure(sqlite3_db_handle(statement), code, sql_);
        place++;
    }
    return Done{};
}

void SqliteStatement::reset()
{
    sqlite3_reset(prepared_.get());
    sqlite3_clear_bindings(prepared_.get());
}

SqliteConnection::~SqliteConnection()
{
    // After a failed sync nothing may be written again: the kernel has dropped what it could not write.
    if (disk_failed_)
        sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    idle_.clear();
}

Error SqliteConnection::failure(int code, std::string_view sql)
{
    const int full_code = sqlite3_extended_errcode(database_.get());
    if (full_code == SQLITE_IOERR_FSYNC || full_code == SQLITE_IOERR_DIR_FSYNC)
        disk_failed_ = true;
    return sqlite_failure(database_.get(), code, sql);
}

Result<std::unique_ptr<SqliteStatement>> SqliteConnection::prepared(std::string_view sql)
{
    if (const auto found = idle_.find(sql); found != idle_.end() && found->second)
        return std::move(found->second);
    const std::string rewritten =
        with_placeholders(sql, [](int number, std::string& out) { out += "?" + std::to_string(number); });
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), rewritten.data(), static_cast<int>(rewritten.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return failure(code, sql);
    return std::make_unique<SqliteStatement>(std::string(sql), SqlitePrepared(statement));
}

Result<std::unique_ptr<Statement>> SqliteConnection::start(std::string_view sql, Values values)
{
    auto statement = TRY(prepared(sql));
    TRY(statement->bind(values, true));
    return std::unique_ptr<Statement>(std::move(statement));
}

void SqliteConnection::finish(std::unique_ptr<Statement> statement)
{
    auto& ours = static_cast<SqliteStatement&>(*statement);
    ours.reset();
    if (idle_.size() >= statements_kept_max)
        idle_.clear();
    statement.release();
    idle_[ours.sql()].reset(&ours);
}

Result<std::int64_t> SqliteConnection::run(std::string_view sql, Values values)
{
    auto statement = TRY(prepared(sql));
    TRY(statement->bind(values, false));
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement->get());
    if (code != SQLITE_DONE)
        return failure(code, sql);
    const bool changes = sqlite3_stmt_readonly(statement->get()) == 0;
    finish(std::move(statement));
    return changes ? sqlite3_changes64(database_.get()) : 0;
}

Result<Done> SqliteConnection::script(const std::string& sql)
{
    const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return failure(code, sql);
    return Done{};
}

Result<std::unique_ptr<Bulk>> SqliteConnection::bulk_insert(std::string_view table,
                                                            std::span<const std::string> columns)
{
    if (columns.size() <= held_columns_max)
        return bulk_of_held_rows(*this, table, columns);
    const std::string sql = "insert into " + Dialect::name(table) + " (" + Dialect::names(columns) + ") values (" +
                            Dialect::placeholders(columns.size()) + ")";
    return bulk_run(sql);
}

Result<std::unique_ptr<Bulk>> SqliteConnection::bulk_run(std::string_view sql)
{
    return std::unique_ptr<Bulk>(std::make_unique<SqliteBulk>(*this, TRY(prepared(sql))));
}

Result<std::unique_ptr<Bulk>> SqliteConnection::bulk_over(std::span<const Value::Kind> columns, std::string_view sql)
{
    return over_held_rows(*this, columns.size(), sql);
}

Result<Done> SqliteConnection::begin_snapshot()
{
    TRY(script("begin"));
    return script("select count(*) from sqlite_schema"); // The moment is fixed by the first read, not by `begin`.
}

Result<Done> SqliteConnection::commit()
{
    auto done = script("commit");
    if (!done.ok())
        roll_back();
    return done;
}

bool SqliteConnection::owes_references() const
{
    int owed = 0, unused = 0;
    sqlite3_db_status(database_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &unused, 0);
    return owed != 0;
}

void SqliteConnection::roll_back()
{
    if (in_transaction())
        sqlite3_exec(database_.get(), "rollback", nullptr, nullptr, nullptr);
}

} // namespace huimin::store::internal
