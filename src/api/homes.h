// Where a record lies that names no division of its own: with what it belongs to, a person with the household. As far
// as the caller may see it, so that two of one name can be told apart.

#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/call.h"

namespace huimin::api {

/// What a list says of the record another belongs to.
struct Home {
    AreaCode area;
    std::string address; ///< empty: not known, or not for this caller
    std::string head;    ///< the member at its head, so far as there is one to see
};

/// Reads each home once.
class Homes {
public:
    /// `with_heads`: looks for the head of each too.
    explicit Homes(Call& call, bool with_heads) : call_(call), with_heads_(with_heads) {}

    /// Of a row of `record` that belongs to `owner`; none where its owner names no division or may not be seen.
    Result<std::optional<Home>> of(language::Index record, std::int64_t county, std::optional<std::int64_t> owner);

    /// What people call a record, as far as the caller may see it: a person by name, a household by its head. Empty
    /// where there is nothing to see.
    Result<std::string> name_of(language::Index record, registry::RecordKey);

private:
    Result<std::optional<Home>> read(language::Index member, language::Index record, registry::RecordKey);
    Result<std::string> head_of(language::Index member, registry::RecordKey);
    const std::optional<access::Scope>& scope_of(language::Index record);

    Call& call_;
    bool with_heads_;
    std::map<language::Index, std::optional<access::Scope>> scopes_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::optional<Home>> homes_; ///< by county and key: keys are unique
};

} // namespace huimin::api
