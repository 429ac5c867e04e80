// Verifying the journal and the records by the API: what was changed behind the system's back is told.

#include <doctest/doctest.h>

#include <thread>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

/// A city whose long work is done.
struct Audited {
    explicit Audited(FreshStore& fresh) : served(fresh) { served.work->start(1); }
    ~Audited() { served.work->stop(); }

    http::Answer begin(const std::string& anchors = "", const std::string& role = "audit_administrator") const
    {
        return served.ask({.method = http::Method::post,
                           .path = "/journal/verifications",
                           .body = anchors,
                           .as = &served.login(role),
                           .headers = {{"Content-Type", "text/plain"}}});
    }

    /// The job once it has ended.
    json::object ended(const std::string& anchors = "") const
    {
        const http::Answer begun = begin(anchors);
        REQUIRE_MESSAGE(begun.status == 202, begun.body);
        const std::string path = "/jobs/" + std::string(json::parse(begun.body).at("id").as_string());
        for (int looks = 0; looks < 600; ++looks) {
            const http::Answer now = served.ask({.path = path, .as = &served.login("audit_administrator")});
            json::object job = json::parse(now.body).as_object();
            if (job.at("state") != "queued" && job.at("state") != "running")
                return job;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        FAIL("the verifying does not end");
        return {};
    }

    std::string anchor() const
    {
        const http::Answer told = served.ask({.path = "/journal/anchor", .as = &served.login("audit_administrator")});
        REQUIRE_MESSAGE(told.status == 200, told.body);
        return std::string(json::parse(told.body).at("anchor").as_string());
    }

    /// Something done behind the system's back.
    void tamper(const std::string& sql) const
    {
        must(served.registry->store().change([&](store::Transaction& transaction) { return transaction.run(sql); }));
    }

    ServedCity served;
};

} // namespace

TEST_CASE("a store that nobody tampered with is sound, also against the anchors kept of it")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    const std::string kept = city.anchor();
    const json::object job = city.ended("# 十一月抄下\r\n" + kept + "\r\n\n" + city.anchor());
    CHECK(job.at("state") == "done");
    const json::object& result = job.at("result").as_object();
    CHECK(result.at("state") == "sound");
    CHECK(result.at("anchors") == 2);
    CHECK(result.at("tampered") == 0);
    CHECK(result.at("sealed").as_int64() > 20);
    CHECK(result.at("records").as_int64() > 20);
    CHECK(result.at("versions").as_int64() >= result.at("records").as_int64());
}

TEST_CASE("how far the verifying is comes as events")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    const std::string id(json::parse(city.begin().body).at("id").as_string());
    const http::Answer told =
        city.served.listen({.path = "/jobs/" + id + "/events", .as = &city.served.login("audit_administrator")});
    CHECK(told.headers.find("Content-Type") == "text/event-stream");
    CHECK(told.body.find("event: progress\ndata: {") != std::string::npos);
    CHECK(told.body.find("\"kind\":\"verification\"") != std::string::npos);
}

TEST_CASE("a record that was changed past the journal is named")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    const auto household = city.served.city->program().find_record("household");
    const registry::RecordKey at = city.served.home.records.at(household);
    city.tamper("update household set household_number = '改过' where key = " + std::to_string(at.key));
    const json::object result = city.ended().at("result").as_object();
    CHECK(result.at("state") == "broken");
    CHECK_MESSAGE(result.at("first_bad") == 0, "the journal itself is whole");
    CHECK(result.at("tampered") == 1);
    const json::object& first = result.at("first_tampered").as_array().front().as_object();
    CHECK(first.at("record") == "household");
    CHECK(first.at("id").as_string() == city.served.id(household, city.served.home));
    CHECK_FALSE(first.contains("key"));
    CHECK(first.at("reason").as_string().size() > 0);
}

TEST_CASE("a journal that was changed is named, and records are not held against it")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    (void)city.anchor(); // seals
    city.tamper("update journal set actor = 'nobody' where seq = 7");
    const json::object result = city.ended().at("result").as_object();
    CHECK(result.at("state") == "broken");
    CHECK(result.at("first_bad") == 7);
    CHECK_FALSE(result.contains("records"));
}

TEST_CASE("a journal that was set back shows against the anchors kept elsewhere, and only there")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    const std::string kept = city.anchor();
    const std::string further = std::to_string(std::stoll(kept) + 1'000) + kept.substr(kept.find(':'));
    CHECK(city.ended().at("result").at("state") == "sound");
    CHECK(city.ended(kept).at("result").at("state") == "sound");
    CHECK(city.ended(kept + "\n" + further).at("result").at("state") == "broken");
    const std::string other = kept.substr(0, kept.find(':') + 1) + std::string(64, '0');
    CHECK(city.ended(other).at("result").at("state") == "broken");
}

TEST_CASE("what is no anchor is told at once, and who may not verify begins nothing")
{
    FreshStore fresh(store::Engine::sqlite);
    const Audited city(fresh);
    const http::Answer refused = city.begin("12:abc");
    CHECK(refused.status == 422);
    CHECK(refused.body.find("store.anchor_form") != std::string::npos);
    for (const char* role : {"auditor", "security_administrator", "system_administrator", "township_clerk"}) {
        CHECK_MESSAGE(city.begin("", role).status == 403, role);
        CHECK_MESSAGE(city.served.ask({.path = "/journal/anchor", .as = &city.served.login(role)}).status == 403, role);
    }
}
