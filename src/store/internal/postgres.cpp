#include "store/internal/postgres.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "store/internal/postgres_bound.h"
#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::size_t statements_kept_max = 500;

// So few that the server's answers fit its socket: then sending never waits for reading.
constexpr std::size_t put_max = 128;

/// SQLSTATE by its class: https://www.postgresql.org/docs/15/errcodes-appendix.html
Trouble trouble_of(std::string_view state)
{
    const std::string_view group = state.substr(0, 2);
    if (group == "23" || group == "22" || state == "42804")
        return Trouble::constraint;
    if (group == "40" || state == "55P03" || state == "57014" || state == "53300")
        return Trouble::busy;
    if (state == "53100")
        return Trouble::disk_full;
    if (group == "08" || group == "57" || group == "58" || group == "53")
        return Trouble::lost;
    if (group == "XX")
        return Trouble::damaged;
    return Trouble::sql;
}

std::string field_of(const PGresult* result, int field)
{
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? "" : text;
}

class PostgresStatement final : public Statement {
public:
    explicit PostgresStatement(PostgresResult result) : result_(std::move(result)), rows_(PQntuples(result_.get()))
    {
        cells_.resize(static_cast<std::size_t>(PQnfields(result_.get())));
    }

    Result<bool> step() override
    {
        if (row_ == rows_)
            return false;
        const PGresult* result = result_.get();
        int column = 0;
        for (Value& cell : cells_) {
            if (PQgetisnull(result, row_, column) != 0)
                cell = Value();
            else
                cell = TRY(cell_of(PQftype(result, column), PQgetvalue(result, row_, column),
                                   PQgetlength(result, row_, column)));
            column++;
        }
        row_++;
        return true;
    }

private:
    PostgresResult result_;
    int rows_ = 0;
    int row_ = 0;
};

bool fits(Value::Kind kind, Oid type)
{
    switch (kind) {
    case Value::Kind::null: return true;
    case Value::Kind::integer: return type == oid_int8 || type == oid_int4 || type == oid_int2;
    case Value::Kind::text: return type == oid_text || type == oid_varchar || type == oid_name || type == oid_unknown;
    case Value::Kind::blob: return type == oid_bytea;
    }
    VERIFY(false);
}

} // namespace

Result<Done> PostgresConnection::settle()
{
    prepared_.clear();
    return script("set client_encoding = 'UTF8'; set timezone = 'UTC'; set standard_conforming_strings = on;"
                  "set client_min_messages = warning; set lock_timeout = '5s';"
                  "set idle_in_transaction_session_timeout = '10min';"
                  "set default_transaction_read_only = " +
                  std::string(use() == Use::read ? "on" : "off"));
}

Result<PostgresResult> PostgresConnection::accepted(PGresult* given, ExecStatusType wanted, std::string_view sql)
{
    PostgresResult result(given);
    const ExecStatusType status = PQresultStatus(given);
    if (status == wanted || status == PGRES_TUPLES_OK)
        return result;
    const std::string state = field_of(given, PG_DIAG_SQLSTATE);
    if (state.empty() || !sound()) // libpq speaks itself: there is no server behind it any more.
        return trouble(Trouble::lost, PQerrorMessage(handle_.get()));
    std::string detail = field_of(given, PG_DIAG_MESSAGE_PRIMARY);
    if (const std::string column = field_of(given, PG_DIAG_COLUMN_NAME); !column.empty())
        detail += "; " + field_of(given, PG_DIAG_TABLE_NAME) + "." + column;
    const Trouble which = trouble_of(state);
    return trouble(which, which == Trouble::sql ? detail + "; " + std::string(sql) : detail);
}

Result<std::vector<Oid>> PostgresConnection::prepare(const std::string& name, std::string_view sql, Values values)
{
    std::vector<Oid> types;
    std::ranges::transform(values, std::back_inserter(types), [](const Value& value) { return oid_of(value.kind()); });
    const std::string text(sql);
    TRY(hear());
    TRY(accepted(PQprepare(get(), name.c_str(), text.c_str(), static_cast<int>(types.size()), types.data()),
                 PGRES_COMMAND_OK, sql));
    if (std::ranges::find(types, Oid{oid_unknown_yet}) == types.end())
        return types;
    const PostgresResult told = TRY(accepted(PQdescribePrepared(get(), name.c_str()), PGRES_COMMAND_OK, sql));
    for (std::size_t each = 0; each < types.size(); each++)
        types[each] = PQparamtype(told.get(), static_cast<int>(each));
    return types;
}

Result<Done> PostgresConnection::make_room(std::size_t statements)
{
    if (prepared_.size() + statements > statements_kept_max) {
        TRY(script("deallocate all"));
        prepared_.clear();
    }
    return Done{};
}

Result<const PostgresConnection::Prepared*> PostgresConnection::prepared(std::string_view sql, Values values)
{
    if (const auto found = prepared_.find(sql); found != prepared_.end()) {
        const std::vector<Oid>& types = found->second.types;
        bool same = types.size() == values.size();
        for (std::size_t each = 0; same && each < types.size(); each++)
            same = fits(values[each].kind(), types[each]);
        if (same)
            return &found->second;
        TRY(script("deallocate " + found->second.name));
        prepared_.erase(found);
    }
    TRY(make_room(1));
    Prepared fresh{"s" + std::to_string(++names_), {}};
    fresh.types = TRY(prepare(fresh.name, sql, values));
    return &(prepared_[std::string(sql)] = std::move(fresh));
}

