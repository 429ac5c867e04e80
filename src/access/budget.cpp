#include "access/budget.h"

namespace huimin::access {

Result<std::int64_t> spend(store::Transaction& transaction, const Budget& budget, std::string_view subject,
                           std::int64_t now)
{
    const auto spent = TRY(transaction.find_integer(
        "insert into budget_spent (budget, subject, begun_at, spent) values ($1, $2, $3, 1) on conflict (budget, "
        "subject) do update set begun_at = case when budget_spent.begun_at <= $3 - $4 then $3 else "
        "budget_spent.begun_at end, spent = case when budget_spent.begun_at <= $3 - $4 then 1 else "
        "budget_spent.spent + 1 end returning spent",
        {budget.name, subject, now, budget.window}));
    return budget.allowed - spent.value_or(0);
}

Result<Done> refund(store::Transaction& transaction, const Budget& budget, std::string_view subject)
{
    TRY(transaction.run("update budget_spent set spent = spent - 1 where budget = $1 and subject = $2 and spent > 0",
                        {budget.name, subject}));
    return Done{};
}

Result<Done> clear(store::Transaction& transaction, const Budget& budget, std::string_view subject)
{
    TRY(transaction.run("delete from budget_spent where budget = $1 and subject = $2", {budget.name, subject}));
    return Done{};
}

Result<Done> forget_old_budgets(store::Transaction& transaction, std::int64_t now)
{
    TRY(transaction.run("delete from budget_spent where begun_at < $1", {now - day_long}));
    return Done{};
}

} // namespace huimin::access
