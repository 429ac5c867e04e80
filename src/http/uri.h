// Targets of requests taken apart: percent-decoding, path segments, queries. Pure, and strict about what is decoded.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace huimin::http {

enum class Plus { is_plus, is_blank };

/// Undoes %XX. Fails with
///   http.percent   % without two hexadecimal digits
///   http.text      what comes out is not UTF-8, or holds a control character
Result<std::string> percent_decode(std::string_view, Plus = Plus::is_plus);

/// All but letters, digits and -._~ as %XX.
[[nodiscard]] std::string percent_encode(std::string_view);

/// The segments of a path, each decoded: "/a/%E6%B0%91" → "a", "民"; "/" → none. A trailing slash is an empty last
/// segment. Fails as percent_decode, and with
///   http.path   it does not begin with a slash, or has a segment . or ..
Result<std::vector<std::string>> split_path(std::string_view raw_path);

/// The parameters of a query: "q=民政&area=330282&area=330281".
class Query {
public:
    /// Fails as percent_decode, and with http.query_too_many.
    static Result<Query> parse(std::string_view raw, std::int64_t count_max = 64);

    /// Refuses what a route does not know. A declared name ending in * may be given more than once. Fails with
    ///   http.query_unknown    a parameter the route does not have
    ///   http.query_repeated   a parameter given twice
    Result<Done> check(std::span<const std::string> declared) const;

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string_view text(std::string_view name, std::string_view otherwise = {}) const;
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

    /// A whole number within the bounds, both included; none when the parameter is absent. Fails with
    ///   http.query_integer   it is no whole number, or out of bounds
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t least, std::int64_t most) const;
    Result<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most,
                                 std::int64_t otherwise) const;

    /// true or false. Fails with http.query_truth when it is neither.
    Result<bool> truth(std::string_view name, bool otherwise) const;

    [[nodiscard]] std::span<const std::pair<std::string, std::string>> pairs() const { return pairs_; }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// The whole text as a whole number in decimal digits, with a minus sign at most.
[[nodiscard]] std::optional<std::int64_t> read_integer(std::string_view);

} // namespace huimin::http
