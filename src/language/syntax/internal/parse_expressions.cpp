// Expressions from loosest to tightest: 或, 且, 非, one comparison, a sum with its endings, products, values.

#include <array>
#include <utility>

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

ExpressionPtr Parser::body(std::vector<Citation>* clauses)
{
    const Place start = here().place;
    ExpressionPtr whole = expression();
    if (clauses != nullptr)
        *clauses = citations();
    if (!is(Word::where))
        return whole;
    Let let{std::move(whole), {}};
    while (is(Word::where)) {
        body_line(0);
        accept(Word::where);
        Where where{name("其中 的名称"), alias(), nullptr, {}};
        expect_mark("=", "其中 的值");
        where.value = expression();
        where.citations = citations();
        let.where.push_back(std::move(where));
    }
    return make(std::move(let), start);
}

ExpressionPtr Parser::expression()
{
    const Depth depth(*this);
    const Place start = here().place;
    ExpressionPtr left = negation();
    const bool joins_and = is(Word::logical_and);
    while (is(Word::logical_and) || is(Word::logical_or)) {
        const Token& joint = here();
        if (is(Word::logical_and) != joins_and)
            wrong("E1011", joint.place, "「且」与「或」混用，先后不清", "用括号分清哪些在一起，例如 甲 且 (乙 或 丙)",
                  "`and` and `or` are mixed; put brackets around what belongs together");
        const BinaryOperator op = joins_and ? BinaryOperator::logical_and : BinaryOperator::logical_or;
        next().is_keyword = true;
        const Place op_place = joint.place;
        join();
        left = make(Binary{op, std::move(left), negation(), op_place}, start);
    }
    return left;
}

ExpressionPtr Parser::negation()
{
    const Place start = here().place;
    if (!is(Word::logical_not))
        return comparison();
    const Depth depth(*this);
    accept(Word::logical_not);
    return make(Unary{UnaryOperator::logical_not, negation()}, start);
}

ExpressionPtr Parser::comparison()
{
    static constexpr std::array<std::pair<std::string_view, BinaryOperator>, 6> operators{
        {{"<", BinaryOperator::less},
         {"<=", BinaryOperator::less_equal},
         {">", BinaryOperator::greater},
         {">=", BinaryOperator::greater_equal},
         {"=", BinaryOperator::equal},
         {"!=", BinaryOperator::not_equal}}};
    const Place start = here().place;
    ExpressionPtr left = sum_with_endings();
    for (const auto& [mark, op] : operators)
        if (is_mark(mark) && !(equals_ends_ && op == BinaryOperator::equal)) {
            const Place op_place = next().place;
            ExpressionPtr both = make(Binary{op, std::move(left), sum_with_endings(), op_place}, start);
            for (const auto& [again, unused] : operators)
                if (is_mark(again) && !(equals_ends_ && again == "="))
                    wrong("E1012", here().place, "一句话里连着两个比较", "拆成两个，用「且」连起来",
                          "two comparisons in a row; join two with `and`");
            return both;
        }
    if (is(Word::belongs_to) || is(Word::not_in)) {
        const bool negated = is(Word::not_in);
        next().is_keyword = true;
        Membership membership{std::move(left), {}, negated};
        const Token& opened = here();
        expect_mark("{", "集合写在花括号里");
        do
            membership.set.push_back(sum_with_endings());
        while (accept_mark(","));
        close("}", opened);
        ExpressionPtr whole = make(std::move(membership), start);
        bool found = false;
        return ending(std::move(whole), found);
    }
    if (accept(Word::between)) {
        ExpressionPtr low = sum_with_endings();
        expect(Word::until, "介于 a 至 b");
        return make(Between{std::move(left), std::move(low), sum_with_endings()}, start);
    }
    return left;
}

ExpressionPtr Parser::sum_with_endings()
{
    const Depth depth(*this);
    ExpressionPtr whole = sum();
    for (bool found = true; found;)
        whole = ending(std::move(whole), found);
    return whole;
}

