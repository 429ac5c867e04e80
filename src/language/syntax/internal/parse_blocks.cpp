// Declarations with clauses of their own: policies, coordinations, scales, signals, untranslated clauses, scenarios.

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

PolicyDeclaration Parser::policy()
{
    PolicyDeclaration found;
    found.header = head(name("政策的名称"), true, [&](Header&) {
        static constexpr std::pair<Word, PayPeriod> periods[] = {{Word::monthly, PayPeriod::monthly},
                                                                 {Word::yearly, PayPeriod::yearly},
                                                                 {Word::daily, PayPeriod::daily},
                                                                 {Word::once, PayPeriod::once}};
        if (accept(Word::paid_for)) {
            found.record = name("发给哪种档案");
            return true;
        }
        for (const auto& [word, period] : periods)
            if (accept(word)) {
                found.period = period;
                return true;
            }
        return false;
    });
    if (found.header.name.text == keyword(Word::paid_for).chinese)
        wrong("E1010", found.header.name.place, "「政策」后面先写政策的名称，却是「发给」",
              "写成 政策 高龄津贴 (elder_allowance) 发给 人 按月 的次序", "the policy's name stands before `for`");
    if (!found.record.given())
        expected("「发给 家庭」或「发给 人」", "`for RECORD`");
    expect_mark(":", "后面是资格、排除、金额");
    while (is(Word::eligible) || is(Word::excluded) || is(Word::money) || is(Word::term) || is(Word::starts) ||
           is(Word::pay_day)) {
        line(1);
        policy_clause(found);
    }
    if (!found.eligible && here().kind == TokenKind::word && here().word == Word::none)
        wrong("E1010", here().place, "这里应当是资格、排除、金额、期限、起发或发放日，却是" + written(),
              "条件写成 资格 …；法规的原文不写进规则，用自己的话写在政策名后面：说明 \"…\"" + hint(),
              "expected `eligible`, `excludes`, `money`, `term`, `starts` or `pay_day` here");
    if (!found.eligible)
        wrong("E1030", found.header.place, "政策「" + found.header.name.text + "」没有写资格",
              "补上 资格 条件" + (begins_declaration(here().word) ? "" : hint_about(here())),
              "the policy has no `eligible`");
    return found;
}

void Parser::policy_clause(PolicyDeclaration& policy)
{
    const Place start = here().place;
    const auto once = [&](bool given) {
        if (given)
            wrong("E1031", start, "「" + std::string(tokens_[at_ - 1].text) + "」写了两次", "只留一处",
                  "this clause stands twice");
    };
    if (accept(Word::eligible)) {
        once(policy.eligible != nullptr);
        accept_mark("=");
        policy.eligible = body(&policy.eligible_citations);
    } else if (accept(Word::excluded)) {
        Exclusion exclusion;
        expect(Word::when, "排除 当 条件");
        exclusion.condition = expression();
        exclusion.citations = citations();
        exclusion.place = from(start);
        policy.exclusions.push_back(std::move(exclusion));
    } else if (accept(Word::money)) {
        once(policy.amount != nullptr);
        accept_mark("=");
        policy.amount = body(&policy.amount_citations);
    } else if (accept(Word::term)) {
        once(policy.term_months.has_value());
        policy.term_months = term();
    } else if (accept(Word::pay_day)) {
        once(policy.pay_day.has_value());
        policy.pay_day = pay_day();
    } else {
        next().is_keyword = true;
        once(policy.starts.has_value());
        if (accept(Word::this_month))
            policy.starts = StartRule::this_month;
        else {
            expect(Word::next_month, "起发 当月 或 起发 次月");
            policy.starts = StartRule::next_month;
        }
    }
}

int Parser::term()
{
    const int number = whole("几个月");
    if (accept(Word::per_year_unit))
        return number * 12;
    expect(Word::months, "期限 12个月");
    return number;
}

