// Questions of many in one pipeline, each with its own sync: one that fails leaves the others their answers.
// https://www.postgresql.org/docs/15/libpq-pipeline-mode.html

#include "store/internal/postgres.h"
#include "store/internal/postgres_bound.h"
#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

Result<Answered> answered(PostgresResult result)
{
    const std::shared_ptr<PGresult> owner(result.release(), ClearPostgres());
    const int rows = PQntuples(owner.get()), columns = PQnfields(owner.get());
    std::vector<Value> cells;
    cells.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            cells.push_back(PQgetisnull(owner.get(), row, column) != 0
                                ? Value()
                                : TRY(cell_of(PQftype(owner.get(), column), PQgetvalue(owner.get(), row, column),
                                              PQgetlength(owner.get(), row, column))));
    return Answered(static_cast<std::size_t>(columns), std::move(cells), owner);
}

/// The answer up to its sync; what comes after the first result of a statement is only its end.
Result<Answered> next_answer(PostgresConnection& connection, std::string_view sql)
{
    Result<Answered> answer = Answered();
    while (true) {
        PGresult* result = PQgetResult(connection.get());
        if (result == nullptr) {
            if (!connection.sound())
                return trouble(Trouble::lost, PQerrorMessage(connection.get()));
            continue;
        }
        const ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return answer;
        }
        auto accepted = connection.accepted(result, PGRES_TUPLES_OK, sql);
        if (accepted.ok())
            answer = answered(std::move(*accepted));
        else
            answer = std::move(accepted).error();
    }
}

/// Sends what has a statement; false where the connection broke on the way.
bool send_all(PostgresConnection& connection, std::span<const Asked> questions,
              const std::vector<const PostgresConnection::Prepared*>& statements)
{
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (statements[i] == nullptr)
            continue;
        const Bound bound(questions[i].values, statements[i]->types);
        if (PQsendQueryPrepared(connection.get(), statements[i]->name.c_str(), static_cast<int>(bound.starts.size()),
                                bound.starts.data(), bound.sizes.data(), bound.formats.data(), 1) != 1 ||
            PQpipelineSync(connection.get()) != 1)
            return false;
    }
    return true;
}

} // namespace

std::vector<Result<Answered>> PostgresConnection::ask_all(std::span<const Asked> questions)
{
    std::vector<Result<Answered>> answers(questions.size(), Answered());
    std::vector<const Prepared*> statements(questions.size(), nullptr);
    static_cast<void>(make_room(questions.size()).ok());
    for (std::size_t i = 0; i < questions.size(); ++i) { // Preparing waits for the server, but only the first time.
        auto statement = prepared(questions[i].sql, questions[i].values);
        if (statement.ok())
            statements[i] = *statement;
        else
            answers[i] = std::move(statement).error();
    }
    if (sound()) {
        VERIFY(PQenterPipelineMode(get()) == 1);
        const bool sent = send_all(*this, questions, statements);
        for (std::size_t i = 0; i < questions.size(); ++i)
            if (statements[i] != nullptr)
                answers[i] = sent ? next_answer(*this, questions[i].sql)
                                  : Result<Answered>(trouble(Trouble::lost, PQerrorMessage(get())));
        PQexitPipelineMode(get());
    }
    if (sound())
        return answers;
    PQreset(get()); // The server was restarted while the connection lay idle; questions can be put again.
    if (!sound() || !settle().ok())
        return answers;
    return Connection::ask_all(questions);
}

} // namespace huimin::store::internal
