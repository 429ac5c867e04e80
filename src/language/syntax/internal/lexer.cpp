#include "language/syntax/internal/lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace huimin::language::syntax {

namespace {

struct Mark {
    std::string_view written, canonical;
};
// Longer spellings first.
constexpr std::array<Mark, 55> marks{{
    {"<=", "<="}, {">=", ">="}, {"!=", "!="}, {"->", "->"}, {"..", ".."}, {"……", ".."}, {"≤", "<="}, {"≥", ">="},
    {"≠", "!="},  {"→", "->"},  {"⇒", "->"},  {"(", "("},   {")", ")"},   {"[", "["},   {"]", "]"},  {"{", "{"},
    {"}", "}"},   {",", ","},   {":", ":"},   {";", ";"},   {"=", "="},   {"|", "|"},   {".", "."},  {"+", "+"},
    {"-", "-"},   {"*", "*"},   {"/", "/"},   {"<", "<"},   {">", ">"},   {"%", "%"},   {"（", "("}, {"）", ")"},
    {"【", "["},  {"】", "]"},  {"，", ","},  {"：", ":"},  {"；", ";"},  {"＝", "="},  {"｜", "|"}, {"×", "*"},
    {"÷", "/"},   {"％", "%"},  {"、", ","},  {"－", "-"},  {"＋", "+"},  {"＊", "*"},  {"／", "/"}, {"＜", "<"},
    {"＞", ">"},  {"｛", "{"},  {"｝", "}"},  {"［", "["},  {"］", "]"},  {"．", "."},  {"−", "-"},
}};

enum class Sign { blank, digit, latin, hanzi, other };

Sign sign_of(char32_t c)
{
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xA0 || c == 0xFEFF)
        return Sign::blank;
    if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19))
        return Sign::digit;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
        return Sign::latin;
    if (c == 0x3007 || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
        c == 0xB7)
        return Sign::hanzi;
    return Sign::other;
}

class Lexer {
public:
    Lexer(std::string_view text, std::uint32_t file) : text_(text), file_(file) {}

    Tokens cut()
    {
        for (;;) {
            skip_blanks();
            Token token = begin();
            if (at_ >= text_.size()) {
                add(token, TokenKind::end, at_);
                return std::move(tokens_);
            }
            take(token);
        }
    }

private:
    char32_t peek() const
    {
        std::string_view rest = text_.substr(at_);
        return take_code_point(rest);
    }
    bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    /// Steps over one character and keeps line and column.
    void step()
    {
        std::string_view rest = text_.substr(at_);
        const char32_t c = take_code_point(rest);
        at_ = text_.size() - rest.size();
        ++column_;
        if (c == '\n') {
            ++line_;
            column_ = 1;
        }
    }
    void step_to(std::size_t end)
    {
        while (at_ < end)
            step();
    }

    void skip_blanks()
    {
        blank_ = at_ == 0;
        newlines_ = 0;
        apart_ = false;
        while (at_ < text_.size()) {
            if (sign_of(peek()) == Sign::blank) {
                own_line_ = own_line_ || text_[at_] == '\n';
                newlines_ += text_[at_] == '\n' ? 1 : 0;
                step();
            } else if (text_[at_] == '#') {
                remark();
            } else {
                break;
            }
            blank_ = true;
        }
        note_empty_lines();
    }

    void note_empty_lines()
    {
        if (newlines_ >= 2 && remarks_.empty())
            apart_ = true;
        else if (newlines_ >= 2)
            remarks_.emplace_back();
        newlines_ = 0;
    }

    void remark()
    {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        if (own_line_ || tokens_.list.empty()) {
            note_empty_lines();
            remarks_.push_back(line);
        } else {
            tokens_.list.back().trailing = line;
        }
        step_to(end);
    }

    Token begin()
    {
        Token token;
        token.place = {file_, static_cast<std::uint32_t>(at_), 0, line_, column_};
        token.glued = !blank_;
        token.apart = apart_;
        token.remarks = std::move(remarks_);
        remarks_.clear();
        own_line_ = false;
        return token;
    }

