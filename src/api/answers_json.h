// What policies answer about a household, as JSON: the entitlements in one line each, and the explanation as a tree.

#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "access/scope.h"
#include "api/city.h"
#include "language/evaluate.h"

namespace huimin::api {

/// One policy's answer in a line. `county`: where the household stands, for the ids. `labels`: the scope names are
/// masked by.
[[nodiscard]] boost::json::object entitlement_json(const City&, const access::Scope& labels, std::int64_t county,
                                                   const language::Answer&);

/// One plain sentence of why: the amount and its ground, what fails and by how much, or what has to be found out.
[[nodiscard]] std::string why_sentence(const City&, const language::Explanation&);

/// yes, no, unknown: what a condition or a sentence says to the answer; fact, number: what a value is.
[[nodiscard]] std::string_view state_of(const language::Step&);
[[nodiscard]] boost::json::object step_json(const City&, const language::Step&);

[[nodiscard]] std::string_view text_of(language::Colour);

} // namespace huimin::api
