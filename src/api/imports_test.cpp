// Office files in over HTTP: tried, committed by digest, the bad rows back; nothing half done, nothing left behind.

#include "api/imports_desk_test.h"
#include "registry/sheet.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

TEST_CASE("a file is tried, then committed by the digest of its trial, and what cannot be taken comes back")
{
    huimin::test::on_both_engines([](FreshStore& fresh) {
        Desk desk(fresh);
        desk.served.work->start(1);
        const std::int64_t before = desk.persons();
        const json::object report = desk.tried(register_of_four);
        CHECK(report.at("rows") == 4);
        CHECK(report.at("ok") == 1);
        CHECK(report.at("mended") == 1);
        CHECK(report.at("refused") == 2);
        CHECK(report.at("added") == 2);
        CHECK(report.at("returned") == true);
        CHECK(desk.persons() == before);

        const std::string at = "/imports/" + Desk::text(report, "import");
        const json::array rows =
            Desk::told(desk.ask(http::Method::get, at + "/rows", "township_clerk"), 200).at("items").as_array();
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].at("row") == 3);
        CHECK(rows[0].at("verdict") == "mended");
        CHECK(rows[0].at("cells").at(0).at("normalised") == "1949-12-31");
        CHECK(rows[1].at("cells").at(0).at("code") == "import.outside");
        CHECK(rows[1].at("cells").at(0).at("column") == "区划");
        CHECK(rows[2].at("cells").at(0).at("code") == "cell.digits_lost");
        const http::Answer only = desk.ask(http::Method::get, at + "/rows?verdict=refused&limit=1", "township_clerk");
        CHECK(Desk::told(only, 200).at("items").as_array().size() == 1);
        CHECK(Desk::told(only, 200).at("next") == "4");

        const http::Answer back = desk.ask(http::Method::get, at + "/returned", "township_clerk");
        REQUIRE(back.status == 200);
        CHECK(back.headers.find("Content-Disposition").find("a-%E9%80%80%E5%9B%9E.csv") != std::string::npos);
        CHECK(back.body.find("户号,区划,姓名,身份证号,性别,出生日期,原行号,结果,原因,怎么办,确认") !=
              std::string::npos);
        CHECK(back.body.find("赵六") != std::string::npos);
        CHECK(back.body.find("单雄") == std::string::npos);

        const json::object done = desk.ended(desk.commit(report));
        REQUIRE(done.at("state") == "done");
        CHECK(done.at("result").at("added") == 2);
        CHECK(desk.persons() == before + 2);
        CHECK(Desk::code(desk.commit(report)) == "import.committed");
        CHECK(Desk::told(desk.ask(http::Method::get, at, "township_clerk"), 200).at("state") == "committed");
        for (const auto& [action, actor] :
             {std::pair("import.try", "township_clerk"), std::pair("import.returned", "township_clerk"),
              std::pair("import.commit", "township_approver")})
            CHECK_MESSAGE(desk.served.count(std::string("select count(*) from journal where action = '") + action +
                                            "' and actor = '" + actor + "' and origin like 'session %'") == 1,
                          action);

        // Once more, the same file: nothing of it is new.
        CHECK(desk.tried(register_of_four).at("unchanged") == 2);
    });
}

