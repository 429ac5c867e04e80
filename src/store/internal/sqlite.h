// SQLite: one file, readers beside one writer.

#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "store/internal/connection.h"
#include "store/internal/pool.h"

namespace huimin::store::internal {

/// Opens or makes the file and asserts what a durable store needs.
Result<std::unique_ptr<Pool>> open_sqlite(const std::string& file, Absent);

struct CloseSqlite {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

struct FinalizeSqlite {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using SqlitePrepared = std::unique_ptr<sqlite3_stmt, FinalizeSqlite>;

class SqliteStatement final : public Statement {
public:
    SqliteStatement(std::string sql, SqlitePrepared);

    Result<bool> step() override;
    /// Texts and bytes must live until the rows have ended, unless `copied`.
    Result<Done> bind(Values, bool copied);
    void reset();
    [[nodiscard]] const std::string& sql() const { return sql_; }
    [[nodiscard]] sqlite3_stmt* get() const { return prepared_.get(); }

private:
    Result<bool> fill();
    std::string sql_;
    SqlitePrepared prepared_;
};

class SqliteConnection final : public Connection {
public:
    SqliteConnection(Use use, SqliteHandle database) : Connection(use), database_(std::move(database)) {}
    ~SqliteConnection() override;

    Result<std::unique_ptr<Statement>> start(std::string_view sql, Values) override;
    Result<std::unique_ptr<Statement>> start_scan(std::string_view sql, Values values) override
    {
        return start(sql, values);
    }
    void finish(std::unique_ptr<Statement>) override;
    Result<std::int64_t> run(std::string_view sql, Values) override;
    Result<Done> script(const std::string& sql) override;
    Result<std::unique_ptr<Bulk>> bulk_run(std::string_view sql) override;
    Result<std::unique_ptr<Bulk>> bulk_over(std::span<const Value::Kind> columns, std::string_view sql) override;
    Result<std::unique_ptr<Bulk>> bulk_insert(std::string_view table, std::span<const std::string> columns) override;

    Result<Done> begin() override { return script("begin immediate"); }
    Result<Done> begin_snapshot() override;
    Result<Done> commit() override;
    void roll_back() override;
    [[nodiscard]] bool in_transaction() const override { return sqlite3_get_autocommit(database_.get()) == 0; }
    [[nodiscard]] bool owes_references() const override;
    [[nodiscard]] bool sound() const override { return !disk_failed_; }
    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }

    [[nodiscard]] sqlite3* get() const { return database_.get(); }
    Result<std::unique_ptr<SqliteStatement>> prepared(std::string_view sql);
    /// The failure that the engine has just reported.
    Error failure(int code, std::string_view sql);

    /// Rows that the running statement fetches; see sqlite_bulk.h.
    void hold_rows(const void* rows) { held_rows_ = rows; }
    [[nodiscard]] const void* held_rows() const { return held_rows_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    SqliteHandle database_;
    /// Statements not in use at the moment, by their text.
    std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, Hash, std::equal_to<>> idle_;
    bool disk_failed_ = false;
    const void* held_rows_ = nullptr;
};

} // namespace huimin::store::internal
