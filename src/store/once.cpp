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

Result<std::optional<std::string>> Once::find(const OnceKey& key, std::int64_t now)
{
    Reader reader = TRY(store_->reader());
    Rows row = TRY(reader.query("select digest, answer from once where account = $1 and key = $2 and begun_at >= $3 "
                                "and answer is not null",
                                {key.account, key.key, now - kept_for}));
    if (!TRY(row.next()))
        return std::optional<std::string>();
    if (row[0].text() != key.digest)
        return Error{Fault::invalid, "once.other", "这个 Idempotency-Key 用在过别的请求上", "每个新的请求用一个新的",
                     "the idempotency key was used for another request"};
    return std::optional(std::string(row[1].text()));
}

Result<Done> Once::begin(Transaction& transaction, const OnceKey& key, std::int64_t now)
{
    // One statement decides who is first, also between servers: the second waits here until the first has ended.
    const std::int64_t first = TRY(transaction.run(
        "insert into once (account, key, digest, begun_at, answer) values ($1, $2, $3, $4, null) "
        "on conflict (account, key) do update set digest = excluded.digest, begun_at = excluded.begun_at, "
        "answer = null where once.begun_at < $5 or once.answer is null",
        {key.account, key.key, key.digest, now, now - kept_for}));
    if (first == 0)
        return Error{Fault::conflict, "once.done", "同一个请求刚刚办好了", "用同一个 Idempotency-Key 再问一次结果",
                     "the same request has just been done: ask again with the same key"};
    return Done{};
}

Result<Done> Once::keep(Transaction& transaction, const OnceKey& key, std::string_view answer)
{
    TRY(transaction.put("update once set answer = $3 where account = $1 and key = $2", {key.account, key.key, answer}));
    return Done{};
}

Result<Done> Once::forget_old(std::int64_t now)
{
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from once where begun_at < $1", {now - kept_for}));
        return Done{};
    });
}

} // namespace huimin::store
