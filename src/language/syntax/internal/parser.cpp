#include "language/syntax/internal/parser.h"

#include <algorithm>

#include "base/text.h"
#include "language/syntax/internal/likeness.h"

namespace huimin::language::syntax {

namespace {

constexpr int depth_max = 200;
constexpr int rules_per_level = 2; // a pair of brackets passes expression() and sum_with_endings()
constexpr int joins_max = 500;
constexpr std::size_t quoted_signs_max = 30;

/// A word as quoted in messages: shortened when it is a whole paragraph.
std::string quoted(std::string_view text)
{
    std::string_view rest = text;
    for (std::size_t i = 0; i < quoted_signs_max && !rest.empty(); ++i)
        take_code_point(rest);
    return std::string(text.substr(0, text.size() - rest.size())) + (rest.empty() ? "" : "…");
}

} // namespace

Parser::Depth::Depth(Parser& parser) : parser_(parser)
{
    if (parser.depth_ == 0)
        parser.joins_ = 0;
    if (++parser.depth_ > depth_max * rules_per_level) {
        --parser.depth_;
        parser.wrong("E1005", parser.here().place,
                     "这里的括号或条件套得太深（超过 " + std::to_string(depth_max) + " 层）", "拆成几个 定义",
                     "nested too deep; split it into definitions");
    }
}

void Parser::join()
{
    if (++joins_ > joins_max)
        wrong("E1005", here().place, "这个式子连了太多运算（超过 " + std::to_string(joins_max) + " 个）",
              "拆成几个 定义", "too many operations in one expression; split it into definitions");
}

Token& Parser::next()
{
    Token& token = here();
    if (token.kind != TokenKind::end)
        ++at_;
    return token;
}

bool Parser::accept(Word word)
{
    if (!is(word))
        return false;
    next().is_keyword = true;
    return true;
}

bool Parser::accept_mark(std::string_view mark)
{
    if (!is_mark(mark))
        return false;
    next();
    return true;
}

void Parser::expect(Word word, const char* for_what)
{
    if (!accept(word))
        expected("「" + std::string(keyword(word).chinese) + "」（" + for_what + "）",
                 "`" + std::string(keyword(word).english) + "`");
}

void Parser::expect_mark(std::string_view mark, const char* for_what)
{
    if (!accept_mark(mark))
        expected("「" + std::string(mark) + "」（" + for_what + "）", "`" + std::string(mark) + "`");
}

void Parser::close(std::string_view mark, const Token& opened)
{
    if (accept_mark(mark))
        return;
    const Place place = opened.place;
    if (is_mark(";") || is_mark("|"))
        wrong("E1006", here().place, "各项之间用了" + written(), "各项之间用逗号，把它改成「,」",
              "parts are separated by commas");
    wrong("E1006", here().place,
          "缺少「" + std::string(mark) + "」，与第 " + std::to_string(place.line) + " 行第 " +
              std::to_string(place.column) + " 列的「" + std::string(opened.text) + "」配对；这里却是" + written(),
          "在这之前补上「" + std::string(mark) + "」" + hint(),
          "`" + std::string(mark) + "` is missing for what opens in line " + std::to_string(place.line) + ", column " +
              std::to_string(place.column));
}

void Parser::line(std::uint8_t indent)
{
    if (here().layout != Layout::declaration) {
        here().layout = Layout::line;
        here().indent = indent;
    }
}

void Parser::body_line(std::uint8_t deeper) { line(static_cast<std::uint8_t>(body_indent_ + items_depth_ + deeper)); }

bool Parser::at_name()
{
    if (here().kind != TokenKind::word)
        return false;
    return here().word == Word::none || keyword(here().word).reserved == Reserved::nowhere;
}

Name Parser::name(const char* what)
{
    if (here().kind == TokenKind::word && !at_name())
        wrong("E1007", here().place, "「" + quoted(here().text) + "」是规则用语，不能作" + what,
              "换一个名称，例如在前后加一个字",
              "`" + std::string(here().text) + "` is a word of the language and cannot be a name");
    if (here().kind != TokenKind::word)
        expected(what, "a name");
    const Token& token = next();
    return {std::string(token.text), token.place};
}

Name Parser::alias()
{
    if (!is_mark("("))
        return {};
    const Token& opened = next();
    if (here().kind == TokenKind::word && ahead().text.starts_with("第"))
        wrong("E1010", from(opened.place), "这里应当是英文名，却像是条文", "引用条文用〔〕，例如〔低保办法 第9条〕",
              "an English name stands in round brackets; cite clauses in 〔〕");
    if (here().kind != TokenKind::word || static_cast<unsigned char>(here().text.front()) >= 0x80)
        expected("英文名（小写字母、数字和下划线）", "an English name");
    const Token& token = next();
    Name found{std::string(token.text), token.place};
    close(")", opened);
    return found;
}

Path Parser::path(const char* what)
{
    Path found;
    found.names.push_back(name(what));
    const Place start = found.names.front().place;
    while (is_mark(".")) {
        next().spacing = Spacing::tight;
        found.names.push_back(name("名称"));
    }
    found.place = from(start);
    return found;
}

std::string Parser::text(const char* what)
{
    if (here().kind != TokenKind::text)
        expected(std::string(what) + "，写在引号里", "a text in quotes");
    return std::string(next().text);
}

int Parser::whole(const char* what)
{
    const auto number = here().kind == TokenKind::number ? Rational::parse(here().text) : std::nullopt;
    const auto value = number ? number->whole() : std::nullopt;
    if (!value || *value > 1'000'000)
        expected(std::string(what) + "（整数）", "a whole number");
    next();
    return static_cast<int>(*value);
}

std::string Parser::spoken_day(std::size_t by) const
{
    // 2025 年 1 月 1 日, without blanks
    static constexpr std::string_view words[] = {"年", "月", "日"};
    std::string canonical;
    for (std::size_t i = 0; i < 3; ++i) {
        const Token& number = ahead(by + i * 2);
        const Token& word = ahead(by + i * 2 + 1);
        if (number.kind != TokenKind::number || word.text != words[i] || !word.glued || number.text.size() > 4)
            return "";
        if (i > 0)
            canonical += number.text.size() == 1 ? "-0" : "-";
        canonical += number.text;
    }
    return canonical;
}

void Parser::refuse_spoken_day(const Place& start, const std::string& canonical)
{
    wrong("E1008", start, "日期要用数字和「-」写", "写成 " + canonical, "write a day like " + canonical);
}

Day Parser::day(const char* what)
{
    if (const std::string canonical = spoken_day(); !canonical.empty())
        refuse_spoken_day(here().place, canonical);
    if (here().kind != TokenKind::day)
        expected(std::string(what) + "，写成 2024-07-01 的样子", "a day like 2024-07-01");
    const auto found = Day::parse(here().text);
    if (!found)
        wrong("E1008", here().place, "没有「" + std::string(here().text) + "」这一天", "查对月份和日子",
              "this day does not exist");
    next();
    return *found;
}

Month Parser::month(const char* what)
{
    if (here().kind != TokenKind::month)
        expected(std::string(what) + "，写成 2025-07 的样子", "a month like 2025-07");
    const auto found = Month::parse(here().text);
    if (!found)
        wrong("E1008", here().place, "没有「" + std::string(here().text) + "」这个月", "月份是 01 至 12",
              "this month does not exist");
    next();
    return *found;
}

Place Parser::from(const Place& start) const
{
    Place place = start;
    if (at_ > 0) {
        const Place& last = tokens_[at_ - 1].place;
        if (last.offset + last.length > start.offset)
            place.length = last.offset + last.length - start.offset;
    }
    return place;
}

void Parser::tell(Severity severity, const char* code, const Place& place, std::string message, std::string remedy,
                  std::string english)
{
    if (diagnostics_.size() < diagnostics_max)
        diagnostics_.push_back({severity, code, place, std::move(message), std::move(remedy), std::move(english)});
}

void Parser::wrong(const char* code, const Place& place, std::string message, std::string remedy, std::string english)
{
    tell(Severity::error, code, place, std::move(message), std::move(remedy), std::move(english));
    throw Skip{};
}

std::string Parser::written() const
{
    const Token& token = tokens_[at_];
    switch (token.kind) {
    case TokenKind::end: return "文件的末尾";
    case TokenKind::text: return "一段引号里的文字";
    case TokenKind::citation: return "条文引用「〔" + quoted(token.text) + "〕」";
    case TokenKind::title: return "书名「《" + quoted(token.text) + "》」";
    case TokenKind::word:
    case TokenKind::number:
    case TokenKind::day:
    case TokenKind::month:
    case TokenKind::mark: break;
    }
    return "「" + quoted(token.text) + "」";
}

std::string Parser::hint() const
{
    static constexpr std::pair<std::string_view, std::string_view> doubled[] = {
        {"=>", "≥"}, {"=<", "≤"}, {"==", "="}, {"<>", "≠"}};
    if (at_ > 0 && tokens_[at_].glued)
        for (const auto& [wrote, means] : doubled)
            if (std::string(tokens_[at_ - 1].mark) + std::string(tokens_[at_].mark) == wrote)
                return "；「" + std::string(wrote) + "」在规则里写作「" + std::string(means) + "」";
    const Token& token = tokens_[at_];
    if (token.mark == "[" || token.kind == TokenKind::title)
        return "；引用条文用〔〕，例如〔低保办法 第9条〕";
    if (token.mark == "(" && ahead().kind == TokenKind::word && at_ + 2 < tokens_.size() &&
        tokens_[at_ + 2].text.starts_with("第"))
        return "；引用条文用〔〕，例如〔低保办法 第9条〕";
    if (token.kind == TokenKind::day)
        return "；从哪天起有效，写作「自 " + std::string(token.text) + " 起」";
    if (token.mark == "," && ahead().kind == TokenKind::word && ahead().word == Word::none)
        return hint_about(ahead());
    if (token.text == "、" || ahead().text == "、")
        return hint_about_enumeration();
    std::string here = hint_about(token);
    if (at_ > 0 && tokens_[at_].kind == TokenKind::number && tokens_[at_].glued &&
        tokens_[at_ - 1].kind == TokenKind::word)
        return "；名称里汉字后面不能接数字，可以用汉字写数";
    if (at_ == 0 || !here.empty() || tokens_[at_ - 1].is_keyword)
        return here;
    // What was meant to go on here often broke off one word earlier: 任一 成员满足 重残.
    return hint_about(tokens_[at_ - 1]);
}

/// 一、 and （二）、 before an item; 1、2 among values.
std::string Parser::hint_about_enumeration() const
{
    const Token& token = tokens_[at_];
    if (token.text != "、")
        return is_spelt_number(token.text) ? "；各项编号写成 (一)、(二)、(三)" : hint_about(token);
    return at_ > 0 && tokens_[at_ - 1].mark == ")" ? "；编号 (一) 后面不写「、」"
                                                   : "；几个值里的一个写成集合：属于 {1, 2}；别处并列用「,」";
}

/// Whether the word stands elsewhere too: then it is a name, and no word of the language misspelt.
bool Parser::is_used_again(const Token& token) const
{
    return std::ranges::any_of(
        tokens_, [&](const Token& other) { return other.text == token.text && other.place != token.place; });
}

std::string Parser::hint_about(const Token& token) const
{
    if (token.kind != TokenKind::word)
        return "";
    if (const std::string_view writing = pack_writing(token.text); !writing.empty())
        return "；「" + std::string(token.text) + "」在规则里写作「" + std::string(writing) + "」";
    if (token.word != Word::none)
        return "";
    if (is_spelt_number(token.text))
        return "；数用阿拉伯数字写，例如 3、10万元、20%";
    if (const std::string parted = parted_word(token.text); !parted.empty())
        return "；词与词之间要有空格，是否想写「" + parted + "」？";
    if (const std::string_view near = nearest_keyword(token.text); !near.empty() && !is_used_again(token))
        return "；是否想写「" + std::string(near) + "」？";
    return "";
}

void Parser::expected(const std::string& what, const std::string& english)
{
    wrong("E1010", here().place, "这里应当是" + what + "，却是" + written(), "在这里写上" + what + hint(),
          "expected " + english + " here");
}

} // namespace huimin::language::syntax
