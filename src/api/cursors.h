// Where a page of a list ended, as clients see it: sealed, since it tells a key and the value the list is ordered by.

#pragma once

#include <string>
#include <string_view>

#include "access/secret.h"
#include "api/identifiers.h"

namespace huimin::api {

/// `listing` is all that makes a list this one: its path, what it is asked for, and by whom. A place in one list opens
/// in no other.
class Cursors {
public:
    explicit Cursors(const Identifiers::Secret&);

    [[nodiscard]] std::string seal(const access::World&, std::string_view listing, std::string_view end) const;
    /// Fails with
    ///   api.page   made up, changed, or of another list
    [[nodiscard]] Result<std::string> open(std::string_view listing, std::string_view sealed) const;

private:
    access::Lockbox box_;
};

} // namespace huimin::api
