#include "store/internal/sqlite_backup.h"

#include <filesystem>
#include <fstream>

#include "store/internal/dump.h"
#include "store/internal/durable_file.h"
#include "store/internal/sqlite.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

Result<Done> copy_pages(sqlite3* from, const std::string& to)
{
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(to.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    const SqliteHandle target(opened);
    if (code != SQLITE_OK)
        return trouble(Trouble::missing, to);
    // Until it is synced and has its name the copy is nothing, so it needs no journal of its own.
    sqlite3_exec(opened, "pragma journal_mode = off; pragma synchronous = off", nullptr, nullptr, nullptr);
    {
        const std::unique_ptr<sqlite3_backup, FinishBackup> backup(sqlite3_backup_init(opened, "main", from, "main"));
        code = backup ? sqlite3_backup_step(backup.get(), -1) : sqlite3_errcode(opened);
    }
    if (code == SQLITE_DONE)
        return Done{};
    return trouble(code == SQLITE_FULL   ? Trouble::disk_full
                   : code == SQLITE_BUSY ? Trouble::busy
                                         : Trouble::lost,
                   sqlite3_errstr(code));
}

Result<Done> copy_bytes(const std::string& from, DurableFile& to)
{
    std::ifstream in(from, std::ios::binary);
    std::string bytes(std::size_t{1} << 20, '\0');
    while (in) {
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        TRY(to.write(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount()))));
    }
    if (!in.eof())
        return trouble(Trouble::lost, from);
    return Done{};
}

Result<Done> check(const std::string& part, const std::string& file, std::span<const JournalHead> anchors)
{
    auto store = Store::open("sqlite:" + part);
    if (!store.ok() && store.error().code == "store.damaged")
        return backup_damaged(file);
    if (!store.ok())
        return std::move(store).error();
    Reader snapshot = TRY(store->snapshot());
    const auto integrity = snapshot.find_text("pragma integrity_check");
    if (!integrity.ok() || *integrity != "ok")
        return backup_damaged(file);
    if (TRY(snapshot.find_text("pragma foreign_key_check")))
        return backup_damaged(file);
    return require_sound_journal(snapshot, anchors);
}

/// Takes the old file out of its write-ahead log, which must never meet the new file; a damaged one is put aside.
Result<Done> retire(const std::string& target)
{
    if (!std::filesystem::exists(target))
        return Done{};
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(target.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    const SqliteHandle old(opened);
    if (code == SQLITE_OK)
        code = sqlite3_exec(opened, "pragma journal_mode = delete", nullptr, nullptr, nullptr);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return trouble(Trouble::busy, target);
    std::error_code failed;
    if (code != SQLITE_OK)
        for (const char* of : {"-wal", "-shm", ""})
            if (std::filesystem::exists(target + of))
                std::filesystem::rename(target + of, target + ".damaged" + of, failed);
    if (failed || std::filesystem::exists(target + "-wal"))
        return trouble(Trouble::busy, target);
    return Done{};
}

} // namespace

Result<Done> backup_sqlite(Connection& connection, const std::string& file)
{
    DurableFile copy = TRY(DurableFile::create(file));
    TRY(copy_pages(static_cast<SqliteConnection&>(connection).get(), copy.part()));
    return copy.finish();
}

Result<Done> restore_sqlite(const std::string& file, const std::string& target, std::span<const JournalHead> anchors)
{
    DurableFile fresh = TRY(DurableFile::create(target));
    TRY(copy_bytes(file, fresh));
    TRY(check(fresh.part(), file, anchors));
    TRY(retire(target));
    return fresh.finish();
}

} // namespace huimin::store::internal
