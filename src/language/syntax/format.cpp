#include "language/syntax/format.h"

#include <array>
#include <utility>

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

namespace {

constexpr std::size_t blanks_per_indent = 2;

bool one_of(std::string_view mark, std::string_view list) { return !mark.empty() && list.find(mark) != list.npos; }

bool is_unit(const Token& token)
{
    return token.is_keyword &&
           (token.word == Word::yuan || token.word == Word::ten_thousand_yuan ||
            token.word == Word::hundred_million_yuan || token.word == Word::per_year_unit ||
            token.word == Word::per_day_unit || token.word == Word::months || token.word == Word::days ||
            token.word == Word::working_days || token.word == Word::age || token.word == Word::minutes ||
            token.word == Word::rows || token.word == Word::keep_last);
}

/// 年满60周岁, 留前4后4: no blank before the number.
bool joins_number(const Token& token)
{
    return token.is_keyword && (token.word == Word::aged || token.word == Word::under ||
                                token.word == Word::keep_first || token.word == Word::keep_last);
}

class Writer {
public:
    Writer(std::string_view text, Spelling spelling) : text_(text), spelling_(spelling) {}

    std::string write(const std::vector<Token>& tokens)
    {
        for (const Token& token : tokens) {
            place(token);
            out_ += spelled(token);
            if (!token.trailing.empty())
                out_.append("  ").append(token.trailing);
            last_ = &token;
        }
        while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' '))
            out_.pop_back();
        return std::move(out_) + "\n";
    }

private:
    /// The blanks, empty lines and remarks before a token.
    void place(const Token& token)
    {
        const bool begins = token.layout != Layout::inline_ || token.kind == TokenKind::end;
        if (!begins && token.remarks.empty() && last_ != nullptr && last_->trailing.empty()) {
            if (last_ != nullptr && blank_between(*last_, token))
                out_ += ' ';
            return;
        }
        if (begins)
            indent_ = token.layout == Layout::line ? token.indent : 0;
        const std::size_t indent = begins ? indent_ : indent_ + 1U;
        if (!out_.empty())
            out_ += '\n';
        const bool parted = token.layout == Layout::declaration && opens_another_kind(token);
        if (!out_.empty() && begins && (token.apart || parted))
            out_ += '\n';
        has_lines_ = has_lines_ || token.layout == Layout::line;
        for (const std::string_view remark : token.remarks) {
            if (!remark.empty())
                out_.append(indent * blanks_per_indent, ' ').append(remark);
            out_ += '\n';
        }
        if (token.kind != TokenKind::end)
            out_.append(indent * blanks_per_indent, ' ');
    }

    /// Short declarations of one kind may stand line by line; others have an empty line between them.
    bool opens_another_kind(const Token& token)
    {
        const bool had_lines = std::exchange(has_lines_, false);
        return std::exchange(kind_, token.word) != token.word || had_lines;
    }

    [[nodiscard]] bool blank_between(const Token& left, const Token& right) const
    {
        if (right.spacing == Spacing::as_written)
            return !right.glued;
        if (left.spacing == Spacing::tight || left.spacing == Spacing::none_after || right.spacing == Spacing::tight ||
            right.spacing == Spacing::none_before)
            return false;
        if (left.spacing == Spacing::wide || right.spacing == Spacing::wide)
            return true;
        if (spelling_ == Spelling::chinese && left.kind == TokenKind::number && is_unit(right))
            return false;
        if (spelling_ == Spelling::chinese && joins_number(left) && right.kind == TokenKind::number)
            return false;
        static constexpr std::array<std::string_view, 3> tight{"->", "..", "."};
        for (const std::string_view mark : tight)
            if (left.mark == mark || right.mark == mark)
                return false;
        return !one_of(left.mark, "([{") && !one_of(right.mark, ")]},:;%");
    }

    [[nodiscard]] std::string_view spelled(const Token& token) const
    {
        const std::string_view written = text_.substr(token.place.offset, token.place.length);
        if (token.spacing == Spacing::as_written)
            return written;
        if (token.kind == TokenKind::word && token.is_keyword) {
            const Keyword& known = keyword(token.word);
            return spelling_ == Spelling::chinese ? known.chinese : known.english;
        }
        if (token.kind != TokenKind::mark)
            return written;
        if (spelling_ == Spelling::english)
            return token.mark;
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> read_aloud{
            {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}, {"->", "→"}, {"*", "×"}, {"/", "÷"}}};
        const bool is_period = token.spacing == Spacing::tight;
        for (const auto& [mark, chinese] : read_aloud)
            if (token.mark == mark && !is_period)
                return chinese;
        return token.mark;
    }

    std::string_view text_;
    Spelling spelling_;
    std::string out_;
    const Token* last_ = nullptr;
    std::size_t indent_ = 0;
    Word kind_ = Word::none;
    bool has_lines_ = false; ///< the declaration being written
};

} // namespace

Formatted format(std::string_view text, Spelling spelling)
{
    std::vector<Token> tokens;
    Parsed parsed = parse(text, 0, tokens);
    if (has_errors(parsed.diagnostics))
        return {"", std::move(parsed.diagnostics)};
    return {Writer(text, spelling).write(tokens), std::move(parsed.diagnostics)};
}

} // namespace huimin::language::syntax
