// The tightest expressions: literals, names, cases, numbered items, aggregates, functions.

#include <algorithm>
#include <array>
#include <utility>

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

namespace {

struct CallWord {
    Word word;
    Function function;
    std::size_t arguments; ///< 0: two or more
};
constexpr std::array<CallWord, 10> calls{{{Word::larger, Function::larger, 0},
                                          {Word::smaller, Function::smaller, 0},
                                          {Word::age, Function::age, 1},
                                          {Word::months_between, Function::months_between, 2},
                                          {Word::days_between, Function::days_between, 2},
                                          {Word::month, Function::month_of, 1},
                                          {Word::first_day, Function::first_day, 1},
                                          {Word::last_day, Function::last_day, 1},
                                          {Word::is_known, Function::is_known, 1},
                                          {Word::progressive, Function::progressive, 2}}};

bool is_hanzi_numeral(std::string_view text)
{
    static constexpr std::string_view numerals = "一二三四五六七八九十";
    for (std::size_t i = 0; i < text.size(); i += 3)
        if (i + 3 > text.size() || numerals.find(text.substr(i, 3)) == std::string_view::npos)
            return false;
    return !text.empty();
}

bool names_division(std::string_view text)
{
    static constexpr std::string_view ends[] = {"省", "市", "区", "县", "旗", "州", "盟", "镇", "乡", "街道"};
    return std::any_of(std::begin(ends), std::end(ends), [&](std::string_view end) { return text.ends_with(end); });
}

} // namespace

ExpressionPtr Parser::primary_word()
{
    const Place start = here().place;
    if (ahead().kind == TokenKind::mark && ahead().mark == "(")
        for (const CallWord& known : calls)
            if (is(known.word)) {
                next().is_keyword = true;
                return call(known.function, known.arguments);
            }
    if (accept(Word::yes))
        return make(TruthLiteral{true}, start);
    if (accept(Word::no))
        return make(TruthLiteral{false}, start);
    if (accept(Word::today))
        return make(Today{}, start);
    if (is(Word::when))
        return cases(CaseChoice::first);
    if (accept(Word::largest_of)) {
        accept_mark(":");
        return cases(CaseChoice::largest);
    }
    if (accept(Word::defaults))
        return defaults();
    if (accept(Word::all_of))
        return items(ItemsNeeded::all, 0);
    if (accept(Word::any_of))
        return items(ItemsNeeded::any, 0);
    if (accept(Word::at_least_n)) {
        const int least = whole("至少几项");
        expect(Word::item, "至少 2 项");
        return items(ItemsNeeded::at_least, least);
    }
    if (accept(Word::receives))
        return make(Receives{path("政策的名称")}, start);
    if (accept(Word::discretion))
        return make(Discretion{text("由谁裁量什么")}, start);
    if (is(Word::aged) || is(Word::under)) {
        const AgeTest test = is(Word::aged) ? AgeTest::at_least : AgeTest::below;
        next().is_keyword = true;
        const int years = whole("岁数");
        expect(Word::age, "年满 60 周岁");
        return make(AgeCheck{test, years}, start);
    }
    static constexpr std::array<std::pair<Word, Aggregation>, 6> aggregations{{{Word::sum, Aggregation::sum},
                                                                               {Word::largest, Aggregation::largest},
                                                                               {Word::smallest, Aggregation::smallest},
                                                                               {Word::count, Aggregation::count},
                                                                               {Word::any, Aggregation::any},
                                                                               {Word::every, Aggregation::all}}};
    for (const auto& [word, kind] : aggregations)
        if (accept(word))
            return aggregate(kind);
    return reference_or_lookup();
}

ExpressionPtr Parser::reference_or_lookup()
{
    const Place start = here().place;
    if (!at_name())
        expected("一个值或条件", "a value or a condition");
    Path named = path("名称");
    if (!is_mark("["))
        return make(Reference{std::move(named)}, start);
    Token& opened = next();
    opened.spacing = Spacing::none_before;
    Lookup lookup{std::move(named), {}};
    do
        lookup.keys.push_back(sum_with_endings());
    while (accept_mark(","));
    close("]", opened);
    return make(std::move(lookup), start);
}

