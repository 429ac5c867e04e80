// A disk for SQLite that fails when told to, and that remembers enough to be cut off from power at any moment.

#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace huimin::test {

/// While it lives, every file SQLite opens lies on it; underneath are ordinary files. One at a time; threads
/// may share it.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    enum class Failure {
        error_once,   ///< one call fails with an I/O error
        error_onward, ///< and so do all after it
        full_onward,  ///< from there on nothing more can be written
        sync_once,    ///< the first sync from there on fails
    };

    /// The `call`-th call from now (1 is the next) fails.
    void fail_at(std::int64_t call, Failure);
    void heal() { failing_call_ = 0; }
    [[nodiscard]] bool has_failed() const { return has_failed_; }

    /// What a power cut leaves of writes that were not synced.
    enum class Survival {
        none, ///< the disk wrote nothing it did not have to
        all,  ///< the disk had written everything
        some, ///< some of them, chosen by chance
        torn, ///< all, but of the last one only whole sectors up to a place chosen by chance
    };

    /// Each write, sync, change of length and removal so far is a moment at which the power can go.
    [[nodiscard]] std::size_t moments() const
    {
        const std::lock_guard lock(mutex_);
        return deeds_.size();
    }

    /// Lays the files as they would be found after a cut just after the first `moment` deeds into `folder`, under
    /// their own names.
    void lay_out(std::size_t moment, Survival, std::mt19937& chance, const std::string& folder) const;

    /// Files opened from now on lie on the ordinary disk again; what was remembered stays.
    void step_aside() { sqlite3_vfs_register(real_, 1); }

    /// From now on a sync is acknowledged and not done: for the test of the test.
    void lie() { lying_ = true; }

    enum class Deed { write, truncate, sync, remove, read, open, other };

private:
    friend struct FaultyFile;
    struct Done {
        Deed deed = Deed::other;
        std::string file;
        std::int64_t offset = 0; ///< or the new length
        std::string bytes = {};
    };

    /// SQLITE_OK, or the error this call ends with. Notes the deed when it goes through.
    int meet(Done);
    [[nodiscard]] bool strikes(Deed) const;
    static int open(sqlite3_vfs*, const char* name, sqlite3_file*, int flags, int* flags_out);
    static int remove(sqlite3_vfs*, const char* name, int sync);

    mutable std::mutex mutex_;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    std::vector<Done> deeds_;
    std::int64_t calls_ = 0;
    std::int64_t failing_call_ = 0;
    Failure failure_ = Failure::error_once;
    bool has_failed_ = false;
    bool lying_ = false;
};

} // namespace huimin::test
