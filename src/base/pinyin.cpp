#include "base/pinyin.h"

#include <unicode/coll.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>

#include "base/result.h"

namespace huimin {

namespace {

struct Reading {
    std::string_view surname;
    const char* pinyin;
};
// Surnames that ICU's transform for names does not know. Source: 通用规范汉字字典, readings as surnames.
constexpr std::array<Reading, 8> surnames{{{"朴", "piao"},
                                           {"覃", "qin"},
                                           {"缪", "miao"},
                                           {"员", "yun"},
                                           {"黑", "he"},
                                           {"洗", "xian"},
                                           {"冼", "xian"},
                                           {"逄", "pang"}}};

/// ICU's transforms are costly to make and not safe to share between threads, so each thread keeps its own.
const icu::Transliterator& transform_of_names()
{
    thread_local const std::unique_ptr<icu::Transliterator> transform = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("Han-Latin/Names; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        VERIFY(U_SUCCESS(status) && made != nullptr);
        return made;
    }();
    return *transform;
}

const icu::Collator& chinese_order()
{
    thread_local const std::unique_ptr<icu::Collator> order = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("zh"), status));
        VERIFY(U_SUCCESS(status) && made != nullptr);
        return made;
    }();
    return *order;
}

icu::StringPiece piece(std::string_view text) { return {text.data(), static_cast<std::int32_t>(text.size())}; }

std::string transformed(std::string_view text)
{
    icu::UnicodeString name = icu::UnicodeString::fromUTF8(piece(text));
    transform_of_names().transliterate(name);
    std::string pinyin;
    name.toUTF8String(pinyin);
    return pinyin;
}

} // namespace

std::string pinyin_of_name(std::string_view name)
{
    for (const Reading& reading : surnames)
        if (name.starts_with(reading.surname)) {
            const std::string_view given = name.substr(reading.surname.size());
            return given.empty() ? reading.pinyin : reading.pinyin + (" " + transformed(given));
        }
    return transformed(name);
}

std::string initials_of_name(std::string_view name)
{
    std::string initials;
    bool at_start = true;
    for (const char c : pinyin_of_name(name)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter && at_start)
            initials.push_back(c);
        at_start = !letter;
    }
    return initials;
}

bool chinese_less(std::string_view left, std::string_view right)
{
    UErrorCode status = U_ZERO_ERROR;
    const UCollationResult order = chinese_order().compareUTF8(piece(left), piece(right), status);
    return order == UCOL_EQUAL ? left < right : order == UCOL_LESS;
}

} // namespace huimin