    void add(Token& token, TokenKind kind, std::size_t end)
    {
        token.kind = kind;
        const std::size_t start = token.place.offset;
        if (token.text.empty() && kind != TokenKind::text && kind != TokenKind::citation && kind != TokenKind::title)
            token.text = text_.substr(start, end - start);
        step_to(end);
        token.place.length = static_cast<std::uint32_t>(end - start);
        tokens_.list.push_back(std::move(token));
    }

    void take(Token& token)
    {
        const char32_t c = peek();
        if (c == '"' || c == 0x201C)
            return bracketed(token, TokenKind::text, c == '"' ? "\"" : "“", c == '"' ? "\"" : "”", "引号");
        if (c == 0x300A)
            return bracketed(token, TokenKind::title, "《", "》", "书名号");
        if (c == 0x3014)
            return bracketed(token, TokenKind::citation, "〔", "〕", "方头括号");
        switch (sign_of(c)) {
        case Sign::digit: return number(token);
        case Sign::latin: return word(token, true);
        case Sign::hanzi: return word(token, false);
        case Sign::blank:
        case Sign::other: break;
        }
        for (const Mark& mark : marks)
            if (starts(mark.written)) {
                token.mark = mark.canonical;
                return add(token, TokenKind::mark, at_ + mark.written.size());
            }
        const std::size_t before = at_;
        step();
        const std::string sign(text_.substr(before, at_ - before));
        const bool quotes =
            sign == "「" || sign == "」" || sign == "『" || sign == "』" || sign == "‘" || sign == "’" || sign == "'";
        wrong("E1001", token, "这里有一个规则里用不到的符号「" + sign + "」",
              quotes ? "引号写作 “ 和 ”" : "删去它，或改用规则里的标点", "a sign that packs do not use; delete it");
    }

    /// Texts, titles and citations; citations may hold citations. They end on their own line or are told as left open.
    void bracketed(Token& token, TokenKind kind, std::string_view open, std::string_view close, const char* name)
    {
        std::size_t end = at_ + open.size();
        int depth = 1;
        while (end < text_.size() && text_[end] != '\n') {
            const std::string_view rest = text_.substr(end);
            if (rest.starts_with(close)) {
                end += close.size();
                if (--depth == 0) {
                    const std::size_t first = at_ + open.size();
                    token.text = text_.substr(first, end - close.size() - first);
                    return add(token, kind, end);
                }
            } else if (kind == TokenKind::citation && rest.starts_with(open)) {
                ++depth;
                end += open.size();
            } else {
                ++end;
            }
        }
        // A clause left open ends before the next = or :, so that the rest of the line still means what it says.
        std::size_t left_open = std::min({end, text_.find('=', at_), text_.find(':', at_), text_.find("：", at_)});
        if (kind != TokenKind::citation)
            left_open = end;
        while (left_open > at_ && text_[left_open - 1] == ' ')
            --left_open;
        wrong("E1002", token, std::string("这里的") + name + "「" + std::string(open) + "」到行末也没有合上",
              "在同一行补上「" + std::string(close) + "」",
              "what opens here is not closed on its line; add the closing sign");
        if (kind != TokenKind::citation)
            return step_to(end);
        token.text = text_.substr(at_ + open.size(), left_open - at_ - open.size());
        add(token, kind, left_open);
    }

