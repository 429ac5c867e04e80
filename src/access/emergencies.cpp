#include "access/emergencies.h"

#include <algorithm>

#include "access/budget.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/internal/scope_maker.h"
#include "store/outbox.h"

namespace huimin::access {

using language::Action;

namespace {

constexpr std::string_view overdue = "紧急查阅没有在 3 个工作日内复核";
constexpr std::int64_t until_reviewed = 100 * 365 * day_long;

Error no_emergency()
{
    return Error{Fault::missing, "access.no_emergency", "没有这次待复核的紧急查阅", "刷新列表：可能已经复核",
                 "there is no such emergency to review"};
}

/// The end of the third working day after it began.
std::int64_t review_by(const WorkingDays& calendar, std::int64_t now)
{
    const Day today = World::day_of(now);
    const auto working = calendar.plus(today, Emergencies::review_working_days);
    const Day last = working.ok() ? *working : today.plus_days(Emergencies::review_working_days);
    constexpr std::int64_t china = 8 * hour;
    return (last.number() + 1) * day_long - china;
}

/// The division of the first role that reads records: whose supervisor is told.
AreaCode area_of_work(const Caller& caller, const language::Program& program, Day today)
{
    for (const Grant& grant : caller.grants())
        for (const language::Right& right : program.roles[grant.role].rights)
            if (grant.holds_on(today) && right.action == Action::read && right.record != language::none)
                return grant.area;
    return AreaCode();
}

Error over()
{
    return Error{Fault::forbidden, "access.emergency_over", "紧急查阅已经结束（最长 60 分钟）",
                 "确有需要时重新说明理由", "the emergency is over; it lasts 60 minutes"};
}

/// Held until the transaction ends, so that two who count at once are counted one after the other.
Result<bool> is_open(store::Transaction& transaction, const Caller& caller, std::int64_t emergency, std::int64_t now)
{
    return TRY(transaction.find_integer("select key from emergency where key = $1 and account = $2 and ends_at > $3" +
                                            std::string(transaction.dialect().for_update()),
                                        {emergency, caller.account(), now}))
        .has_value();
}

Result<std::vector<Emergency>> read_all(store::Store& store, std::string_view where,
                                        const std::vector<store::Value>& values)
{
    store::Reader reader = TRY(store.reader());
    std::vector<Emergency> found;
    store::Rows row = TRY(reader.query(
        "select e.key, e.account, coalesce(a.display_name, ''), e.reason, e.begun_at, e.ends_at, e.review_by, (select "
        "count(*) from emergency_record r where r.emergency = e.key), e.reviewed_by, e.reviewed_at, e.verdict, e.note, "
        "coalesce(a.login, '') "
        "from emergency e left join account a on a.key = e.account where " +
            std::string(where) + " order by e.key desc limit $1",
        values));
    while (TRY(row.next()))
        found.push_back({row[0].integer(), row[1].integer(), std::string(row[2].text()), std::string(row[3].text()),
                         row[4].integer(), row[5].integer(), row[6].integer(), row[7].integer(),
                         row[8].integer_or_none(), row[9].integer_or_none(),
                         std::string(row[10].text_or_none().value_or("")),
                         std::string(row[11].text_or_none().value_or("")), std::string(row[12].text())});
    return found;
}

bool may_read_somewhere(const std::vector<Gate::Ability>& abilities)
{
    return std::ranges::any_of(abilities, [](const Gate::Ability& ability) {
        return ability.action == Action::read && ability.record != language::none;
    });
}

} // namespace

Result<std::int64_t> Emergencies::begin(const Caller& caller, std::string_view reason)
{
    TRY(gate_.check_session(caller));
    if (caller.is_token() || caller.kind() != AccountKind::staff || !may_read_somewhere(gate_.abilities(caller)))
        return internal::forbidden();
    if (!internal::says_something(reason, reason_min))
        return internal::reason_missing(reason_min);
    const std::int64_t key = on_.world.keys->next(), now = on_.world.now();
    const AreaCode area = area_of_work(caller, *on_.program, on_.world.today());
    const std::string origin = caller.origin();
    return on_.store().change([&](store::Transaction& transaction) -> Result<std::int64_t> {
        const auto open =
            TRY(transaction.find_integer("select key from emergency where account = $1 and (ends_at > $2 or "
                                         "reviewed_at is null)",
                                         {caller.account(), now}));
        if (open)
            return Error{Fault::conflict, "access.emergency_open", "上一次紧急查阅还没有结束或复核",
                         "请先让上一次得到复核", "your last emergency is still open or not reviewed"};
        TRY(transaction.run(
            "insert into emergency (key, account, reason, area, begun_at, ends_at, review_by) values ($1, $2, "
            "$3, $4, $5, $6, $7)",
            {key, caller.account(), reason, area, now, now + lasts, review_by(*on_.calendar, now)}));
        TRY(internal::note(on_, transaction, {caller.login(), "紧急查阅", origin}, "access.emergency", "emergency", key,
                           {{"reason", reason}}));
        TRY(store::append_to_outbox(transaction, *on_.world.keys, area.at(AreaLevel::county), "access.emergency",
                                    boost::json::serialize(boost::json::object{{"emergency", key},
                                                                               {"account", caller.account()},
                                                                               {"name", caller.display_name()},
                                                                               {"reason", reason}})));
        return key;
    });
}

Result<Done> Emergencies::take_record(const Caller& caller, std::int64_t emergency, const RecordPlace& place,
                                      const Scope& scope)
{
    const std::string& record = on_.program->records[place.record].heading.alias;
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (!TRY(is_open(transaction, caller, emergency, on_.world.now())))
            return over();
        TRY(transaction.run(
            "insert into emergency_record (emergency, record, county, key, at) values ($1, $2, $3, $4, $5) "
            "on conflict do nothing",
            {emergency, record, place.county, place.key, on_.world.now()}));
        const auto count =
            TRY(transaction.find_integer("select count(*) from emergency_record where emergency = $1", {emergency}));
        if (count.value_or(0) > records_max)
            return Error{Fault::forbidden, "access.emergency_full", "一次紧急查阅最多 50 条档案",
                         "转为正常办理，或请主管协助", "an emergency reads 50 records at most"};
        store::JournalEntry entry = scope.entry(AreaCode(static_cast<std::uint64_t>(place.county) * 1'000'000),
                                                "access.emergency_read", record, place.key);
        const std::string after = boost::json::serialize(boost::json::object{{"emergency", emergency}});
        entry.after = after;
        TRY(on_.journal.write(transaction, entry));
        return Done{};
    });
}