PayDay Parser::pay_day()
{
    constexpr int in_every_month = 28;
    PayDay found;
    const Place start = here().place;
    found.month_before = accept(Word::previous_month);
    if (!accept(Word::last_day)) {
        found.day = whole("几日，月底的写 末日");
        expect(Word::per_day_unit, "发放日 10日 或 发放日 末日");
        if (*found.day < 1 || *found.day > in_every_month)
            wrong("E1033", from(start), "不是每个月都有 " + std::to_string(*found.day) + "日",
                  "写 1日 到 28日；月底写 末日", "not every month has this day: write 1 to 28, or `last_day`");
    }
    found.citations = citations();
    found.place = from(start);
    return found;
}

std::vector<Path> Parser::paths(const char* what)
{
    std::vector<Path> found;
    do
        found.push_back(path(what));
    while (accept_mark(","));
    return found;
}

CoordinationDeclaration Parser::coordination()
{
    CoordinationDeclaration found;
    found.header = head(name("衔接的名称"), false);
    expect_mark(":", "后面每行写两边政策的关系");
    while (at_name() && !begins_declaration(here().word) && !is(Word::replace) && !is(Word::extend)) {
        line(1);
        found.lines.push_back(relation_line());
    }
    if (found.lines.empty())
        expected("一行关系，例如 甲 与 乙 可兼得", "a line such as A with B stack");
    return found;
}

RelationLine Parser::relation_line()
{
    RelationLine found{};
    const Place start = here().place;
    found.left = paths("政策的名称");
    static constexpr std::pair<Word, Relation> between[] = {{Word::excluded, Relation::excludes},
                                                            {Word::replace, Relation::replaces},
                                                            {Word::tops_up, Relation::tops_up},
                                                            {Word::not_income, Relation::not_income}};
    static constexpr std::pair<Word, Relation> behind[] = {{Word::stack, Relation::stacks},
                                                           {Word::choose_one, Relation::choose_one},
                                                           {Word::higher_of, Relation::higher_of}};
    const auto find = [&](const auto& words) {
        for (const auto& [word, relation] : words)
            if (accept(word)) {
                found.relation = relation;
                return true;
            }
        return false;
    };
    if (accept(Word::with)) {
        found.right = paths("政策的名称");
        if (!find(behind))
            expected("「可兼得」「择一」或「择高」", "`stack`, `choose_one` or `higher_of`");
    } else {
        if (!find(between))
            expected("「与」「排除」「替代」「补足」或「不计入」",
                     "`with`, `excludes`, `replace`, `tops_up` or `not_income`");
        found.right = paths("政策的名称");
    }
    found.citations = citations();
    found.place = from(start);
    return found;
}

ScaleDeclaration Parser::scale()
{
    ScaleDeclaration found;
    found.header = head(name("量表的名称"), false, [&](Header&) {
        if (!accept(Word::belongs_to))
            return false;
        found.owner = name("所属档案的名称");
        expect(Word::as, "属于 人 称 评估记录");
        found.list = name("在所属档案里的称呼");
        found.list_alias = alias();
        return true;
    });
    expect_mark(":", "后面是组、项、等级、调整");
    while (is(Word::group) || is(Word::item) || is(Word::levels) || is(Word::adjust) || is(Word::valid)) {
        line(1);
        scale_part(found);
    }
    if (found.groups.empty() || found.levels.empty())
        wrong("E1032", found.header.place, "量表「" + found.header.name.text + "」缺少组或等级",
              "至少写一个 组 和 等级", "the scale lacks groups or levels");
    return found;
}

