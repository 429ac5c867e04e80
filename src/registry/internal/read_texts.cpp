#include <algorithm>
#include <array>

#include "base/text.h"
#include "registry/internal/readings.h"

namespace huimin::registry {

using language::Field;

namespace {

constexpr std::size_t characters_max = 500;
constexpr std::size_t name_characters_max = 60; // minority names have been seen with 30

/// Signs that stand where a rare one was lost: systems put different private signs for the same hanzi.
bool is_lost_sign(char32_t sign)
{
    return sign == U'〓' || sign == U'□' || (sign >= 0xE000 && sign <= 0xF8FF) || sign >= 0xF0000;
}

bool is_name_sign(char32_t sign)
{
    const bool latin = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= 0xC0 && sign < 0x250);
    const bool hanzi = (sign >= 0x3400 && sign <= 0x9FFF) || (sign >= 0xF900 && sign <= 0xFAFF) ||
                       (sign >= 0x20000 && sign <= 0x3FFFF) || sign == 0x3007;
    const bool script = sign >= 0x370 && sign < 0x2000 && sign != 0x1680; // Cyrillic, Arabic, Tibetan, Mongolian …
    return latin || hanzi || script || sign == 0xB7 || sign == ' ' || sign == '\'' || sign == '-' || sign == '.';
}

bool holds(std::string_view text, bool (*wanted)(char32_t))
{
    while (!text.empty())
        if (wanted(take_code_point(text)))
            return true;
    return false;
}

CellReading lost_sign(std::string_view text)
{
    return ask("cell.lost_sign", std::string(text), in_ticks(text) + " 里有打不出的字，换系统时可能丢了原来的生僻字",
               "照证件确认这个字");
}

bool has_markup(std::string_view text) { return text.find_first_of("<>") != std::string_view::npos; }

} // namespace

CellReading read_person_name(std::string_view text)
{
    if (has_markup(text) || text.find_first_of("=+@") == 0)
        return refused("cell.markup", "姓名 " + in_ticks(text) + " 里有网页标记或公式", "只写姓名");
    if (holds(text, is_lost_sign) || text.find('?') != std::string_view::npos)
        return lost_sign(text);
    static constexpr std::array<std::string_view, 7> words = {"NULL", "TRUE", "FALSE", "N/A", "无名氏", "不详", "未知"};
    const bool is_word = std::find(words.begin(), words.end(), text) != words.end();
    const std::size_t length = count_code_points(text);
    if (is_word || length > name_characters_max || holds(text, [](char32_t sign) { return !is_name_sign(sign); }))
        return ask("cell.name", std::string(text), "姓名 " + in_ticks(text) + " 不像人的姓名",
                   "照证件填写姓名；曾用名、备注写在别的列");
    return taken(std::string(text));
}

CellReading read_text(std::string_view text, SheetCell::Form form, const Field& field)
{
    if (count_code_points(text) > characters_max)
        return refused("cell.long", "「" + field.name + "」超过 " + std::to_string(characters_max) + " 个字", "缩短");
    if (has_markup(text))
        return refused("cell.markup", "「" + field.name + "」里有网页标记", "只写文字");
    const bool number_lost = is_scientific(text) && text.find('.') != std::string_view::npos;
    if (number_lost || (form == SheetCell::Form::number && is_scientific(text)))
        return refused("cell.digits_lost",
                       "「" + field.name + "」" + in_ticks(text) + " 被表格软件改成科学计数，后几位丢失",
                       "把这一列设为文本格式，重新填写");
    if (holds(text, is_lost_sign))
        return lost_sign(text);
    return taken(std::string(text));
}

} // namespace huimin::registry
