// A record read alone is written down at once, one in a list is put together first: both tell the same.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

struct Reader {
    const ServedCity& served;
    const Login& who;
    std::string purpose;

    /// Empty where it is refused.
    [[nodiscard]] json::object read(const std::string& path) const
    {
        Asked asked{.path = path, .as = &who};
        asked.headers = {{"X-Purpose", purpose}};
        const http::Answer answer = served.ask(asked);
        return answer.status == 200 ? json::parse(answer.body).as_object() : json::object();
    }
};

} // namespace

TEST_CASE("a record read alone tells what the list tells of it, to every role for every purpose, with its masks and "
          "what is hidden")
{
    FreshStore fresh{store::Engine::sqlite};
    const ServedCity served(fresh);
    int compared = 0, masked = 0, hidden = 0, known = 0;
    const auto compare = [&](const Reader& reader, const language::Record& record) {
        const std::string path = "/records/" + record.heading.alias;
        const json::object list = reader.read(path);
        if (list.empty())
            return;
        for (const json::value& told : list.at("items").as_array()) {
            json::object item = told.as_object();
            json::object alone = reader.read(path + "/" + std::string(item.at("id").as_string()));
            REQUIRE(!alone.empty());
            alone.erase("area"); // the list names the division of what a record belongs to
            item.erase("area");
            CHECK(alone == item);
            ++compared;
            masked += static_cast<int>(alone.at("masked").as_array().size());
            hidden += static_cast<int>(alone.at("hidden").as_array().size());
            known += static_cast<int>(alone.at("provenance").as_object().size());
        }
    };
    const language::Program& program = served.city->program();
    for (const Login& who : served.logins)
        for (const language::Purpose& purpose : program.purposes)
            for (const language::Record& record : program.records) {
                CAPTURE(who.role);
                CAPTURE(purpose.heading.alias);
                CAPTURE(record.heading.alias);
                compare({served, who, purpose.heading.alias}, record);
            }
    CHECK(compared > 20);
    CHECK(masked > 0);
    CHECK(hidden > 0);
    CHECK(known > 0);
}
