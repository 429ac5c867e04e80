#include "store/internal/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

Error failure(const std::string& path)
{
    const int code = errno;
    const Trouble which = code == ENOSPC || code == EDQUOT ? Trouble::disk_full
                          : code == EIO                    ? Trouble::lost
                                                           : Trouble::missing;
    return trouble(which, path + ": " + std::strerror(code));
}

} // namespace

Result<DurableFile> DurableFile::create(const std::string& path)
{
    const std::string part = path + ".part";
    const int descriptor = ::open(part.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0 || ::fchmod(descriptor, 0600) != 0)
        return failure(part);
    return DurableFile(path, descriptor);
}

DurableFile::~DurableFile()
{
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    ::unlink(part().c_str());
}

Result<Done> DurableFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return failure(part());
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return Done{};
}

Result<Done> DurableFile::finish()
{
    if (::fsync(descriptor_) != 0 || ::rename(part().c_str(), path_.c_str()) != 0)
        return failure(part());
    ::close(std::exchange(descriptor_, -1));
    const std::string folder = std::filesystem::absolute(path_).parent_path().string();
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return failure(folder);
    const bool synced = ::fsync(opened) == 0;
    ::close(opened);
    if (!synced)
        return failure(folder);
    return Done{};
}

} // namespace huimin::store::internal
