// Long work: what runs, how far it is, stopping it.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/job_json.h"
#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "http/json.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::SystemObject;
using store::WorkPhase;
using store::WorkState;

namespace {

constexpr std::chrono::milliseconds looked_every{300};
constexpr int looks_max = 2000; // ten minutes; then the browser connects anew, and is asked again who it is

Result<Response> list(Call& call)
{
    const std::int64_t limit = TRY(call.page_rows());
    const bool sees_all = call.city.access.gate.permit(call.caller(), Action::read, SystemObject::jobs).ok();
    json::array items;
    for (const WorkState& state : TRY(call.city.work.list(sees_all ? 0 : call.caller().account(), limit)))
        items.push_back(job_json(call.city, call.caller(), state));
    return page(std::move(items));
}

Result<Response> one(Call& call)
{
    const WorkState state = TRY(job_of(call, call.request.parameter("id"), Action::read));
    return Response::json(job_json(call.city, call.caller(), state));
}

Result<Response> cancel(Call& call)
{
    const WorkState state = TRY(job_of(call, call.request.parameter("id"), Action::administer));
    TRY(call.city.work.cancel(state.key));
    return Response::nothing();
}

bool has_ended(const WorkState& state) { return state.phase != WorkPhase::queued && state.phase != WorkPhase::running; }

/// A look at the work, and its words as they are sent.
struct Look {
    bool ended = false;
    std::string told;
};

http::Task<void> follow(City& city, http::Request& request, http::EventStream& stream)
{
    std::string last;
    for (int look = 0; look < looks_max; ++look) {
        const Result<Look> now = co_await http::elsewhere(request.blocking(), [&]() -> Result<Look> {
            const Call call{city, request};
            const WorkState state = TRY(job_of(call, request.parameter("id"), Action::read));
            return Look{has_ended(state), http::write_json(job_json(city, call.caller(), state))};
        });
        if (now && now->told != last) {
            last = now->told;
            if (!co_await stream.send({last, "progress"}))
                co_return;
            if (now->ended)
                co_return;
        }
        if (!co_await stream.pause(looked_every))
            co_return;
    }
}

http::Task<Response> events(Call& call)
{
    CO_TRY(co_await http::elsewhere(call.request.blocking(),
                                    [&] { return job_of(call, call.request.parameter("id"), Action::read); }));
    co_return Response::events([&city = call.city, &request = call.request](http::EventStream& stream) {
        return follow(city, request, stream);
    });
}

} // namespace

void add_jobs(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json job = job_schema(Json{{"type", "object"}});
    endpoints.push_back({.method = Method::get,
                         .path = "/jobs",
                         .tag = "jobs",
                         .summary = "我的任务，新的在前；管任务的人看到全部，看不到结果",
                         .query = {{"limit", "最多几条", integer()}},
                         .answer = page_of(job),
                         .work = list});
    endpoints.push_back({.method = Method::get,
                         .path = "/jobs/{id}",
                         .tag = "jobs",
                         .summary = "一项任务做到哪里了，结果是什么",
                         .answer = job,
                         .work = one});
    endpoints.push_back({.method = Method::get,
                         .path = "/jobs/{id}/events",
                         .tag = "jobs",
                         .summary = "任务的进展，有变化就告诉，做完为止",
                         .answers_with = "text/event-stream",
                         .flow = events});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/jobs/{id}",
                         .tag = "jobs",
                         .summary = "停下一项任务；已经做完的照旧",
                         .status = 204,
                         .work = cancel});
}

} // namespace huimin::api
