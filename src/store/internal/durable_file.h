// A file that appears whole and synced, or not at all.

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace huimin::store::internal {

class DurableFile {
public:
    /// Begins a file (mode 0600) beside its later place.
    static Result<DurableFile> create(const std::string& path);
    DurableFile(DurableFile&& other) noexcept
        : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1))
    {
    }
    DurableFile& operator=(DurableFile&&) = delete;
    ~DurableFile(); ///< without `finish` nothing is left

    /// Where it lies until it is finished.
    [[nodiscard]] std::string part() const { return path_ + ".part"; }

    Result<Done> write(std::string_view bytes);

    /// Syncs it and gives it its name, in place of what may bear it.
    Result<Done> finish();

private:
    DurableFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::string path_;
    int descriptor_;
};

} // namespace huimin::store::internal