namespace {

struct RoundingWord {
    Word word;
    Rounding mode;
    RoundingUnit unit;
};
constexpr std::array<RoundingWord, 12> roundings{{
    {Word::round_fen, Rounding::half_up, RoundingUnit::fen},
    {Word::round_jiao, Rounding::half_up, RoundingUnit::jiao},
    {Word::round_yuan, Rounding::half_up, RoundingUnit::yuan},
    {Word::round_whole, Rounding::half_up, RoundingUnit::whole},
    {Word::truncate_fen, Rounding::down, RoundingUnit::fen},
    {Word::truncate_jiao, Rounding::down, RoundingUnit::jiao},
    {Word::truncate_yuan, Rounding::down, RoundingUnit::yuan},
    {Word::truncate_whole, Rounding::down, RoundingUnit::whole},
    {Word::raise_fen, Rounding::up, RoundingUnit::fen},
    {Word::raise_jiao, Rounding::up, RoundingUnit::jiao},
    {Word::raise_yuan, Rounding::up, RoundingUnit::yuan},
    {Word::raise_whole, Rounding::up, RoundingUnit::whole},
}};

bool is_ending(const Token& token)
{
    if (token.kind != TokenKind::word)
        return false;
    return (token.word >= Word::round_fen && token.word <= Word::raise_whole) || token.word == Word::at_least ||
           token.word == Word::at_most || token.word == Word::if_unknown || token.word == Word::per_month ||
           token.word == Word::per_year;
}

} // namespace

ExpressionPtr Parser::ending(ExpressionPtr operand, bool& found)
{
    found = is_ending(is_mark(",") ? ahead() : here());
    if (!found)
        return operand;
    join();
    accept_mark(",");
    const Place start = operand->place;
    for (const RoundingWord& rounding : roundings)
        if (accept(rounding.word))
            return make(RoundTo{std::move(operand), rounding.mode, rounding.unit}, start);
    if (accept(Word::per_month))
        return make(Convert{std::move(operand), ConvertPeriod::to_month}, start);
    if (accept(Word::per_year))
        return make(Convert{std::move(operand), ConvertPeriod::to_year}, start);
    if (accept(Word::if_unknown))
        return make(IfUnknown{std::move(operand), sum()}, start);
    const Bound bound = is(Word::at_least) ? Bound::at_least : Bound::at_most;
    next().is_keyword = true;
    return make(Clamp{std::move(operand), bound, sum()}, start);
}

ExpressionPtr Parser::sum()
{
    const Place start = here().place;
    ExpressionPtr left = product();
    while (is_mark("+") || is_mark("-")) {
        const BinaryOperator op = is_mark("+") ? BinaryOperator::add : BinaryOperator::subtract;
        const Place op_place = next().place;
        join();
        left = make(Binary{op, std::move(left), product(), op_place}, start);
    }
    return left;
}

ExpressionPtr Parser::product()
{
    const Place start = here().place;
    ExpressionPtr left = signed_value();
    while (is_mark("*") || is_mark("/")) {
        const BinaryOperator op = is_mark("*") ? BinaryOperator::multiply : BinaryOperator::divide;
        const Place op_place = next().place;
        join();
        left = make(Binary{op, std::move(left), signed_value(), op_place}, start);
    }
    return left;
}

ExpressionPtr Parser::signed_value()
{
    if (!is_mark("-"))
        return primary();
    const Depth depth(*this);
    const Place start = here().place;
    next().spacing = Spacing::none_after;
    return make(Unary{UnaryOperator::negate, signed_value()}, start);
}

ExpressionPtr Parser::primary()
{
    const Place start = here().place;
    switch (here().kind) {
    case TokenKind::number: return literal();
    case TokenKind::day: return make(DayLiteral{day("日子")}, start);
    case TokenKind::month: return make(MonthLiteral{month("月份")}, start);
    case TokenKind::text: return make(TextLiteral{text("文字")}, start);
    case TokenKind::word: return primary_word();
    case TokenKind::mark: break;
    case TokenKind::citation:
    case TokenKind::title:
    case TokenKind::end: expected("一个值或条件", "a value or a condition");
    }
    if (!is_mark("("))
        expected("一个值或条件", "a value or a condition");
    const Token& opened = next();
    const bool ended_before = std::exchange(equals_ends_, false);
    ExpressionPtr inside = expression();
    equals_ends_ = ended_before;
    close(")", opened);
    inside->place = from(start);
    return inside;
}

} // namespace huimin::language::syntax
