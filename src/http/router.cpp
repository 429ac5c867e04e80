#include "http/router.h"

#include <algorithm>
#include <array>

namespace huimin::http {

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> parameter;
    std::array<const Route*, 7> by_method{};

    bool has_route() const
    {
        return std::any_of(by_method.begin(), by_method.end(), [](const Route* route) { return route != nullptr; });
    }

    /// Fixed words before parameters; back again when a way ends without a route.
    const Node* find(const std::vector<std::string>& segments, std::size_t at) const
    {
        if (at == segments.size())
            return has_route() ? this : nullptr;
        if (const auto next = fixed.find(segments[at]); next != fixed.end())
            if (const Node* found = next->second->find(segments, at + 1))
                return found;
        return parameter && !segments[at].empty() ? parameter->find(segments, at + 1) : nullptr;
    }

    std::string allow() const
    {
        std::string text;
        for (const Route* route : by_method)
            if (route)
                text.append(name(route->method)).append(route->method == Method::get ? ", HEAD, " : ", ");
        return text + "OPTIONS";
    }
};

namespace {

bool is_parameter(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string_view> template_segments(std::string_view path)
{
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return segments;
}

} // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Router& Router::add(Route route)
{
    VERIFY(!route.path.empty() && route.path.front() == '/' && route.handler);
    VERIFY(route.method != Method::head && route.method != Method::options);
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    const Route& kept = *routes_.back();
    Node* node = root_.get();
    for (const std::string_view segment : template_segments(kept.path)) {
        VERIFY(!segment.empty());
        std::unique_ptr<Node>& next = is_parameter(segment) ? node->parameter : node->fixed[std::string(segment)];
        if (!next)
            next = std::make_unique<Node>();
        node = next.get();
    }
    const Route*& place = node->by_method[static_cast<std::size_t>(kept.method)];
    VERIFY(place == nullptr);
    place = &kept;
    return *this;
}

Router& Router::guard(Guard guard)
{
    guard_ = std::move(guard);
    return *this;
}

Router& Router::serve(StaticFiles files)
{
    files_.emplace(std::move(files));
    return *this;
}

std::vector<const Route*> Router::routes() const
{
    std::vector<const Route*> all;
    for (const auto& route : routes_)
        all.push_back(route.get());
    return all;
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const
{
    const Node* node = root_->find(segments, 0);
    if (!node)
        return {};
    const Method wanted = method == Method::head ? Method::get : method;
    Match match{node->by_method[static_cast<std::size_t>(wanted)]};
    if (!match.route) {
        match.allow = node->allow();
        return match;
    }
    const auto words = template_segments(match.route->path);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (is_parameter(words[i]))
            match.parameters.emplace_back(words[i].substr(1, words[i].size() - 2), segments[i]);
    return match;
}

bool Router::owns(std::string_view first_segment) const
{
    return root_->fixed.find(first_segment) != root_->fixed.end();
}

} // namespace huimin::http
