#include "store/once.h"

namespace huimin::store {

std::vector<Table> Once::tables()
{
    constexpr auto integer = ColumnType::integer;
    return {
        {.name = "once",
         .columns =
             {{"account", integer}, {"key"}, {"digest"}, {"begun_at", integer}, {"answer", ColumnType::text, false}},
         .primary_key = {"account", "key"},
         .indexes = {{.columns = {"begun_at"}}}}};
}

Result<std::optional<std::string>> Once::begin(const OnceKey& key, std::int64_t now)
{
    return store_->change([&](Transaction& transaction) -> Result<std::optional<std::string>> {
        // One statement decides who is first, also between servers: a row that is new, too old, or held by one that
        // never ended.
        const std::int64_t first = TRY(transaction.run(
            "insert into once (account, key, digest, begun_at, answer) values ($1, $2, $3, $4, null) "
            "on conflict (account, key) do update set digest = excluded.digest, begun_at = excluded.begun_at, "
            "answer = null where once.begun_at < $5 or (once.answer is null and once.begun_at < $6)",
            {key.account, key.key, key.digest, now, now - kept_for, now - held_for}));
        if (first == 1)
            return std::optional<std::string>();
        Rows row = TRY(transaction.query("select digest, answer from once where account = $1 and key = $2",
                                         {key.account, key.key}));
        if (!TRY(row.next()))
            return Error{Fault::conflict, "once.busy", "同一个请求刚才失败了", "请再试一次",
                         "the same request has just failed: try again"};
        if (row[0].text() != key.digest)
            return Error{Fault::invalid, "once.other", "这个 Idempotency-Key 用在过别的请求上",
                         "每个新的请求用一个新的", "the idempotency key was used for another request"};
        if (row[1].is_null())
            return Error{Fault::conflict, "once.busy", "同一个请求正在办理", "过一会儿用同一个 Idempotency-Key 再试",
                         "the same request is at work: try again with the same key"};
        return std::optional(std::string(row[1].text()));
    });
}

Result<Done> Once::keep(const OnceKey& key, std::string_view answer)
{
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update once set answer = $3 where account = $1 and key = $2",
                            {key.account, key.key, answer}));
        return Done{};
    });
}

Result<Done> Once::give_up(const OnceKey& key)
{
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from once where account = $1 and key = $2 and answer is null",
                            {key.account, key.key}));
        return Done{};
    });
}

Result<Done> Once::forget_old(std::int64_t now)
{
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from once where begun_at < $1", {now - kept_for}));
        return Done{};
    });
}

} // namespace huimin::store
