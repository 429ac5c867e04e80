// Any bytes as a head, a path, a query, a JSON document and a packed body: no crash, no hang, and what comes back keeps
// what it promises.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "http/internal/head.h"
#include "http/internal/unpack.h"
#include "http/json.h"
#include "http/uri.h"

using namespace huimin;
using namespace huimin::http;

namespace {

void require(bool promise)
{
    if (!promise)
        std::abort();
}

void try_head(std::string_view bytes)
{
    const auto head = internal::read_head(bytes, {});
    if (!head)
        return require(!head.error().remedy.empty());
    require(!head->path.empty() && !(head->chunked && head->content_length > 0) && head->content_length >= 0);
    for (std::size_t i = 0; i < head->headers.size(); ++i)
        require(head->headers.value(i).find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    try_head(input);
    try_head("GET / HTTP/1.1\r\nHost: a\r\n" + std::string(input) + "\r\n\r\n");
    if (const auto segments = split_path(input))
        for (const std::string& segment : *segments)
            require(segment != ".." && !first_invalid_utf8(segment));
    if (const auto query = Query::parse(input))
        for (const auto& [name, value] : query->pairs())
            require(!first_invalid_utf8(name) && !first_invalid_utf8(value));
    if (const auto value = read_json(input)) {
        const auto again = read_json(write_json(*value));
        require(again && *again == *value);
    }
    (void)internal::unpack_gzip(input, 1024 * 1024);
    return 0;
}
