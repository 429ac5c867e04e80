// What a list's address asks for, as a typed request: conditions, order, fields, page.

#pragma once

#include "api/endpoint.h"
#include "registry/list.h"

namespace huimin::api {

/// `where=wage.ge:100000`, `where=name.contains:张`, `order=-birthday`, `fields=name,area`, `owner`, `area`, `limit`,
/// `after`, `count`. Fields that the scope hides may not be asked by: they are told as unknown. Fails with
///   api.where   no such field or comparison, or a value not of the field's kind
///   api.order, api.fields
Result<registry::ListRequest> list_request(const Call&, const access::Scope&, language::Index record);

/// The parameters it knows, for the description.
[[nodiscard]] std::vector<QueryParameter> list_parameters();

} // namespace huimin::api
