// JSON Schema (2020-12) as the API's description needs it: written where an endpoint is declared, so that what it takes
// and gives stands beside what answers it.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "language/program.h"

namespace huimin::api::schema {

using Json = boost::json::value;
/// A member of an object; a name that ends in `?` may be absent.
using Member = std::pair<std::string_view, Json>;

[[nodiscard]] Json text(std::string_view explained = {});
[[nodiscard]] Json text_of(const std::vector<std::string>& allowed);
[[nodiscard]] Json integer(std::string_view explained = {});
[[nodiscard]] Json fen(); ///< money in whole fen
[[nodiscard]] Json truth();
[[nodiscard]] Json day();
[[nodiscard]] Json month();
[[nodiscard]] Json time();
[[nodiscard]] Json id();
[[nodiscard]] Json or_null(Json);
[[nodiscard]] Json list_of(Json);
[[nodiscard]] Json map_of(Json);
[[nodiscard]] Json object(std::initializer_list<Member>);
/// An object's schema with more members.
[[nodiscard]] Json with(Json base, std::initializer_list<Member> more);
[[nodiscard]] Json area();      ///< {"code", "name"}
[[nodiscard]] Json citations(); ///< [{"text", "title"}]: the clauses something rests on
/// A schema named in the components.
[[nodiscard]] Json reference(std::string_view name);
/// {"items": […], "next": cursor or null, "count": number, when asked for}
[[nodiscard]] Json page_of(Json item);

/// The facts of a declared record, each by its kind, range and choices.
[[nodiscard]] Json facts(const language::Program&, language::Index record);

} // namespace huimin::api::schema
