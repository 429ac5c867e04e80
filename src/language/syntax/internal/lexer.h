// Pack text cut into tokens: words, numbers, days, texts, citations, marks. Full-width and half-width marks are one.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/syntax/internal/keywords.h"
#include "language/syntax/source.h"

namespace huimin::language::syntax {

enum class TokenKind { word, number, day, month, text, citation, title, mark, end };

/// No file is told more than this.
inline constexpr std::size_t diagnostics_max = 50;

/// How the formatter lays a token out; set by the parser as it understands it.
enum class Layout : std::uint8_t {
    inline_,     ///< on the same line
    declaration, ///< begins a declaration: after an empty line
    line,        ///< begins a line, indented by Token::indent steps
};

/// Where the canonical form puts blanks, other than between any two tokens.
enum class Spacing : std::uint8_t {
    usual,
    tight, ///< no blank on either side
    none_before,
    none_after,
    wide,       ///< a bracket with blanks inside
    as_written, ///< blanks and spelling as they are
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text; ///< as written; of texts, citations and titles without their brackets
    std::string_view mark; ///< of marks: the canonical half-width spelling
    Place place;
    bool glued = false;     ///< no blank between this and the token before
    Word word = Word::none; ///< of words that are spelt like a keyword
    // For the formatter.
    bool is_keyword = false; ///< the parser took it for one
    Layout layout = Layout::inline_;
    Spacing spacing = Spacing::usual;
    std::uint8_t indent = 0;
    bool apart = false;                    ///< an empty line stands before it and its remarks
    std::vector<std::string_view> remarks; ///< whole lines before it, with their #; empty for an empty line
    std::string_view trailing;             ///< a remark behind it on its line
};

struct Tokens {
    std::vector<Token> list; ///< ends with an `end` token
    Diagnostics diagnostics;
};

/// `text` must outlive the tokens.
[[nodiscard]] Tokens cut(std::string_view text, std::uint32_t file);

} // namespace huimin::language::syntax
