// Purposes, roles and their rights: who may do what to which records, and why.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

template <class Map>
std::vector<std::string> names_of(const Map& map)
{
    std::vector<std::string> names;
    for (const auto& [name, unused] : map)
        names.push_back(name);
    return names;
}

std::string quoted(std::string_view name) { return "「" + std::string(name) + "」"; }

/// What can be done at all: to a record, or to what the system keeps.
bool makes_sense(Action action, std::optional<SystemObject> on)
{
    if (!on)
        return action != Action::simulate && action != Action::verify && action != Action::administer;
    switch (*on) {
    case SystemObject::accounts: return action == Action::read || action == Action::administer;
    case SystemObject::journal:
        return action == Action::read || action == Action::verify || action == Action::export_rows;
    case SystemObject::packs:
        return action == Action::read || action == Action::simulate || action == Action::administer;
    case SystemObject::jobs: return action == Action::read || action == Action::administer;
    case SystemObject::system: return action == Action::read || action == Action::administer;
    }
    return false;
}

/// Which administrator alone may hold a right. None changes the journal, so reading and verifying it is nobody's alone.
std::optional<Administrator> belongs_to(const Right& right)
{
    if (right.action != Action::administer || !right.subject)
        return std::nullopt;
    switch (*right.subject) {
    case SystemObject::accounts: return Administrator::security;
    case SystemObject::jobs:
    case SystemObject::system: return Administrator::system;
    case SystemObject::journal:
    case SystemObject::packs: return std::nullopt;
    }
    return std::nullopt;
}

constexpr std::string_view administrators[] = {"系统", "安全", "审计"};

/// The roles of all levels, put together: a lower pack adds lines or takes a role's place.
class Roles {
public:
    explicit Roles(Model& model) : model_(model) {}

    void declare(const syntax::RoleDeclaration& tree)
    {
        const std::string& name = tree.header.name.text;
        const auto known = model_.roles.find(name);
        if (tree.header.extends || tree.header.replaces) {
            if (known == model_.roles.end())
                return model_.error(tree.header.extends ? "E1201" : "E1202", tree.header.name.place,
                                    "要" + std::string(tree.header.extends ? "补充" : "替代") + "的角色" +
                                        quoted(name) + "还没有声明",
                                    model_.like(name, names_of(model_.roles)), "there is no role of this name");
        } else if (known != model_.roles.end()) {
            return model_.error("E1103", tree.header.name.place, "角色" + quoted(name) + "已经声明过",
                                "增加权限写「补充 角色 " + name + ":」", "this role stands twice; use `extend`");
        }
        if (tree.header.extends) {
            trees_[known->second].push_back({&tree, model_.module});
            return;
        }
        model_.need_clause(tree.header, "角色");
        Role role;
        role.heading = model_.heading(tree.header);
        if (tree.header.replaces) {
            model_.program.roles[known->second] = std::move(role);
            trees_[known->second] = {{&tree, model_.module}};
            return;
        }
        if (role.heading.alias.empty())
            model_.error("E1206", tree.header.name.place, "角色" + quoted(name) + "没有英文名",
                         "在名称后面写上 (english_name)，账号按它授权", "the role needs an English alias");
        for (const Role& other : model_.program.roles)
            if (!role.heading.alias.empty() && other.heading.alias == role.heading.alias)
                model_.error("E1207", tree.header.name.place,
                             "角色" + quoted(name) + "和" + quoted(other.heading.name) + "的英文名都是 " +
                                 role.heading.alias,
                             "换一个英文名", "`" + role.heading.alias + "` stands for two roles");
        model_.roles.emplace(name, static_cast<Index>(model_.program.roles.size()));
        model_.program.roles.push_back(std::move(role));
        trees_.push_back({{&tree, model_.module}});
    }

    void type()
    {
        for (Index i = 0; i < model_.program.roles.size(); ++i) {
            for (const auto& [tree, module] : trees_[i]) {
                model_.module = module;
                marks(*tree, model_.program.roles[i], i);
                for (const syntax::RightLine& line : tree->rights)
                    add(line, model_.program.roles[i]);
            }
            const Role& role = model_.program.roles[i];
            if (std::all_of(trees_[i].begin(), trees_[i].end(),
                            [](const Tree& one) { return one.tree->rights.empty(); }))
                model_.error("E3601", role.heading.place, "角色" + quoted(role.heading.name) + "没有任何权限",
                             "补上「可 查看 家庭 用于 …」这样的一行，或删去这个角色", "the role has no right");
            look_for_reading(role);
            look_at_administrator(role);
        }
        keep_apart();
    }

private:
    struct Tree {
        const syntax::RoleDeclaration* tree;
        std::string module;
    };

