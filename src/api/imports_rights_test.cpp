// Who may import what of an office file, and whose imports anybody may see.

#include "api/imports_desk_test.h"

#include "access/tokens.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

TEST_CASE("an import is its clerk's and of those whose division holds the clerk's; neighbours learn nothing")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    desk.served.work->start(1);
    const Login elsewhere = desk.served.add("elsewhere", "township_clerk", AreaCode(330282003000), true);
    const Login neighbour = desk.served.add("neighbour", "county_reviewer", AreaCode(330281000000), true);
    const json::object report = desk.tried(register_of_four);
    const std::string at = "/imports/" + Desk::text(report, "import");
    for (const Login* stranger : {&elsewhere, &neighbour}) {
        for (const char* path : {"", "/rows", "/returned"})
            CHECK(Desk::code(desk.ask(http::Method::get, at + path, *stranger)) == "api.missing");
        CHECK(Desk::code(desk.ask(http::Method::post, at + "/commit", *stranger,
                                  R"({"digest":")" + Desk::text(report, "digest") + "\"}")) == "api.missing");
        CHECK(Desk::code(desk.ask(http::Method::delete_, at, *stranger)) == "api.missing");
        CHECK(Desk::told(desk.ask(http::Method::get, "/imports", *stranger), 200).at("items").as_array().empty());
    }
    CHECK(Desk::code(desk.ask(http::Method::get, at, "leader")) != "");
    const json::object seen = Desk::told(desk.ask(http::Method::get, at, "township_approver"), 200);
    CHECK(seen.at("own") == false);
    CHECK(seen.at("by") == "账号township_clerk");
    // Who may try may not write: the clerk's file waits for the approver.
    const std::int64_t before = desk.persons();
    CHECK(Desk::code(desk.commit(report, "township_clerk")) == "access.forbidden");
    CHECK(desk.served.count("select count(*) from long_work where kind = 'import_commit'") == 0);
    CHECK(desk.persons() == before);
    CHECK(desk.ended(desk.commit(report, "township_approver")).at("state") == "done");
    CHECK(desk.served.count("select count(*) from journal where action = 'import.commit' and actor = "
                            "'township_approver'") == 1);
}

TEST_CASE("a row about somebody of a neighbouring county is refused without a word of them")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    desk.served.work->start(1);
    const std::string number = desk.served.sibling.number;
    const std::string file = "户号,区划,姓名,身份证号\n丙1,330282002901,别名," + number + "\n";
    const json::object report = desk.tried(file);
    CHECK(report.at("refused") == 1);
    const http::Answer rows =
        desk.ask(http::Method::get, "/imports/" + Desk::text(report, "import") + "/rows", "township_clerk");
    const json::array cells = Desk::told(rows, 200).at("items").at(0).at("cells").as_array();
    REQUIRE(cells.size() == 1);
    CHECK(cells[0].at("code") == "import.outside");
    CHECK(rows.body.find(desk.served.sibling.mark) == std::string::npos);
    // Whom nobody knows is told so, not sent to another office.
    const json::object unknown = desk.tried("姓名,身份证号\n单雄,330200194403150018\n");
    CHECK(desk.ask(http::Method::get, "/imports/" + Desk::text(unknown, "import") + "/rows", "township_clerk")
              .body.find("registry.unknown_person") != std::string::npos);
    // Known ones of one's own may not be sent there either.
    const json::object away =
        desk.tried("户号,区划,姓名,身份证号\n丙2,330281001901," + std::string("人,") + desk.served.home.number + "\n");
    CHECK(away.at("refused") == 1);
}

TEST_CASE("rights are asked anew when the work is done: who lost them meanwhile imports nothing")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    const Login gone = desk.served.add("leaver", "township_clerk", AreaCode(330282002000), true);
    const std::string body = register_of_four;
    REQUIRE(desk.ask(http::Method::post, "/imports/person?source=x", gone, body, "text/csv").status == 202);
    must(desk.served.registry->store().change([&](store::Transaction& transaction) {
        return transaction.run("update account set state = 'disabled' where login = 'leaver'");
    }));
    desk.served.work->start(1);
    for (int looks = 0; looks < 400 && desk.served.count("select count(*) from long_work where phase = 'failed'") == 0;
         ++looks)
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    CHECK(desk.served.count("select count(*) from long_work where error_code = 'access.forbidden'") == 1);
}

TEST_CASE("what a token began is done by the token's rights, and no longer once it has ended")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    const access::Caller owner = must(desk.served.access->sessions.check(desk.served.login("township_clerk").token));
    const auto begin = [&](std::vector<std::string> records) {
        const std::string token = must(
            desk.served.access->tokens.create(owner, {"导入",
                                                      {{language::Action::try_import, language::Action::import_rows},
                                                       {"record_keeping"},
                                                       std::move(records),
                                                       {},
                                                       {}},
                                                      desk.served.now + access::day_long}));
        Asked asked{.method = http::Method::post,
                    .path = "/imports/person?source=x",
                    .body = register_of_four,
                    .bearer = token};
        asked.headers = {{"X-Purpose", "record_keeping"}, {"Content-Type", "text/csv"}};
        return desk.served.ask(asked);
    };
    CHECK(Desk::code(begin({"household"})) == "access.forbidden");
    const http::Answer persons_only = begin({"person"}), both = begin({}), ended = begin({});
    must(desk.served.access->tokens.end(owner, must(desk.served.access->tokens.list(owner)).front().key));
    desk.served.work->start(1);
    CHECK(desk.ended(persons_only).at("result").at("refused") == 4); // households are not made by it
    CHECK(desk.ended(both).at("result").at("added") == 2);
    CHECK(desk.ended(ended).at("problem").at("code") == "access.forbidden");
}
