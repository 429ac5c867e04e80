#include "language/syntax/format.h"

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

namespace {

constexpr std::size_t indent_width = 2;

/// Writes tokens one behind the other, as the parser's marks say.
class Writer {
public:
    explicit Writer(Spelling spelling) : spelling_(spelling) {}

    void write(const Token& token)
    {
        if (!token.remarks.empty() || token.layout != Layout::inline_ || broken_)
            begin_line(token);
        else if (!out_.empty() && wants_blank(token))
            out_ += ' ';
        out_ += spelt(token);
        before_ = &token;
        if (!token.trailing.empty()) {
            out_ += "  ";
            out_ += token.trailing;
            broken_ = true;
        }
    }

    std::string finish(const Token& end)
    {
        out_ += out_.empty() ? "" : "\n";
        for (const std::string_view remark : end.remarks)
            out_ += std::string(remark) + "\n";
        return std::move(out_);
    }

private:
    void begin_line(const Token& token)
    {
        const bool declaration = token.layout == Layout::declaration;
        if (token.layout != Layout::inline_)
            indent_ = declaration ? 0 : token.indent;
        const std::string margin(indent_width * (indent_ + (token.layout == Layout::inline_ ? 1U : 0U)), ' ');
        if (!out_.empty())
            out_ += declaration && !(before_ != nullptr && alike(*before_line_, token)) ? "\n\n" : "\n";
        for (const std::string_view remark : token.remarks)
            out_ += margin + std::string(remark) + "\n";
        out_ += margin;
        broken_ = false;
        if (token.layout != Layout::inline_)
            before_line_ = &token;
    }

    /// Sources, choices and one-line declarations of one kind stand without empty lines between them.
    static bool alike(const Token& a, const Token& b)
    {
        return a.layout == Layout::declaration && b.layout == Layout::declaration && a.word == b.word &&
               b.remarks.empty() && (a.word == Word::source || a.word == Word::choice || a.word == Word::untranslated);
    }

    [[nodiscard]] bool wants_blank(const Token& token) const
    {
        const Token& left = *before_;
        const auto is = [](const Token& one, std::string_view marks) {
            return one.kind == TokenKind::mark && marks.find(one.mark) != std::string_view::npos;
        };
        if (is(left, "([") || (left.kind == TokenKind::mark && (left.mark == "." || left.mark == "..")))
            return false;
        if (is(token, ")],:;%") || (token.kind == TokenKind::mark && (token.mark == "." || token.mark == "..")))
            return false;
        if (is(token, "[") || (is(token, "<>") && token.is_keyword) || (is(left, "<") && left.is_keyword))
            return false;
        if (is(token, "(") && left.is_keyword && left.word >= Word::larger && left.word <= Word::is_known)
            return false;
        if (is(token, "(") && token.glued)
            return false;
        if (is(token, "/"))
            return token.is_keyword;
        if (is(left, "/"))
            return left.is_keyword;
        if (left.kind == TokenKind::mark && left.mark == "->")
            return false;
        if (token.kind == TokenKind::mark && token.mark == "->")
            return false;
        // A number and its unit stand together in Chinese; English words need the blank.
        const bool unit = token.is_keyword && (token.word >= Word::yuan || token.word == Word::age || token.word == Word::per_year_unit);
        if (left.kind == TokenKind::number && unit)
            return spelling_ == Spelling::english;
        if (left.is_keyword && (left.word == Word::aged || left.word == Word::under))
            return spelling_ == Spelling::english;
        return left.kind != TokenKind::number || !token.glued || token.is_keyword;
    }

    std::string spelt(const Token& token)
    {
        switch (token.kind) {
        case TokenKind::text: return "\"" + std::string(token.text) + "\"";
        case TokenKind::citation: return "〔" + std::string(token.text) + "〕";
        case TokenKind::title: return "《" + std::string(token.text) + "》";
        case TokenKind::mark: return std::string(token.mark == "/" && token.is_keyword ? "÷" : shown(token.mark));
        case TokenKind::word:
            if (token.is_keyword)
                return std::string(spelling_ == Spelling::chinese ? keyword(token.word).chinese
                                                                  : keyword(token.word).english);
            return std::string(token.text);
        case TokenKind::number:
        case TokenKind::day:
        case TokenKind::month:
        case TokenKind::end: break;
        }
        return std::string(token.text);
    }

    [[nodiscard]] std::string_view shown(std::string_view mark) const
    {
        static constexpr std::pair<std::string_view, std::string_view> printed[] = {
            {"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}, {"->", "→"}, {"*", "×"}};
        for (const auto& [ascii, sign] : printed)
            if (mark == ascii)
                return sign;
        return mark;
    }

    Spelling spelling_;
    std::string out_;
    const Token* before_ = nullptr;
    const Token* before_line_ = nullptr;
    std::size_t indent_ = 0;
    bool broken_ = false;
};

} // namespace

Formatted format(std::string_view text, Spelling spelling)
{
    Parser parser(cut(text, 0));
    (void)parser.file();
    Formatted formatted{"", std::move(parser.diagnostics())};
    if (has_errors(formatted.diagnostics))
        return formatted;
    Writer writer(spelling);
    for (const Token& token : parser.tokens())
        if (token.kind != TokenKind::end)
            writer.write(token);
    formatted.text = writer.finish(parser.tokens().back());
    return formatted;
}

} // namespace huimin::language::syntax
