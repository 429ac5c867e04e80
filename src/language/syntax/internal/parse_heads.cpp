// What stands before a declaration's body: clauses, reasons, requirements, validity; and types and fields.

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

Citation Parser::citation()
{
    const Token& token = next();
    std::string_view inside = token.text;
    while (inside.starts_with(' '))
        inside.remove_prefix(1);
    const std::size_t blank = std::min(inside.find(' '), inside.size());
    Citation found{{std::string(inside.substr(0, blank)), token.place}, "", token.place};
    inside.remove_prefix(blank);
    while (inside.starts_with(' '))
        inside.remove_prefix(1);
    found.locator = inside;
    if (!found.source.given())
        wrong("E1015", token.place, "〔〕里没有写法规", "写成〔低保办法 第9条〕的样子",
              "the citation is empty; write the source and the article");
    return found;
}

std::vector<Citation> Parser::citations()
{
    std::vector<Citation> found;
    while (here().kind == TokenKind::citation)
        found.push_back(citation());
    return found;
}

Validity Parser::validity()
{
    Validity found;
    const Place start = here().place;
    expect(Word::from, "自 2024-07-01 起");
    found.in_force.from = day("开始的日子");
    expect(Word::onward, "自 2024-07-01 起");
    if (accept(Word::until)) {
        const Day last = day("最后一天");
        if (last < found.in_force.from)
            wrong("E1016", from(start), "到期的日子早于开始的日子", "查对两个日期", "it ends before it begins");
        found.in_force.to = last.plus_days(1);
    }
    if (accept(Word::signed_on))
        found.signed_on = day("签发的日子");
    found.given = true;
    found.place = from(start);
    return found;
}

AreaLiteral Parser::area()
{
    const Place start = here().place;
    const auto code = here().kind == TokenKind::number ? AreaCode::parse(here().text) : Result<AreaCode>(Error{});
    if (!code)
        expected("区划，写成 123456 某某市 的样子", "a division like 123456 and its name");
    next();
    AreaLiteral found{*code, name("区划名称"), {}};
    found.place = from(start);
    return found;
}

TypeName Parser::type()
{
    const Place start = here().place;
    TypeName found;
    const bool known = here().kind == TokenKind::word && here().word >= Word::truth && here().word <= Word::quantity;
    if (known) {
        const Token& token = next();
        found.words.push_back({std::string(keyword(token.word).chinese), token.place});
        tokens_[at_ - 1].is_keyword = true;
    } else {
        found.words.push_back(name("类型"));
    }
    if (is_mark("/")) {
        next().spacing = Spacing::tight;
        if (!is(Word::per_day_unit) && !is(Word::per_month_unit) && !is(Word::per_year_unit))
            expected("「日」「月」或「年」", "`day`, `month` or `year`");
        found.period = keyword(here().word).chinese;
        next().is_keyword = true;
    }
    if (is_mark("<")) {
        Token& opened = next();
        opened.spacing = Spacing::tight;
        found.unit = name("单位").text;
        close(">", opened);
        tokens_[at_ - 1].spacing = Spacing::none_before;
    }
    found.place = from(start);
    return found;
}

Header Parser::head(Name named, bool with_validity, const std::function<bool(Header&)>& also)
{
    Header header;
    const Place start = named.place;
    header.name = std::move(named);
    header.alias = alias();
    for (;;) {
        if (here().kind == TokenKind::citation) {
            header.citations.push_back(citation());
        } else if (accept(Word::explained)) {
            header.explanation = text("说明");
        } else if (accept(Word::carries)) {
            do
                header.carries.push_back(name("需求编号，如 S005"));
            while (accept_mark(","));
        } else if (with_validity && is(Word::from)) {
            header.validity = validity();
        } else if (!also || !also(header)) {
            break;
        }
    }
    header.place = from(start);
    return header;
}

/// What may stand behind 敏感 and 遮蔽: `仅供 救助办理, 儿童保护`, `留前4后4`.
void Parser::field_privacy(Field& field)
{
    const FieldFlag flag = field.flags.back();
    if (flag == FieldFlag::sensitive && accept(Word::only_for)) {
        do
            field.only_for.push_back(name("用途的名称"));
        while (accept_mark(","));
    } else if (flag == FieldFlag::masked && accept(Word::keep_first)) {
        field.mask_first = whole("前面留几个字");
        expect(Word::keep_last, "遮蔽 留前4后4");
        field.mask_last = whole("后面留几个字");
    }
}

Field Parser::field(bool with_flags)
{
    Field found;
    const Place start = here().place;
    found.name = name("字段名称");
    found.alias = alias();
    expect_mark(":", "字段的类型");
    found.type = type();
    static constexpr std::pair<Word, FieldFlag> flags[] = {
        {Word::required, FieldFlag::required},   {Word::unique, FieldFlag::unique},
        {Word::sensitive, FieldFlag::sensitive}, {Word::masked, FieldFlag::masked},
        {Word::as_name, FieldFlag::as_name},     {Word::ages_from, FieldFlag::ages_from},
        {Word::locates, FieldFlag::locates}};
    for (bool more = with_flags; more;) {
        more = false;
        for (const auto& [word, flag] : flags)
            if (accept(word)) {
                found.flags.push_back(flag);
                field_privacy(found);
                more = true;
            }
        const auto bounds = [&](ExpressionPtr& low, ExpressionPtr& high) {
            in_range_ = true;
            low = signed_value();
            expect_mark("..", "范围 1..4");
            high = signed_value();
            in_range_ = false;
            more = true;
        };
        if (accept(Word::range))
            bounds(found.low, found.high);
        if (accept(Word::usual))
            bounds(found.usual_low, found.usual_high);
        if (accept(Word::origin)) {
            found.origin = text("来源");
            more = true;
        }
    }
    found.place = from(start);
    return found;
}

void Parser::fields(std::vector<Field>& found)
{
    const auto begins_field = [&] {
        if (!at_name())
            return false;
        const Token& after = ahead();
        return after.kind == TokenKind::mark && (after.mark == ":" || after.mark == "(");
    };
    while (begins_field()) {
        line(1);
        found.push_back(field(true));
    }
}

} // namespace huimin::language::syntax