TEST_CASE("each reason not to import has its code and changes nothing")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    const std::int64_t before = desk.persons();
    CHECK(Desk::code(desk.hand_in(register_of_four, "township_clerk", "")) == "import.source");
    CHECK(Desk::code(desk.hand_in("", "township_clerk")) == "import.empty");
    const std::string source = "?source=x";
    CHECK(Desk::code(desk.hand_in(register_of_four, "township_clerk", source + "&control_field=wage")) ==
          "import.control_form");
    CHECK(Desk::code(desk.hand_in(register_of_four, "township_clerk", source + "&true_on=2025-13-01")) == "day.absent");
    CHECK(Desk::code(desk.hand_in(register_of_four, "citizen")) == "access.forbidden");
    CHECK(Desk::code(desk.hand_in(std::string(registry::file_bytes_max + 1, 'x'))) == "http.body_too_large");
    CHECK(desk.served.count("select count(*) from intake") == 0);

    const json::object waiting = Desk::told(desk.hand_in(register_of_four), 202); // nobody works yet
    CHECK(waiting.at("state") == "queued");
    const json::array all =
        Desk::told(desk.ask(http::Method::get, "/imports", "township_clerk"), 200).at("items").as_array();
    REQUIRE(all.size() == 1);
    const std::string first(all[0].at("id").as_string());
    const std::string digest(64, '0');
    const auto commit = [&](const std::string& id, const std::string& named) {
        return Desk::code(desk.ask(http::Method::post, "/imports/" + id + "/commit", "township_approver",
                                   R"({"digest":")" + named + "\"}"));
    };
    CHECK(commit(first, digest) == "import.not_tried");
    CHECK(commit(first, "short") == "api.member");
    CHECK(commit(std::string(22, 'A'), digest) == "api.missing");
    CHECK(Desk::code(desk.ask(http::Method::delete_, "/imports/" + first, "township_clerk")) == "import.running");

    desk.served.work->start(1);
    const json::object report = desk.tried(register_of_four);
    CHECK(commit(Desk::text(report, "import"), digest) == "import.changed");
    const json::object none = desk.tried("户号,区划,姓名\n乙1,330281001901,王五\n");
    CHECK(Desk::code(desk.commit(none)) == "import.nothing");
    CHECK(desk.ask(http::Method::delete_, "/imports/" + Desk::text(report, "import"), "township_clerk").status == 204);
    CHECK(Desk::code(desk.commit(report)) == "import.gone");

    const struct {
        std::string file, query;
        const char* code;
    } failing[] = {
        {"%PDF-1.7 x", "", "sheet.kind"},
        {"a,b\n1,2\n", "", "import.no_header"},
        {std::string(registry::file_bytes_max, 'x'), "", "sheet.too_large"}, // taken in, then found to be one long cell
        {register_of_four, "&control_field=wage&control_total=1.00", "import.control_total"},
        {register_of_four, "&control_field=name&control_total=1.00", "import.control_form"},
        {register_of(1001), "", "import.rows"}, // a clerk's right says 1000
    };
    for (const auto& each : failing) {
        CAPTURE(each.code);
        const json::object job = desk.ended(desk.hand_in(each.file, "township_clerk", source + each.query));
        CHECK(job.at("state") == "failed");
        CHECK(job.at("problem").at("code") == each.code);
        CHECK(!job.at("problem").at("remedy").as_string().empty());
    }
    CHECK(desk.tried(register_of(1000)).at("added") == 1000);
    CHECK(desk.persons() == before);

    desk.served.city->spool.clear();
    CHECK(Desk::code(desk.hand_in(register_of_four)) == "import.no_spool");
}

TEST_CASE("what the records came to meanwhile is noticed: a commit writes what was shown, or nothing")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    desk.served.work->start(1);
    const json::object one = desk.tried(register_of_four), other = desk.tried(register_of_four);
    REQUIRE(desk.ended(desk.commit(one)).at("state") == "done");
    const std::int64_t before = desk.persons();
    const json::object late = desk.ended(desk.commit(other)); // those it would add are there already
    CHECK(late.at("state") == "failed");
    CHECK(late.at("problem").at("code") == "import.changed");
    CHECK(desk.persons() == before);
}

TEST_CASE("a workbook goes in as a table does, and what comes back is a workbook too")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    desk.served.work->start(1);
    const std::string at = fresh.folder().path("b.xlsx");
    auto writer = must(registry::SheetWriter::create(at));
    for (const registry::Row& row : std::initializer_list<registry::Row>{{"户号", "区划", "姓名", "出生日期"},
                                                                         {"甲1", "330282002901", "单雄", "1944-03-15"},
                                                                         {"甲2", "330282002901", "曾强", "1949-13-31"}})
        must(writer.add(row));
    must(writer.close());
    must(writer.finish());
    const std::string bytes = must(registry::read_sheet_file(at));
    const json::object job = desk.ended(desk.hand_in(bytes, "township_clerk", "?source=x&name=../../etc/b.xlsx"));
    REQUIRE(job.at("state") == "done");
    const json::object report = job.at("result").as_object();
    CHECK(report.at("added") == 1);
    const http::Answer back =
        desk.ask(http::Method::get, "/imports/" + Desk::text(report, "import") + "/returned", "township_clerk");
    CHECK(back.headers.find("Content-Disposition").ends_with("b-%E9%80%80%E5%9B%9E.xlsx"));
    std::size_t rows = 0;
    must(registry::read_sheet_bytes(back.body, [&](const registry::SheetRow&) -> Result<Done> {
        ++rows;
        return Done{};
    }));
    CHECK(rows == 2);
}

