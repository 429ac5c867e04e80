// The requests of the walk: for each operation of the description a whole one, with ids of some place's records.

#pragma once

#include <string>
#include <vector>

#include "api/served_city_test.h"

namespace huimin::api::test {

/// The operations as templates: what the description says there is.
struct Operation {
    const Endpoint* endpoint;
    std::string text; ///< "GET /records/person/{id}"
};
[[nodiscard]] std::vector<Operation> operations(const ServedCity&);

/// Keys of what is no record: somebody's account, a job that has ended, emergencies: one that lasts, one to be ended,
/// somebody else's to be reviewed.
struct Ids {
    std::int64_t account = 0, job = 0, emergency = 0, ending = 0, due = 0;
};

/// With ids of records of `place`, or made-up ones, and a body of the described form.
[[nodiscard]] Asked request(const ServedCity&, const Operation&, const Place* place, const Ids& = {});
/// A clear value is asked for of each masked field; in an emergency, records of some types; all else is asked once.
[[nodiscard]] std::vector<Asked> requests(const ServedCity&, const Operation&, const Place* place, const Ids&);

/// What is asked within an emergency.
[[nodiscard]] bool in_emergency(const Endpoint&);

} // namespace huimin::api::test