/// A scope over all records of a type, for who may read some of them for this purpose.
Result<Scope> Emergencies::everywhere(const Caller& caller, language::Index record, const Why& why)
{
    const Scope own = TRY(gate_.permit(caller, Action::read, record, why));
    if (caller.is_token() || own.extent(record).areas.empty())
        return internal::forbidden();
    std::vector<Extent> one(on_.program->records.size());
    one[record].areas = AreaRanges::everywhere();
    return ScopeMaker::with_extents(own, std::make_shared<const std::vector<Extent>>(std::move(one)));
}

Result<Scope> Emergencies::seek(const Caller& caller, std::int64_t emergency, language::Index record, const Why& why)
{
    Scope scope = TRY(everywhere(caller, record, why));
    const Budget searches{"emergency_search", searches_max, lasts};
    TRY(on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (!TRY(is_open(transaction, caller, emergency, on_.world.now())))
            return over();
        if (TRY(spend(transaction, searches, std::to_string(emergency), on_.world.now())) < 0)
            return Error{Fault::forbidden, "access.emergency_full", "一次紧急查阅最多查找 50 次",
                         "转为正常办理，或请主管协助", "an emergency searches 50 times at most"};
        return internal::note(on_, transaction, internal::doer_of(scope), "access.emergency_search", "emergency",
                              emergency, {{"record", on_.program->records[record].heading.alias}});
    }));
    return scope;
}

Result<Scope> Emergencies::read(const Caller& caller, std::int64_t emergency, const RecordPlace& place, const Why& why)
{
    const Scope scope = TRY(everywhere(caller, place.record, why));
    TRY(take_record(caller, emergency, place, scope));
    return ScopeMaker::on_one(scope, place, language::none);
}

