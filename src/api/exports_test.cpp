// Office files out over HTTP: the rows and sights of the list, no more of them than the right says, and the journal
// knows.

#include <doctest/doctest.h>

#include <filesystem>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "registry/deeds.h"
#include "registry/sheet.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

http::Answer export_as(const ServedCity& served, const std::string& path, const std::string& role,
                       const std::string& purpose = "relief_handling", const std::string& matter = "公示名单核对")
{
    Asked asked{.path = "/exports/" + path, .as = &served.login(role)};
    asked.headers = {{"X-Purpose", purpose}, {"X-Matter", matter}};
    return served.ask(asked);
}

std::string code(const http::Answer& answer)
{
    CAPTURE(answer.body);
    CHECK(answer.status >= 400);
    return std::string(json::parse(answer.body).at("code").as_string());
}

/// The rows of a file, cells parted by |.
std::vector<std::string> rows_of(const std::string& bytes)
{
    std::vector<std::string> rows;
    must(registry::read_sheet_bytes(bytes, [&](const registry::SheetRow& row) -> Result<Done> {
        std::string text;
        for (const registry::SheetCell& cell : row.cells)
            text += std::string(cell.text) + "|";
        rows.push_back(std::move(text));
        return Done{};
    }));
    return rows;
}

void add_people(ServedCity& served, int count)
{
    const language::Program& program = served.city->program();
    const language::Index person = program.find_record("person");
    for (int i = 0; i < count; ++i)
        must(registry::add(*served.registry, person, served.home.records.at(program.find_record("household")),
                           {{program.find_field(person, "name"), "=众" + std::to_string(i)}},
                           {{"机器", "测试"}, "窗口", std::nullopt}));
}

} // namespace

TEST_CASE("an export holds what the list holds: one's own division, masked, in both formats")
{
    huimin::test::on_both_engines([](FreshStore& fresh) {
        ServedCity served(fresh);
        for (const std::string format : {"csv", "xlsx"}) {
            CAPTURE(format);
            const http::Answer file = export_as(served, "person?format=" + format, "township_clerk");
            REQUIRE(file.status == 200);
            CHECK(file.headers.find("Content-Disposition").find(format) != std::string::npos);
            CHECK(file.headers.find("X-Rows") == "1");
            const std::vector<std::string> rows = rows_of(file.body);
            REQUIRE(rows.size() == 2);
            CHECK(rows[0].find("姓名|") != std::string::npos);
            CHECK(rows[1].find(served.home.mark) != std::string::npos);
            CHECK(rows[1].find(served.home.number) == std::string::npos);
            CHECK(rows[1].find(served.home.number.substr(0, 4) + "**********") != std::string::npos);
        }
        CHECK(served.count("select count(*) from journal where action = 'registry.export' and record = 'person' and "
                           "actor = 'township_clerk' and after like '%\"rows\":1%' and origin like 'session %'") == 2);
        CHECK(std::filesystem::is_empty(served.city->spool)); // nothing is left behind
    });
}

TEST_CASE("an export takes the list's conditions, order and fields")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    add_people(served, 3);
    const auto names = [&](const std::string& query) {
        std::string told;
        const http::Answer file = export_as(served, "person?format=csv&fields=name" + query, "township_clerk");
        CAPTURE(file.body);
        REQUIRE(file.status == 200);
        const std::vector<std::string> rows = rows_of(file.body);
        for (std::size_t i = 1; i < rows.size(); ++i)
            told += rows[i].substr(rows[i].find("'") == std::string::npos ? 0 : rows[i].find("'"));
        return told;
    };
    // Behind a ', or a spreadsheet would work it out.
    CHECK(names("&where=name.begins:%3D%E4%BC%97&order=-name") == "'=众2|'=众1|'=众0|");
    CHECK(names("&where=name:%3D%E4%BC%971") == "'=众1|");
    CHECK(code(export_as(served, "person?where=nothing:1", "township_clerk")) == "api.where");
    CHECK(code(export_as(served, "person?where=citizen_number.begins:33", "township_clerk")) == "api.where_masked");
    CHECK(code(export_as(served, "person?format=pdf", "township_clerk")) == "export.format");
    CHECK(code(export_as(served, "person?limit=3", "township_clerk")) == "http.query_unknown");
}

TEST_CASE("nobody takes more rows than the right says, nor without the reason it asks for" *
          doctest::description("limits: access.export_rows"))
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    add_people(served, 199);
    CHECK(export_as(served, "person", "township_clerk").status == 200); // 200: as many as a clerk may
    add_people(served, 1);
    CHECK(code(export_as(served, "person", "township_clerk")) == "export.rows");
    CHECK(export_as(served, "person", "township_approver").status == 200); // 1000
    CHECK(code(export_as(served, "person", "county_reviewer", "relief_handling", "")) == "access.reason");
    CHECK(export_as(served, "person", "county_reviewer").status == 200);
    CHECK(code(export_as(served, "household", "township_clerk")) == "access.forbidden");
    CHECK(served.count("select count(*) from journal where action = 'registry.export'") == 3);
    served.access->on.settings.export_rows = 201; // whatever the right says: 10,000 here
    CHECK(export_as(served, "person", "county_reviewer").status == 200);
    add_people(served, 1);
    CHECK(code(export_as(served, "person", "county_reviewer")) == "export.rows");
    served.city->spool.clear();
    CHECK(code(export_as(served, "person", "county_reviewer")) == "export.no_spool");
}
