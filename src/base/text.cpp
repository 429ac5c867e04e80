#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace huimin {

namespace {

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Error bad_encoding(const char* name, std::size_t offset)
{
    const std::string at = std::to_string(offset);
    return Error{Fault::invalid, "text.encoding", "第 `" + at + "` 个字节起不是 " + name + " 文字",
                 "用原来的软件另存为 UTF-8 或 GB18030 再导入",
                 std::string("the bytes from offset `") + at + "` are not " + name +
                     "; save the file again as UTF-8 or GB18030"};
}

/// Opens a converter that stops at what it cannot read instead of putting a substitute in its place.
Converter strict_converter(const char* name)
{
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name, &status));
    VERIFY(U_SUCCESS(status));
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    VERIFY(U_SUCCESS(status));
    return converter;
}

Result<std::string> decode_by_icu(std::string_view bytes, const char* name)
{
    const Converter converter = strict_converter(name);
    icu::UnicodeString all;
    std::array<UChar, 4096> buffer;
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        UChar* to = buffer.data();
        ucnv_toUnicode(converter.get(), &to, buffer.data() + buffer.size(), &from, end, nullptr, 1, &status);
        all.append(buffer.data(), static_cast<std::int32_t>(to - buffer.data()));
        if (status == U_BUFFER_OVERFLOW_ERROR)
            continue;
        if (U_FAILURE(status)) {
            std::array<char, 8> wrong;
            auto count = static_cast<std::int8_t>(wrong.size());
            UErrorCode ignored = U_ZERO_ERROR;
            ucnv_getInvalidChars(converter.get(), wrong.data(), &count, &ignored);
            return bad_encoding(name, static_cast<std::size_t>(from - bytes.data()) - static_cast<std::size_t>(count));
        }
        std::string utf8;
        all.toUTF8String(utf8);
        return utf8;
    }
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Bytes of the valid sequence at the front; 0 when there is none.
std::size_t valid_sequence(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t size = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
    if (size == 0 || text.size() < size)
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if (!is_continuation(text[i]))
            return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) >= 0xA0;
    const bool beyond = first == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : size;
}

bool is_blank(char32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
}

bool is_invisible(char32_t c)
{
    return (c < 0x20 && !is_blank(c)) || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_hanzi(char32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           c == 0x3007;
}

bool is_name_dot(char32_t c)
{
    return c == 0xB7 || c == 0x2022 || c == 0x30FB || c == 0xFF65 || c == 0x2027 || c == 0x2E31 || c == 0xFF0E;
}

/// NFC, only when the text is not already in it: nearly all cells are.
void compose(Cleaned& cleaned)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    VERIFY(U_SUCCESS(status));
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(cleaned.text);
    if (nfc->isNormalized(text, status) != 0)
        return;
    std::string composed;
    nfc->normalize(text, status).toUTF8String(composed);
    VERIFY(U_SUCCESS(status));
    cleaned.text = std::move(composed);
    cleaned.composed = true;
}

bool is_plain(std::string_view text)
{
    char before = ' ';
    for (const char c : text) {
        if (c < 0x20 || c > 0x7E || (c == ' ' && before == ' '))
            return false;
        before = c;
    }
    return text.empty() || before != ' ';
}

} // namespace

Encoding detect_encoding(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xFE"))
        return Encoding::utf16_little;
    if (bytes.starts_with("\xFE\xFF"))
        return Encoding::utf16_big;
    return first_invalid_utf8(bytes) ? Encoding::gb18030 : Encoding::utf8;
}

Result<std::string> decode(std::string_view bytes, Encoding encoding)
{
    switch (encoding) {
    case Encoding::utf8:
        if (bytes.starts_with("\xEF\xBB\xBF"))
            bytes.remove_prefix(3);
        if (const auto wrong = first_invalid_utf8(bytes))
            return bad_encoding("UTF-8", *wrong);
        return std::string(bytes);
    case Encoding::gb18030: return decode_by_icu(bytes, "gb18030");
    case Encoding::utf16_little: return decode_by_icu(bytes.substr(2), "UTF-16LE");
    case Encoding::utf16_big: return decode_by_icu(bytes.substr(2), "UTF-16BE");
    }
    return std::string();
}