ExpressionPtr Parser::literal()
{
    const Place start = here().place;
    if (const std::string canonical = spoken_day(); !canonical.empty())
        refuse_spoken_day(start, canonical);
    const std::string digits(next().text);
    const auto number = Rational::parse(digits);
    if (!number)
        wrong("E1009", start, "数字「" + digits + "」太长或写法不对", "最多 18 位数字，每三位可用逗号分开",
              "a number of 18 digits at most, groups of three");

    if (accept_mark("%"))
        return make(Literal{*number, Unit::percent, ""}, start);
    if (here().kind != TokenKind::word)
        return make(Literal{*number, Unit::none, ""}, start);
    static constexpr std::array<std::pair<Word, Unit>, 4> spans{{{Word::per_year_unit, Unit::years},
                                                                 {Word::months, Unit::months},
                                                                 {Word::days, Unit::days},
                                                                 {Word::working_days, Unit::working_days}}};
    for (const auto& [word, unit] : spans)
        if (accept(word))
            return make(Literal{*number, unit, ""}, start);

    static constexpr std::array<std::pair<Word, std::int64_t>, 3> yuan{
        {{Word::yuan, 1}, {Word::ten_thousand_yuan, 10'000}, {Word::hundred_million_yuan, 100'000'000}}};
    for (const auto& [word, factor] : yuan) {
        if (!accept(word))
            continue;
        const auto amount = multiply(*number, Rational(factor));
        if (!amount)
            wrong("E1009", start, "金额太大", "查对单位", "the amount is too large");
        Unit unit = Unit::yuan;
        if (is_mark("/") && ahead().glued) {
            static constexpr std::array<std::pair<Word, Unit>, 3> periods{{{Word::per_day_unit, Unit::yuan_per_day},
                                                                           {Word::per_month_unit, Unit::yuan_per_month},
                                                                           {Word::per_year_unit, Unit::yuan_per_year}}};
            for (const auto& [period, with] : periods)
                if (ahead().kind == TokenKind::word && ahead().word == period) {
                    next().spacing = Spacing::tight;
                    next().is_keyword = true;
                    unit = with;
                    break;
                }
        }
        return make(Literal{*amount, unit, ""}, start);
    }

    const bool long_enough = !in_range_ && (digits.size() == 6 || digits.size() == 9 || digits.size() == 12);
    if (const auto code = AreaCode::parse(digits);
        long_enough && code && at_name() && !here().glued && here().place.line == start.line) {
        const Name named = name("区划名称");
        return make(AreaLiteral{*code, named, from(start)}, start);
    }
    if (long_enough && here().glued && names_division(here().text))
        wrong("E1017", from(start), "区划代码「" + digits + "」与名称之间没有空格",
              "写成 " + digits + " " + std::string(here().text), "put a blank between a division's code and its name");
    if (here().glued && at_name()) {
        here().spacing = Spacing::none_before;
        return make(Literal{*number, Unit::named, std::string(next().text)}, start);
    }
    return make(Literal{*number, Unit::none, ""}, start);
}

ExpressionPtr Parser::cases(CaseChoice choice)
{
    const Place start = here().place;
    Cases whole{choice, {}, nullptr};
    const std::size_t first = at_;
    while (is(Word::when)) {
        if (!whole.cases.empty()) {
            body_line(0);
            if (tokens_[first - 1].layout != Layout::line) {
                tokens_[first].layout = Layout::line;
                tokens_[first].indent = here().indent;
            }
        }
        accept(Word::when);
        Case one;
        one.condition = expression();
        expect(Word::then, "当 … 则 …");
        one.value = expression();
        one.citations = citations();
        accept_mark(",");
        whole.cases.push_back(std::move(one));
    }
    if (whole.cases.empty())
        expected("「当」", "`when`");
    if (whole.cases.size() > 1)
        body_line(0);
    expect(Word::otherwise, "都不符合时的值");
    whole.otherwise = expression();
    return make(std::move(whole), start);
}

ExpressionPtr Parser::defaults()
{
    const Place start = tokens_[at_ - 1].place;
    accept_mark("=");
    Defaults whole{expression(), {}};
    while (is(Word::exception)) {
        body_line(0);
        accept(Word::exception);
        Exception one;
        one.name = name("例外的名称");
        one.citations = citations();
        expect(Word::when, "例外 名 当 条件 = 值");
        equals_ends_ = true;
        one.condition = expression();
        equals_ends_ = false;
        expect_mark("=", "例外的值；条件里有「=」时放进括号");
        one.value = expression();
        if (accept(Word::overrides))
            do
                one.overrides.push_back(name("另一个例外的名称"));
            while (accept_mark(","));
        whole.exceptions.push_back(std::move(one));
    }
    return make(std::move(whole), start);
}

int Parser::item_marker(std::size_t by)
{
    const auto mark_at = [&](std::size_t offset, std::string_view mark) {
        return ahead(offset).kind == TokenKind::mark && ahead(offset).mark == mark;
    };
    if (!mark_at(by, "(") || !mark_at(by + 2, ")"))
        return 0;
    const Token& inside = ahead(by + 1);
    if (inside.kind == TokenKind::word && is_hanzi_numeral(inside.text))
        return 1;
    return inside.kind == TokenKind::number && inside.text.size() <= 2 ? 2 : 0;
}

ExpressionPtr Parser::items(ItemsNeeded needed, int at_least)
{
    const Place start = tokens_[at_ - 1].place;
    expect_mark(":", "后面是编号的各项");
    const int marker = item_marker(0);
    if (marker == 0)
        expected("编号的各项，例如 (一) …", "numbered items such as (一)");
    ++items_depth_;
    Items whole{needed, at_least, {}};
    while (item_marker(0) == marker) {
        line(static_cast<std::uint8_t>(body_indent_ + items_depth_ - 1));
        const Place item_start = here().place;
        next();
        Item item;
        item.marker = "(" + std::string(next().text) + ")";
        next();
        item.condition = expression();
        item.citations = citations();
        item.place = from(item_start);
        whole.items.push_back(std::move(item));
        accept_mark(";");
    }
    --items_depth_;
    if (needed == ItemsNeeded::at_least && at_least > static_cast<int>(whole.items.size()))
        wrong("E1013", start,
              "至少 " + std::to_string(at_least) + " 项，却只列了 " + std::to_string(whole.items.size()) + " 项",
              "改少项数，或补上漏列的项", "more items are asked for than listed");
    return make(std::move(whole), start);
}

ExpressionPtr Parser::aggregate(Aggregation kind)
{
    const Place start = tokens_[at_ - 1].place;
    Aggregate whole{kind, nullptr, {}, nullptr};
    switch (kind) {
    case Aggregation::any:
    case Aggregation::all:
        whole.list = path("成员一类的名称");
        expect(Word::satisfies, "任一 成员 满足 条件");
        whole.condition = negation();
        break;
    case Aggregation::sum:
    case Aggregation::largest:
    case Aggregation::smallest: whole.body = sum_with_endings(); [[fallthrough]];
    case Aggregation::count:
        expect(Word::in_area, "合计 工资 于 成员");
        whole.list = path("成员一类的名称");
        if (accept(Word::when))
            whole.condition = negation();
        break;
    }
    return make(std::move(whole), start);
}

ExpressionPtr Parser::call(Function function, std::size_t arguments)
{
    const Place start = tokens_[at_ - 1].place;
    Token& opened = next();
    opened.spacing = Spacing::none_before;
    const bool ended_before = std::exchange(equals_ends_, false);
    Call whole{function, {}};
    do
        whole.arguments.push_back(expression());
    while (accept_mark(","));
    equals_ends_ = ended_before;
    close(")", opened);
    const std::size_t given = whole.arguments.size();
    if (arguments == 0 ? given < 2 : given != arguments)
        wrong("E1014", from(start),
              "这里应当给出" + (arguments == 0 ? std::string("两个以上") : " " + std::to_string(arguments) + " 个") +
                  "值，却有 " + std::to_string(given) + " 个",
              "按 docs/language.md 的写法补全或删去", "a wrong number of values inside the brackets");
    return make(std::move(whole), start);
}

} // namespace huimin::language::syntax
