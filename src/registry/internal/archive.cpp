#include "registry/internal/archive.h"

#include <minizip/ioapi.h>

#include <algorithm>

namespace huimin::registry {

namespace {

constexpr std::uint64_t free_bytes = 8ULL << 20U; // small files may be packed as well as they like

/// A view of the file for minizip, which asks for it as for a stream.
struct Stream {
    std::string_view bytes;
    std::size_t at = 0;
};

void* open_stream(void* opaque, const void*, int) { return new Stream{*static_cast<std::string_view*>(opaque), 0}; }
uLong read_stream(void*, void* stream, void* into, uLong size)
{
    auto& from = *static_cast<Stream*>(stream);
    const std::size_t count = std::min<std::size_t>(size, from.bytes.size() - from.at);
    std::memcpy(into, from.bytes.data() + from.at, count);
    from.at += count;
    return static_cast<uLong>(count);
}
uLong write_stream(void*, void*, const void*, uLong) { return 0; }
ZPOS64_T tell_stream(void*, void* stream) { return static_cast<Stream*>(stream)->at; }
long seek_stream(void*, void* stream, ZPOS64_T offset, int origin)
{
    auto& in = *static_cast<Stream*>(stream);
    const std::size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? in.at
                             : origin == ZLIB_FILEFUNC_SEEK_END ? in.bytes.size()
                                                                : 0;
    if (offset > in.bytes.size() - base)
        return -1;
    in.at = base + offset;
    return 0;
}
int close_stream(void*, void* stream)
{
    delete static_cast<Stream*>(stream);
    return 0;
}
int stream_error(void*, void*) { return 0; }

} // namespace

Error broken_workbook(const std::string& why, const std::string& english)
{
    return Error{Fault::invalid, "sheet.broken", "这个 XLSX 文件" + why, "用表格软件打开后重新另存",
                 "this XLSX file " + english + "; open it and save it again"};
}

Error workbook_too_large(const std::string& why, const std::string& english)
{
    return Error{Fault::invalid, "sheet.too_large", "这个 XLSX 文件" + why, "拆成几个文件，或删去用不到的内容",
                 "this XLSX file " + english + "; split it"};
}

const char* xml_attribute(const char** attributes, std::string_view wanted)
{
    for (; *attributes != nullptr; attributes += 2)
        if (local_name(*attributes) == wanted)
            return attributes[1];
    return nullptr;
}

Result<Archive> Archive::open(std::string_view bytes)
{
    Archive archive;
    archive.bytes_ = std::make_unique<std::string_view>(bytes);
    zlib_filefunc64_def functions{};
    functions.zopen64_file = open_stream;
    functions.zread_file = read_stream;
    functions.zwrite_file = write_stream;
    functions.ztell64_file = tell_stream;
    functions.zseek64_file = seek_stream;
    functions.zclose_file = close_stream;
    functions.zerror_file = stream_error;
    functions.opaque = archive.bytes_.get();
    archive.archive_.reset(unzOpen2_64("workbook", &functions));
    if (!archive.archive_)
        return broken_workbook("打不开：不完整或加了密", "cannot be opened: truncated or encrypted");
    TRY(archive.check_directory());
    return archive;
}

Result<Done> Archive::check_directory()
{
    unz_global_info64 all{};
    if (unzGetGlobalInfo64(archive_.get(), &all) != UNZ_OK)
        return broken_workbook("的目录已损坏", "has a damaged directory");
    if (all.number_entry > archive_entries_max)
        return workbook_too_large("里的部件有 `" + std::to_string(all.number_entry) + "` 个，太多",
                                  "has too many parts");
    std::uint64_t unpacked = 0;
    for (int next = unzGoToFirstFile(archive_.get()); next != UNZ_END_OF_LIST_OF_FILE;
         next = unzGoToNextFile(archive_.get())) {
        unz_file_info64 info{};
        if (next != UNZ_OK ||
            unzGetCurrentFileInfo64(archive_.get(), &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
            return broken_workbook("的目录已损坏", "has a damaged directory");
        constexpr uLong encrypted = 1;
        if ((info.flag & encrypted) != 0)
            return broken_workbook("加了密", "is encrypted");
        if (info.uncompressed_size > unpacked_bytes_max - unpacked)
            return workbook_too_large("解开后超过 500 MB", "unpacks to more than 500 MB");
        unpacked += info.uncompressed_size;
    }
    if (unpacked > free_bytes && unpacked > unpacked_ratio_max * bytes_->size())
        return workbook_too_large("解开后大得异常", "unpacks to an unreasonable size");
    return Done{};
}

bool Archive::enter(const std::string& name)
{
    return unzLocateFile(archive_.get(), name.c_str(), 1) == UNZ_OK && unzOpenCurrentFile(archive_.get()) == UNZ_OK;
}

std::optional<std::uint64_t> Archive::size_of(const std::string& name)
{
    unz_file_info64 info{};
    if (unzLocateFile(archive_.get(), name.c_str(), 1) != UNZ_OK ||
        unzGetCurrentFileInfo64(archive_.get(), &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
        return std::nullopt;
    return info.uncompressed_size;
}

Result<std::size_t> Archive::read(char* into, std::size_t size)
{
    const int count = unzReadCurrentFile(archive_.get(), into, static_cast<unsigned>(size));
    if (count < 0)
        return broken_workbook("的压缩数据已损坏", "has damaged compressed data");
    unpacked_ += static_cast<std::uint64_t>(count);
    if (unpacked_ > unpacked_bytes_max)
        return workbook_too_large("解开后超过 500 MB", "unpacks to more than 500 MB");
    if (unpacked_ > free_bytes && unpacked_ > unpacked_ratio_max * bytes_->size())
        return workbook_too_large("解开后大得异常", "unpacks to an unreasonable size");
    return static_cast<std::size_t>(count);
}

Result<Done> Archive::leave()
{
    if (unzCloseCurrentFile(archive_.get()) != UNZ_OK)
        return broken_workbook("的校验和不对", "has a wrong checksum");
    return Done{};
}

} // namespace huimin::registry
