// Questions of many in one pipeline with one sync, so that each side sends and wakes once for all. The server passes
// over what follows a question that fails; those are put again, without it.
// https://www.postgresql.org/docs/15/libpq-pipeline-mode.html

#include "store/internal/postgres.h"

#include <optional>

#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

Result<Answered> answered(PostgresResult result)
{
    const std::shared_ptr<PGresult> owner(result.release(), ClearPostgres());
    const int rows = PQntuples(owner.get()), columns = PQnfields(owner.get());
    std::vector<Oid> types;
    for (int column = 0; column < columns; ++column)
        types.push_back(PQftype(owner.get(), column));
    std::vector<Value> cells;
    cells.reserve(static_cast<std::size_t>(rows) * types.size());
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            cells.push_back(
                PQgetisnull(owner.get(), row, column) != 0
                    ? Value()
                    : TRY(cell_of(types[static_cast<std::size_t>(column)], PQgetvalue(owner.get(), row, column),
                                  PQgetlength(owner.get(), row, column))));
    return Answered(types.size(), std::move(cells), owner);
}

/// The answer to one question; none where an earlier one failed and took it along.
std::optional<Result<Answered>> next_answer(PostgresConnection& connection, std::string_view sql)
{
    PGresult* result = PQgetResult(connection.get());
    if (result == nullptr)
        return trouble(Trouble::lost, PQerrorMessage(connection.get()));
    std::optional<Result<Answered>> answer;
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED) {
        PQclear(result);
    } else if (auto accepted = connection.accepted(result, PGRES_TUPLES_OK, sql); accepted.ok()) {
        answer = answered(std::move(*accepted));
    } else {
        answer = std::move(accepted).error();
    }
    while (PGresult* more = PQgetResult(connection.get())) // a null parts it from the next
        PQclear(more);
    return answer;
}

} // namespace

/// Puts the open ones in one pipeline and takes out those that were answered: all, or all up to the first that failed.
void PostgresConnection::ask_open(std::span<const Asked> questions, std::vector<Open>& open,
                                  std::vector<Result<Answered>>& answers)
{
    VERIFY(PQenterPipelineMode(get()) == 1);
    bool sent = true;
    for (const Open& one : open) {
        sent = sent && send(*one.statement, questions[one.place].values);
    }
    sent = sent && PQpipelineSync(get()) == 1;
    std::vector<Open> left;
    for (const Open& one : open) {
        auto answer = sent ? next_answer(*this, questions[one.place].sql)
                           : Result<Answered>(trouble(Trouble::lost, PQerrorMessage(get())));
        if (answer)
            answers[one.place] = std::move(*answer);
        else
            left.push_back(one);
    }
    if (sent)
        PQclear(PQgetResult(get())); // the sync
    PQexitPipelineMode(get());
    open = std::move(left);
}

std::vector<Result<Answered>> PostgresConnection::ask_all(std::span<const Asked> questions)
{
    std::vector<Result<Answered>> answers(questions.size(), Answered());
    std::vector<Open> open;
    static_cast<void>(make_room(questions.size()).ok());
    for (std::size_t i = 0; i < questions.size(); ++i) { // Preparing waits for the server, but only the first time.
        auto statement = prepared(questions[i].sql, questions[i].values);
        if (statement.ok())
            open.push_back({i, *statement});
        else
            answers[i] = std::move(statement).error();
    }
    while (sound() && !open.empty())
        ask_open(questions, open, answers);
    if (sound())
        return answers;
    PQreset(get()); // The server was restarted while the connection lay idle; questions can be put again.
    if (!sound() || !settle().ok())
        return std::vector<Result<Answered>>(questions.size(), trouble(Trouble::lost, PQerrorMessage(get())));
    return Connection::ask_all(questions);
}

} // namespace huimin::store::internal
