// What a citizen sees of the own household: what each gets, might get, will get and does not get, and why, in plain
// words.

#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers_json.h"
#include "api/json_of.h"
#include "api/own_household.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/mask.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Index;
using language::Instance;
using language::Verdict;

namespace {

constexpr int years_ahead = 3; // how far "soon" reaches

/// What a household is granted in other months, by the facts as they stand; each month is asked once.
class Months {
public:
    Months(const City& city, const Instance& home) : city_(city), home_(home) {}

    bool grant(Index policy, std::int64_t about, Month month)
    {
        const auto [kept, is_new] = answers_.try_emplace(month);
        if (is_new)
            kept->second = language::answer(city_.program(), city_.world(), home_, month.last());
        return std::ranges::any_of(kept->second, [&](const language::Answer& one) {
            return one.policy == policy && one.about->key == about && one.verdict == Verdict::yes;
        });
    }

private:
    const City& city_;
    const Instance& home_;
    std::map<Month, std::vector<language::Answer>> answers_;
};

/// The first month in which an answer that is no today becomes yes by the passing of time alone; none within
/// `years_ahead`.
std::optional<Month> first_month(Months& months, Index policy, std::int64_t about, Month now)
{
    for (int year = 1; year <= years_ahead; ++year)
        if (months.grant(policy, about, now.plus(12 * year)))
            for (int month = 12 * (year - 1) + 1; month <= 12 * year; ++month)
                if (months.grant(policy, about, now.plus(month)))
                    return now.plus(month);
    return std::nullopt;
}

/// The month since which an answer that is yes has been so without a break; none where it always was, as far as the
/// rules go back, to `first`.
std::optional<Month> since_month(Months& months, Index policy, std::int64_t about, Month now, Month first)
{
    Month since = now;
    while (since > first && months.grant(policy, about, since.plus(-1)))
        since = since.plus(-1);
    return since == first ? std::nullopt : std::optional(since);
}

/// The day by which the month's money is there, where the document says one. Most say nothing.
std::optional<Day> pays_by(const language::Policy& policy, Day day)
{
    const language::PolicyVersion* version = language::version_on(policy.versions, day);
    return version != nullptr && version->pay_day ? std::optional(version->pay_day->of(Month::of(day))) : std::nullopt;
}

/// (一)当月在世：… → 当月在世: what an item is called, without its formula.
std::string plain(std::string text)
{
    if (text.starts_with("("))
        text.erase(0, std::min(text.find(')') + 1, text.size()));
    if (const std::size_t colon = text.find("："); colon != std::string::npos && colon > 0)
        text.resize(colon);
    return text;
}

json::array plain_reasons(const language::Explanation& explained)
{
    json::array reasons;
    for (const language::Step& part : explained.root.children)
        for (const language::Step& item : part.children) {
            const bool settled = item.verdict && item.sort != language::Step::Sort::sentence;
            if (settled)
                reasons.push_back(json::object{{"state", *item.verdict == Verdict::yes  ? "yes"
                                                         : *item.verdict == Verdict::no ? "no"
                                                                                        : "unknown"},
                                               {"text", plain(item.text)}});
        }
    return reasons;
}

class Page {
public:
    Page(const Call& call, const OwnHousehold& own, const Instance& about, Day day)
        : call_(call), own_(own), about_(about), day_(day), months_(call.city, own.facts)
    {
    }

    json::object write()
    {
        json::array items;
        for (const language::Explanation& one :
             language::explain(call_.city.program(), call_.city.world(), own_.facts, day_))
            if (one.answer.about->key == about_.key || one.answer.about->record == own_.facts.record)
                items.push_back(item(one));
        return {{"person", json::object{{"id", id_of(about_)}, {"label", about_.label}}},
                {"greeting", about_.label},
                {"total_fen", total_},
                {"items", std::move(items)},
                {"members", members()},
                {"month", Month::of(day_).text()},
                {"at", time_text(call_.city.access.on.world.now())}};
    }

private:
    [[nodiscard]] std::string id_of(const Instance& person) const
    {
        return call_.city.ids.text(call_.city.program().records[person.record].heading.alias,
                                   {own_.person.county, person.key});
    }

    [[nodiscard]] bool is_paid() const
    {
        const Index field = call_.city.program().find_field(about_.record, "being_paid");
        const bool* paid = field == language::none ? nullptr : std::get_if<bool>(&about_.values[field]);
        return paid != nullptr && *paid;
    }

    [[nodiscard]] json::value account_tail() const
    {
        const Index field = call_.city.program().find_field(about_.record, "bank_account");
        const std::string* account =
            field == language::none ? nullptr : std::get_if<std::string>(&about_.values[field]);
        if (account == nullptr || account->size() < 8)
            return nullptr;
        return json::string(account->substr(account->size() - 4));
    }

    template <class When>
    static json::value or_nothing(const std::optional<When>& when)
    {
        return when ? json::value(when->text()) : json::value(nullptr);
    }

    json::object item(const language::Explanation& one)
    {
        const language::Answer& answer = one.answer;
        const language::Policy& policy = call_.city.program().policies[answer.policy];
        json::object told = entitlement_json(call_.city, own_.scope, own_.person.county, answer);
        std::string group, why = why_sentence(call_.city, one);
        switch (answer.verdict) {
        case Verdict::yes:
            group = is_paid() ? "receiving" : "may_apply";
            told["since"] = or_nothing(since_month(months_, answer.policy, answer.about->key, Month::of(day_),
                                                   Month::of(call_.city.program().city.from)));
            told["pays_by"] = or_nothing(pays_by(policy, day_));
            if (policy.period == language::PayPeriod::monthly && !policy.is_standing())
                total_ += answer.amount.whole().value_or(0);
            break;
        case Verdict::unknown: group = "unknown"; break;
        case Verdict::no:
            group = "not";
            if (const auto month = first_month(months_, answer.policy, answer.about->key, Month::of(day_))) {
                group = "not_yet";
                why = "按现在的情况，从 " + month->text() + " 起符合";
            }
            break;
        }
        told["group"] = group;
        told["why"] = why;
        told["plain"] = plain_reasons(one);
        told["account_tail"] = account_tail();
        return told;
    }

    [[nodiscard]] json::array members() const
    {
        json::array members;
        for (const std::vector<Instance>& list : own_.facts.lists)
            for (const Instance& one : list)
                if (one.record == own_.record)
                    members.push_back(
                        json::object{{"id", id_of(one)}, {"label", one.label}, {"self", one.key == own_.person.key}});
        return members;
    }

    const Call& call_;
    const OwnHousehold& own_;
    const Instance& about_;
    Day day_;
    Months months_;
    std::int64_t total_ = 0;
};

Result<Response> entitlements(Call& call)
{
    const OwnHousehold own = TRY(own_household(call));
    std::int64_t about = own.person.key;
    if (const std::string_view id = call.request.query().text("about"); !id.empty())
        about = TRY(call.place_of(own.record, id)).key;
    const Instance* person = own.member(about);
    if (person == nullptr)
        return nothing_there();
    const Day day = TRY(call.day());
    TRY(call.city.access.log.note(own.scope, access::RecordPlace{own.record, own.person.county, about}));
    return Response::json(Page(call, own, *person, day).write());
}

} // namespace

void add_my(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back({.method = Method::get,
                         .path = "/my/entitlements",
                         .tag = "my",
                         .summary = "我家每个人的待遇清单和理由",
                         .asks = "read person",
                         .query = {{"month", "问哪个月，默认本月", month()}, {"about", "关于哪位家人", id()}},
                         .answer = map_of(Json(true)),
                         .work = entitlements});
}

} // namespace huimin::api
