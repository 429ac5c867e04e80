#include "tools/account_commands.h"

#include <chrono>
#include <fstream>
#include <iostream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "access/access.h"
#include "access/machine.h"
#include "access/matrix.h"
#include "tools/city_store.h"
#include "tools/home.h"

namespace huimin::tools {

namespace json = boost::json;
using access::Access;
using access::Scope;

namespace {

std::int64_t milliseconds_now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// What a command works on.
struct Keeping {
    std::unique_ptr<CityStore> city;
    std::unique_ptr<Access> access;
    std::optional<Scope> scope;
};

/// Opens the store, runs what may fail, seals the journal, and turns an error into the exit code.
template <class Work>
Exit keep(const Terminal& terminal, const StoreOptions& options, Work work)
{
    const auto run = [&]() -> Result<Exit> {
        Keeping keeping;
        keeping.city = TRY(CityStore::open(options));
        CityStore& city = *keeping.city;
        const auto program = city.shared_program();
        access::World world{&city.store(), &city.registry().keys(), milliseconds_now, access::system_random};
        keeping.access = std::make_unique<Access>(std::move(world), program, city.areas(), city.world().calendar);
        keeping.access->on.common_passwords =
            access::CommonPasswords::read(TRY(read_whole(city.home() / "data" / "common_passwords.txt")));
        keeping.scope = access::machine_scope(program, options.actor.empty() ? "命令行" : options.actor,
                                              options.purpose.empty() ? "账户管理" : options.purpose,
                                              language::Action::administer, language::SystemObject::accounts);
        const Exit exit = TRY(work(keeping));
        TRY(city.seal());
        return exit;
    };
    const auto done = run();
    return done ? *done : terminal.fail(done.error());
}

/// The first line of a file, or of the standard input for `-`.
Result<std::string> first_line(const std::string& file)
{
    std::string line;
    if (file == "-") {
        std::getline(std::cin, line);
    } else {
        std::string whole = TRY(read_whole(file));
        line = whole.substr(0, whole.find('\n'));
    }
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

/// Sixteen letters and digits that are not taken for each other, in groups of four: 80 bits.
std::string password_by_chance()
{
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::array<std::uint8_t, 16> bytes{};
    access::system_random(bytes);
    std::string password;
    for (const std::uint8_t byte : bytes) {
        if (password.size() % 5 == 4)
            password += '-';
        password += letters[byte % letters.size()];
    }
    return password;
}

Result<std::string> password_of(const AccountOptions& options)
{
    return options.password_file.empty() ? Result<std::string>(password_by_chance())
                                         : first_line(options.password_file);
}

Result<access::Account> account_named(Access& access, const std::string& login)
{
    auto found = TRY(access.accounts.find(login));
    if (!found)
        return Error{Fault::missing, "access.no_account", "没有账户 `" + login + "`",
                     "用 huimin account list 看有哪些账户", "there is no account `" + login + "`"};
    return *std::move(found);
}

/// `人:350102:12345`
Result<std::optional<access::RecordPlace>> bound_to(const CityStore& city, const std::string& text)
{
    if (text.empty())
        return std::optional<access::RecordPlace>();
    const std::size_t first = text.find(':'), second = text.find(':', first + 1);
    const auto number = [&](std::size_t from, std::size_t to) -> std::optional<std::int64_t> {
        const std::string digits = text.substr(from, to - from);
        if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
        return std::stoll(digits);
    };
    const auto county = second == std::string::npos ? std::nullopt : number(first + 1, second);
    const auto key = second == std::string::npos ? std::nullopt : number(second + 1, text.size());
    if (!county || !key)
        return Error{Fault::invalid, "account.bound", "`" + text + "` 不是档案的位置", "写成 人:350102:12345",
                     "write the record as type:county:key"};
    return std::optional(access::RecordPlace{TRY(city.record(text.substr(0, first))), *county, *key});
}

Result<DayRange> days_of(const AccountOptions& options, Day today)
{
    DayRange days{.from = today};
    if (!options.from.empty())
        days.from = TRY(Day::parse(options.from));
    if (!options.to.empty())
        days.to = TRY(Day::parse(options.to)).plus_days(1); // the last day counts
    return days;
}

json::array array_of(const std::vector<std::string>& texts)
{
    json::array array;
    for (const std::string& text : texts)
        array.emplace_back(text);
    return array;
}

} // namespace

Exit account_first(const Terminal& terminal, const StoreOptions& options)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const std::vector<std::string> secrets = TRY(in.access->accounts.first_start());
        terminal.tell(json::object{{"secrets", array_of(secrets)}});
        if (secrets.empty()) {
            terminal.say("已经有账户，不需要首次启动口令");
            return Exit::no;
        }
        terminal.say("首次启动口令两个，分别交给两位安全管理员，每个只能用一次，不再显示：");
        for (const std::string& secret : secrets)
            terminal.say("  " + secret);
        return Exit::done;
    });
}