void Parser::scale_part(ScaleDeclaration& scale)
{
    const Place start = here().place;
    if (accept(Word::group)) {
        ScaleGroup group{name("组的名称"), alias(), {}};
        expect_mark(":", "组里的各项");
        do {
            ScaleItem item{name("项目的名称"), alias(), 0, 0, here().place};
            item.low = whole("最低分");
            expect_mark("..", "分数范围，如 0..4");
            item.high = whole("最高分");
            group.items.push_back(std::move(item));
        } while (accept_mark(","));
        scale.groups.push_back(std::move(group));
    } else if (accept(Word::item)) {
        scale.fields.push_back(field(true));
    } else if (accept(Word::levels)) {
        scale.level_choice = name("等级所用的选项");
        expect_mark(":", "分数→等级");
        do {
            const Place points_start = here().place;
            const int points = whole("从几分起");
            const Place points_place = from(points_start);
            expect_mark("->", "分数→等级");
            scale.levels.push_back({Rational(points), points_place, name("等级")});
        } while (accept_mark(","));
    } else if (accept(Word::adjust)) {
        ScaleAdjustment adjustment{};
        expect(Word::when, "调整 当 条件 则 …");
        adjustment.condition = expression();
        expect(Word::then, "调整 当 条件 则 …");
        if (accept(Word::worse_by)) {
            adjustment.kind = AdjustmentKind::worse_by;
            adjustment.steps = whole("加重几级");
            expect(Word::step, "加重 1 级");
        } else {
            adjustment.kind = AdjustmentKind::set_level;
            adjustment.level = name("等级");
        }
        adjustment.citations = citations();
        adjustment.place = from(start);
        scale.adjustments.push_back(std::move(adjustment));
    } else {
        next().is_keyword = true;
        scale.valid_months = whole("有效几个月");
        expect(Word::months, "有效 12个月");
    }
}

SignalDeclaration Parser::signal()
{
    SignalDeclaration found;
    found.header = head(name("预警的名称"), false, [&](Header&) {
        if (!accept(Word::about))
            return false;
        found.record = name("对哪种档案");
        return true;
    });
    if (!found.record.given())
        expected("「对 家庭」或「对 人」", "`about RECORD`");
    expect_mark(":", "后面是红、橙、黄");
    static constexpr std::pair<Word, Colour> colours[] = {
        {Word::red, Colour::red}, {Word::orange, Colour::orange}, {Word::yellow, Colour::yellow}};
    for (bool more = true; more;) {
        more = false;
        for (const auto& [word, colour] : colours) {
            if (!is(word))
                continue;
            line(1);
            const Place start = here().place;
            accept(word);
            SignalLevel level{colour, nullptr, "", nullptr, {}, {}};
            expect(Word::when, "红 当 条件");
            level.condition = expression();
            if (accept(Word::who))
                level.who = text("由谁处置");
            if (accept(Word::within))
                level.within = signed_value();
            level.citations = citations();
            level.place = from(start);
            found.levels.push_back(std::move(level));
            more = true;
        }
    }
    if (found.levels.empty())
        expected("「红 当 条件」「橙 当 条件」或「黄 当 条件」", "`red when`, `orange when` or `yellow when`");
    return found;
}

Untranslated Parser::untranslated()
{
    Untranslated found;
    found.header = head(name("未译条文的简称"), false);
    if (found.header.citations.empty())
        expected("条文〔…〕", "the clause in 〔〕");
    found.clause = found.header.citations.front();
    found.text = text("条文的意思");
    expect(Word::affects, "影响哪些政策");
    found.affects = paths("政策的名称");
    return found;
}

ScenarioDeclaration Parser::scenario()
{
    ScenarioDeclaration found;
    const Place start = here().place;
    found.title = text("案例的标题");
    Name titled{found.title, start};
    found.header = head(std::move(titled), false, [&](Header&) {
        if (accept(Word::for_month))
            found.month = month("所属期");
        else if (accept(Word::on_day))
            found.day = day("问的日子");
        else
            return false;
        return true;
    });
    if (!found.month && !found.day)
        expected("「所属期 2025-07」或「于日 2025-07-15」", "`for_month` or `on_day`");
    expect_mark(":", "后面是已知情况和应有结果");
    const auto begins_given = [&] {
        return at_name() && ((ahead().kind == TokenKind::mark && (ahead().mark == "{" || ahead().mark == ":")));
    };
    while (begins_given() || is(Word::assume)) {
        line(1);
        if (begins_given() && ahead().mark == "{")
            found.given.push_back(given());
        else if (is(Word::assume))
            found.assumed.push_back(assumption());
        else
            found.given.push_back(given());
    }
    while (is(Word::entitled) || is(Word::not_entitled) || is(Word::not_yet_known) || is(Word::value) ||
           is(Word::total) || is(Word::warned) || is(Word::not_warned)) {
        line(1);
        found.expectations.push_back(expectation());
    }
    if (found.expectations.empty())
        expected("应有的结果（应得、不应得、待核实、应为、累计、应警、不应警）",
                 "what is expected (entitled, not_entitled, not_yet_known, value, total, warned, not_warned)");
    return found;
}

