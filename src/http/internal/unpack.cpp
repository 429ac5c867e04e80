#include "http/internal/unpack.h"

#include <array>

#include <zlib.h>

#include "http/limits.h"

namespace huimin::http::internal {

Result<std::string> unpack_gzip(std::string_view packed, std::int64_t most)
{
    const Error damaged{Fault::invalid, "http.gzip", "请求体不是完整的 gzip 数据", "请重新压缩后再提交，或不压缩",
                        "the body is not one whole gzip stream; pack it again or send it plain"};
    z_stream stream{};
    VERIFY(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK); // 16: a gzip header is required.
    std::string out;
    std::array<char, 64 * 1024> piece;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data())); // zlib does not write to it.
    stream.avail_in = static_cast<uInt>(packed.size());
    int state = Z_OK;
    while (state == Z_OK && static_cast<std::int64_t>(out.size()) <= most) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (static_cast<std::int64_t>(out.size()) > most)
        return beyond_limit("http.unpacked_too_large", most);
    if (!whole)
        return damaged;
    return out;
}

} // namespace huimin::http::internal
