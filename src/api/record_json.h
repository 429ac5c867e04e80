// A record as this caller may see it: facts by alias, what is masked, what is hidden, where each comes from.

#pragma once

#include <span>

#include <boost/json/object.hpp>

#include "access/scope.h"
#include "api/city.h"
#include "registry/list.h"

namespace huimin::api {

/// A record's row as the registry hands it out: all fields, or those `fields` names.
struct RecordRow {
    language::Index record = language::none;
    registry::RecordKey at;
    std::int64_t version = 0;
    std::optional<std::int64_t> owner;       ///< key
    std::span<const language::Index> fields; ///< empty: all, in the order declared
    std::span<const language::Value> values;
    std::span<const language::Provenance> provenance;
    std::string label;
};

[[nodiscard]] boost::json::object record_json(const City&, const access::Scope&, const RecordRow&);
[[nodiscard]] boost::json::object record_json(const City&, const access::Scope&, const registry::ListedRecord&,
                                              language::Index record, std::span<const language::Index> fields);
/// The same written out, with all fields.
[[nodiscard]] std::string record_text(const City&, const access::Scope&, const registry::ListedRecord&,
                                      language::Index record);
/// Of a record loaded with its lists: its own facts only.
[[nodiscard]] boost::json::object record_json(const City&, const access::Scope&, const language::Instance&,
                                              std::int64_t county, std::int64_t version,
                                              std::optional<std::int64_t> owner);

/// What people call a record, masked where its name is.
[[nodiscard]] std::string label_of(const City&, const access::Scope&, const language::Instance&);

} // namespace huimin::api
