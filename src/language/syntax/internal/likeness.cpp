#include "language/syntax/internal/likeness.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "language/syntax/internal/keywords.h"

namespace huimin::language::syntax {

namespace {

constexpr int difference_max = 3;
constexpr std::size_t word_length_max = 24;

std::vector<char32_t> signs_of(std::string_view word)
{
    std::vector<char32_t> signs;
    while (!word.empty())
        signs.push_back(take_code_point(word));
    return signs;
}

// Keywords that stand between or beside other words and are often written without a blank.
constexpr std::array<Word, 22> joining{
    Word::belongs_to, Word::not_in,       Word::satisfies,  Word::logical_and, Word::logical_or, Word::sum,
    Word::count,      Word::any,          Word::every,      Word::between,     Word::at_least,   Word::at_most,
    Word::if_unknown, Word::receives,     Word::aged,       Word::under,       Word::otherwise,  Word::round_fen,
    Word::round_yuan, Word::truncate_fen, Word::raise_yuan, Word::where};

} // namespace

int difference(std::string_view left, std::string_view right)
{
    constexpr std::size_t bytes_max = word_length_max * 4;
    if (left.size() > bytes_max || right.size() > bytes_max)
        return difference_max;
    const auto a = signs_of(left), b = signs_of(right);
    if (a.size() > word_length_max || b.size() > word_length_max)
        return difference_max;
    std::vector<int> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return std::min(row[b.size()], difference_max);
}

std::string_view pack_writing(std::string_view everyday)
{
    static constexpr std::pair<std::string_view, std::string_view> writings[] = {
        {"低于", "<"},
        {"小于", "<"},
        {"少于", "<"},
        {"高于", ">"},
        {"大于", ">"},
        {"超过", ">"},
        {"多于", ">"},
        {"不超过", "≤」，金额的封顶写作「不多于"},
        {"大于等于", "≥"},
        {"小于等于", "≤"},
        {"最高", "不多于"},
        {"封顶", "不多于"},
        {"最低", "不少于"},
        {"保底", "不少于"},
        {"不高于", "≤"},
        {"不大于", "≤"},
        {"不小于", "≥"},
        {"不低于", "≥」，参数的底线写作「不得低于"},
        {"等于", "="},
        {"是", "=」，几个里的一个写作「属于 {1, 2}"},
        {"为", "=」，几个里的一个写作「属于 {1, 2}"},
        {"的", "×」（几倍、百分之几），谁的什么写作「家庭.人数"},
        {"不等于", "≠"},
        {"并且", "且"},
        {"而且", "且"},
        {"同时", "且"},
        {"或者", "或"},
        {"如果", "当"},
        {"若", "当"},
        {"那么", "则"},
        {"并非", "非"},
        {"不是", "非"},
        {"不", "非"},
        {"加上", "+"},
        {"减去", "-"},
        {"乘以", "×"},
        {"除以", "÷"},
        {"之和", "合计 … 于 …"},
        {"有", "任一"},
        {"任意", "任一"},
        {"所有", "全部"},
        {"每个", "全部"},
        {"max", "较大者"},
        {"min", "较小者"},
        {"四舍五入", "四舍五入到元」「四舍五入到分"},
        {"保留整数", "四舍五入到元」，不是金额的写作「四舍五入到整"},
        {"取整", "四舍五入到元」，不是金额的写作「四舍五入到整"},
        {"向上取整", "进到元"},
        {"向下取整", "去尾到元"},
        {"下月", "次月"},
        {"下个月", "次月"},
        {"本月", "当月"},
        {"满", "年满"},
        {"岁", "周岁"},
        {"每月", "按月"},
        {"每年", "按年"},
        {"每日", "按日"},
        {"每天", "按日"},
        {"一次性", "按次"},
        {"年龄", "周岁(出生日期)」，满多少岁写作「年满60周岁"},
    };
    for (const auto& [speech, writing] : writings)
        if (everyday == speech)
            return writing;
    return {};
}

bool is_spelt_number(std::string_view word)
{
    static constexpr std::string_view digits[] = {"百分之", "一", "二", "三", "四", "五", "六", "七", "八", "九",
                                                  "十",     "百", "千", "万", "亿", "两", "零", "半", "点"};
    static constexpr std::string_view units[] = {"", "元", "倍", "岁", "周岁", "年", "个月", "月", "天", "人", "级"};
    const auto begins = [&](std::string_view digit) { return word.starts_with(digit); };
    bool any = false;
    for (const auto* digit = std::ranges::find_if(digits, begins); digit != std::end(digits);
         digit = std::ranges::find_if(digits, begins)) {
        word.remove_prefix(digit->size());
        any = true;
    }
    return any && std::ranges::find(units, word) != std::end(units);
}

std::string_view nearest_keyword(std::string_view word)
{
    std::string_view nearest;
    bool nearest_kept = false;
    int least = difference_max;
    const std::size_t length = count_code_points(word);
    for (const Keyword& known : keywords()) {
        if (is_for_later(known.word))
            continue;
        for (const std::string_view spelling : {known.chinese, known.english}) {
            const int far = difference(word, spelling);
            const std::size_t other = count_code_points(spelling);
            // Among words as near, one of the same length, and then one of expressions: 合记 is 合计 before 合并.
            const bool longer = other == length && count_code_points(nearest) != length;
            const bool kept = known.reserved == Reserved::in_expressions && other == length && !nearest_kept;
            const bool better = far < least || (far == least && (longer || kept));
            if (far > 0 && far < difference_max && better &&
                static_cast<std::size_t>(far) * 2 <= std::max(length, other)) {
                least = far;
                nearest = spelling;
                nearest_kept = known.reserved == Reserved::in_expressions;
            }
        }
    }
    return least <= 2 ? nearest : std::string_view();
}

std::string parted_word(std::string_view word)
{
    for (const Word joint : joining) {
        const std::string_view spelling = keyword(joint).chinese;
        const std::size_t at = word.find(spelling);
        if (at == std::string_view::npos || spelling == word)
            continue;
        std::string parted(word.substr(0, at));
        parted += parted.empty() ? "" : " ";
        parted += spelling;
        const std::string_view rest = word.substr(at + spelling.size());
        if (!rest.empty())
            parted += " " + std::string(rest);
        return parted;
    }
    return "";
}

} // namespace huimin::language::syntax