    void marks(const syntax::RoleDeclaration& tree, Role& role, Index self)
    {
        for (const syntax::AreaLevel level : tree.granted_at)
            role.granted_at.push_back(
                static_cast<AreaLevel>(static_cast<int>(level) + static_cast<int>(AreaLevel::province)));
        if (tree.idle_minutes)
            role.idle_minutes = tree.idle_minutes;
        role.second_factor = role.second_factor || tree.two_factor;
        if (tree.administrator)
            role.administrator = static_cast<Administrator>(*tree.administrator);
        for (const syntax::Name& other : tree.apart_from) {
            const auto found = model_.roles.find(other.text);
            if (found == model_.roles.end() || found->second == self)
                model_.error("E1116", other.place,
                             found == model_.roles.end() ? "没有角色" + quoted(other.text)
                                                         : "角色" + quoted(other.text) + "不能与自己不得兼任",
                             found == model_.roles.end() ? model_.like(other.text, names_of(model_.roles))
                                                         : "写另一个角色",
                             "there is no other role of this name");
            else
                role.apart_from.push_back(found->second);
        }
    }

    void add(const syntax::RightLine& line, Role& role)
    {
        Right right;
        right.purposes = model_.find_purposes(line.purposes);
        right.reach = static_cast<Reach>(line.reach);
        right.rows_max = line.rows_max;
        right.needs_reason = line.needs_reason;
        right.citations = model_.cite(line.citations, DayRange{});
        right.explanation = line.explanation;
        right.place = line.place;
        for (const syntax::RightLine::On& on : line.on) {
            right.record = none;
            right.subject.reset();
            if (on.system) {
                right.subject = static_cast<SystemObject>(*on.system);
                if (model_.records.contains(on.name.text))
                    model_.error("E1104", on.name.place, quoted(on.name.text) + "既是档案，又是系统自己保管的对象",
                                 "给档案换一个名称", "a record has the name of what the system keeps");
            } else if (const auto record = model_.records.find(on.name.text); record != model_.records.end()) {
                right.record = record->second;
            } else {
                model_.error("E1106", on.name.place, "没有档案" + quoted(on.name.text),
                             model_.like(on.name.text, names_of(model_.records)) +
                                 "（系统对象只有 账号、日志、规则包、任务、系统）",
                             "there is no record of this name");
                continue;
            }
            if (right.record != none && line.purposes.empty())
                model_.error("E3604", line.place, "对档案" + quoted(on.name.text) + "的权限没有写用于什么",
                             "在后面写上「用于 用途」", "a right on a record names its purposes: `serving …`");
            for (const syntax::Action action : line.actions) {
                right.action = static_cast<Action>(action);
                if (!makes_sense(right.action, right.subject))
                    model_.error(
                        "E3603", on.name.place,
                        quoted(on.name.text) + "不能" + std::string(spelled(right.action).chinese),
                        right.subject
                            ? "账号、任务、系统可以查看、管理；日志可以查看、核验、导出；规则包可以查看、测算、管理"
                            : "档案可以查看、显示原值、汇总、新建、修改、关闭、合并、试导入、导入、导出",
                        "this action means nothing on `" + on.name.text + "`");
                else if (!stands_twice(role, right, on.name))
                    role.rights.push_back(right);
            }
        }
    }

    bool stands_twice(const Role& role, const Right& right, const syntax::Name& on)
    {
        for (const Right& before : role.rights) {
            if (before.action != right.action || before.record != right.record || before.subject != right.subject ||
                before.reach != right.reach)
                continue;
            const bool shared =
                right.purposes.empty() || std::any_of(right.purposes.begin(), right.purposes.end(), [&](Index purpose) {
                    return std::count(before.purposes.begin(), before.purposes.end(), purpose) > 0;
                });
            if (!shared)
                continue;
            model_.error("E3602", on.place,
                         "角色" + quoted(role.heading.name) + "对" + quoted(on.text) + "的" +
                             std::string(spelled(right.action).chinese) + "权限写了两次（先在第 " +
                             std::to_string(before.place.line) + " 行）",
                         "合成一行，或只留一处", "the role has this right already");
            return true;
        }
        return false;
    }

    /// Revealing and exporting presuppose reading, for the same purpose.
    void look_for_reading(const Role& role)
    {
        for (const Right& right : role.rights) {
            if (right.record == none || (right.action != Action::reveal && right.action != Action::export_rows))
                continue;
            for (const Index purpose : right.purposes)
                if (!may(role, Action::read, right.record, purpose))
                    model_.error("E3605", right.place,
                                 "角色" + quoted(role.heading.name) + "可以" +
                                     std::string(spelled(right.action).chinese) + "「" +
                                     model_.program.records[right.record].heading.name + "」，却不可以为「" +
                                     model_.program.purposes[purpose].heading.name + "」查看它",
                                 "加上查看，或删去这一项", "it may not read what it may reveal or export");
        }
    }

    static bool may(const Role& role, Action action, Index record, Index purpose)
    {
        return std::any_of(role.rights.begin(), role.rights.end(), [&](const Right& right) {
            return right.action == action && right.record == record &&
                   std::count(right.purposes.begin(), right.purposes.end(), purpose) > 0;
        });
    }

