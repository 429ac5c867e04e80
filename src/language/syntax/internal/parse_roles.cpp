// Roles, what belongs to them, and the purposes facts are read for.

#include "language/syntax/internal/parser.h"

namespace huimin::language::syntax {

namespace {

/// The words from `first` on stand in the order of the enumeration they name.
template <class Named>
std::optional<Named> named(Word word, Word first, Word last)
{
    if (word < first || word > last)
        return std::nullopt;
    return static_cast<Named>(static_cast<int>(word) - static_cast<int>(first));
}

} // namespace

PurposeDeclaration Parser::purpose() { return {head(name("用途的名称"), false)}; }

RoleDeclaration Parser::role()
{
    RoleDeclaration found;
    found.header = head(name("角色的名称"), false);
    expect_mark(":", "后面每行写一项：授于、闲置、须双因素、三员、不得兼任、可");
    while (is(Word::granted_at) || is(Word::idle) || is(Word::two_factor) || is(Word::administrator_of) ||
           is(Word::apart_from) || is(Word::may)) {
        line(1);
        role_line(found);
    }
    return found;
}

void Parser::role_line(RoleDeclaration& role)
{
    if (is(Word::may)) {
        role.rights.push_back(right_line());
    } else if (accept(Word::granted_at)) {
        do {
            const auto level = named<AreaLevel>(here().word, Word::province_level, Word::village_level);
            if (!level)
                expected("「省级」「市级」「县级」「乡级」或「村级」",
                         "`province`, `prefecture`, `county`, `town` or `village`");
            role.granted_at.push_back(*level);
            next().is_keyword = true;
        } while (accept_mark(","));
    } else if (accept(Word::idle)) {
        role.idle_minutes = whole("闲置几分钟退出");
        expect(Word::minutes, "闲置 15分钟");
    } else if (accept(Word::two_factor)) {
        role.two_factor = true;
    } else if (accept(Word::administrator_of)) {
        if (!is(Word::system) && !is(Word::security) && !is(Word::audit))
            expected("「系统」「安全」或「审计」", "`system`, `security` or `audit`");
        role.administrator = is(Word::system)     ? Administrator::system
                             : is(Word::security) ? Administrator::security
                                                  : Administrator::audit;
        next().is_keyword = true;
    } else {
        accept(Word::apart_from);
        do
            role.apart_from.push_back(name("角色的名称"));
        while (accept_mark(","));
    }
}

RightLine Parser::right_line()
{
    RightLine found;
    const Place start = here().place;
    accept(Word::may);
    do {
        const auto action = named<Action>(here().word, Word::act_read, Word::act_administer);
        if (here().kind != TokenKind::word || !action)
            expected("动作（查看、显示原值、汇总、新建、修改、关闭、合并、试导入、导入、导出、测算、核验、管理）",
                     "an action such as `read` or `change`");
        found.actions.push_back(*action);
        next().is_keyword = true;
    } while (accept_mark(","));
    do {
        const auto system = named<SystemObject>(here().word, Word::accounts, Word::system);
        const bool keeps = here().kind == TokenKind::word && system;
        here().is_keyword = keeps;
        const Word word = here().word;
        found.on.push_back({keeps ? system : std::nullopt, name("档案的名称")});
        if (keeps) // one name in both spellings
            found.on.back().name.text = keyword(word).chinese;
    } while (accept_mark(","));
    for (;;) {
        if (accept(Word::own))
            found.reach = Reach::own;
        else if (accept(Word::own_organisation))
            found.reach = Reach::own_organisation;
        else if (accept(Word::at_most)) {
            found.rows_max = whole("最多几行");
            expect(Word::rows, "不多于 200行");
        } else if (accept(Word::needs_reason))
            found.needs_reason = true;
        else if (accept(Word::serving)) {
            do
                found.purposes.push_back(name("用途的名称"));
            while (accept_mark(","));
        } else if (here().kind == TokenKind::citation)
            found.citations.push_back(citation());
        else if (accept(Word::explained))
            found.explanation = text("说明");
        else
            break;
    }
    found.place = from(start);
    return found;
}

} // namespace huimin::language::syntax
