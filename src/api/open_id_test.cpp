// The way to a provider of identities and back, as a browser goes it; against a real provider on the loopback.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "http/uri.h"
#include "tests/support/identity_provider.h"

using namespace huimin;
using namespace huimin::api::test;
using huimin::test::fetch_plainly;
using huimin::test::IdentityProvider;
namespace json = boost::json;

namespace {

/// A served city beside a provider whose clock is its own.
struct Town {
    explicit Town(FreshStore& fresh)
        : provider([this] { return served ? served->now / 1000 : 0; }),
          served(std::make_unique<ServedCity>(fresh,
                                              Beside{.providers = {provider.client("gov")}, .fetch = fetch_plainly}))
    {
    }

    /// Whole `Set-Cookie` fields of this name, one after the other.
    static std::string cookie(const http::Answer& answer, const std::string& name)
    {
        std::string all;
        for (std::size_t i = 0; i < answer.headers.size(); ++i)
            if (http::same_token(answer.headers.name(i), "set-cookie") &&
                answer.headers.value(i).starts_with(name + "="))
                all += answer.headers.value(i);
        return all;
    }

    /// From the log-in page to the provider and back; `more` stands behind the address one comes back to.
    http::Answer come_back(const std::string& more = "", const std::string& accept = "text/html")
    {
        const http::Answer sent = served->ask({.path = "/session/oidc/start?provider=gov&return_to=/m"});
        REQUIRE_MESSAGE(sent.status == 303, sent.body);
        way = cookie(sent, "huimin-way");
        const auto back = provider.visit(std::string(sent.headers.find("Location")));
        Asked asked{.path = "/session/oidc/callback?state=" + back.state + "&code=" + http::percent_encode(back.code) +
                            more};
        asked.headers = {{"Cookie", way.substr(0, way.find(';'))}, {"Accept", accept}};
        return served->ask(asked);
    }

    std::string way; ///< the cookie that ties the way back to the browser
    IdentityProvider provider;
    std::unique_ptr<ServedCity> served;
};

} // namespace

TEST_CASE("a person comes back from the provider's site signed in, once the identity is linked to the account")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    const http::Answer unknown = town.come_back();
    CHECK(unknown.status == 401);
    CHECK(unknown.headers.find("Content-Type") == "text/html; charset=utf-8");
    CHECK_MESSAGE(unknown.body.find("subject-7") != std::string::npos, "whom the administrator is to link");
    CHECK(json::parse(town.come_back("", "application/json").body).at("code") == "access.no_link");
    CHECK_MESSAGE(town.way.find("SameSite=Lax") != std::string::npos,
                  "a browser led back by another site sends no cookie of SameSite=Strict");

    const Login clerk = town.served->add("by_identity", "", AreaCode(), false);
    const std::int64_t key = must(town.served->access->sessions.check(clerk.token)).account();
    const std::string path = "/accounts/" + town.served->city->ids.text("account", key) + "/identities";
    const Login& keeper = town.served->login("security_administrator");
    const std::string identity = R"({"issuer":")" + town.provider.issuer() + R"(","subject":"subject-7"})";
    Asked link{.method = http::Method::post, .path = path, .body = identity, .as = &keeper};
    CHECK(town.served->ask(link).status == 204);
    CHECK(town.served->ask(link).status == 409);
    const http::Answer listed = town.served->ask({.path = path, .as = &keeper});
    CHECK(listed.body.find(identity) != std::string::npos);

    const http::Answer in = town.come_back();
    CHECK_MESSAGE(in.status == 303, in.body);
    CHECK(in.headers.find("Location") == "/m");
    const std::string session = Town::cookie(in, "huimin");
    CHECK(session.find("SameSite=Strict") != std::string::npos);
    Asked who{.path = "/session"};
    who.headers = {{"Cookie", session.substr(0, session.find(';'))}};
    CHECK(json::parse(town.served->ask(who).body).at("account").at("login") == "by_identity");

    const Asked unlink{.method = http::Method::delete_,
                       .path = path + "?subject=subject-7&issuer=" + town.provider.issuer(),
                       .as = &keeper};
    CHECK(town.served->ask(unlink).status == 204);
    CHECK(town.served->ask(unlink).status == 404);
    CHECK(json::parse(town.served->ask(who).body).at("account").is_null());
    CHECK(town.come_back().status == 401);
}

TEST_CASE("who comes back wrong is told so on a page, and is not signed in")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    const struct {
        const char *more, *code;
    } cases[] = {
        {"&iss=https://elsewhere.example", "open_id.state"},
        {"&iss=%3Cscript%3E", "open_id.state"},
    };
    for (const auto& each : cases) {
        const http::Answer page = town.come_back(each.more);
        CHECK_MESSAGE(page.status == 401, each.more);
        CHECK_MESSAGE(page.body.find(each.code) != std::string::npos, page.body);
        CHECK(page.body.find("<script") == std::string::npos);
        CHECK(Town::cookie(page, "huimin").empty());
    }
    Asked asked{.path = "/session/oidc/callback?error=access_denied&state=x"};
    asked.headers = {{"Accept", "text/html"}};
    CHECK(town.served->ask(asked).body.find("没有登录成功") != std::string::npos);
    asked.path = "/session/oidc/start?provider=%3Cb%3E";
    const http::Answer page = town.served->ask(asked);
    CHECK(page.status == 404);
    CHECK(page.body.find("<b>") == std::string::npos);
    CHECK(page.body.find("&#60;b&#62;") != std::string::npos);
}
