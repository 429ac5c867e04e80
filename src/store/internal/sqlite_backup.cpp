#include "store/internal/sqlite_backup.h"

#include <filesystem>
#include <fstream>

#include "store/internal/dump.h"
#include "store/internal/durable_file.h"
#include "store/internal/migration.h"
#include "store/internal/sqlite.h"
#include "store/internal/trouble.h"
#include "store/schema.h"

namespace huimin::store::internal {

namespace {

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

Result<Done> copy_pages(sqlite3* from, const std::string& to, const HowFar& how_far)
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
        code = backup ? SQLITE_OK : sqlite3_errcode(opened);
        constexpr int pages_at_once = 1024;
        while (backup && code == SQLITE_OK) { // The snapshot that is read holds still between the steps.
            code = sqlite3_backup_step(backup.get(), pages_at_once);
            const auto pages = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
            if (how_far)
                how_far(pages - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get())), pages);
        }
    }
    if (code == SQLITE_DONE)
        return Done{};
    return trouble(code == SQLITE_FULL   ? Trouble::disk_full
                   : code == SQLITE_BUSY ? Trouble::busy
                                         : Trouble::lost,
                   sqlite3_errstr(code));
}

Result<Done> copy_bytes(const std::string& from, DurableFile& to, const HowFar& how_far)
{
    std::error_code unknown;
    const std::uint64_t size = std::filesystem::file_size(from, unknown);
    std::uint64_t done = 0;
    std::ifstream in(from, std::ios::binary);
    std::string bytes(std::size_t{1} << 20, '\0');
    while (in) {
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        TRY(to.write(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount()))));
        done += static_cast<std::uint64_t>(in.gcount());
        if (how_far)
            how_far(done, size);
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

/// Whether the file holds tables. One that cannot be opened as a store may hold them all the same.
bool is_filled(const std::string& target)
{
    std::error_code absent;
    if (std::filesystem::file_size(target, absent) == 0 || absent)
        return false;
    auto store = Store::open("sqlite:" + target, Absent::refuse);
    if (!store.ok())
        return true;
    auto reader = store->reader();
    if (!reader.ok())
        return true;
    const auto found = tables(*reader);
    return !found.ok() || !found->empty();
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

Result<Done> backup_sqlite(Connection& connection, const std::string& file, const HowFar& how_far)
{
    DurableFile copy = TRY(DurableFile::create(file));
    TRY(copy_pages(static_cast<SqliteConnection&>(connection).get(), copy.part(), how_far));
    return copy.finish();
}

Result<Done> restore_sqlite(const std::string& file, const std::string& target, std::span<const JournalHead> anchors,
                            Filled filled, const HowFar& how_far)
{
    if (filled == Filled::refuse && is_filled(target))
        return not_empty();
    DurableFile fresh = TRY(DurableFile::create(target));
    if (is_dump(file)) {
        Store store = TRY(Store::open("sqlite:" + fresh.part()));
        TRY(read_dump(file, store, anchors, Filled::refuse, how_far));
    } else {
        TRY(copy_bytes(file, fresh, how_far));
        if (how_far)
            how_far(0, 0);
        TRY(check(fresh.part(), file, anchors));
    }
    TRY(retire(target));
    return fresh.finish();
}

} // namespace huimin::store::internal
