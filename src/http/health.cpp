#include "http/health.h"

namespace huimin::http {

void add_health(Router& router, Metrics& metrics, Ready ready)
{
    router.add({.method = Method::get,
                .path = "/health",
                .handler = [](Request&) -> Task<Response> { co_return Response::json_text(R"({"status":"ok"})"); },
                .access = "health",
                .always = true});
    router.add({.method = Method::get,
                .path = "/ready",
                .handler = [ready = std::move(ready)](Request& request) -> Task<Response> {
                    const Result<Done> outcome = co_await elsewhere(request.blocking(), std::cref(ready));
                    if (outcome)
                        co_return Response::json_text(R"({"status":"ready"})");
                    co_return Error{
                        Fault::unavailable, "http.not_ready", "系统还没有准备好", "请稍后再试；若一直如此请告诉管理员",
                        "the system is not ready; try again later, and tell the administrator if it stays so"};
                },
                .access = "ready"});
    router.add({.method = Method::get,
                .path = "/metrics",
                .handler = [&metrics](Request&) -> Task<Response> {
                    co_return Response::bytes(metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
                },
                .access = "metrics"});
}

} // namespace huimin::http
