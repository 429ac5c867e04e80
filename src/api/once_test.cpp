// A request sent twice is done once, also when the store fails in the middle of it.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <set>
#include <thread>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
using huimin::test::on_both_engines;

namespace {

Asked new_household(const ServedCity& served, const std::string& number, const std::string& key)
{
    Asked asked{.method = http::Method::post, .path = "/records/household", .as = &served.login("township_clerk")};
    asked.body = R"({"facts":{"household_number":")" + number + R"(","area":"330282002901"},"source":"窗口"})";
    asked.headers = {{"Idempotency-Key", key}, {"X-Purpose", "relief_handling"}};
    return asked;
}

Asked keyed(const ServedCity& served, const char* role, const std::string& path, std::string body,
            const std::string& key)
{
    Asked asked{.method = http::Method::post, .path = path, .body = std::move(body), .as = &served.login(role)};
    asked.headers = {{"Idempotency-Key", key}};
    return asked;
}

/// The tables of a store that somebody writes to.
std::vector<std::string> tables_of(const ServedCity& served)
{
    const bool sqlite = served.registry->store().dialect().engine() == store::Engine::sqlite;
    store::Reader reader = must(served.registry->store().reader());
    store::Rows rows =
        must(reader.query(sqlite ? "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'"
                                 : "select tablename from pg_tables where schemaname = current_schema()"));
    std::vector<std::string> tables;
    while (must(rows.next()))
        tables.emplace_back(rows[0].text());
    return tables;
}

/// While it lives, a kind of write to one table fails; on SQLite, where a store has no triggers, all that is asked of
/// it.
class Failing {
public:
    Failing(const ServedCity& served, std::string table, const std::string& deed)
        : store_(&served.registry->store()), table_(std::move(table)),
          sqlite_(store_->dialect().engine() == store::Engine::sqlite)
    {
        if (sqlite_) {
            run("alter table " + table_ + " rename to planted");
            return;
        }
        run("create or replace function planted() returns trigger language plpgsql as "
            "$body$ begin raise exception 'planted'; end $body$");
        run("create trigger planted before " + deed + " on " + table_ + " for each row execute function planted()");
    }
    Failing(const Failing&) = delete;
    Failing& operator=(const Failing&) = delete;
    ~Failing() { run(sqlite_ ? "alter table planted rename to " + table_ : "drop trigger planted on " + table_); }

private:
    void run(const std::string& sql)
    {
        must(store_->change([&](store::Transaction& transaction) { return transaction.run(sql); }));
    }

    store::Store* store_;
    std::string table_;
    bool sqlite_;
};

/// Something to be made, and what tells how many there are.
struct Making {
    const char* what;
    const char* role;
    const char* purpose; ///< empty: none is asked
    const char* path;
    const char* body; ///< `#` stands for a number that is new each time
    const char* count;
};

constexpr Making makings[] = {
    {"a household", "township_clerk", "relief_handling", "/records/household",
     R"({"facts":{"household_number":"户#","area":"330282002901"},"source":"窗口"})", "select count(*) from household"},
    {"two households at once", "township_clerk", "relief_handling", "/records/household/bulk",
     R"({"rows":[{"facts":{"household_number":"左#","area":"330282002901"},"source":"窗口"},)"
     R"({"facts":{"household_number":"右#","area":"330282002901"},"source":"窗口"}]})",
     "select count(*) / 2 from household"},
    {"a token", "township_clerk", "relief_handling", "/tokens",
     R"({"name":"程序#","actions":["read"],"purposes":["relief_handling"],"records":["person"],"days":3})",
     "select count(*) from api_token"},
    {"an account", "security_administrator", "", "/accounts", R"({"login":"new#","name":"新人"})",
     "select count(*) from account"},
    {"a webhook", "system_administrator", "", "/webhooks", R"({"url":"https://example.org/hook#"})",
     "select count(*) from webhook"},
    {"a citizen's word", "citizen", "self_service", "/my/corrections", R"({"text":"第#次说明"})",
     "select count(*) from lead"},
};

Asked asked_for(const ServedCity& served, const Making& making, int number)
{
    std::string body = making.body;
    for (std::size_t at = body.find('#'); at != std::string::npos; at = body.find('#'))
        body.replace(at, 1, std::to_string(number));
    Asked asked = keyed(served, making.role, making.path, std::move(body), "key-number-" + std::to_string(number));
    if (*making.purpose != '\0')
        asked.headers.emplace_back("X-Purpose", making.purpose);
    return asked;
}

} // namespace

TEST_CASE("who sends the same again under the same key gets the first answer, and nothing is done twice")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const std::int64_t before = served.count("select count(*) from household");
    const http::Answer first = served.ask(new_household(served, "同一户", "first-key-1"));
    REQUIRE_MESSAGE(first.status == 201, first.body);
    const http::Answer again = served.ask(new_household(served, "同一户", "first-key-1"));
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.headers.find("Location") == first.headers.find("Location"));
    CHECK(again.headers.find("ETag") == first.headers.find("ETag"));
    CHECK(again.headers.find("Idempotency-Replayed") == "true");
    CHECK(served.count("select count(*) from household") == before + 1);

    const http::Answer other = served.ask(new_household(served, "另一户", "first-key-1"));
    CHECK(other.status == 422);
    CHECK(other.body.find("once.other") != std::string::npos);
    Asked reasoned = new_household(served, "同一户", "first-key-1");
    reasoned.headers.emplace_back("X-Matter", "2025-0001"); // the journal would tell another reason
    CHECK(served.ask(reasoned).body.find("once.other") != std::string::npos);
    const http::Answer wrong_key = served.ask(new_household(served, "另一户", "短"));
    CHECK(wrong_key.status == 400);
    CHECK(wrong_key.body.find("http.idempotency_key") != std::string::npos);

    // What was refused may be mended and sent again under the same key.
    Asked wrong = new_household(served, "第三户", "third-key-3");
    const std::string right = std::exchange(wrong.body, R"({"facts":{},"source":"窗口"})");
    CHECK(served.ask(wrong).status == 422);
    wrong.body = right;
    CHECK(served.ask(wrong).status == 201);
}

