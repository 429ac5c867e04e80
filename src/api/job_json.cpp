#include "api/job_json.h"

#include <boost/json/parse.hpp>

#include "api/intakes.h"
#include "api/json_of.h"
#include "api/schema.h"
#include "api/simulation.h"
#include "api/verification.h"
#include "http/json.h"

namespace huimin::api {

namespace json = boost::json;
using language::Action;
using language::SystemObject;
using store::WorkState;

namespace {

json::value result_json(City& city, const access::Caller& caller, const WorkState& state)
{
    if (state.result.empty())
        return nullptr;
    boost::system::error_code failed;
    json::value result = json::parse(state.result, failed);
    if (failed)
        return nullptr;
    if (state.kind == simulation_kind)
        name_losers(city, caller, result.as_object());
    if (state.kind == verification_kind)
        name_tampered(city, result.as_object());
    if (state.kind == Intakes::trial_kind || state.kind == Intakes::commit_kind)
        name_intake(city, result.as_object());
    return result;
}

json::value problem_json(const WorkState& state)
{
    if (!state.error)
        return nullptr;
    boost::system::error_code failed;
    json::value problem = json::parse(http::problem_text(*state.error, http::status_of(*state.error), ""), failed);
    return failed ? json::value(nullptr) : problem;
}

} // namespace

json::object job_json(City& city, const access::Caller& caller, const WorkState& state)
{
    const bool own = state.account == caller.account();
    return {{"id", city.ids.text("job", state.key)},
            {"kind", state.kind},
            {"state", store::text_of(state.phase)},
            {"done", state.done},
            {"total", state.total ? json::value(*state.total) : json::value(nullptr)},
            {"text", state.text},
            {"at", time_text(state.begun_at)},
            {"own", own},
            {"result", own ? result_json(city, caller, state) : json::value(nullptr)},
            {"problem", problem_json(state)}};
}

Result<http::Response> begun(const Call& call, std::int64_t key)
{
    const auto state = TRY(call.city.work.find(key));
    if (!state)
        return nothing_there();
    json::object told = job_json(call.city, call.caller(), *state);
    const std::string where = "/api/v1/jobs/" + std::string(told.at("id").as_string());
    http::Response answer = http::Response::json(std::move(told), 202);
    answer.with("Location", where);
    return answer;
}

json::value job_schema(json::value result)
{
    using namespace schema;
    return object({{"id", id()},
                   {"kind", text()},
                   {"state", text_of({"queued", "running", "done", "failed", "cancelled"})},
                   {"done", integer()},
                   {"total", or_null(integer())},
                   {"text", text("what is being done, for people")},
                   {"at", time()},
                   {"own", truth()},
                   {"result", or_null(std::move(result))},
                   {"problem", or_null(reference("Problem"))}});
}

Result<WorkState> job_of(const Call& call, std::string_view id, Action action)
{
    const auto key = call.city.ids.parse("job", id);
    if (!key)
        return nothing_there();
    auto state = TRY(call.city.work.find(key->key));
    if (!state)
        return nothing_there();
    if (state->account != call.caller().account() &&
        !call.city.access.gate.permit(call.caller(), action, SystemObject::jobs))
        return nothing_there();
    return *std::move(state);
}

} // namespace huimin::api
