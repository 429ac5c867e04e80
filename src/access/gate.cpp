#include "access/gate.h"

#include <algorithm>

#include "access/budget.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/internal/scope_maker.h"

namespace huimin::access {

using language::Action;
using language::Index;
using language::Reach;
using language::Right;

namespace {

Error no_purpose()
{
    return Error{Fault::invalid, "access.purpose", "没有写明为什么用，或没有这个用途", "从规则包声明的用途里选一个",
                 "name one of the purposes the packs declare"};
}

bool serves(const Right& right, Index purpose)
{
    return std::ranges::find(right.purposes, purpose) != right.purposes.end();
}

/// More rows where any right allows more; none is no limit.
void allow_rows(Extent& extent, const Right& right)
{
    const bool is_first = extent.is_empty();
    if (is_first)
        extent.rows_max = right.rows_max;
    else if (extent.rows_max)
        extent.rows_max = right.rows_max
                              ? std::optional<std::int64_t>(std::max<std::int64_t>(*extent.rows_max, *right.rows_max))
                              : std::nullopt;
}

bool holds_an_administrator(const Standing& standing, const language::Program& program, Day day)
{
    return std::ranges::any_of(standing.grants, [&](const Grant& grant) {
        return grant.holds_on(day) && program.roles[grant.role].administrator.has_value();
    });
}

} // namespace

Result<Done> Gate::check_session(const Caller& caller) const
{
    if (caller.password_change_due())
        return Error{Fault::forbidden, "access.password_due", "密码是别人设的，要先改成自己的", "先改密码",
                     "change the password that was set for you first"};
    if (caller.second_factor_due())
        return Error{Fault::forbidden, "access.second_factor", "您的角色要求第二因素",
                     "输入验证器应用上的验证码；没有设置过的先设置", "your role asks for the second factor"};
    return Done{};
}

AreaRanges Gate::ranges(AreaCode area, Day day)
{
    const std::lock_guard lock(mutex_);
    if (ranges_of_ != day) {
        ranges_.clear();
        ranges_of_ = day;
    }
    const auto found = std::ranges::find(ranges_, area, &std::pair<AreaCode, AreaRanges>::first);
    if (found != ranges_.end())
        return found->second;
    return ranges_.emplace_back(area, ranges_below(*on_.areas, area, day)).second;
}

std::vector<Extent> Gate::work_out(const Standing& standing, Action action, Index purpose, Reason reason, Day day)
{
    const language::Program& program = *on_.program;
    std::vector<Extent> extents(program.records.size());
    // 三员 see no records, whatever else was granted to them by a fault elsewhere.
    if (holds_an_administrator(standing, program, day))
        return extents;
    for (const Grant& grant : standing.grants) {
        if (!grant.holds_on(day))
            continue;
        for (const Right& right : program.roles[grant.role].rights) {
            if (right.record == language::none || right.action != action || !serves(right, purpose) ||
                (right.needs_reason && reason == Reason::missing))
                continue;
            Extent& extent = extents[right.record];
            const bool is_bound = right.reach == Reach::own ? standing.kind == AccountKind::citizen
                                                            : standing.kind == AccountKind::institution;
            if (right.reach != Reach::area && !(is_bound && standing.bound))
                continue;
            allow_rows(extent, right);
            switch (right.reach) {
            case Reach::area: extent.areas.add(ranges(grant.area, day)); break;
            case Reach::own: extent.own = standing.bound; break;
            case Reach::own_organisation: extent.organisation = standing.bound; break;
            }
        }
    }
    return extents;
}

Gate::Extents Gate::extents(const Caller& caller, Action action, Index purpose, Reason reason)
{
    const Standing& standing = *caller.standing_;
    const Day day = on_.world.today();
    const std::string wanted = std::to_string(day.number()) + " " + std::to_string(static_cast<int>(action)) + " " +
                               std::to_string(purpose) + (reason == Reason::given ? " reason" : "");
    Extents found;
    {
        const std::lock_guard lock(standing.mutex);
        for (const auto& [key, extents] : standing.extents)
            if (key == wanted)
                found = extents;
    }
    if (!found) {
        found = std::make_shared<const std::vector<Extent>>(work_out(standing, action, purpose, reason, day));
        const std::lock_guard lock(standing.mutex);
        if (standing.extents.size() >= 100) // of days gone by
            standing.extents.clear();
        standing.extents.emplace_back(wanted, found);
    }
    return caller.limits_ ? narrowed(found, *caller.limits_, day) : found;
}

Gate::Extents Gate::narrowed(const Extents& whole, const TokenLimits& limits, Day day)
{
    std::vector<Extent> narrow = *whole;
    AreaRanges allowed;
    for (const AreaCode area : limits.areas)
        allowed.add(ranges(area, day));
    for (Index record = 0; record < narrow.size(); ++record) {
        const auto names_it = [&](const std::string& name) { return on_.program->find_record(name) == record; };
        if (!limits.records.empty() && std::ranges::none_of(limits.records, names_it)) {
            narrow[record] = {};
            continue;
        }
        if (!limits.areas.empty())
            narrow[record].areas = narrow[record].areas.common_with(allowed);
    }
    return std::make_shared<const std::vector<Extent>>(std::move(narrow));
}

Result<Scope> Gate::permit(const Caller& caller, Action action, Index record, const Why& why)
{
    TRY(check_session(caller));
    const language::Program& program = *on_.program;
    if (why.purpose >= program.purposes.size())
        return no_purpose();
    if (!internal::is_plain_text(why.matter))
        return internal::reason_missing(5);
    if (record >= program.records.size())
        return internal::forbidden();
    if (caller.limits_) {
        const TokenLimits& limits = *caller.limits_;
        const auto is_it = [&](const std::string& name) { return program.find_purpose(name) == why.purpose; };
        if (std::ranges::find(limits.actions, action) == limits.actions.end() ||
            std::ranges::none_of(limits.purposes, is_it))
            return internal::forbidden();
    }
    const Reason reason = internal::says_something(why.matter, 5) ? Reason::given : Reason::missing;
    Extents found = extents(caller, action, why.purpose, reason);
    if ((*found)[record].is_empty()) {
        const bool would_do =
            reason == Reason::missing && !(*extents(caller, action, why.purpose, Reason::given))[record].is_empty();
        return would_do ? internal::reason_missing(5) : internal::forbidden();
    }
    return ScopeMaker::of(on_.program, caller, action, why.purpose, why.matter, std::move(found));
}

Result<Scope> Gate::permit(const Caller& caller, Action action, language::SystemObject object, const Why& why)
{
    TRY(check_session(caller));
    const Day day = on_.world.today();
    if (caller.limits_) {
        // What belongs to the whole system lies in no division and is of no record type.
        const TokenLimits& limits = *caller.limits_;
        if (std::ranges::find(limits.actions, action) == limits.actions.end() || !limits.areas.empty() ||
            !limits.records.empty())
            return internal::forbidden();
    }
    bool is_allowed = false, reason_would_do = false;
    const bool has_reason = internal::says_something(why.matter, 5);
    for (const Grant& grant : caller.grants())
        for (const Right& right : on_.program->roles[grant.role].rights)
            if (grant.holds_on(day) && right.subject == object && right.action == action) {
                is_allowed = is_allowed || !right.needs_reason || has_reason;
                reason_would_do = true;
            }
    if (!is_allowed)
        return reason_would_do ? internal::reason_missing(5) : internal::forbidden();
    const Index purpose = why.purpose < on_.program->purposes.size() ? why.purpose : language::none;
    return ScopeMaker::on_object(ScopeMaker::of(on_.program, caller, action, purpose, why.matter, nullptr), object);
}

Result<Scope> Gate::reveal(const Caller& caller, RecordPlace place, Index field, const Why& why)
{
    if (!internal::says_something(why.matter, 5))
        return internal::reason_missing(5);
    const Scope scope = TRY(permit(caller, Action::reveal, place.record, why));
    const language::Record& record = on_.program->records[place.record];
    if (field >= record.fields.size() || scope.sees(place.record, field) == Sight::hidden)
        return internal::forbidden();
    TRY(internal::journal_reveal(on_, scope, place, field));
    return ScopeMaker::on_one(scope, place, field);
}

namespace internal {

Result<Done> journal_reveal(Foundation& on, const Scope& scope, const RecordPlace& place, Index field)
{
    const language::Record& record = on.program->records[place.record];
    const Budget reveals{"reveal", on.settings.reveals_per_hour, hour};
    const std::string after =
        boost::json::serialize(boost::json::object{{"field", record.fields[field].alias}, {"reason", scope.matter()}});
    return on.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(spend(transaction, reveals, std::to_string(scope.account()), on.world.now())) < 0)
            return Error{Fault::forbidden, "access.reveals_spent",
                         "这一小时显示原值已达 `" + std::to_string(reveals.allowed) + "` 次",
                         "一小时后再看，或请主管核对用途", "no more values may be revealed this hour"};
        store::JournalEntry entry = scope.entry(AreaCode(static_cast<std::uint64_t>(place.county) * 1'000'000),
                                                "access.reveal", record.heading.alias, place.key);
        entry.after = after;
        TRY(on.journal.write(transaction, entry));
        return Done{};
    });
}

} // namespace internal