    void look_at_administrator(const Role& role)
    {
        for (const Right& right : role.rights) {
            const auto owner = belongs_to(right);
            if (owner && owner != role.administrator)
                model_.error("E3606", right.place,
                             "只有" + std::string(administrators[static_cast<int>(*owner)]) + "管理员可以管理「" +
                                 std::string(spelled(*right.subject).chinese) + "」，角色" + quoted(role.heading.name) +
                                 "不是",
                             "三员分立：把这一行移给标着「三员 " +
                                 std::string(administrators[static_cast<int>(*owner)]) + "」的角色",
                             "only that administrator may administer this");
            if (role.administrator && right.record != none)
                model_.error("E3606", right.place,
                             "角色" + quoted(role.heading.name) + "是" +
                                 std::string(administrators[static_cast<int>(*role.administrator)]) +
                                 "管理员，不能办业务，却有对「" + model_.program.records[right.record].heading.name +
                                 "」的权限",
                             "三员分立：另立一个角色办业务", "an administrator has no right on records");
        }
    }

    /// An administrator holds no role of another kind; what is declared one way holds both ways.
    void keep_apart()
    {
        auto& roles = model_.program.roles;
        const auto add = [&](Index a, Index b) {
            if (std::count(roles[a].apart_from.begin(), roles[a].apart_from.end(), b) == 0)
                roles[a].apart_from.push_back(b);
        };
        for (Index a = 0; a < roles.size(); ++a) {
            for (const Index b : std::vector<Index>(roles[a].apart_from))
                add(b, a);
            for (Index b = 0; b < roles.size(); ++b)
                if (roles[a].administrator && a != b && roles[a].administrator != roles[b].administrator)
                    add(a, b), add(b, a);
        }
        for (Role& role : roles)
            std::sort(role.apart_from.begin(), role.apart_from.end());
        if (model_.city_level < 0 || roles.empty())
            return;
        for (int kind = 0; kind < 3; ++kind)
            if (std::none_of(roles.begin(), roles.end(),
                             [&](const Role& role) { return role.administrator == static_cast<Administrator>(kind); }))
                model_.warn("W3607", roles.front().heading.place,
                            "没有标「三员 " + std::string(administrators[kind]) + "」的角色",
                            "声明系统、安全、审计三个管理员角色", "one of the three administrators is missing");
    }

    Model& model_;
    std::vector<std::vector<Tree>> trees_;
};

/// Sensitive facts that nobody may read need not be kept.
class Unseen {
public:
    explicit Unseen(Model& model) : model_(model) {}

    void look()
    {
        for (Index i = 0; i < model_.program.records.size(); ++i)
            for (const Field& field : model_.program.records[i].fields)
                if (field.sensitive && !readable(i, field))
                    model_.warn(
                        "W3608", field.place,
                        "敏感字段「" + model_.program.records[i].heading.name + "." + field.name +
                            "」没有角色可以查看" + (field.purposes.empty() ? "" : "（没有角色为它仅供的用途查看）"),
                        "给需要它的角色「可 查看 " + model_.program.records[i].heading.name + " 用于 …」，或不要收集它",
                        "no role may read this sensitive fact");
    }

private:
    [[nodiscard]] bool readable(Index record, const Field& field) const
    {
        for (const Role& role : model_.program.roles)
            for (const Right& right : role.rights) {
                if (right.action != Action::read || right.record != record)
                    continue;
                if (field.purposes.empty() ||
                    std::any_of(right.purposes.begin(), right.purposes.end(), [&](Index purpose) {
                        return std::count(field.purposes.begin(), field.purposes.end(), purpose) > 0;
                    }))
                    return true;
            }
        return false;
    }

    Model& model_;
};

} // namespace

void Model::declare_purpose(const syntax::PurposeDeclaration& tree)
{
    const std::string& name = tree.header.name.text;
    if (!purposes.emplace(name, static_cast<Index>(program.purposes.size())).second)
        return error("E1103", tree.header.name.place, "用途" + quoted(name) + "已经声明过", "换一个名称，或删去一处",
                     "this purpose stands twice");
    need_clause(tree.header, "用途");
    if (tree.header.alias.text.empty())
        error("E1206", tree.header.name.place, "用途" + quoted(name) + "没有英文名",
              "在名称后面写上 (english_name)，日志和接口用它", "the purpose needs an English alias");
    program.purposes.push_back({heading(tree.header)});
}

std::vector<Index> Model::find_purposes(const std::vector<syntax::Name>& written)
{
    std::vector<Index> found;
    for (const syntax::Name& name : written) {
        const auto known = purposes.find(name.text);
        if (known == purposes.end())
            error("E1115", name.place, "没有用途" + quoted(name.text),
                  like(name.text, names_of(purposes)) + "（用途 名称 (english_name) 说明 \"…\"）",
                  "there is no purpose of this name");
        else if (std::count(found.begin(), found.end(), known->second) == 0)
            found.push_back(known->second);
    }
    return found;
}

void Model::type_roles()
{
    Roles all(*this);
    each<syntax::RoleDeclaration>(*this, [&](const syntax::RoleDeclaration& tree, int) { all.declare(tree); });
    all.type();
    if (!program.roles.empty() && city_level >= 0 && !has_errors(diagnostics))
        Unseen(*this).look();
}

} // namespace huimin::language::check_internal
