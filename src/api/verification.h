// Whether anybody changed the city's store behind the system's back: the journal's chain, held against anchors kept
// elsewhere, and every record and its history against the journal. Reads everything, so it is long work.

#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "api/city.h"
#include "store/long_work.h"

namespace huimin::api {

inline constexpr std::string_view verification_kind = "verification";

/// The work itself: {"anchors": text} in, and out {"state", "first_bad", "reason", "sealed", "unsealed", "anchors"};
/// where the journal can be believed also {"records", "versions", "tampered", "first_tampered"}. Fails as
/// store::verify_journal and registry::verify_records.
[[nodiscard]] Result<std::string> verify(City&, const store::WorkState&, const store::LongWork::Telling&);

/// Puts ids to the records that were tampered with.
void name_tampered(const City&, boost::json::object& result);

} // namespace huimin::api
