#include "server/demo.h"

#include <algorithm>

#include "access/second_factor.h"
#include "registry/list.h"
#include "registry/search.h"

namespace huimin::server {

namespace {

constexpr const char* password = "yanshi-huimin-2026";
constexpr const char* first_password = "zanshi-huimin-2026";
constexpr const char* keepers[] = {"security_1", "security_2"};
const access::Origin here{"127.0.0.1", "demo", {}};

class Maker {
public:
    Maker(api::City& city, std::optional<access::RecordPlace> citizen) : city_(city), citizen_(citizen) {}

    Result<std::vector<DemoAccount>> make()
    {
        access::Access& access = city_.access;
        const std::vector<std::string> secrets = TRY(access.accounts.first_start());
        if (secrets.size() != std::size(keepers))
            return std::move(made_);
        std::vector<access::Scope> scopes;
        for (std::size_t i = 0; i < secrets.size(); ++i) {
            TRY(access.accounts.claim(secrets[i], keepers[i], "安全管理员" + std::to_string(i + 1), password));
            DemoAccount account{keepers[i], password, "安全管理员", city_.program().city.name, {}, "/desk"};
            const access::Caller caller = TRY(signed_in(account, password));
            scopes.push_back(
                TRY(access.gate.permit(caller, language::Action::administer, language::SystemObject::accounts)));
            made_.push_back(std::move(account));
        }
        for (const language::Role& role : city_.program().roles)
            if (role.administrator != language::Administrator::security)
                TRY(add(role, scopes[0], scopes[1]));
        return std::move(made_);
    }

private:
    /// The division a role is granted for: the city where it may be, else the first below it of a level that fits.
    std::optional<AreaCode> area_of(const language::Role& role) const
    {
        const AreaCode city = city_.program().city.area;
        const auto fits = [&](AreaLevel level) {
            return role.granted_at.empty() || std::ranges::find(role.granted_at, level) != role.granted_at.end();
        };
        if (fits(city.level()))
            return city;
        for (const AreaLevel level : {AreaLevel::city, AreaLevel::county, AreaLevel::town}) {
            if (!fits(level))
                continue;
            const auto below = city_.areas.below(city, level, city_.today());
            if (!below.empty())
                return below.front()->code;
        }
        return std::nullopt;
    }

    Result<Done> add(const language::Role& role, const access::Scope& proposer, const access::Scope& confirmer)
    {
        const auto area = area_of(role);
        access::NewAccount wanted;
        wanted.login = role.heading.alias;
        wanted.display_name = role.heading.name;
        wanted.password = first_password;
        const bool own = std::ranges::any_of(
            role.rights, [](const language::Right& right) { return right.reach == language::Reach::own; });
        const bool organisation = std::ranges::any_of(
            role.rights, [](const language::Right& right) { return right.reach == language::Reach::own_organisation; });
        if (!area || organisation || (own && !citizen_))
            return Done{}; // no such division, institution or person in this city
        if (own) {
            wanted.kind = access::AccountKind::citizen;
            wanted.bound = citizen_;
            wanted.display_name = TRY(city_.registry.load(citizen_->record, {citizen_->county, citizen_->key})).label;
        }
        const std::int64_t key = TRY(city_.access.accounts.create(proposer, wanted));
        const std::int64_t grant =
            TRY(city_.access.grants.propose(proposer, {key, role.heading.alias, *area, {}, "演示用的账号"}));
        TRY(city_.access.grants.confirm(confirmer, grant));
        DemoAccount account{wanted.login, first_password,      role.heading.name, city_.area_name(*area),
                            {},           own ? "/m" : "/desk"};
        const bool aggregates = std::ranges::any_of(
            role.rights, [](const language::Right& right) { return right.action == language::Action::aggregate; });
        const bool reads = std::ranges::any_of(role.rights, [](const language::Right& right) {
            return right.action == language::Action::read && right.record != language::none;
        });
        if (aggregates && !reads)
            account.face = "/cockpit";
        TRY(change_password(account));
        TRY(signed_in(account, password));
        made_.push_back(std::move(account));
        return Done{};
    }

    Result<Done> change_password(DemoAccount& account)
    {
        const access::LoggedIn session =
            TRY(city_.access.log_in.with_password({account.login, account.password, here}));
        const access::Caller caller = TRY(city_.access.sessions.check(session.token));
        TRY(city_.access.accounts.change_password(caller, account.password, password));
        account.password = password;
        return Done{};
    }

    /// Signs in, setting up the second factor where the role asks for one; the session ends with the demonstration's
    /// start.
    Result<access::Caller> signed_in(DemoAccount& account, const char* with)
    {
        access::LoggedIn session = TRY(city_.access.log_in.with_password({account.login, with, here}));
        access::Caller caller = TRY(city_.access.sessions.check(session.token));
        if (!session.second_factor_due)
            return caller;
        account.second_factor = TRY(city_.access.factors.set_up(caller)).secret;
        std::vector<std::string> recovery;
        const std::string code = TRY(code_now(city_, account.second_factor));
        session = TRY(city_.access.log_in.step_up_by_new_factor(session.token, code, here, recovery));
        return city_.access.sessions.check(session.token);
    }

    static Result<std::string> code_now(api::City& city, const std::string& secret)
    {
        const auto bytes = access::from_base32(secret);
        VERIFY(bytes.has_value());
        return access::time_code(*bytes, city.access.on.world.now() / 1000);
    }

    api::City& city_;
    std::optional<access::RecordPlace> citizen_;
    std::vector<DemoAccount> made_;
};

} // namespace

namespace {

/// The person an account is made for, found as a clerk would find them.
Result<std::optional<access::RecordPlace>> find_citizen(api::City& city, const std::string& wanted)
{
    const language::Index person = city.program().find_record("person");
    if (person == language::none)
        return std::optional<access::RecordPlace>();
    registry::RecordKey at;
    if (!wanted.empty()) {
        const auto found = TRY(registry::search(city.registry, {wanted, registry::below(AreaCode()), 1, person}));
        if (found.empty())
            return std::optional<access::RecordPlace>();
        at = found.front().at;
    } else {
        const language::Index birthday = city.program().records[person].ages_from;
        registry::ListRequest elders;
        elders.record = person;
        elders.inside = registry::below(AreaCode());
        elders.rows_max = 1;
        if (birthday != language::none)
            elders.conditions.push_back({birthday, registry::Comparison::less, {city.today().plus_months(-80 * 12)}});
        const registry::ListPage page = TRY(registry::list(city.registry, elders));
        if (page.rows.empty())
            return std::optional<access::RecordPlace>();
        at = page.rows.front().at;
    }
    return std::optional(access::RecordPlace{person, at.county, at.key});
}

} // namespace

Result<std::vector<DemoAccount>> make_demo_accounts(api::City& city, const std::string& citizen)
{
    return Maker(city, TRY(find_citizen(city, citizen))).make();
}

} // namespace huimin::server
