#include "store/internal/connection.h"

#include <deque>

namespace huimin::store::internal {

namespace {

/// Rows copied out of a statement, for engines whose cells are gone with the next step.
struct Copies {
    std::deque<KeptValue> cells;
};

Result<Answered> copied(Statement& statement)
{
    auto kept = std::make_shared<Copies>();
    std::size_t columns = 0;
    while (TRY(statement.step())) {
        columns = statement.cells().size();
        for (const Value& cell : statement.cells())
            kept->cells.emplace_back(cell);
    }
    std::vector<Value> cells;
    cells.reserve(kept->cells.size());
    for (const KeptValue& cell : kept->cells)
        cells.push_back(cell.view());
    return Answered(columns, std::move(cells), std::move(kept));
}

} // namespace

Result<Done> Connection::put(std::string_view sql, Values values)
{
    TRY(run(sql, values));
    return Done{};
}

Result<std::shared_ptr<const Found>> Connection::ask_whether(std::string_view sql, Values values)
{
    auto statement = TRY(start(sql, values));
    auto row = statement->step();
    finish(std::move(statement));
    return std::make_shared<const Found>(TRY(std::move(row)));
}

std::vector<Result<Answered>> Connection::ask_all(std::span<const Asked> questions)
{
    std::vector<Result<Answered>> answers;
    answers.reserve(questions.size());
    for (const Asked& asked : questions) {
        auto statement = start(asked.sql, asked.values);
        if (!statement.ok()) {
            answers.emplace_back(std::move(statement).error());
            continue;
        }
        answers.push_back(copied(**statement));
        finish(std::move(*statement));
    }
    return answers;
}

} // namespace huimin::store::internal
