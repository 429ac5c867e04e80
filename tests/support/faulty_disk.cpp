#include "tests/support/faulty_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <new>

namespace huimin::test {

struct FaultyFile : sqlite3_file {
    FaultyDisk* disk;
    sqlite3_file* real;
    std::string name;

    static FaultyFile* of(sqlite3_file* file) { return static_cast<FaultyFile*>(file); }
    static int meet(sqlite3_file* file, FaultyDisk::Deed deed, std::int64_t offset = 0, std::string bytes = {})
    {
        return of(file)->disk->meet({deed, of(file)->name, offset, std::move(bytes)});
    }
};

namespace {

using Deed = FaultyDisk::Deed;

sqlite3_file* real_of(sqlite3_file* file) { return FaultyFile::of(file)->real; }

int close_file(sqlite3_file* file)
{
    const int code = real_of(file)->pMethods->xClose(real_of(file));
    FaultyFile::of(file)->~FaultyFile();
    return code;
}

int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset)
{
    const int code = FaultyFile::meet(file, Deed::read);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xRead(real_of(file), into, size, offset);
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset)
{
    std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const int code = FaultyFile::meet(file, Deed::write, offset, std::move(bytes));
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xWrite(real_of(file), from, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    const int code = FaultyFile::meet(file, Deed::truncate, size);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

int sync(sqlite3_file* file, int)
{
    return FaultyFile::meet(file, Deed::sync); // Nothing under the test needs the real one, which is slow.
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

int lock(sqlite3_file* file, int level) { return real_of(file)->pMethods->xLock(real_of(file), level); }
int unlock(sqlite3_file* file, int level) { return real_of(file)->pMethods->xUnlock(real_of(file), level); }
int check_lock(sqlite3_file* file, int* out) { return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out); }
int control(sqlite3_file* file, int what, void* with)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, with);
}
int sector_size(sqlite3_file*) { return 512; }
int traits(sqlite3_file*) { return 0; } // Promise nothing: no atomic writes, no power-safe overwrites.

int map_shared(sqlite3_file* file, int page, int size, int extend, volatile void** out)
{
    const int code = FaultyFile::meet(file, Deed::other);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
void barrier_shared(sqlite3_file* file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }
int unmap_shared(sqlite3_file* file, int remove) { return real_of(file)->pMethods->xShmUnmap(real_of(file), remove); }

constexpr sqlite3_io_methods methods = {
    2,       close_file,  read,   write,      truncate,    sync,           file_size,    lock,    unlock,  check_lock,
    control, sector_size, traits, map_shared, lock_shared, barrier_shared, unmap_shared, nullptr, nullptr,
};

int error_of(Deed deed)
{
    switch (deed) {
    case Deed::write: return SQLITE_IOERR_WRITE;
    case Deed::truncate: return SQLITE_IOERR_TRUNCATE;
    case Deed::sync: return SQLITE_IOERR_FSYNC;
    case Deed::remove: return SQLITE_IOERR_DELETE;
    case Deed::read: return SQLITE_IOERR_READ;
    case Deed::open: return SQLITE_CANTOPEN;
    case Deed::other: return SQLITE_IOERR_SHMMAP;
    }
    return SQLITE_IOERR;
}

bool changes_files(Deed deed)
{
    return deed == Deed::write || deed == Deed::truncate || deed == Deed::sync || deed == Deed::remove;
}

void put(std::string& content, std::int64_t offset, const std::string& bytes)
{
    const auto start = static_cast<std::size_t>(offset);
    if (content.size() < start + bytes.size())
        content.resize(start + bytes.size());
    content.replace(start, bytes.size(), bytes);
}

} // namespace

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_)
{
    vfs_.szOsFile = static_cast<int>(sizeof(FaultyFile)) + real_->szOsFile;
    vfs_.zName = "faulty";
    vfs_.pNext = nullptr;
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
}

FaultyDisk::~FaultyDisk()
{
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

void FaultyDisk::fail_at(std::int64_t call, Failure failure)
{
    failing_call_ = calls_ + call;
    failure_ = failure;
    has_failed_ = false;
}

bool FaultyDisk::strikes(Deed deed) const
{
    switch (failure_) {
    case Failure::error_once: return calls_ == failing_call_;
    case Failure::error_onward: return true;
    case Failure::full_onward: return deed == Deed::write;
    case Failure::sync_once: return deed == Deed::sync && !has_failed_;
    }
    return false;
}

int FaultyDisk::meet(Done done)
{
    const std::lock_guard lock(mutex_);
    calls_++;
    if (failing_call_ != 0 && calls_ >= failing_call_ && strikes(done.deed)) {
        has_failed_ = true;
        return failure_ == Failure::full_onward ? SQLITE_FULL : error_of(done.deed);
    }
    if (changes_files(done.deed) && !(lying_ && done.deed == Deed::sync))
        deeds_.push_back(std::move(done));
    return SQLITE_OK;
}

int FaultyDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out)
{
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    auto* ours = new (file) FaultyFile();
    ours->pMethods = nullptr; // SQLite closes only what has methods.
    ours->disk = disk;
    void* after = ours + 1;
    ours->real = static_cast<sqlite3_file*>(after);
    ours->name = name == nullptr ? "temporary" : std::filesystem::path(name).filename().string();
    int code = disk->meet({Deed::open, ours->name});
    if (code == SQLITE_OK)
        code = disk->real_->xOpen(disk->real_, name, ours->real, flags, flags_out);
    if (code == SQLITE_OK)
        ours->pMethods = &methods;
    else
        ours->~FaultyFile();
    return code;
}

int FaultyDisk::remove(sqlite3_vfs* vfs, const char* name, int sync)
{
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    const int code = disk->meet({Deed::remove, std::filesystem::path(name).filename().string()});
    return code != SQLITE_OK ? code : disk->real_->xDelete(disk->real_, name, sync);
}

void FaultyDisk::lay_out(std::size_t moment, Survival survival, std::mt19937& chance, const std::string& folder) const
{
    std::map<std::string, std::size_t> synced; // The last sync of each file: what came before it is safe.
    std::size_t last_write = moment;
    for (std::size_t at = 0; at < moment; at++) {
        if (deeds_[at].deed == Deed::sync)
            synced[deeds_[at].file] = at + 1;
        if (deeds_[at].deed == Deed::write)
            last_write = at;
    }
    std::map<std::string, std::string> files;
    for (std::size_t at = 0; at < moment; at++) {
        const Done& done = deeds_[at];
        const bool safe = at < synced[done.file];
        const bool survives = safe || survival == Survival::all || survival == Survival::torn ||
                              (survival == Survival::some && chance() % 2 == 0);
        if (done.deed == Deed::remove)
            files.erase(done.file);
        else if (done.deed == Deed::truncate && survives)
            files[done.file].resize(static_cast<std::size_t>(done.offset));
        else if (done.deed == Deed::write && survives) {
            const bool torn = !safe && survival == Survival::torn && at == last_write;
            put(files[done.file], done.offset,
                torn ? done.bytes.substr(0, chance() % (done.bytes.size() / 512 + 1) * 512) : done.bytes);
        }
    }
    for (const auto& [name, content] : files)
        std::ofstream(folder + "/" + name, std::ios::binary) << content;
}

} // namespace huimin::test
