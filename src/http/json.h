// JSON read strictly and written plainly.

#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"
#include "http/limits.h"

namespace huimin::http {

/// Exactly one JSON value (RFC 8259) in UTF-8. What two readers could understand differently is refused. Fails with
///   http.json                 it is not JSON; the message tells at which byte
///   http.json_key_repeated    an object names a member twice
///   http.json_number          a number a 64-bit integer or a finite double cannot hold
///   http.json_zero            a text holds the character U+0000
/// and with the codes of json_limit_rows().
Result<boost::json::value> read_json(std::string_view, const JsonLimits& = {});

/// Compact; doubles in their shortest decimal form (5.25, not 5.25E0). A number that is not finite is a broken promise.
[[nodiscard]] std::string write_json(const boost::json::value&);
void write_json(std::string& out, const boost::json::value&);
/// Appends `text` as a quoted JSON text. `text` is UTF-8.
void write_json_text(std::string& out, std::string_view text);

} // namespace huimin::http
