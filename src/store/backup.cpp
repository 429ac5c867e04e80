#include "store/backup.h"

#include <filesystem>
#include <fstream>

#include "store/internal/dump.h"
#include "store/internal/pool.h"
#include "store/internal/sqlite_backup.h"

namespace huimin::store {

namespace {

constexpr std::string_view sqlite_magic("SQLite format 3\0", 16);
constexpr std::string_view sqlite_prefix = "sqlite:";

Error no_backup(const std::string& file)
{
    return {Fault::invalid, "store.backup_form", "文件 `" + file + "` 不是可恢复到此处的备份",
            "SQLite 的备份只能恢复为 SQLite；迁往 PostgreSQL 请使用通用格式的备份",
            "`" + file +
                "` is no backup that can go there: a native SQLite backup becomes SQLite only; to move to "
                "PostgreSQL take a portable one"};
}

} // namespace

Result<Done> backup(Store& store, const std::string& file, BackupForm form, const HowFar& how_far)
{
    if (std::filesystem::exists(file))
        return Error{Fault::conflict, "store.backup_exists", "备份文件 `" + file + "` 已存在", "换一个文件名",
                     "`" + file + "` stands already. Choose another name"};
    Reader snapshot = TRY(store.snapshot());
    if (form == BackupForm::native && store.dialect().engine() == Engine::sqlite)
        return internal::backup_sqlite(connection_of(snapshot), file, how_far);
    return internal::write_dump(snapshot, file, how_far);
}

Result<Done> restore(const std::string& file, std::string_view address, std::span<const JournalHead> anchors,
                     Filled filled, const HowFar& how_far)
{
    std::string start(sqlite_magic.size(), '\0');
    std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    const bool portable = internal::is_dump(file), to_sqlite = address.starts_with(sqlite_prefix);
    if (!portable && !(to_sqlite && start == sqlite_magic))
        return no_backup(file);
    if (to_sqlite && (!portable || filled == Filled::replace))
        return internal::restore_sqlite(file, std::string(address.substr(sqlite_prefix.size())), anchors, filled,
                                        how_far);
    Store store = TRY(Store::open(address));
    return internal::read_dump(file, store, anchors, filled, how_far);
}

} // namespace huimin::store
