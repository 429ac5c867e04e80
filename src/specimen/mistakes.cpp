#include "specimen/mistakes.h"

#include "base/day.h"
#include "base/text.h"

namespace huimin::specimen {

namespace {

std::string full_width(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            append_code_point(out, static_cast<char32_t>(0xFF10 + (c - '0')));
        else
            out += c;
    }
    return out;
}

void spoil_number(std::string& text, std::size_t way)
{
    switch (way) {
    case 0: text = text.substr(0, 1) + "." + text.substr(1, 2) + "E+17"; break;
    case 1: text[16] = text[16] == '5' ? '6' : '5'; break;
    case 2: text = full_width(text); break;
    case 3: text = " " + text + "　"; break;
    default: // the fifteen digits of before 1999 name no century: the young never had them
        text = text.substr(6, 4) < "1985" ? text.substr(0, 6) + text.substr(8, 9) : full_width(text);
        break;
    }
}

std::string in_words(int number)
{
    static constexpr const char* digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    if (number <= 10)
        return digits[number];
    const int tens = number / 10, ones = number % 10;
    return std::string(tens > 1 ? digits[tens] : "") + "十" + (ones > 0 ? digits[ones] : "");
}

void spoil_day(std::string& text, std::size_t way)
{
    const int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2)),
              day = std::stoi(text.substr(8, 2));
    switch (way) {
    case 0: text = text.substr(0, 4) + "." + std::to_string(month) + "." + std::to_string(day); break;
    case 1: {
        std::string years;
        for (const char c : text.substr(0, 4))
            years += in_words(c - '0');
        text = years + "年" + in_words(month) + "月" + in_words(day) + "日";
        break;
    }
    case 2: {
        // Serial days count from 1899-12-30; before 1927 they have four digits and nobody would know them.
        const Day from = *Day::of(1899, 12, 30);
        const auto given = Day::of(year, month, day);
        text = given && year > 1927 ? std::to_string(given->number() - from.number()) : text.substr(0, 4) + "/02/31";
        break;
    }
    default: text = text.substr(0, 4) + "-02-30"; break;
    }
}

void spoil_money(std::string& text, std::size_t way)
{
    switch (way) {
    case 0: text = "￥" + text + "元"; break;
    case 1: text = full_width(text); break;
    default: text += "左右"; break;
    }
}

} // namespace

Mistakes::Made Mistakes::spoil(registry::Row& row, const std::vector<Content>& contents)
{
    if (!random_.chance(in_10_000_))
        return Made::none;
    std::vector<std::size_t> weak;
    for (std::size_t i = 0; i < row.size(); ++i)
        if ((contents[i] == Content::number && row[i].size() == 18) ||
            (contents[i] == Content::day && row[i].size() == 10) ||
            (contents[i] == Content::money && !row[i].empty() && row[i] != "0.00"))
            weak.push_back(i);
    if (weak.empty() || random_.chance(1000))
        return Made::row_twice;
    const std::size_t at = weak[static_cast<std::size_t>(random_.below(std::ssize(weak)))];
    switch (contents[at]) {
    case Content::number: spoil_number(row[at], random_.pick({25, 20, 20, 25, 10})); break;
    case Content::day: spoil_day(row[at], random_.pick({50, 20, 10, 20})); break;
    case Content::money: spoil_money(row[at], random_.pick({60, 25, 15})); break;
    case Content::words: break;
    }
    return Made::cell;
}

} // namespace huimin::specimen
