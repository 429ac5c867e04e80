// Words of the rooms as JSON: times, divisions, facts, clauses, answers. One form for each, everywhere.

#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "access/scope.h"
#include "api/city.h"
#include "http/response.h"
#include "language/evaluate.h"

namespace huimin::api {

[[nodiscard]] std::string time_text(std::int64_t milliseconds);     ///< 2026-11-25T01:14:12Z
[[nodiscard]] boost::json::value first_day(const DayRange&);        ///< null where it is open
[[nodiscard]] boost::json::value last_day(const DayRange&);         ///< the last day in it; null where it is open
[[nodiscard]] boost::json::object area_json(const City&, AreaCode); ///< {"code", "name"}
[[nodiscard]] boost::json::value citation_json(const City&, const language::Citation&); ///< {"text", "title"}
[[nodiscard]] boost::json::array citations_json(const City&, const std::vector<language::Citation>&);
[[nodiscard]] std::string_view text_of(language::Verdict); ///< yes, no, unknown
[[nodiscard]] std::string_view text_of(language::Kind);
[[nodiscard]] boost::json::value text_of(language::PayPeriod, bool standing); ///< monthly …; null for a standing

/// A fact: money in fen, choices by alias, decimals as text, days and months as text; unknown is null. References are
/// told by `reference_json`.
[[nodiscard]] boost::json::value value_json(const City&, const language::Field&, const language::Value&);
/// A fact as JSON has it, back; fails with api.fact (not of the field's kind).
[[nodiscard]] Result<language::Value> value_of(const City&, const language::Field&, const boost::json::value&);

/// {"items", "next", "count"?}
[[nodiscard]] http::Response page(boost::json::array items, boost::json::value next = nullptr,
                                  std::optional<std::int64_t> count = std::nullopt);

} // namespace huimin::api
