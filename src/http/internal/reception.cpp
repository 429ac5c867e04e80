#include "http/internal/reception.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <shared_mutex>

#include <openssl/rand.h>

#include "base/sm3.h"
#include "http/uri.h"

namespace huimin::http::internal {

namespace {

Error wrong(Fault fault, std::string code, std::string message, std::string remedy, std::string english)
{
    return {fault, std::move(code), std::move(message), std::move(remedy), std::move(english)};
}

std::string_view media_type(std::string_view content_type)
{
    content_type = content_type.substr(0, content_type.find(';'));
    while (!content_type.empty() && content_type.back() == ' ')
        content_type.remove_suffix(1);
    return content_type;
}

bool takes(const Route& route, std::string_view type)
{
    return std::any_of(route.content_types.begin(), route.content_types.end(),
                       [&](const std::string& taken) { return taken == "*" || same_token(taken, type); });
}

} // namespace

std::array<std::uint8_t, 16> draw_number()
{
    // Drawn in advance, because a call costs more than the bytes.
    thread_local std::array<std::uint8_t, 1024> drawn;
    thread_local std::size_t used = drawn.size();
    if (used == drawn.size()) {
        VERIFY(RAND_bytes(drawn.data(), static_cast<int>(drawn.size())) == 1);
        used = 0;
    }
    std::array<std::uint8_t, 16> number;
    std::copy_n(drawn.begin() + static_cast<std::ptrdiff_t>(used), number.size(), number.begin());
    used += number.size();
    return number;
}

/// The counters of each route and status, found once and kept.
struct Reception::Counted {
    struct Kept {
        Counter requests;
        Histogram seconds;
    };
    std::shared_mutex lock;
    std::map<std::pair<const Route*, int>, Kept> kept;
};

Reception::Reception(Router router, Limits given, Proxies proxies, Blocking::Options blocking, Log& log,
                     Metrics& metrics, bool tls)
    : limits(given), router_(std::move(router)), proxies_(std::move(proxies)), blocking_(blocking), log_(log),
      metrics_(metrics), tls_(tls), address_rate_(given.address_rate, given.address_burst),
      key_rate_(given.key_rate, given.key_burst), counted_(std::make_unique<Counted>())
{
    const auto level = [](const auto& number) {
        return [&number] { return static_cast<double>(number.load(std::memory_order_relaxed)); };
    };
    metrics_.gauge("http_connections", "Open connections", level(connections));
    metrics_.gauge("http_event_streams", "Open streams of events", level(streams));
    metrics_.gauge("http_bodies_bytes", "Bytes of bodies being received or worked on", level(bodies));
    metrics_.gauge("http_blocking_waiting", "Requests waiting for a thread",
                   [this] { return static_cast<double>(blocking_.waiting()); });
    metrics_.gauge("http_blocking_running", "Requests on a thread",
                   [this] { return static_cast<double>(blocking_.running()); });
}

Reception::~Reception()
{
    for (const char* name : {"http_connections", "http_event_streams", "http_bodies_bytes", "http_blocking_waiting",
                             "http_blocking_running"})
        metrics_.forget(name);
}

void Reception::enter(Visit& visit, Head& head, const boost::asio::ip::address& socket_peer,
                      const boost::asio::ip::address& here)
{
    const auto method = read_method(head.method);
    const bool told_secure =
        proxies_.trusts(socket_peer) && same_token(head.headers.find("x-forwarded-proto"), "https");
    // A proxy may add a field of its own behind the client's: all of them are one list.
    const auto peer = proxies_.client(socket_peer, head.headers.joined("x-forwarded-for"));
    visit.rate_key = rate_key(peer);
    visit.packed = head.headers.find("content-encoding");
    RequestParts parts;
    parts.method = method.value_or(Method::get);
    parts.path = std::move(head.path);
    parts.raw_query = std::move(head.query);
    parts.headers = std::move(head.headers);
    parts.from_here = runs_here(peer, here);
    parts.peer = peer.to_string();
    parts.secure = tls_ || told_secure;
    parts.host = proxies_.trusts(socket_peer) && parts.headers.has("x-forwarded-host")
                     ? parts.headers.find("x-forwarded-host")
                     : parts.headers.find("host");
    parts.number = visit.number;
    parts.blocking = &blocking_;
    visit.method = method ? name(*method) : "";
    visit.head_only = method == Method::head;
    visit.request.emplace(std::move(parts));
}

std::optional<Response> Reception::check(Visit& visit, const Head& head)
{
    const auto method = read_method(head.method);
    if (!method)
        return wrong(Fault::invalid, "http.method_unknown", "不支持请求方法 `" + head.method + "`", "请对照接口说明",
                     "the method `" + head.method + "` is not known here; see the API description");
    if (auto answer = check_path(visit, *method))
        return answer;
    if (!visit.route->always) {
        if (visit.beyond_connections)
            return beyond_limit("http.connections_too_many", limits.connections);
        if (auto refused = check_rate(address_rate_, visit.rate_key, "http.address_too_often", limits.address_rate))
            return refused;
    }
    if (*method != Method::get && *method != Method::head && visit.request->crosses_sites())
        return wrong(Fault::forbidden, "http.cross_site", "这次操作是从别的网站发起的，没有执行",
                     "请在本系统的页面上操作",
                     "this act was begun by another site and was not done; do it on the pages of this system");
    if (!visit.request->raw_query().empty()) {
        auto query = Query::parse(visit.request->raw_query(), limits.query_count);
        if (!query)
            return std::move(query).error();
        if (const auto known = query->check(visit.route->query); !known)
            return known.error();
        visit.request->set_query(std::move(*query));
    }
    if (auto refused = check_content(visit, head))
        return *refused;
    return std::nullopt;
}

std::optional<Response> Reception::check_path(Visit& visit, Method method)
{
    if (visit.request->path() == "*")
        return method == Method::options
                   ? std::optional(Response::nothing())
                   : std::optional<Response>(wrong(Fault::invalid, "http.path", "网址的路径不合规范", "路径以 / 开头",
                                                   "the path begins with /"));
    auto segments = split_path(visit.request->path());
    if (!segments)
        return std::move(segments).error();
    Router::Match match = router_.find(method, *segments);
    if (match.route) {
        visit.route = match.route;
        visit.request->set_parameters(std::move(match.parameters));
        return std::nullopt;
    }
    if (!match.allow.empty()) {
        if (method == Method::options)
            return Response::nothing().with("Allow", match.allow);
        return Response(wrong(Fault::invalid, "http.method_not_allowed",
                              "这个网址不支持 `" + std::string(name(method)) + "`", "可以用 " + match.allow,
                              "this path does not take `" + std::string(name(method)) + "`; it takes " + match.allow))
            .with("Allow", match.allow);
    }
    const bool looks = method == Method::get || method == Method::head;
    if (const auto& files = router_.files(); files && looks) {
        if (auto refused = check_rate(address_rate_, visit.rate_key, "http.address_too_often", limits.address_rate))
            return refused;
        std::string path;
        for (const std::string& segment : *segments)
            path.append("/").append(segment);
        const bool ours = !segments->empty() && router_.owns(segments->front());
        if (auto file = files->answer(*visit.request, path.empty() ? "/" : path, !ours))
            return file;
    }
    return wrong(Fault::missing, "http.path_unknown", "没有这个网址", "请检查网址是否写错",
                 "there is nothing at this path; check the address");
}

std::optional<Response> Reception::check_rate(RateLimit& rate, std::string_view key, std::string_view code,
                                              std::int64_t per_second) const
{
    const auto wait = rate.take(key, std::chrono::steady_clock::now());
    if (!wait)
        return std::nullopt;
    const std::int64_t seconds = std::max<std::int64_t>(1, (wait->count() + 999) / 1000);
    return Response(beyond_limit(code, per_second)).with("Retry-After", std::to_string(seconds));
}

std::int64_t Reception::body_max(const Visit& visit) const
{
    return visit.route ? std::min(visit.route->body_max, limits.body) : 0;
}

std::optional<Error> Reception::check_content(Visit& visit, const Head& head) const
{
    if (!head.has_body())
        return std::nullopt;
    if (visit.route->body_max == 0)
        return wrong(Fault::invalid, "http.body_not_taken", "这个网址不接收请求体", "请去掉请求体，参数放在网址里",
                     "this path takes no body; leave it out");
    if (head.content_length > body_max(visit))
        return beyond_limit("http.body_too_large", body_max(visit));
    const std::string_view type = media_type(visit.request->header("content-type"));
    if (!takes(*visit.route, type)) {
        std::string taken;
        for (const std::string& one : visit.route->content_types)
            taken.append(taken.empty() ? "" : ", ").append(one);
        return wrong(Fault::invalid, "http.content_type", "请求体的类型 `" + std::string(type) + "` 不能接收",
                     "请用 " + taken, "the content type `" + std::string(type) + "` is not taken; send " + taken);
    }
    if (!visit.packed.empty() && !same_token(visit.packed, "gzip") && !same_token(visit.packed, "identity"))
        return wrong(Fault::invalid, "http.content_encoding", "请求体的压缩方式 `" + visit.packed + "` 不能接收",
                     "请用 gzip，或不压缩",
                     "the content encoding `" + visit.packed + "` is not taken; use gzip or none");
    return std::nullopt;
}

Task<std::optional<Response>> Reception::ask_guard(Visit& visit)
{
    std::optional<Response> refused;
    std::string thrown;
    try {
        refused = co_await router_.guard()(*visit.request, *visit.route);
    } catch (const std::exception& error) {
        thrown = error.what();
        refused = broken(visit, thrown);
    }
    if (refused || visit.request->account_key.empty() || visit.route->always)
        co_return refused;
    co_return check_rate(key_rate_, visit.request->account_key, "http.key_too_often", limits.key_rate);
}

Task<Response> Reception::answer(Visit& visit)
{
    try {
        co_return co_await visit.route->handler(*visit.request);
    } catch (const std::bad_alloc&) {
        co_return wrong(Fault::unavailable, "http.memory", "系统内存不足，这次请求没有完成", "请过一会儿再试",
                        "out of memory; try again later");
    } catch (const std::exception& error) {
        co_return broken(visit, error.what());
    }
}

Response Reception::broken(const Visit& visit, std::string_view what) const
{
    log_.note("http.broken", {{"request", hex(visit.number)}, {"what", what}});
    return wrong(Fault::unavailable, "http.broken", "系统内部出错，已记录", "请把请求编号告诉管理员",
                 "something broke inside; it was logged under the request's number");
}

void Reception::record(const Visit& visit, const Response& response, std::int64_t bytes_out)
{
    const auto taken = std::chrono::steady_clock::now() - visit.begun;
    const int status = response.status();
    const std::string route = visit.route ? visit.route->path : std::string();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
    const auto count = [&](const Counted::Kept& kept) {
        kept.requests.add();
        kept.seconds.observe(static_cast<double>(microseconds) / 1e6);
    };
    const std::pair key(visit.route, status);
    bool counted = false;
    {
        const std::shared_lock hold(counted_->lock);
        if (const auto it = counted_->kept.find(key); it != counted_->kept.end()) {
            count(it->second);
            counted = true;
        }
    }
    if (!counted) {
        const Metrics::Labels labels{{"route", route},
                                     {"status", std::to_string(status)},
                                     {"method", visit.route ? std::string(name(visit.route->method)) : ""}};
        const Counted::Kept kept{
            metrics_.counter("http_requests_total", "Answered requests", labels),
            metrics_.histogram("http_request_seconds", "From the header's end until the answer was written",
                               {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                               labels)};
        count(kept);
        const std::unique_lock hold(counted_->lock);
        counted_->kept.emplace(key, kept);
    }
    if (response.error()) // rare, so it is looked up each time
        metrics_
            .counter("http_refused_total", "Requests not answered as asked, by the rule that refused them",
                     {{"code", response.error()->code}, {"status", std::to_string(status)}})
            .add();
    log_.access({visit.number, visit.method, route, status, microseconds, visit.bytes_in, bytes_out,
                 visit.request ? visit.request->account_key : std::string(),
                 response.error() ? response.error()->code : std::string()});
}

} // namespace huimin::http::internal
