#include "base/area.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace huimin;

namespace {

std::string file(const char* name)
{
    std::ifstream in(std::string(HUIMIN_SOURCE_DIR) + "/data/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

const AreaTree& country()
{
    static const AreaTree tree = *AreaTree::read(file("areas.csv") + file("area_changes.csv"));
    return tree;
}

AreaCode code(const char* text) { return *AreaCode::parse(text); }
const Day today = *Day::of(2025, 7, 31);

} // namespace

TEST_CASE("a division code knows its level and what it lies in by its digits")
{
    CHECK(code("330282").level() == AreaLevel::county);
    CHECK(code("330282").at(AreaLevel::city) == code("3302"));
    CHECK(code("330282001").lies_in(code("330282")));
    CHECK_FALSE(code("330212").lies_in(code("330282")));
    CHECK(code("330282").text() == "330282000000");
    CHECK(code("3302").short_text() == "330200");
    for (const char* wrong : {"", "33028", "3302a2", "3302820010001"})
        CHECK(AreaCode::parse(wrong).error().code == "area.form");
}

TEST_CASE("the country's tree reaches from the province to the town")
{
    CHECK(country().find(code("330282"), today)->name == "慈溪市");
    CHECK(country().full_name(code("330282"), today) == "浙江省宁波市慈溪市");
    CHECK(country().below(code("330200"), AreaLevel::county, today).size() == 10);
    CHECK(country().below(code("330900"), AreaLevel::county, today).size() == 4);
    CHECK(country().below(code("330282"), AreaLevel::town, today).size() > 15);
    CHECK(country().children(code("330000"), today).size() == 11);
}

TEST_CASE("a division that was merged leads to its successor")
{
    CHECK(country().find(code("330204"), today) == nullptr);
    CHECK(country().find(code("330204"), *Day::of(2015, 1, 1))->name == "江东区");
    CHECK(country().today(code("330204"), today) == std::vector{code("330212")});
    CHECK(country().today(code("330283"), today) == std::vector{code("330213")});
    CHECK(country().today(code("330282"), today) == std::vector{code("330282")});
}

TEST_CASE("a tree that does not hold together is refused")
{
    const struct {
        const char* rows;
        const char* outcome;
    } cases[] = {
        {"code,parent,name,from,to,successors\n33,,浙江省,,,\n3302,33,宁波市,,,\n", "fits"},
        {"3302,33,宁波市,,,\n", "area.parent_missing"},
        {"33,,浙江省,,,\n33,,浙江省,2000-01-01,,\n", "area.twice"},
        {"33,,浙江省,,2000-01-01,\n33,,浙江省,2000-01-01,,\n", "fits"},
        {"33,,,,,\n", "area.file"},
        {"33,,浙江省,2000-13-01,,\n", "area.file"},
    };
    for (const auto& c : cases) {
        const auto tree = AreaTree::read(c.rows);
        CHECK_MESSAGE((tree ? "fits" : tree.error().code) == c.outcome, c.rows);
    }
}
