#include <algorithm>

#include "base/text.h"
#include "registry/internal/csv.h"

namespace huimin::registry {

namespace {

Error bad_line(std::string_view bytes, std::size_t offset, const std::string& why, const std::string& english)
{
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    return Error{Fault::invalid, "sheet.encoding", "第 `" + std::to_string(line) + "` 行" + why,
                 "用原来的软件打开，整个文件另存为 UTF-8 或 GB18030 再导入",
                 "line `" + std::to_string(line) + "` " + english + "; save the whole file again as UTF-8 or GB18030"};
}

/// UTF-16 without a byte order mark shows by zeros in every second byte of ASCII marks and digits.
std::optional<Encoding> utf16_by_zeros(std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, 2000);
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < head.size(); ++i)
        if (head[i] == '\0')
            ++(i % 2 == 0 ? even : odd);
    if (bytes.size() % 2 != 0 || even + odd < head.size() / 20 || even + odd < 2)
        return std::nullopt;
    if (even == 0)
        return Encoding::utf16_little;
    return odd == 0 ? std::optional(Encoding::utf16_big) : std::nullopt;
}

/// Whether a line's signs beyond ASCII are all three-byte UTF-8, at least two of them: no chance in GB18030.
bool is_utf8_chinese(std::string_view line)
{
    std::size_t signs = 0;
    for (std::size_t at = 0; at < line.size();) {
        const auto byte = static_cast<unsigned char>(line[at]);
        if (byte < 0x80) {
            ++at;
            continue;
        }
        if (byte < 0xE3 || byte > 0xEF || at + 2 >= line.size() || first_invalid_utf8(line.substr(at, 3)))
            return false;
        ++signs;
        at += 3;
    }
    return signs >= 2;
}

/// The start of the first line that is UTF-8 in a file that as a whole is not.
std::optional<std::size_t> utf8_line(std::string_view bytes)
{
    for (std::size_t start = 0; start < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
        if (is_utf8_chinese(bytes.substr(start, end - start)))
            return start;
        start = end + 1;
    }
    return std::nullopt;
}

/// A sign of nothing, and the one that stands where another program lost a sign.
Result<Done> refuse_lost_signs(std::string_view text)
{
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
        return bad_line(text, zero, "有空字符（NUL），不是文字", "holds a NUL, which is no text");
    if (const std::size_t lost = text.find("\xEF\xBF\xBD"); lost != std::string_view::npos)
        return bad_line(text, lost, "有已经丢失的字（�），转换编码时坏了",
                        "holds a sign that was lost in a conversion");
    return Done{};
}

/// Where the decoder stopped, found again by halves: it tells the offset only in words.
std::size_t first_undecodable(std::string_view bytes, Encoding encoding)
{
    std::size_t good = 0, lines_end = bytes.size();
    while (good < lines_end) {
        const std::size_t middle = good + (lines_end - good) / 2;
        const std::size_t line_end = bytes.find('\n', middle);
        if (line_end == std::string_view::npos || line_end + 1 >= lines_end)
            break;
        if (decode(bytes.substr(good, line_end + 1 - good), encoding))
            good = line_end + 1;
        else
            lines_end = line_end + 1;
    }
    while (good < lines_end) {
        const std::size_t line_end = std::min(bytes.find('\n', good), bytes.size());
        if (!decode(bytes.substr(good, line_end - good), encoding))
            break;
        good = line_end + 1;
    }
    return std::min(good, bytes.size());
}

} // namespace

Result<PlainText> plain_text(std::string_view bytes)
{
    const auto by_zeros = utf16_by_zeros(bytes);
    const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (marked || by_zeros) {
        // The decoder skips a mark; where there is none one is put before.
        const std::string whole = marked ? std::string(bytes) : "\xFF\xFE" + std::string(bytes);
        auto decoded = decode(whole, marked ? detect_encoding(bytes) : *by_zeros);
        if (!decoded || bytes.size() % 2 != 0)
            return Error{Fault::invalid, "sheet.encoding", "文件不是完整的 UTF-16 文字",
                         "用原来的软件另存为 UTF-8 再导入", "the file is no complete UTF-16; save it as UTF-8"};
        TRY(refuse_lost_signs(*decoded));
        return PlainText(std::move(decoded).value());
    }
    if (bytes.starts_with("\xEF\xBB\xBF") || !first_invalid_utf8(bytes)) {
        const std::string_view text = bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0);
        if (const auto wrong = first_invalid_utf8(text))
            return bad_line(text, *wrong, "起不是 UTF-8 文字", "is no UTF-8 any more");
        TRY(refuse_lost_signs(text));
        return PlainText(text);
    }
    if (const auto mixed = utf8_line(bytes))
        return bad_line(bytes, *mixed, "是 UTF-8，别的行是 GB18030：一个文件里有两种编码",
                        "is UTF-8 while others are GB18030: one file in two encodings");
    auto decoded = decode(bytes, Encoding::gb18030);
    if (!decoded)
        return bad_line(bytes, first_undecodable(bytes, Encoding::gb18030), "里有读不成文字的字节",
                        "holds bytes that are no character");
    TRY(refuse_lost_signs(*decoded));
    return PlainText(std::move(decoded).value());
}

} // namespace huimin::registry