TEST_CASE("a column for other purposes is not read, and the report says so")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    desk.served.work->start(1);
    const json::object report =
        desk.tried("户号,区划,姓名,身份证号,残疾类别\n甲1,330282002901,单雄,330200194403150018,肢体\n");
    CHECK(report.at("added") == 1);
    CHECK(report.at("unknown_columns").as_array().empty());
    REQUIRE(report.at("notes").as_array().size() == 1);
    CHECK(Desk::text(report, "digest").size() == 64);
    CHECK(std::string(report.at("notes").at(0).as_string()).starts_with("「残疾类别」"));
    REQUIRE(desk.ended(desk.commit(report)).at("state") == "done");
    CHECK(desk.served.count("select count(*) from person where disability_kind is not null") == 0);
}

TEST_CASE("files stay no longer than they serve: the register until its commit, what comes back for a day")
{
    FreshStore fresh(store::Engine::sqlite);
    Desk desk(fresh);
    Intakes intakes(*desk.served.city);
    const std::string waiting(Desk::told(desk.hand_in(register_of_four), 202).at("id").as_string());
    CHECK(desk.files_kept() == 1);
    REQUIRE(desk.ask(http::Method::delete_, "/jobs/" + waiting, "township_clerk").status == 204);
    must(intakes.discard_old());
    CHECK(desk.files_kept() == 0); // cancelled

    desk.served.work->start(1);
    CHECK(desk.ended(desk.hand_in("a,b\n1,2\n")).at("state") == "failed");
    CHECK(desk.files_kept() == 0); // could not be read
    const json::object report = desk.tried(register_of_four);
    CHECK(desk.files_kept() == 3); // it, what comes back, the verdicts
    REQUIRE(desk.ended(desk.commit(report)).at("state") == "done");
    CHECK(desk.files_kept() == 2);
    const std::string at = "/imports/" + Desk::text(report, "import");
    desk.served.now += Intakes::kept_for - access::hour;
    must(intakes.discard_old());
    CHECK(desk.files_kept() == 2);
    desk.served.now += access::hour;
    must(intakes.discard_old());
    CHECK(desk.files_kept() == 0);
    CHECK(desk.served.count("select count(*) from intake where state = 'committed' and ends_at = 0") == 1);
    for (const char* sign : {"单雄", "330200194403150018"})
        CHECK(desk.served.count("select count(*) from long_work where result like '%" + std::string(sign) +
                                "%' or body like '%" + sign + "%'") == 0);
}

TEST_CASE("a commit that is stopped, or that a server's end cut short, is wholly done or not at all")
{
    huimin::test::on_both_engines([](FreshStore& fresh) {
        Desk desk(fresh);
        desk.served.work->start(1);
        const json::object report = desk.tried(register_of(9000), "county_reviewer");
        const std::int64_t before = desk.persons();
        const http::Answer begun = desk.commit(report, "county_reviewer");
        const std::string id(json::parse(begun.body).at("id").as_string());
        CHECK(desk.ask(http::Method::delete_, "/jobs/" + id, "county_reviewer").status == 204);
        const json::object stopped = desk.ended(begun);
        if (stopped.at("state") == "done") // it was faster
            CHECK(desk.persons() == before + 9000);
        else
            CHECK(desk.persons() == before);
        if (stopped.at("state") == "done")
            return;

        const http::Answer again = desk.commit(report, "county_reviewer");
        REQUIRE(again.status == 202);
        desk.served.work->stop(); // wherever it is
        CHECK((desk.persons() == before || desk.persons() == before + 9000));
        store::LongWork next(desk.served.registry->store(), desk.served.registry->keys(),
                             [&] { return desk.served.now.load(); });
        Intakes intakes(*desk.served.city);
        next.on(std::string(Intakes::commit_kind),
                [&](const store::WorkState& state, const auto& telling) { return intakes.commit(state, telling); });
        next.start(1);
        CHECK(desk.ended(again).at("state") == "done");
        CHECK(desk.persons() == before + 9000);

        // Done, and the server ended before it could say so: the next one says it, and does nothing twice.
        must(desk.served.registry->store().change([&](store::Transaction& transaction) -> Result<Done> {
            TRY(transaction.run("update long_work set phase = 'queued', result = '' where kind = 'import_commit' and "
                                "phase = 'done'"));
            const auto key = TRY(transaction.find_integer("select max(key) from long_work"));
            TRY(store::add_job(transaction, desk.served.registry->keys(), "long_work", std::to_string(*key), 0));
            return Done{};
        }));
        CHECK(desk.ended(again).at("result").at("added") == 9000);
        CHECK(desk.persons() == before + 9000);
        CHECK(desk.served.count("select count(*) from journal where action = 'import.commit'") == 1);
    });
}
