// Declarations whose bodies are short: sources, cities, choices, records, parameters, definitions.

#include <algorithm>

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

namespace {

constexpr std::size_t text_bytes_max = 4U << 20U;

} // namespace

Parsed parse(std::string_view text, std::uint32_t index, std::vector<Token>& tokens)
{
    if (text.size() > text_bytes_max) {
        Parsed refused;
        refused.diagnostics.push_back({Severity::error,
                                       "E1004",
                                       {index, 0, 0, 1, 1},
                                       "文件超过 4 MB",
                                       "拆成几个文件",
                                       "the file is larger than 4 MB; split it"});
        return refused;
    }
    Parser parser(cut(text, index));
    Parsed parsed;
    parsed.file = parser.file();
    parsed.diagnostics = std::move(parser.diagnostics());
    tokens = std::move(parser.tokens());
    return parsed;
}

Parsed parse(std::string_view text, std::uint32_t index)
{
    std::vector<Token> tokens;
    return parse(text, index, tokens);
}

File Parser::file()
{
    File found;
    try {
        here().layout = Layout::declaration;
        expect(Word::module, "文件的第一行写 模块 名称");
        found.module = path("模块的名称");
    } catch (const Skip&) {
        skip_to_declaration();
    }
    while (here().kind != TokenKind::end && diagnostics_.size() < diagnostics_max) {
        const std::size_t before = at_;
        try {
            declaration(found);
        } catch (const Skip&) {
            // The word it stumbled over may itself begin the next declaration, but progress must be made.
            if (at_ == before)
                next();
            skip_to_declaration();
        }
        depth_ = items_depth_ = 0;
        equals_ends_ = in_range_ = false;
        body_indent_ = 2;
    }
    return found;
}

void Parser::skip_to_declaration()
{
    while (here().kind != TokenKind::end &&
           !(here().kind == TokenKind::word && begins_declaration(here().word) && ahead().kind != TokenKind::mark))
        next();
}

/// What cannot begin a declaration most often belongs to the one before it, written in the wrong place or half.
std::string Parser::where_it_belongs()
{
    if (within_ == Word::parameter && (here().kind == TokenKind::citation || is_mark("=")))
        return "参数的每一行以日期开头，例如 自 2024-01-01 起 〔…〕 = 100元";
    if (within_ == Word::policy && here().kind == TokenKind::word && here().word == Word::none)
        return "要是资格里的一项，前面写编号，例如 (二)；要是新的声明，补上它的第一个词";
    if (within_ == Word::scenario && here().kind == TokenKind::word &&
        (ahead().text == "{" || ahead().text == ":" || ahead().text == "："))
        return "案例里先写完各个档案和人，再写应得、应为：把这一条移到它们前面";
    return "补上声明的第一个词";
}

void Parser::declaration(File& into)
{
    here().layout = Layout::declaration;
    const bool replaces = is(Word::replace) && accept(Word::replace);
    const bool extends = !replaces && is(Word::extend) && accept(Word::extend);
    const Word word = here().kind == TokenKind::word ? here().word : Word::none;
    const Token& first = here();
    if (is_for_later(word))
        wrong("E1020", first.place, "「" + std::string(first.text) + "」将在后续版本提供，现在还不能写", "先删去这一段",
              "this declaration comes with a later version; leave it out for now");
    if (!begins_declaration(word) && at_ > 0 && tokens_[at_ - 1].kind == TokenKind::word &&
        tokens_[at_ - 1].word == Word::none) {
        // What was meant to go on here often broke off one word earlier: 残疾等级属于 {1, 2}, 合记 工资.
        const Token& before = tokens_[at_ - 1];
        const std::string meant = hint_about(first).empty() ? hint_about(before) : "";
        if (!meant.empty())
            wrong("E1023", before.place, "「" + std::string(before.text) + "」后面接不上" + written(),
                  "改写「" + std::string(before.text) + "」" + meant,
                  "what follows `" + std::string(before.text) + "` does not fit; see the suggestion");
    }
    if (!begins_declaration(word) && at_ > 0 && tokens_[at_ - 1].place.line == first.place.line)
        nothing_fits(first);
    if (!begins_declaration(word) && first.kind == TokenKind::number)
        wrong("E1021", first.place, "这里的编号" + written() + "不是规则的写法", "各项编号写成 (一)、(二)、(三)",
              "items are numbered (一), (二), (三)");
    if (!begins_declaration(word))
        wrong("E1021", first.place, "这里应当开始一个声明（依据、档案、参数、定义、政策、案例等），却是" + written(),
              where_it_belongs() + hint(), "a declaration should begin here");
    within_ = word;
    next().is_keyword = true;
    const auto add = [&](auto declared) {
        declared.header.replaces = replaces;
        declared.header.extends = extends;
        into.declarations.emplace_back(std::move(declared));
    };
    if (word == Word::source)
        return add(source());
    if (word == Word::city)
        return add(city());
    if (word == Word::choice)
        return add(choice());
    if (word == Word::record)
        return add(record());
    if (word == Word::parameter)
        return add(parameter(extends));
    if (word == Word::define)
        return add(define());
    if (word == Word::policy)
        return add(policy());
    if (word == Word::coordination)
        return add(coordination());
    if (word == Word::scale)
        return add(scale());
    if (word == Word::signal)
        return add(signal());
    if (word == Word::untranslated)
        return add(untranslated());
    if (word == Word::scenario)
        return add(scenario());
    if (word == Word::role)
        return add(role());
    if (word == Word::purpose)
        return add(purpose());
    wrong("E1022", first.place, "一个文件只写一次「模块」", "把后面的内容放到另一个文件",
          "a file has one `module`; put the rest into another file");
}