Assumption Parser::assumption()
{
    Assumption found;
    const Place start = here().place;
    accept(Word::assume);
    found.parameter = name("参数的名称");
    parameter_value(found.row);
    found.row.place = from(start);
    return found;
}

Given Parser::given()
{
    Given found;
    const Place start = here().place;
    found.label = name("称呼");
    if (accept_mark(":"))
        found.record = name("档案的名称");
    Token& opened = here();
    opened.spacing = Spacing::wide;
    expect_mark("{", "已知的事实写在花括号里");
    while (!is_mark("}")) {
        if (accept(Word::rest)) {
            expect_mark(":", "其余: 无");
            expect(Word::none_value, "其余: 无");
            found.rest_is_none = true;
        } else {
            GivenValue value{name("字段的名称"), nullptr};
            expect_mark(":", "字段: 值");
            value.value = sum_with_endings();
            found.values.push_back(std::move(value));
        }
        if (!accept_mark(","))
            break;
    }
    close("}", opened);
    tokens_[at_ - 1].spacing = Spacing::wide;
    found.place = from(start);
    return found;
}

void Parser::subject(Expectation& expectation)
{
    expectation.subject = path("政策的名称");
    if (!is_mark("("))
        return;
    Token& opened = next();
    opened.spacing = Spacing::none_before;
    expectation.who = name("给谁");
    close(")", opened);
}

Expectation Parser::expectation()
{
    Expectation found{};
    const Place start = here().place;
    const auto reasons = [&] {
        if (accept(Word::citing))
            found.reasons = citations();
    };
    if (accept(Word::value)) {
        found.kind = ExpectationKind::value;
        found.subject = path("家庭.人数 或 甲.重度残疾");
        if (accept(Word::unknown))
            found.kind = ExpectationKind::unknown;
        else {
            expect_mark("=", "应为 家庭.人数 = 3");
            found.value = sum_with_endings();
        }
    } else if (is(Word::warned) || is(Word::not_warned)) {
        found.kind = is(Word::warned) ? ExpectationKind::warned : ExpectationKind::not_warned;
        next().is_keyword = true;
        subject(found);
        if (found.kind == ExpectationKind::warned && accept_mark("=")) {
            if (!is(Word::red) && !is(Word::orange) && !is(Word::yellow))
                expected("「红」「橙」或「黄」", "`red`, `orange` or `yellow`");
            found.colour = is(Word::red) ? Colour::red : is(Word::orange) ? Colour::orange : Colour::yellow;
            next().is_keyword = true;
        }
    } else if (accept(Word::total)) {
        found.kind = ExpectationKind::total;
        found.from = month("起始月份");
        expect(Word::until, "累计 2023-01 至 2023-12");
        found.to = month("终止月份");
        subject(found);
        expect_mark("=", "累计的金额");
        found.value = sum_with_endings();
    } else {
        found.kind = is(Word::entitled)       ? ExpectationKind::granted
                     : is(Word::not_entitled) ? ExpectationKind::refused
                                              : ExpectationKind::undecided;
        next().is_keyword = true;
        subject(found);
        if (found.kind == ExpectationKind::granted && accept_mark("="))
            found.value = sum_with_endings();
        else if (here().kind == TokenKind::number)
            expected("「=」（应得 低保金 = 600元）", "`=`");
    }
    if ((found.kind == ExpectationKind::undecided || found.kind == ExpectationKind::unknown) && accept(Word::missing))
        found.missing = paths("还缺的事实");
    reasons();
    found.place = from(start);
    return found;
}

} // namespace huimin::language::syntax
