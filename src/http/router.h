// Which handler answers which path, and what each takes. The list can be read back, so that the description of the API
// is compared with what is really there.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"
#include "http/response.h"
#include "http/static_files.h"
#include "http/task.h"

namespace huimin::http {

using Handler = std::function<Task<Response>(Request&)>;

/// One method on one path template.
struct Route {
    Method method = Method::get;
    std::string path; ///< "/api/v1/records/{type}/{key}": a parameter is a whole segment
    Handler handler;
    std::string access{};             ///< for the guard: what this route asks of the caller
    std::vector<std::string> query{}; ///< the parameters it knows; "area*" may be given more than once
    std::int64_t body_max = 0;        ///< bytes; 0: it takes no body
    std::vector<std::string> content_types{"application/json"}; ///< of the body
    bool always = false; ///< answered in overload, too: no rate, no limit of connections. For /health
};

/// Asked before each handler, and before the body is read: an answer refuses, none lets the request on. It sees the
/// route as it stands, so no handler can go around it.
using Guard = std::function<Task<std::optional<Response>>(Request&, const Route&)>;

class Router {
public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// Two routes of one method and shape, or a path that is no template, break a promise.
    Router& add(Route);
    Router& guard(Guard);
    /// Pages and what they need, for paths no route has.
    Router& serve(StaticFiles);

    [[nodiscard]] std::vector<const Route*> routes() const;

    struct Match {
        const Route* route = nullptr;
        std::vector<std::pair<std::string, std::string>> parameters{};
        std::string allow{}; ///< when the path is known but not with this method: "GET, HEAD, OPTIONS"
    };
    /// HEAD finds the route of GET. `segments` as of split_path.
    [[nodiscard]] Match find(Method, const std::vector<std::string>& segments) const;
    /// Whether some route begins with this segment: below it no page stands in for what is missing.
    [[nodiscard]] bool owns(std::string_view first_segment) const;

    [[nodiscard]] const Guard& guard() const { return guard_; }
    [[nodiscard]] const std::optional<StaticFiles>& files() const { return files_; }

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;
    Guard guard_;
    std::optional<StaticFiles> files_;
};

} // namespace huimin::http