TEST_CASE("twenty who send the same at once make one record and get one answer")
{
    on_both_engines([](FreshStore& fresh) {
        ServedCity served(fresh);
        const std::int64_t before = served.count("select count(*) from household");
        std::mutex mutex;
        std::multiset<std::string> answers;
        {
            std::vector<std::jthread> clients;
            for (int i = 0; i < 20; ++i)
                clients.emplace_back([&] {
                    const http::Answer answer = served.ask(new_household(served, "抢着建的户", "racing-key-1"));
                    const std::lock_guard lock(mutex);
                    answers.insert(std::to_string(answer.status) + answer.body);
                });
        }
        CHECK(answers.size() == 20);
        CHECK(answers.count(*answers.begin()) == 20);
        CHECK(answers.begin()->starts_with("201"));
        CHECK(served.count("select count(*) from household") == before + 1);
    });
}

TEST_CASE("whichever write fails, a repeated request finds all done or nothing, and does it once")
{
    on_both_engines([](FreshStore& fresh) {
        ServedCity served(fresh);
        int number = 1000, failed = 0;
        for (const Making& making : makings)
            for (const std::string& table : tables_of(served))
                for (const char* deed : {"insert", "update"}) {
                    CAPTURE(std::string(making.what));
                    CAPTURE(table);
                    CAPTURE(std::string(deed));
                    const Asked asked = asked_for(served, making, ++number);
                    const std::int64_t before = served.count(making.count);
                    int status = 0;
                    {
                        const Failing failing(served, table, deed);
                        status = served.ask(asked).status;
                    }
                    CHECK(served.count(making.count) == before + (status < 300 ? 1 : 0));
                    failed += status < 300 ? 0 : 1;
                    const http::Answer again = served.ask(asked);
                    CHECK_MESSAGE(again.status < 300, again.body);
                    CHECK(again.headers.find("Idempotency-Replayed").empty() == (status >= 300));
                    CHECK(served.count(making.count) == before + 1);
                }
        CHECK(failed > 4 * static_cast<int>(std::size(makings))); // the deed, the journal, the answer …
    });
}

TEST_CASE("a secret that is shown once is not kept for others to read, and shown again to who asks the same")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    int number = 0;
    for (const Making& making : makings) {
        CAPTURE(std::string(making.what));
        const Asked asked = asked_for(served, making, ++number);
        const std::string answer = served.ask(asked).body;
        REQUIRE(served.ask(asked).body == answer);
        const boost::json::value told = boost::json::parse(answer);
        for (const char* name : {"token", "password", "secret"})
            if (const auto* secret = told.as_object().if_contains(name))
                CHECK(served.count("select count(*) from once where answer like '%" + std::string(secret->as_string()) +
                                   "%'") == 0);
    }
}

TEST_CASE("every request that makes something takes an Idempotency-Key")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    for (const api::Endpoint& endpoint : served.endpoints) {
        const bool signs_in = endpoint.who != api::Who::signed_in;
        const bool in_emergency = endpoint.path.ends_with("/find") || endpoint.path.ends_with("/read");
        const bool looks = endpoint.path.ends_with("/reveal") || in_emergency; // counted and journalled each time
        CHECK_MESSAGE(endpoint.once == (endpoint.method == http::Method::post && !signs_in && !looks), endpoint.path);
        if (endpoint.once)
            for (const char* name : {"token", "password", "secret"})
                if (endpoint.answer.is_object() && endpoint.answer.at("properties").as_object().contains(name))
                    CHECK_MESSAGE(endpoint.secret, endpoint.path);
    }
}