bool PostgresConnection::send(const Prepared& statement, Values values)
{
    const Bound bound(values, statement.types);
    return PQsendQueryPrepared(get(), statement.name.c_str(), static_cast<int>(values.size()), bound.starts.data(),
                               bound.sizes.data(), bound.formats.data(), 1) == 1;
}

Result<Done> PostgresConnection::add_to_pipeline(bool sent, std::string_view sql, std::shared_ptr<Found> found)
{
    if (!sent)
        return trouble(Trouble::lost, PQerrorMessage(get()));
    put_.push_back({std::string(sql), std::move(found)});
    return Done{};
}

Result<Done> PostgresConnection::put(std::string_view sql, Values values) { return put(sql, values, nullptr); }

Result<std::shared_ptr<const Found>> PostgresConnection::ask_whether(std::string_view sql, Values values)
{
    auto found = std::make_shared<Found>();
    TRY(put(sql, values, found));
    return std::shared_ptr<const Found>(std::move(found));
}

Result<Done> PostgresConnection::put(std::string_view sql, Values values, std::shared_ptr<Found> found)
{
    const Prepared* statement = TRY(prepared(sql, values));
    if (put_.empty())
        VERIFY(PQenterPipelineMode(get()) == 1);
    TRY(add_to_pipeline(send(*statement, values), sql, std::move(found)));
    if (put_.size() == put_max)
        TRY(hear());
    return Done{};
}

Result<PostgresResult> PostgresConnection::hear()
{
    if (put_.empty())
        return PostgresResult();
    const std::vector<Put> statements = std::exchange(put_, {});
    Result<PostgresResult> outcome = PostgresResult();
    if (PQpipelineSync(get()) != 1)
        outcome = trouble(Trouble::lost, PQerrorMessage(get()));
    for (std::size_t i = 0; i < statements.size() && sound(); ++i) {
        PostgresResult result(PQgetResult(get()));
        if (!result)
            outcome = trouble(Trouble::lost, PQerrorMessage(get()));
        else if (outcome.ok()) // Once one has failed, the server passes over the others.
            outcome = accepted(result.release(), PGRES_COMMAND_OK, statements[i].sql);
        if (outcome.ok() && statements[i].found)
            statements[i].found->row = PQntuples(outcome->get()) > 0;
        while (PGresult* more = PQgetResult(get())) // a null parts it from the next
            PQclear(more);
    }
    if (sound())
        PQclear(PQgetResult(get())); // the sync
    PQexitPipelineMode(get());
    return outcome;
}

Result<PostgresResult> PostgresConnection::execute_once(std::string_view sql, Values values)
{
    const Prepared* statement = TRY(prepared(sql, values));
    if (!put_.empty()) {
        TRY(add_to_pipeline(send(*statement, values), sql));
        return hear();
    }
    const Bound bound(values, statement->types);
    return accepted(PQexecPrepared(get(), statement->name.c_str(), static_cast<int>(values.size()), bound.starts.data(),
                                   bound.sizes.data(), bound.formats.data(), 1),
                    PGRES_COMMAND_OK, sql);
}

Result<PostgresResult> PostgresConnection::execute(std::string_view sql, Values values)
{
    const bool may_repeat = use() == Use::read && !in_transaction();
    auto result = execute_once(sql, values);
    if (result.ok() || sound() || !may_repeat)
        return result;
    PQreset(get()); // The server was restarted while the connection lay idle; a lone question can be put again.
    if (!sound())
        return result;
    TRY(settle());
    return execute_once(sql, values);
}

Result<std::unique_ptr<Statement>> PostgresConnection::start(std::string_view sql, Values values)
{
    return std::unique_ptr<Statement>(std::make_unique<PostgresStatement>(TRY(execute(sql, values))));
}

Result<std::int64_t> PostgresConnection::run(std::string_view sql, Values values)
{
    const PostgresResult result = TRY(execute(sql, values));
    if (std::string_view(PQcmdStatus(result.get())).starts_with("SELECT"))
        return 0;
    return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

Result<Done> PostgresConnection::script(const std::string& sql)
{
    TRY(hear());
    TRY(accepted(PQexec(get(), sql.c_str()), PGRES_COMMAND_OK, sql));
    return Done{};
}

Result<Done> PostgresConnection::hear_all()
{
    TRY(hear());
    return Done{};
}

Result<Done> PostgresConnection::begin()
{
    const std::string sql = "begin isolation level repeatable read";
    char byte = 0;
    const bool is_silent =
        ::recv(PQsocket(get()), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    return is_silent ? put(sql, {}) : script(sql); // A server that ended while the connection lay idle has said so.
}

Result<Done> PostgresConnection::begin_snapshot()
{
    TRY(script("begin isolation level repeatable read read only"));
    return script("select 1"); // The moment is fixed by the first statement, not by `begin`.
}

Result<Done> PostgresConnection::commit()
{
    VERIFY(PQtransactionStatus(get()) != PQTRANS_INERROR); // Its `commit` would answer "rollback" without an error.
    if (put_.empty())
        return script("commit");
    TRY(add_to_pipeline(PQsendQueryParams(get(), "commit", 0, nullptr, nullptr, nullptr, nullptr, 0) == 1, "commit"));
    TRY(hear());
    return Done{};
}

void PostgresConnection::roll_back()
{
    static_cast<void>(hear().ok());
    if (sound())
        static_cast<void>(script("rollback").ok());
}

} // namespace huimin::store::internal
