// The parser's inside: a cursor over tokens, expression rules, declaration rules. Its face is parse.h.
//
// Recursive descent; one function per rule of docs/language.md. What is wrong is told at once and the parser goes on at
// the next declaration: rules throw `Skip`, which only the loop over declarations catches.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "language/syntax/internal/lexer.h"
#include "language/syntax/parse.h"

namespace huimin::language::syntax {

/// Thrown to leave a declaration that cannot be understood; never leaves parse().
struct Skip {};

class Parser {
public:
    explicit Parser(Tokens tokens) : tokens_(std::move(tokens.list)), diagnostics_(std::move(tokens.diagnostics)) {}

    File file();
    Diagnostics& diagnostics() { return diagnostics_; }
    std::vector<Token>& tokens() { return tokens_; }

private:
    // ---- cursor (parser.cpp) ----
    Token& here() { return tokens_[at_]; }
    [[nodiscard]] const Token& ahead(std::size_t by = 1) const
    {
        return tokens_[std::min(at_ + by, tokens_.size() - 1)];
    }
    Token& next();
    [[nodiscard]] bool is(Word word) { return here().kind == TokenKind::word && here().word == word; }
    [[nodiscard]] bool is_mark(std::string_view mark) { return here().kind == TokenKind::mark && here().mark == mark; }
    bool accept(Word);
    bool accept_mark(std::string_view);
    void expect(Word, const char* for_what);
    void expect_mark(std::string_view, const char* for_what);
    /// As expect_mark for a closing bracket, telling where it was opened.
    void close(std::string_view mark, const Token& opened);
    void line(std::uint8_t indent);      ///< the next token begins a line
    void body_line(std::uint8_t deeper); ///< the same within an expression

    Name name(const char* what);
    [[nodiscard]] bool at_name();
    Name alias();
    Path path(const char* what);
    std::string text(const char* what);
    int whole(const char* what);
    /// 2025-01-01 where 2025年1月1日 stands; empty elsewhere. `by`: where the year would be.
    [[nodiscard]] std::string spoken_day(std::size_t by = 0) const;
    [[noreturn]] void refuse_spoken_day(const Place& start, const std::string& canonical);
    [[noreturn]] void nothing_fits(const Token& first);
    Day day(const char* what);
    Month month(const char* what);
    [[nodiscard]] Place from(const Place& start) const; ///< from `start` to the last token taken

    [[noreturn]] void wrong(const char* code, const Place&, std::string message, std::string remedy,
                            std::string english);
    [[noreturn]] void expected(const std::string& what, const std::string& english);
    void tell(Severity, const char* code, const Place&, std::string message, std::string remedy, std::string english);
    [[nodiscard]] std::string written() const;
    /// What might be meant by the word that does not fit, or by the one before it.
    [[nodiscard]] std::string hint() const;
    [[nodiscard]] std::string hint_about(const Token&) const;
    [[nodiscard]] std::string hint_about_enumeration() const;
    [[nodiscard]] bool is_used_again(const Token&) const;

    // ---- pieces of heads (parse_heads.cpp) ----
    Citation citation();
    std::vector<Citation> citations();
    Validity validity();
    AreaLiteral area();
    TypeName type();
    Header head(Name, bool with_validity, const std::function<bool(Header&)>& also = nullptr);
    Field field(bool with_flags);
    void fields(std::vector<Field>&);

    // ---- declarations (parse_declarations.cpp, parse_blocks.cpp) ----
    std::string where_it_belongs();
    void declaration(File&);
    void skip_to_declaration();
    SourceDeclaration source();
    CityDeclaration city();
    ChoiceDeclaration choice();
    RecordDeclaration record();
    ParameterDeclaration parameter(bool extends);
    ParameterRow parameter_row();
    void parameter_value(ParameterRow&);
    Assumption assumption();
    std::vector<ParameterEntry> entries();
    DefineDeclaration define();
    PolicyDeclaration policy();
    void policy_clause(PolicyDeclaration&);
    int term();
    PayDay pay_day();
    CoordinationDeclaration coordination();
    RelationLine relation_line();
    std::vector<Path> paths(const char* what);
    ScaleDeclaration scale();
    void scale_part(ScaleDeclaration&);
    SignalDeclaration signal();
    Untranslated untranslated();
    ScenarioDeclaration scenario();
    RoleDeclaration role();
    void role_line(RoleDeclaration&);
    RightLine right_line();
    PurposeDeclaration purpose();
    void field_privacy(Field&);
    Given given();
    Expectation expectation();
    void subject(Expectation&);

    // ---- expressions (parse_expressions.cpp, parse_phrases.cpp) ----
    /// An expression with its 其中, and the clauses between the two.
    ExpressionPtr body(std::vector<Citation>* clauses = nullptr);
    ExpressionPtr expression(); ///< 且, 或 and tighter
    ExpressionPtr negation();   ///< 非 and tighter: one condition
    ExpressionPtr comparison();
    ExpressionPtr sum_with_endings();
    ExpressionPtr ending(ExpressionPtr operand, bool& found);
    ExpressionPtr sum();
    ExpressionPtr product();
    ExpressionPtr signed_value();
    ExpressionPtr primary();
    ExpressionPtr primary_word();
    ExpressionPtr literal();
    ExpressionPtr reference_or_lookup();
    ExpressionPtr cases(CaseChoice);
    ExpressionPtr defaults();
    ExpressionPtr items(ItemsNeeded, int at_least);
    ExpressionPtr aggregate(Aggregation);
    ExpressionPtr call(Function, std::size_t arguments);
    [[nodiscard]] int item_marker(std::size_t by); ///< 0 none, 1 (一), 2 (1)
    template <class Node>
    ExpressionPtr make(Node node, const Place& start);

    /// Counts what is joined to the left in one expression: the tree's height is bounded by depth and joins.
    void join();

    /// Counts how deep the rules have called each other; tells and skips when it goes too deep.
    class Depth {
    public:
        explicit Depth(Parser&);
        ~Depth() { --parser_.depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;

    private:
        Parser& parser_;
    };

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    Word within_ = Word::none; // the declaration begun last
    int depth_ = 0;
    int joins_ = 0;
    std::uint8_t body_indent_ = 2; ///< of the lines within an expression
    int items_depth_ = 0;
    bool in_range_ = false;    ///< inside 范围 a..b, a six-digit bound before the next field's name is no division
    bool equals_ends_ = false; ///< inside 例外 … 当 c = y, an = outside brackets ends the condition
    Diagnostics diagnostics_;
};

/// parse() that also hands out the tokens, marked with what the parser took them for. They point into `text`.
[[nodiscard]] Parsed parse(std::string_view text, std::uint32_t index, std::vector<Token>& tokens);

template <class Node>
ExpressionPtr Parser::make(Node node, const Place& start)
{
    return std::make_unique<Expression>(Expression{std::move(node), from(start)});
}

} // namespace huimin::language::syntax