Exit account_claim(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const std::string secret = TRY(first_line(words.secret_file)), password = TRY(password_of(words));
        const std::int64_t key = TRY(in.access->accounts.claim(secret, words.login, words.name, password));
        terminal.say("安全管理员「" + words.login + "」已建立" +
                     (words.password_file.empty() ? "，密码（不再显示）：" + password : ""));
        json::object told{{"login", words.login}, {"account", key}};
        if (words.password_file.empty())
            told["password"] = password;
        terminal.tell(told);
        return Exit::done;
    });
}

Exit account_create(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        access::NewAccount account;
        account.login = words.login;
        account.display_name = words.name.empty() ? words.login : words.name;
        account.kind = access::account_kind(words.kind).value_or(access::AccountKind::staff);
        account.bound = TRY(bound_to(*in.city, words.bound));
        account.must_change = !words.keep_password;
        const bool logs_in = account.kind != access::AccountKind::machine;
        if (logs_in)
            account.password = TRY(password_of(words));
        const std::int64_t key = TRY(in.access->accounts.create(*in.scope, account));
        const bool tells = logs_in && words.password_file.empty();
        terminal.say("账户「" + words.login + "」已建立" + (tells ? "，密码（不再显示）：" + account.password : ""));
        json::object told{{"login", words.login}, {"account", key}};
        if (tells)
            told["password"] = account.password;
        terminal.tell(told);
        return Exit::done;
    });
}

Exit account_grant(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        access::Proposal proposal;
        proposal.account = account.key;
        proposal.role = words.role;
        proposal.reason = words.reason;
        if (!words.area.empty())
            proposal.area = TRY(AreaCode::parse(words.area));
        proposal.in_force = TRY(days_of(words, in.access->on.world.today()));
        const std::int64_t grant = TRY(in.access->grants.propose(*in.scope, proposal));
        terminal.say("已提出把「" + words.role + "」授予「" + words.login +
                     "」，请另一个人确认：huimin account confirm --grant " + std::to_string(grant));
        terminal.tell(json::object{{"grant", grant}});
        return Exit::done;
    });
}

Exit account_confirm(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        TRY(in.access->grants.confirm(*in.scope, words.grant));
        terminal.say("授权 " + std::to_string(words.grant) + " 已确认，下次登录起有效");
        terminal.tell(json::object{{"grant", words.grant}, {"confirmed", true}});
        return Exit::done;
    });
}

Exit account_end(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        TRY(in.access->grants.end(*in.scope, words.grant, words.reason));
        terminal.say("授权 " + std::to_string(words.grant) + " 已结束");
        terminal.tell(json::object{{"grant", words.grant}, {"ended", true}});
        return Exit::done;
    });
}

Exit account_disable(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        TRY(in.access->accounts.disable(*in.scope, account.key, words.reason));
        terminal.say("账户「" + words.login + "」已停用，会话和令牌已失效");
        terminal.tell(json::object{{"login", words.login}, {"state", "disabled"}});
        return Exit::done;
    });
}

Exit account_enable(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        TRY(in.access->accounts.enable(*in.scope, account.key));
        terminal.say("账户「" + words.login + "」已启用");
        terminal.tell(json::object{{"login", words.login}, {"state", "active"}});
        return Exit::done;
    });
}

Exit account_reset(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        if (words.second_factor) {
            TRY(in.access->accounts.reset_second_factor(*in.scope, account.key));
            terminal.say("账户「" + words.login + "」的第二因素已重置，下次登录时重新设置");
            terminal.tell(json::object{{"login", words.login}, {"second_factor", "reset"}});
            return Exit::done;
        }
        const std::string password = TRY(password_of(words));
        TRY(in.access->accounts.reset_password(*in.scope, account.key, password));
        const bool tells = words.password_file.empty();
        terminal.say("账户「" + words.login + "」的密码已重置，首次登录时要改" +
                     (tells ? "；密码（不再显示）：" + password : ""));
        json::object told{{"login", words.login}};
        if (tells)
            told["password"] = password;
        terminal.tell(told);
        return Exit::done;
    });
}

namespace {

/// Roles of one account as lines for people; in `into` for programs.
Result<Done> tell_grants(const Terminal& terminal, Keeping& in, const access::Account& account, json::array& into)
{
    const Day today = in.access->on.world.today();
    for (const access::Grant& grant : TRY(in.access->grants.list(account.key, 100))) {
        if (grant.ended_at)
            continue;
        const bool is_open = grant.in_force.to == DayRange{}.to;
        const std::string to = is_open ? "" : grant.in_force.to.plus_days(-1).text();
        const std::string_view state = !grant.confirmed_at ? "待确认" : grant.holds_on(today) ? "有效" : "不在期内";
        terminal.say("    " + grant.role_name + "  " + grant.area.short_text() + "  " + grant.in_force.from.text() +
                     " 起" + (is_open ? "" : "至 " + to) + "  " + std::string(state) + "  授权 " +
                     std::to_string(grant.key));
        into.push_back(json::object{{"grant", grant.key},
                                    {"role", grant.role_name},
                                    {"area", grant.area.text()},
                                    {"from", grant.in_force.from.text()},
                                    {"to", is_open ? json::value() : json::value(json::string(to))},
                                    {"confirmed", grant.confirmed_at.has_value()}});
    }
    return Done{};
}

} // namespace

