#include "base/pinyin.h"

#include <unicode/coll.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <unordered_map>

#include "base/result.h"
#include "base/text.h"

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

std::string transformed(const std::string& text)
{
    icu::UnicodeString name = icu::UnicodeString::fromUTF8(piece(text));
    transform_of_names().transliterate(name);
    std::string pinyin;
    name.toUTF8String(pinyin);
    return pinyin;
}

constexpr std::array<std::string_view, 14> double_surnames{"欧阳", "尉迟", "万俟", "司马", "诸葛", "上官", "皇甫",
                                                           "令狐", "慕容", "夏侯", "东方", "公孙", "长孙", "宇文"};

/// How a surname, or a sign inside a name, is read. ICU takes some 20 µs a name, so readings are kept; there are some
/// thousand signs in use, and no more than `kept_max` are ever kept.
const std::string& reading_of(const std::string& signs, bool as_surname)
{
    constexpr std::size_t kept_max = 30'000;
    thread_local std::unordered_map<std::string, std::string> surnames_kept, others_kept;
    auto& kept = as_surname ? surnames_kept : others_kept;
    if (const auto known = kept.find(signs); known != kept.end())
        return known->second;
    if (kept.size() >= kept_max)
        kept.clear();
    std::string reading;
    for (const Reading& one : surnames)
        if (as_surname && one.surname == signs)
            reading = one.pinyin;
    if (reading.empty())
        // Behind a surname the transform reads a sign as it is read in words.
        reading = as_surname ? transformed(signs) : transformed("王" + signs).substr(std::string_view("wang").size());
    while (reading.starts_with(' '))
        reading.erase(0, 1);
    return kept.emplace(signs, std::move(reading)).first->second;
}

} // namespace

std::string pinyin_of_name(std::string_view name)
{
    std::string pinyin;
    for (bool first = true; !name.empty(); first = false) {
        std::string_view rest = name;
        const char32_t point = take_code_point(rest);
        std::size_t size = name.size() - rest.size();
        if (first)
            for (const std::string_view surname : double_surnames)
                if (name.starts_with(surname))
                    size = surname.size();
        const std::string signs(name.substr(0, size));
        constexpr char32_t first_hanzi = 0x2E80;
        if (point >= 'A' && point <= 'Z')
            pinyin += static_cast<char>(point - 'A' + 'a');
        else if (point < first_hanzi)
            pinyin += signs;
        else
            pinyin += (pinyin.empty() || pinyin.back() == ' ' ? "" : " ") + reading_of(signs, first);
        name.remove_prefix(size);
    }
    return pinyin;
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
