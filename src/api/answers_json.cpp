#include "api/answers_json.h"

#include <algorithm>

#include "api/json_of.h"
#include "api/record_json.h"

namespace huimin::api {

namespace json = boost::json;
using language::Answer;
using language::Step;
using language::Verdict;

namespace {

json::array missing_json(const City& city, std::int64_t county, const Answer& answer)
{
    json::array missing;
    for (const language::Deciding& one : answer.deciding) {
        json::value field = nullptr, about = nullptr;
        if (one.sort == language::Deciding::Sort::fact && one.about != nullptr) {
            const language::Record& record = city.program().records[one.about->record];
            field = record.fields[one.index].alias;
            about = city.ids.text(record.heading.alias, {county, one.about->key});
        }
        missing.push_back(json::object{{"text", one.text}, {"field", std::move(field)}, {"about", std::move(about)}});
    }
    return missing;
}

json::value coordination_text(const City& city, const Answer& answer)
{
    if (answer.by_coordination == language::none)
        return nullptr;
    const language::Coordination& one = city.program().coordinations[answer.by_coordination];
    std::string text;
    for (const auto* side : {&one.left, &one.right})
        for (const language::Index policy : *side)
            if (policy != answer.policy)
                text += (text.empty() ? "" : "、") + city.program().policies[policy].heading.name;
    for (const language::Citation& citation : one.citations)
        text += "〔" + city.program().sources[citation.source].heading.name + " " + citation.locator + "〕";
    return json::string(text);
}

std::vector<language::Citation> clauses_of(const City& city, const Answer& answer)
{
    const language::Policy& policy = city.program().policies[answer.policy];
    std::vector<language::Citation> clauses = policy.heading.citations;
    for (const language::PolicyVersion& version : policy.versions)
        for (const language::Citation& citation : version.citations)
            if (std::ranges::find(clauses, citation) == clauses.end())
                clauses.push_back(citation);
    return clauses;
}

} // namespace

json::object entitlement_json(const City& city, const access::Scope& labels, std::int64_t county, const Answer& answer)
{
    const language::Policy& policy = city.program().policies[answer.policy];
    const language::Record& record = city.program().records[policy.record];
    return {{"policy", policy.heading.alias},
            {"label", policy.heading.name},
            {"about", json::object{{"id", city.ids.text(record.heading.alias, {county, answer.about->key})},
                                   {"label", label_of(city, labels, *answer.about)}}},
            {"record", record.heading.alias},
            {"verdict", text_of(answer.verdict)},
            {"amount_fen", answer.verdict == Verdict::yes ? answer.amount.whole().value_or(0) : 0},
            {"period", text_of(policy.period, policy.is_standing())},
            {"standing", policy.is_standing()},
            {"why", policy.heading.explanation},
            {"missing", missing_json(city, county, answer)},
            {"clauses", citations_json(city, clauses_of(city, answer))},
            {"by_coordination", coordination_text(city, answer)}};
}

std::string why_sentence(const City& city, const language::Explanation& explained)
{
    const language::Policy& policy = city.program().policies[explained.answer.policy];
    switch (explained.answer.verdict) {
    case Verdict::yes: return policy.heading.explanation.empty() ? "各项条件都符合" : policy.heading.explanation;
    case Verdict::no:
        for (const Step& step : explained.root.children)
            if (step.sort == Step::Sort::sentence && step.verdict == Verdict::no)
                return step.text; // what stands in the way, with its distance
        return "条件不符合";
    case Verdict::unknown: break;
    }
    std::string text = "还要查清：";
    for (std::size_t i = 0; i < explained.answer.deciding.size(); ++i)
        text += (i == 0 ? "" : "、") + explained.answer.deciding[i].text;
    return text;
}

std::string_view state_of(const Step& step)
{
    if (step.missing)
        return "unknown";
    if (step.sort == Step::Sort::fact)
        return "fact";
    if (step.verdict)
        return *step.verdict == Verdict::yes ? "yes" : *step.verdict == Verdict::no ? "no" : "unknown";
    if (step.sort == Step::Sort::sentence)
        return "remark";
    return step.children.empty() ? "fact" : "number";
}

json::object step_json(const City& city, const Step& step)
{
    json::array children;
    for (const Step& child : step.children)
        children.push_back(step_json(city, child));
    const std::string_view state = state_of(step);
    return {{"text", step.text},     {"value", step.value},
            {"state", state},        {"clauses", citations_json(city, step.citations)},
            {"origin", step.origin}, {"children", std::move(children)}};
}

std::string_view text_of(language::Colour colour)
{
    switch (colour) {
    case language::Colour::none: return "none";
    case language::Colour::yellow: return "yellow";
    case language::Colour::orange: return "orange";
    case language::Colour::red: return "red";
    }
    return {};
}

} // namespace huimin::api