Result<std::string> encode_gb18030(std::string_view utf8)
{
    if (const auto wrong = first_invalid_utf8(utf8))
        return bad_encoding("UTF-8", *wrong);
    const icu::UnicodeString text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    const Converter converter = strict_converter("gb18030");
    std::string bytes(
        static_cast<std::size_t>(UCNV_GET_MAX_BYTES_FOR_STRING(text.length(), ucnv_getMaxCharSize(converter.get()))),
        '\0');
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size = ucnv_fromUChars(converter.get(), bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                              text.getBuffer(), text.length(), &status);
    if (U_FAILURE(status))
        return bad_encoding("GB18030", 0);
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = valid_sequence(text.substr(at));
        if (size == 0)
            return at;
        at += size;
    }
    return std::nullopt;
}

char32_t take_code_point(std::string_view& text)
{
    const std::size_t size = valid_sequence(text);
    VERIFY(size > 0);
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    char32_t point = byte(0);
    if (size > 1) {
        point &= 0xFFU >> (size + 1);
        for (std::size_t i = 1; i < size; ++i)
            point = point << 6U | (byte(i) & 0x3FU);
    }
    text.remove_prefix(size);
    return point;
}

void append_code_point(std::string& text, char32_t point)
{
    const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | point >> 6U);
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | point >> 12U);
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | point >> 18U);
        put(0x80U | (point >> 12U & 0x3FU));
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

std::size_t count_code_points(std::string_view text)
{
    std::size_t count = 0;
    for (const char byte : text)
        count += is_continuation(byte) ? 0U : 1U;
    return count;
}

std::string lower(std::string_view utf8)
{
    std::string small(utf8);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return small;
}

Cleaned clean(std::string_view utf8)
{
    Cleaned cleaned;
    if (is_plain(utf8)) {
        cleaned.text = utf8;
        return cleaned;
    }
    cleaned.text.reserve(utf8.size());
    bool blank_waits = false;
    bool beyond_latin = false;
    while (!utf8.empty()) {
        char32_t point = take_code_point(utf8);
        if (is_invisible(point)) {
            cleaned.invisible = true;
        } else if (is_blank(point)) {
            cleaned.blanks = cleaned.blanks || blank_waits || cleaned.text.empty() || point != ' ';
            blank_waits = true;
        } else {
            if (point >= 0xFF01 && point <= 0xFF5E) {
                point -= 0xFEE0;
                cleaned.full_width = true;
            }
            if (blank_waits && !cleaned.text.empty())
                cleaned.text.push_back(' ');
            blank_waits = false;
            append_code_point(cleaned.text, point);
            // Below U+0300 and inside the unified hanzi nothing ever composes.
            beyond_latin = beyond_latin || (point >= 0x300 && !(point >= 0x3400 && point <= 0x9FFF));
        }
    }
    cleaned.blanks = cleaned.blanks || blank_waits;
    if (beyond_latin)
        compose(cleaned);
    return cleaned;
}

Cleaned clean_name(std::string_view utf8)
{
    Cleaned cleaned = clean(utf8);
    std::string name;
    std::string_view rest = cleaned.text;
    char32_t before = 0;
    while (!rest.empty()) {
        char32_t point = take_code_point(rest);
        if (point == ' ' && !rest.empty()) {
            std::string_view ahead = rest;
            const char32_t next = take_code_point(ahead);
            if (is_hanzi(before) || is_hanzi(next) || is_name_dot(next) || is_name_dot(before)) {
                cleaned.blanks = true;
                continue;
            }
        }
        if ((is_name_dot(point) || (point == '.' && is_hanzi(before))) && point != 0xB7) {
            point = 0xB7;
            cleaned.full_width = true;
        }
        append_code_point(name, point);
        before = point;
    }
    cleaned.text = std::move(name);
    return cleaned;
}

} // namespace huimin