Result<Scope> Emergencies::reveal(const Caller& caller, std::int64_t emergency, const RecordPlace& place,
                                  language::Index field, const Why& why)
{
    const Scope may = TRY(gate_.permit(caller, Action::reveal, place.record, why));
    const Scope everywhere = TRY(read(caller, emergency, place, why));
    if (field >= on_.program->records[place.record].fields.size() || may.sees(place.record, field) == Sight::hidden)
        return internal::forbidden();
    TRY(internal::journal_reveal(on_, may, place, field));
    return ScopeMaker::on_one(everywhere, place, field);
}

Result<Done> Emergencies::end(const Caller& caller, std::int64_t emergency)
{
    const std::string origin = caller.origin();
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run("update emergency set ends_at = $3 where key = $1 and account = $2 and ends_at > $3",
                                {emergency, caller.account(), on_.world.now()})) == 0)
            return over();
        return internal::note(on_, transaction, {caller.login(), "紧急查阅", origin}, "access.emergency_end",
                              "emergency", emergency, {});
    });
}

Result<Done> Emergencies::review(const Scope& scope, std::int64_t emergency, EmergencyVerdict verdict,
                                 std::string_view note)
{
    TRY(internal::must_administer_accounts(scope));
    if (verdict == EmergencyVerdict::abused && !internal::says_something(note, 5))
        return internal::reason_missing(5);
    const std::string_view said = verdict == EmergencyVerdict::justified ? "justified" : "abused";
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        const auto account = TRY(transaction.find_integer(
            "select account from emergency where key = $1 and reviewed_at is null", {emergency}));
        if (!account)
            return no_emergency();
        if (*account == scope.account())
            return Error{Fault::forbidden, "access.four_eyes", "不能复核自己的紧急查阅", "请另一位安全管理员复核",
                         "nobody reviews their own emergency"};
        TRY(transaction.run(
            "update emergency set reviewed_by = $2, reviewed_at = $3, verdict = $4, note = $5, ends_at = case "
            "when ends_at > $3 then $3 else ends_at end where key = $1",
            {emergency, scope.account(), on_.world.now(), said, note}));
        TRY(transaction.run(
            "update account set locked_until = null, locked_why = null where key = $1 and locked_why = $2",
            {*account, overdue}));
        return internal::note(on_, transaction, internal::doer_of(scope), "access.emergency_review", "emergency",
                              emergency, {{"account", *account}, {"verdict", said}, {"note", note}});
    });
}

Result<std::int64_t> Emergencies::suspend_overdue()
{
    const std::int64_t now = on_.world.now();
    std::vector<std::int64_t> late;
    {
        store::Reader reader = TRY(on_.store().reader());
        store::Rows rows =
            TRY(reader.query("select distinct e.account from emergency e join account a on a.key = e.account "
                             "where e.reviewed_at is null and e.review_by <= $1 and (a.locked_until is null "
                             "or a.locked_until <= $1)",
                             {now}));
        while (TRY(rows.next()))
            late.push_back(rows[0].integer());
    }
    for (const std::int64_t account : late)
        TRY(internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
            TRY(transaction.run("update account set locked_until = $2, locked_why = $3 where key = $1",
                                {account, now + until_reviewed, overdue}));
            TRY(internal::end_sessions(transaction, account));
            return internal::note(on_, transaction, {"huimin", "紧急查阅", "machine"}, "access.account_lock", "account",
                                  account, {{"reason", overdue}});
        }));
    return static_cast<std::int64_t>(late.size());
}

Result<std::vector<Emergency>> Emergencies::list(const Scope& scope, std::int64_t before, std::int64_t rows_max)
{
    TRY(internal::may_see_accounts(scope));
    return read_all(on_.store(), "($2 = 0 or e.key < $2)", {rows_max, before});
}

Result<std::vector<Emergency>> Emergencies::own(const Caller& caller, std::int64_t before, std::int64_t rows_max)
{
    return read_all(on_.store(), "($2 = 0 or e.key < $2) and e.account = $3", {rows_max, before, caller.account()});
}

} // namespace huimin::access
