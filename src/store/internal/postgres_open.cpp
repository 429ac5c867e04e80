// Connecting to PostgreSQL, and refusing a server that may lose what it has acknowledged.

#include "store/internal/postgres.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr int writers_max = 8;

/// The address as it may be shown: without a password.
std::string shown(const std::string& address)
{
    PQconninfoOption* options = PQconninfoParse(address.c_str(), nullptr);
    if (options == nullptr)
        return "postgresql:";
    std::string out = "postgresql:";
    for (const PQconninfoOption* option = options; option->keyword != nullptr; option++)
        if (option->val != nullptr && std::string_view(option->dispchar) == "" &&
            std::string_view(option->keyword).find("pass") == std::string_view::npos)
            out += std::string(" ") + option->keyword + "=" + option->val;
    PQconninfoFree(options);
    return out;
}

Result<Done> require_durable(PostgresConnection& connection)
{
    const struct {
        const char* setting;
        const char* wanted;
        const char* also;
    } wanted[] = {
        {"fsync", "on", "on"},
        {"full_page_writes", "on", "on"},
        {"synchronous_commit", "on", "remote_apply"},
        {"data_sync_retry", "off", "off"},
        {"data_checksums", "on", "on"}, // Switched on in a stopped server by `pg_checksums --enable`.
        {"server_encoding", "UTF8", "UTF8"},
    };
    for (const auto& row : wanted) {
        auto statement = TRY(connection.start("select current_setting($1)", {row.setting}));
        VERIFY(TRY(statement->step()));
        const std::string_view found = statement->cells()[0].text();
        if (found != row.wanted && found != row.also)
            return trouble(Trouble::unsafe, std::string(row.setting) + " = " + std::string(found));
    }
    return Done{};
}

Result<std::unique_ptr<Connection>> connect(const std::string& address, Use use)
{
    PostgresHandle handle(PQconnectdb(address.c_str()));
    if (PQstatus(handle.get()) != CONNECTION_OK)
        return trouble(Trouble::missing, PQerrorMessage(handle.get()));
    if (PQserverVersion(handle.get()) < 150000)
        return trouble(Trouble::unsafe, "PostgreSQL " + std::to_string(PQserverVersion(handle.get())) + " < 15");
    auto connection = std::make_unique<PostgresConnection>(use, std::move(handle));
    TRY(connection->settle());
    TRY(require_durable(*connection));
    return std::unique_ptr<Connection>(std::move(connection));
}

} // namespace

Result<std::unique_ptr<Pool>> open_postgres(const std::string& address)
{
    auto pool = std::make_unique<Pool>(shown(address), Engine::postgresql, writers_max,
                                       [address](Use use) { return connect(address, use); });
    pool->take_back(TRY(pool->lend(Use::write)));
    return pool;
}

} // namespace huimin::store::internal