/// A word or sign in the middle of a line that nothing before it can take.
void Parser::nothing_fits(const Token& first)
{
    const Token& before = tokens_[at_ - 1];
    std::string remedy = hint();
    if (remedy.starts_with("；"))
        remedy.erase(0, std::string_view("；").size());
    if (remedy.starts_with("是否想写"))
        remedy += "或者是多写了这几个字";
    if (first.mark == "(" && before.kind == TokenKind::word)
        remedy = "参数按键取值用方括号，写作 " + std::string(before.text) + "[…]";
    else if (is(Word::when))
        remedy = "归总成员写「合计 … 于 成员 当 …」；分情况写「当 … 则 … 否则 …」";
    else if (remedy.empty())
        remedy = "查对这一行：可能少了运算符、「且」「或」，或多写了这几个字";
    wrong("E1023", first.place, written() + "接不上前面的内容", remedy, "this does not fit what stands before it");
}

SourceDeclaration Parser::source()
{
    SourceDeclaration found;
    Name named = name("依据的简称");
    expect_mark("=", "依据 简称 = 《全名》 文号 自 日期 起");
    if (here().kind != TokenKind::title)
        expected("《法规全名》", "the title in 《》");
    found.title = next().text;
    const Place number_start = here().place;
    while (here().kind != TokenKind::end && !is(Word::from) && !is(Word::explained) && !is(Word::url) &&
           !(begins_declaration(here().word) && here().place.line != number_start.line)) {
        Token& token = next();
        token.spacing = Spacing::as_written;
        found.number += (found.number.empty() || token.glued ? "" : " ");
        found.number +=
            token.kind == TokenKind::citation ? "〔" + std::string(token.text) + "〕" : std::string(token.text);
    }
    found.header = head(std::move(named), true, [&](Header&) {
        if (!accept(Word::url))
            return false;
        found.url = text("网址");
        return true;
    });
    if (!found.header.validity.given)
        expected("「自 日期 起」（依据从哪天生效）", "`from DAY onward`");
    return found;
}

CityDeclaration Parser::city()
{
    CityDeclaration found;
    Name named = name("城市的名称");
    expect_mark("=", "城市 名称 = 区划");
    found.area = area();
    found.header = head(std::move(named), true, [&](Header&) {
        if (!accept(Word::uses))
            return false;
        do
            found.uses.push_back(text("规则包文件夹的名称"));
        while (accept_mark(","));
        return true;
    });
    return found;
}

ChoiceDeclaration Parser::choice()
{
    ChoiceDeclaration found;
    found.header = head(name("选项的名称"), false);
    expect_mark("=", "选项 名称 = 甲 | 乙");
    do {
        ChoiceValue value;
        if (here().kind == TokenKind::number)
            value.number = whole("编号");
        value.name = name("选项的一个值");
        value.alias = alias();
        found.values.push_back(std::move(value));
    } while (accept_mark("|"));
    return found;
}

