// PostgreSQL over libpq: prepared statements and binary cells, COPY for bulk.

#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/internal/connection.h"
#include "store/internal/pool.h"

namespace huimin::store::internal {

/// Connects and asserts what a durable store needs.
Result<std::unique_ptr<Pool>> open_postgres(const std::string& address);

struct FinishPostgres {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PostgresHandle = std::unique_ptr<PGconn, FinishPostgres>;

struct ClearPostgres {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearPostgres>;

class PostgresConnection final : public Connection {
public:
    PostgresConnection(Use use, PostgresHandle handle) : Connection(use), handle_(std::move(handle)) {}

    /// The settings each session works under.
    Result<Done> settle();

    Result<std::unique_ptr<Statement>> start(std::string_view sql, Values) override;
    Result<std::unique_ptr<Statement>> start_scan(std::string_view sql, Values) override;
    void finish(std::unique_ptr<Statement> statement) override { statement.reset(); }
    Result<std::int64_t> run(std::string_view sql, Values) override;
    Result<Done> put(std::string_view sql, Values) override;
    Result<std::shared_ptr<const Found>> ask_whether(std::string_view sql, Values) override;
    Result<Done> script(const std::string& sql) override;
    Result<std::unique_ptr<Bulk>> bulk_run(std::string_view sql) override;
    Result<std::unique_ptr<Bulk>> bulk_over(std::span<const Value::Kind> columns, std::string_view sql) override;
    std::vector<Result<Answered>> ask_all(std::span<const Asked>) override;
    Result<std::unique_ptr<Bulk>> bulk_insert(std::string_view table, std::span<const std::string> columns) override;

    /// Goes to the server together with the first statement, unless the server has said something meanwhile.
    Result<Done> begin() override;
    Result<Done> begin_snapshot() override;
    Result<Done> commit() override;
    void roll_back() override;
    /// Hears what became of the statements that were put: the last one's result, or the first failure.
    Result<PostgresResult> hear();
    Result<Done> hear_all() override;
    [[nodiscard]] bool in_transaction() const override { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }
    [[nodiscard]] bool sound() const override { return PQstatus(handle_.get()) == CONNECTION_OK; }
    [[nodiscard]] Engine engine() const override { return Engine::postgresql; }

    [[nodiscard]] PGconn* get() const { return handle_.get(); }
    /// The result, or what went wrong instead of `wanted` (or of rows).
    Result<PostgresResult> accepted(PGresult*, ExecStatusType wanted, std::string_view sql);

    struct Prepared {
        std::string name;
        std::vector<Oid> types;
    };
    /// Sees to it that so many more statements can be prepared without one that is kept being dropped.
    Result<Done> make_room(std::size_t statements);
    /// The statement as the server keeps it, for values of these kinds.
    Result<const Prepared*> prepared(std::string_view sql, Values);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    Result<std::vector<Oid>> prepare(const std::string& name, std::string_view sql, Values);
    Result<PostgresResult> execute(std::string_view sql, Values);
    Result<PostgresResult> execute_once(std::string_view sql, Values);
    [[nodiscard]] bool send(const Prepared&, Values);
    Result<Done> add_to_pipeline(bool sent, std::string_view sql, std::shared_ptr<Found> = nullptr);
    Result<Done> put(std::string_view sql, Values, std::shared_ptr<Found>);

    /// A question not answered yet.
    struct Open {
        std::size_t place = 0;
        const Prepared* statement = nullptr;
    };
    void ask_open(std::span<const Asked>, std::vector<Open>&, std::vector<Result<Answered>>& answers);

    PostgresHandle handle_;
    std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> prepared_;
    std::int64_t names_ = 0;
    /// A statement in the pipeline, not heard of yet.
    struct Put {
        std::string sql;
        std::shared_ptr<Found> found; ///< none: nobody asks whether it yields a row
    };
    std::vector<Put> put_;
};

} // namespace huimin::store::internal