Exit account_list(const Terminal& terminal, const StoreOptions& options)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        json::array told;
        std::string after;
        while (true) {
            const std::vector<access::Account> page = TRY(in.access->accounts.list(*in.scope, after, 500));
            for (const access::Account& account : page) {
                terminal.say(account.login + "  " + account.display_name + "  " +
                             std::string(access::text_of(account.kind)) + "  " +
                             std::string(access::text_of(account.state)));
                json::array grants;
                TRY(tell_grants(terminal, in, account, grants));
                told.push_back(json::object{{"login", account.login},
                                            {"name", account.display_name},
                                            {"kind", access::text_of(account.kind)},
                                            {"state", access::text_of(account.state)},
                                            {"grants", std::move(grants)}});
            }
            if (page.empty())
                break;
            after = page.back().login;
        }
        if (told.empty())
            terminal.say("还没有账户；用 huimin account first 取得首次启动口令，或用 huimin account create 建立");
        terminal.tell(json::object{{"accounts", std::move(told)}});
        return Exit::done;
    });
}

Exit account_tokens(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        if (words.token != 0)
            TRY(in.access->tokens.end(*in.scope, words.token));
        json::array told;
        for (const access::TokenView& token : TRY(in.access->tokens.list(*in.scope, account.key))) {
            const bool holds = !token.ended_at && token.ends_at > in.access->on.world.now();
            const std::string to = access::World::day_of(token.ends_at).text();
            terminal.say(std::to_string(token.key) + "  " + token.name + "  至 " + to + "  " +
                         (holds ? "有效" : "已失效"));
            told.push_back(json::object{{"token", token.key}, {"name", token.name}, {"to", to}, {"valid", holds}});
        }
        if (told.empty())
            terminal.say("这个账户没有 API 令牌");
        terminal.tell(json::object{{"tokens", std::move(told)}});
        return Exit::done;
    });
}

Exit account_token(const Terminal& terminal, const StoreOptions& options, const AccountOptions& words)
{
    return keep(terminal, options, [&](Keeping& in) -> Result<Exit> {
        const access::Account account = TRY(account_named(*in.access, words.login));
        access::NewToken asked;
        asked.name = words.token_name;
        for (const std::string& name : words.actions) {
            const auto action = access::action_named(name);
            if (!action)
                return Error{Fault::invalid, "access.token_limits", "没有操作「`" + name + "`」",
                             "写成 查看、导出 或 read、export", "there is no action `" + name + "`"};
            asked.limits.actions.push_back(*action);
        }
        for (const std::string& code : words.areas)
            asked.limits.areas.push_back(TRY(AreaCode::parse(code)));
        asked.limits.purposes = words.purposes;
        asked.limits.records = words.records;
        asked.limits.addresses = words.addresses;
        asked.ends_at = in.access->on.world.now() + words.days * access::day_long;
        const std::string token = TRY(in.access->tokens.create(*in.scope, account.key, asked));
        terminal.say("API 令牌（不再显示）：" + token);
        terminal.tell(json::object{{"token", token}});
        return Exit::done;
    });
}

Exit access_matrix(const Terminal& terminal, const std::string& home, const std::string& pack)
{
    const auto run = [&]() -> Result<Exit> {
        const std::filesystem::path root = TRY(find_home(home));
        const AreaTree areas = TRY(read_areas(root));
        const packs::Model model = TRY(packs::load(pack_folder(root, pack), areas));
        if (!model.program)
            return Error{Fault::invalid, "city.unchecked", "规则包 `" + pack + "` 没有通过检查",
                         "运行 huimin check 看哪里要改", "the pack `" + pack + "` does not check"};
        json::array told;
        for (const access::MatrixRow& row : access::matrix(*model.program)) {
            terminal.say(access::text_of(row));
            told.push_back(json::object{{"role", row.role},
                                        {"action", row.action},
                                        {"on", row.on},
                                        {"purposes", array_of(row.purposes)},
                                        {"reach", row.reach},
                                        {"limits", row.limits}});
        }
        terminal.tell(json::object{{"rights", std::move(told)}});
        return Exit::done;
    };
    const auto done = run();
    return done ? *done : terminal.fail(done.error());
}

} // namespace huimin::tools
