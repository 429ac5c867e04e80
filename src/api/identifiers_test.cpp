#include "api/identifiers.h"

#include <doctest/doctest.h>

using huimin::api::Identifiers;
using huimin::registry::RecordKey;

namespace {
const Identifiers ids(Identifiers::Secret{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
}

TEST_CASE("an id leads back to its record, and only as the type it was made for")
{
    const RecordKey at{330282, 123'456'789'012'345};
    const std::string id = ids.text("person", at);
    CHECK(id.size() == 22);
    CHECK(ids.parse("person", id) == at);
    CHECK_FALSE(ids.parse("household", id));
}

TEST_CASE("ids of neighbours tell nothing of each other")
{
    const std::string one = ids.text("person", {330282, 1}), other = ids.text("person", {330282, 2});
    std::size_t same = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        same += one[i] == other[i] ? 1U : 0U;
    CHECK(same < 8);
}

TEST_CASE("what was not made here is nothing")
{
    const std::string id = ids.text("person", {330282, 7});
    std::string changed = id;
    changed[3] = changed[3] == 'A' ? 'B' : 'A';
    for (const std::string& made_up : {std::string(), std::string("330282-7"), changed, id + "A", id.substr(1),
                                       std::string(22, 'A'), std::string("漢字漢字漢字漢")})
        CHECK_FALSE(ids.parse("person", made_up));
    const Identifiers elsewhere(Identifiers::Secret{9});
    CHECK_FALSE(elsewhere.parse("person", id));
}