RecordDeclaration Parser::record()
{
    RecordDeclaration found;
    found.header = head(name("档案的名称"), false, [&](Header&) {
        if (!accept(Word::belongs_to))
            return false;
        found.owner = name("所属档案的名称");
        expect(Word::as, "属于 家庭 称 成员");
        found.list = name("在所属档案里的称呼");
        found.list_alias = alias();
        return true;
    });
    expect_mark(":", "后面是各个字段");
    fields(found.fields);
    if (found.fields.empty())
        expected("字段，例如 姓名 (name) : 文本", "a field");
    return found;
}

ParameterDeclaration Parser::parameter(bool extends)
{
    ParameterDeclaration found;
    Name named = name("参数的名称");
    if (!extends) {
        // The alias may stand before the type.
        found.header.alias = alias();
        expect_mark(":", "参数的类型");
        found.type = type();
    }
    Name alias_before = std::move(found.header.alias);
    found.header = head(std::move(named), false, [&](Header&) {
        if (accept(Word::by)) {
            do
                found.keys.push_back(name("选项的名称"));
            while (accept_mark(","));
        } else if (is(Word::bands) || is(Word::progressive)) {
            found.keying = is(Word::bands) ? Keying::bands : Keying::progressive;
            next().is_keyword = true;
            found.key_type = type();
        } else if (accept(Word::set_locally)) {
            found.set_locally = true;
        } else {
            return false;
        }
        return true;
    });
    found.header.alias = std::move(alias_before);
    if (!accept_mark(":"))
        return found;
    while (is(Word::in_area) || is(Word::from)) {
        line(1);
        found.rows.push_back(parameter_row());
    }
    return found;
}

ParameterRow Parser::parameter_row()
{
    ParameterRow row;
    const Place start = here().place;
    if (accept(Word::in_area))
        row.area = area();
    row.validity = validity();
    row.citations = citations();
    if (accept(Word::signed_on))
        row.validity.signed_on = day("签发的日子");
    if (row.citations.empty())
        row.citations = citations();
    parameter_value(row);
    if (accept(Word::floor))
        row.floor = expression();
    row.place = from(start);
    return row;
}

void Parser::parameter_value(ParameterRow& row)
{
    if (accept_mark("="))
        row.value = expression();
    else if (accept_mark(":"))
        row.entries = entries();
    else if (accept(Word::not_set))
        row.not_set = text("为什么未设");
    else
        expected("「= 值」「: 值表」或「未设 \"原因\"」", "`= value`, `: table` or `not_set \"why\"`");
}

std::vector<ParameterEntry> Parser::entries()
{
    std::vector<ParameterEntry> found;
    do {
        ParameterEntry entry;
        const Place start = here().place;
        if (accept(Word::rest)) {
            entry.otherwise = true;
        } else {
            while (!is_mark("->") && !is_mark(":") && !is_mark("=") && entry.keys.size() < 3)
                entry.keys.push_back(signed_value());
        }
        if (is_mark(":") || is_mark("="))
            wrong("E1010", here().place, "这里应当是「→」（城镇→700元），却是" + written(),
                  "键和值之间写「→」，例如 城镇→700元", "write `->` between a key and its value");
        expect_mark("->", "键→值");
        entry.value = sum_with_endings();
        entry.place = from(start);
        found.push_back(std::move(entry));
    } while (accept_mark(","));
    return found;
}

DefineDeclaration Parser::define()
{
    DefineDeclaration found;
    found.record = name("档案的名称");
    expect_mark(".", "定义 家庭.人数");
    Name named = name("定义的名称");
    Name alias_before = alias();
    expect_mark(":", "定义的类型");
    found.type = type();
    found.header = head(std::move(named), true);
    found.header.alias = std::move(alias_before);
    const bool begins_body = is(Word::defaults) || is(Word::all_of) || is(Word::any_of) || is(Word::at_least_n) ||
                             is(Word::when) || is(Word::largest_of);
    if (!found.header.explanation.empty())
        line(1);
    if (!accept_mark("=") && !begins_body)
        expected("「=」和它的值", "`=` and its value");
    body_indent_ = found.header.explanation.empty() ? 1 : 2;
    found.body = body();
    return found;
}

} // namespace huimin::language::syntax
