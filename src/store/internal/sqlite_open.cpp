// Opening a SQLite file: made with the right rights, and refused when it is not what a durable store needs.

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "store/internal/sqlite.h"
#include "store/internal/sqlite_bulk.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::int64_t application_id = 0x4855494d; // "HUIM"
constexpr std::int64_t format_version = 1;          // Of the file as a whole; tables carry their own.

/// Finds the file, or makes it in such a way that it is never for a moment open to others.
Result<Done> find_file(const std::string& file, Absent absent)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC | (absent == Absent::make ? O_CREAT : 0), 0600);
    if (descriptor < 0)
        return trouble(Trouble::missing, file);
    struct stat status{};
    const bool told = ::fstat(descriptor, &status) == 0;
    ::close(descriptor);
    if (!told || !S_ISREG(status.st_mode))
        return trouble(Trouble::missing, file);
    if ((status.st_mode & 077) != 0)
        return trouble(Trouble::unsafe, "chmod 600 " + file);
    return Done{};
}

Result<std::int64_t> setting(SqliteConnection& connection, std::string_view pragma)
{
    auto statement = TRY(connection.prepared("pragma " + std::string(pragma)));
    const bool row = TRY(statement->step());
    return row ? statement->cells()[0].integer() : 0;
}

Result<Done> require(SqliteConnection& connection, std::string_view pragma, std::int64_t wanted)
{
    const std::int64_t found = TRY(setting(connection, pragma));
    if (found != wanted)
        return trouble(Trouble::unsafe, std::string(pragma) + " = " + std::to_string(found));
    return Done{};
}

/// So that no statement can write past the engine into the file.
Result<Done> require_defence(sqlite3* database)
{
    int defended = 0;
    if (sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, &defended) != SQLITE_OK || defended != 1)
        return trouble(Trouble::unsafe, "defensive = off");
    return Done{};
}

/// The write-ahead log is shared by memory, and syncs are answered by the disk: neither holds over a network.
Result<Done> require_local(const std::string& file)
{
    struct statfs system{};
    if (::statfs(file.c_str(), &system) != 0)
        return trouble(Trouble::missing, file);
    constexpr std::uint32_t networks[] = {NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC};
    if (std::ranges::find(networks, static_cast<std::uint32_t>(system.f_type)) != std::end(networks))
        return trouble(Trouble::unsafe, file + " on a network file system");
    return Done{};
}

Result<Done> require_write_ahead_log(SqliteConnection& connection)
{
    auto statement = TRY(connection.prepared("pragma journal_mode = wal"));
    const bool row = TRY(statement->step());
    const std::string mode(row ? statement->cells()[0].text() : "");
    if (mode != "wal")
        return trouble(Trouble::unsafe, "journal_mode = " + mode);
    return Done{};
}

/// A new file is marked as ours; another program's file is refused before anything is written to it.
Result<Done> require_ours(SqliteConnection& connection)
{
    const std::int64_t id = TRY(setting(connection, "application_id"));
    const std::int64_t version = TRY(setting(connection, "user_version"));
    if (id == application_id && version <= format_version)
        return Done{};
    if (id != 0 || version != 0 || TRY(setting(connection, "schema_version")) != 0)
        return trouble(Trouble::not_ours, "application_id = " + std::to_string(id));
    TRY(require_write_ahead_log(connection));
    return connection.script("begin immediate; pragma application_id = " + std::to_string(application_id) +
                             "; pragma user_version = " + std::to_string(format_version) + "; commit");
}

Result<std::unique_ptr<Connection>> connect(const std::string& file, Use use)
{
    sqlite3* opened = nullptr;
    // Readers too open for writing: a reader may have to recover the log that a power cut left.
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteHandle handle(opened);
    if (code != SQLITE_OK)
        return trouble(Trouble::missing, file);
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, 5000);
    // A column that is not there is an error, not a text in double quotes.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    TRY(require_defence(opened));
    auto connection = std::make_unique<SqliteConnection>(use, std::move(handle));
    TRY(connection->script("pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off;"
                           "pragma cell_size_check = on; pragma mmap_size = 0; pragma temp_store = memory;"
                           "pragma cache_size = -32768; pragma journal_size_limit = 67108864"));
    TRY(let_read_held_rows(*connection));
    TRY(require_ours(*connection));
    TRY(require_write_ahead_log(*connection));
    TRY(require(*connection, "synchronous", 2));
    TRY(require(*connection, "foreign_keys", 1));
    TRY(require(*connection, "trusted_schema", 0));
    TRY(require(*connection, "cell_size_check", 1));
    TRY(require(*connection, "mmap_size", 0));
    if (use == Use::read)
        TRY(connection->script("pragma query_only = on"));
    return std::unique_ptr<Connection>(std::move(connection));
}

} // namespace

Result<std::unique_ptr<Pool>> open_sqlite(const std::string& file, Absent absent)
{
    TRY(find_file(file, absent));
    TRY(require_local(file));
    std::error_code unknown;
    const std::string whole = std::filesystem::absolute(file, unknown).string();
    auto pool =
        std::make_unique<Pool>("sqlite:" + whole, Engine::sqlite, 1, [whole](Use use) { return connect(whole, use); });
    pool->take_back(TRY(pool->lend(Use::write)));
    return pool;
}

} // namespace huimin::store::internal