    void word(Token& token, bool latin)
    {
        std::size_t end = at_;
        std::string_view rest = text_.substr(at_);
        while (!rest.empty()) {
            const Sign sign = sign_of(take_code_point(rest));
            if (latin ? sign != Sign::latin && sign != Sign::digit : sign != Sign::hanzi)
                break;
            end = text_.size() - rest.size();
        }
        const Keyword* known = find_keyword(text_.substr(at_, end - at_));
        token.word = known != nullptr ? known->word : Word::none;
        add(token, TokenKind::word, end);
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    std::size_t digits_from(std::size_t at) const
    {
        while (at < text_.size() && is_digit(text_[at]))
            ++at;
        return at;
    }

    void number(Token& token)
    {
        std::size_t end = digits_from(at_);
        if (end == at_)
            return full_width(token);
        if (const std::size_t after = loose_day(end); after != end) {
            const std::string written(text_.substr(at_, after - at_));
            step_to(after);
            wrong("E1008", token, "日期「" + written + "」的写法不对", "月和日各写两位，用「-」连接，例如 2024-07-01",
                  "write a day like 2024-07-01");
            token.text = some_day;
            return add(token, TokenKind::day, after);
        }
        const auto part = [&](std::size_t from, std::size_t digits) {
            return from < text_.size() && text_[from] == '-' && digits_from(from + 1) == from + 1 + digits;
        };
        if (end - at_ == 4 && part(end, 2)) {
            const bool day = part(end + 3, 2);
            return add(token, day ? TokenKind::day : TokenKind::month, end + (day ? 6 : 3));
        }
        while (end < text_.size() && text_[end] == ',' && digits_from(end + 1) == end + 4)
            end += 4;
        if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1]))
            end = digits_from(end + 1);
        add(token, TokenKind::number, end);
    }

    // Told as wrong already, they stand for what was meant, so that the rest of the line is read as it should be.
    static constexpr std::string_view some_day = "2000-01-01", some_number = "0";

    void full_width(Token& token)
    {
        std::size_t end = at_;
        std::string plain;
        for (std::string_view rest = text_.substr(at_); !rest.empty();) {
            const char32_t sign = take_code_point(rest);
            if (sign_of(sign) != Sign::digit)
                break;
            plain.push_back(static_cast<char>('0' + (sign >= 0xFF10 ? sign - 0xFF10 : sign - '0')));
            end = text_.size() - rest.size();
        }
        const std::string written(text_.substr(at_, end - at_));
        step_to(end);
        wrong("E1003", token, "数字「" + written + "」是全角的", "改成半角数字 " + plain,
              "a full-width digit; write it half-width");
        token.text = some_number;
        add(token, TokenKind::number, end);
    }

    /// The end of 1950-3-2, 2024/7/1 or 2024.7.1 whose year ends at `end`; `end` where it is none, or is written well.
    std::size_t loose_day(std::size_t end) const
    {
        if (end - at_ != 4 || end >= text_.size() || (text_[end] != '-' && text_[end] != '/' && text_[end] != '.'))
            return end;
        const std::size_t month = digits_from(end + 1), day = digits_from(month + 1);
        const bool short_parts = month > end + 1 && month <= end + 3 && day > month + 1 && day <= month + 3;
        const bool well = text_[end] == '-' && month == end + 3 && day == month + 3;
        return short_parts && !well && month < text_.size() && text_[month] == text_[end] ? day : end;
    }

    void wrong(const char* code, const Token& token, const std::string& message, const std::string& remedy,
               const std::string& english)
    {
        if (tokens_.diagnostics.size() >= diagnostics_max)
            return;
        Place place = token.place;
        std::string_view rest = text_.substr(place.offset);
        take_code_point(rest);
        const std::size_t first_sign = text_.size() - rest.size() - place.offset;
        place.length = static_cast<std::uint32_t>(std::max(at_ - place.offset, first_sign));
        tokens_.diagnostics.push_back({Severity::error, code, place, message, remedy, english});
    }

    std::string_view text_;
    std::uint32_t file_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1, column_ = 1;
    bool blank_ = false, own_line_ = true, apart_ = false;
    int newlines_ = 0;
    std::vector<std::string_view> remarks_;
    Tokens tokens_;
};

} // namespace

Tokens cut(std::string_view text, std::uint32_t file)
{
    if (const auto wrong = first_invalid_utf8(text)) {
        const auto before = text.substr(0, *wrong);
        const auto line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
        const auto line_start = before.rfind('\n') + 1;
        Tokens tokens;
        Token end;
        end.place = {file, static_cast<std::uint32_t>(*wrong), 1, line,
                     static_cast<std::uint32_t>(1 + count_code_points(before.substr(line_start)))};
        tokens.diagnostics.push_back({Severity::error, "E1000", end.place, "从这里起不是 UTF-8 文字",
                                      "用编辑器把文件另存为 UTF-8", "not UTF-8 from here on; save the file as UTF-8"});
        tokens.list.push_back(std::move(end));
        return tokens;
    }
    return Lexer(text, file).cut();
}

} // namespace huimin::language::syntax
