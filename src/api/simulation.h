// Trying a standard out: how a change of a parameter is asked for, what is kept of its result, and whom of those who
// lose by it a caller may see.
//
// The result in the store holds no names: they are read when it is looked at, by the rights the caller has then.

#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "api/call.h"

namespace huimin::api {

inline constexpr std::string_view simulation_kind = "simulation";

/// One change as people ask for it, as a setting of language::altered. `change`: {"parameter", "area"?, "keys"?, and
/// one of "percent", "value_fen", "value"}. Fails with api.parameter (no such parameter), api.change (not of its form).
[[nodiscard]] Result<std::string> setting_of(const City&, const boost::json::value& change);

/// The work itself: body and result as JSON, see simulations.cpp. Fails as Board::try_out and language::altered.
[[nodiscard]] Result<std::string> simulate(City&, const store::WorkState&, const store::LongWork::Telling&);

/// Puts id and name to the losers the caller may read; the others are left out.
void name_losers(City&, const access::Caller&, boost::json::object& result);

} // namespace huimin::api