Result<Done> Gate::check_conflict(const Caller& caller, const std::vector<RecordPlace>& persons)
{
    store::Reader reader = TRY(on_.store().reader());
    for (const RecordPlace& person : persons) {
        const bool is_oneself = caller.bound() == person;
        const auto kin = TRY(
            reader.find_integer("select account from near_relative where account = $1 and county = $2 and person = $3",
                                {caller.account(), person.county, person.key}));
        if (is_oneself || kin)
            return Error{Fault::forbidden, "access.conflict", "这件事涉及您本人或近亲属，您要回避",
                         "转给另一位同事办理", "this concerns you or a near relative; hand it to a colleague"};
    }
    return Done{};
}

std::vector<Gate::Ability> Gate::abilities(const Caller& caller)
{
    std::vector<Ability> abilities;
    for (const Index role : caller.roles(on_.world.today()))
        for (const Right& right : on_.program->roles[role].rights) {
            const auto same = [&](const Ability& known) {
                return known.action == right.action && known.record == right.record && known.object == right.subject;
            };
            auto known = std::ranges::find_if(abilities, same);
            if (known == abilities.end())
                known = abilities.insert(abilities.end(), {right.action, right.record, right.subject, {}});
            for (const Index purpose : right.purposes)
                if (std::ranges::find(known->purposes, purpose) == known->purposes.end())
                    known->purposes.push_back(purpose);
        }
    return abilities;
}

} // namespace huimin::access
