#include "server/demo_leads.h"

#include "registry/deeds.h"
#include "registry/list.h"

namespace huimin::server {

namespace {

using language::Index;
using language::Value;

struct Lead {
    const char* kind;
    const char* text;
    const char* source;
    int raised; ///< days ago
    int due;    ///< working days from today; below zero: past
    bool has_due;
};

constexpr Lead leads[] = {
    {"correction", "我的银行卡换了，补贴还打在旧卡上，请改成新卡。", "本人反映", 6, 0, false},
    {"correction", "户口本上的住址已经变了，系统里还是老地址。", "本人反映", 2, 0, false},
    {"change", "家里有人搬走了，请核对共同生活的人数。", "数据共享", 9, 3, true},
    {"signal", "没有近期的探访记录，请上门看一看。", "系统预警", 15, -2, true},
    {"change", "就业情况有变化，请核对工资收入。", "数据共享", 1, 10, true},
};

class Planter {
public:
    Planter(api::City& city, Index lead) : city_(city), program_(city.program()), lead_(lead) {}

    Result<Done> plant()
    {
        const Index person = program_.find_record("person");
        const auto counties = city_.areas.below(program_.city.area, AreaLevel::county, city_.today());
        if (person == language::none || counties.empty())
            return Done{};
        const auto towns = city_.areas.below(counties.front()->code, AreaLevel::town, city_.today());
        if (towns.empty())
            return Done{};
        const registry::ListPage people =
            TRY(registry::list(city_.registry, {.record = person,
                                                .inside = registry::below(towns.front()->code),
                                                .rows_max = std::size(leads) * 3,
                                                .fields = {0}}));
        for (std::size_t i = 0; i < std::size(leads) && i * 3 < people.rows.size(); ++i)
            TRY(add(leads[i], people.rows[i * 3], static_cast<int>(i)));
        return Done{};
    }

private:
    [[nodiscard]] Value choice(Index field, std::string_view alias) const
    {
        for (const language::ChoiceValue& value :
             program_.choices[program_.records[lead_].fields[field].type.of].values)
            if (value.alias == alias)
                return language::ChoiceNumber{value.number};
        return language::Unknown{};
    }

    Result<Done> add(const Lead& lead, const registry::ListedRecord& person, int number)
    {
        if (!person.owner)
            return Done{};
        const Day today = city_.today(), raised = today.plus_days(-lead.raised);
        std::string day = raised.text();
        std::erase(day, '-');
        const auto field = [&](const char* alias) { return program_.find_field(lead_, alias); };
        std::vector<registry::FactChange> facts{{field("number"), Value(day + "-00000" + std::to_string(number + 1))},
                                                {field("kind"), choice(field("kind"), lead.kind)},
                                                {field("text"), Value(std::string(lead.text))},
                                                {field("about"), Value(Rational(person.at.key))},
                                                {field("raised_on"), Value(raised)},
                                                {field("state"), choice(field("state"), "open")}};
        if (const auto due = city_.calendar.plus(today, lead.due); lead.has_due && due)
            facts.push_back({field("due_on"), Value(*due)});
        TRY(registry::add(city_.registry, lead_, registry::RecordKey{person.at.county, *person.owner}, facts,
                          {{"演示", "演示"}, lead.source, raised}));
        return Done{};
    }

    api::City& city_;
    const language::Program& program_;
    Index lead_;
};

} // namespace

Result<Done> plant_demo_leads(api::City& city)
{
    const Index lead = city.program().find_record("lead");
    if (lead == language::none)
        return Done{};
    for (const char* alias : {"number", "kind", "text", "about", "raised_on", "due_on", "state"})
        if (city.program().find_field(lead, alias) == language::none)
            return Done{};
    return Planter(city, lead).plant();
}

} // namespace huimin::server
