// Log-in by a provider of identities, against a real one on the loopback.

#include <latch>
#include <semaphore>
#include <thread>

#include "access/city_test.h"
#include "tests/support/identity_provider.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;
using huimin::test::fetch_plainly;
using huimin::test::Flaw;
using huimin::test::IdentityProvider;

namespace {

/// A city with a provider whose clock is its own.
struct Town {
    explicit Town(FreshStore& fresh)
        : provider([this] { return city ? city->now / 1000 : 0; }),
          city(std::make_unique<City>(fresh, City::cheap(), std::vector{provider.client("政务")}, fetch_plainly))
    {
    }

    /// From the log-in page to the provider and back.
    Result<Identity> log_in()
    {
        OpenId& open_id = city->access.open_id;
        const auto begun = open_id.begin("政务", "/desk");
        if (!begun.ok())
            return begun.error();
        const auto back = provider.visit(begun->url);
        return open_id.finish(back.state, back.code, begun->binding);
    }

    IdentityProvider provider;
    std::unique_ptr<City> city;
};

} // namespace

TEST_CASE("an identity the provider vouches for lets in the account it is linked to")
{
    on_both_engines([](FreshStore& fresh) {
        Town town(fresh);
        City& city = *town.city;
        for (const bool by_curve : {false, true}) {
            town.provider.signs_by_curve = by_curve;
            const Identity identity = must(town.log_in());
            CHECK(identity.issuer == town.provider.issuer());
            CHECK(identity.subject == "subject-7");
            CHECK(identity.return_to == "/desk");
        }
        const std::int64_t account = city.add("zhangsan", "clerk");
        LogIn& log_in = city.access.log_in;
        const Origin origin{.address = "10.1.1.1", .agent = "", .device = ""};
        const Identity identity = must(town.log_in());
        CHECK(outcome(log_in.with_identity(identity.issuer, identity.subject, origin)) == "access.no_link");
        CHECK(outcome(log_in.link(city.one, 99, identity.issuer, identity.subject)) == "access.no_account");
        CHECK(outcome(log_in.link(city.one, account, "", identity.subject)) == "access.link_form");
        must(log_in.link(city.one, account, identity.issuer, identity.subject));
        CHECK(outcome(log_in.link(city.one, account, identity.issuer, identity.subject)) == "access.linked");
        const LoggedIn in = must(log_in.with_identity(identity.issuer, identity.subject, origin));
        CHECK(in.account == account);
        CHECK(must(city.access.sessions.check(in.token)).login() == "zhangsan");
        // The same subject of another issuer is somebody else.
        CHECK(outcome(log_in.with_identity("https://elsewhere.example", identity.subject, origin)) == "access.no_link");
        must(city.access.accounts.lock(city.one, account, city.now + hour, "配合一次调查"));
        CHECK(outcome(log_in.with_identity(identity.issuer, identity.subject, origin)) == "access.locked");
        must(city.access.accounts.disable(city.one, account, "已经离职了"));
        CHECK(outcome(log_in.with_identity(identity.issuer, identity.subject, origin)) == "access.disabled");
        const IdentityLink link{identity.issuer, identity.subject};
        CHECK(must(log_in.links(city.one, account)).front().subject == identity.subject);
        CHECK(outcome(log_in.unlink(city.one, city.add("lisi", "clerk"), link)) == "access.no_link");
        CHECK(outcome(log_in.unlink(city.one, account, link)) == "done");
        CHECK(outcome(log_in.unlink(city.one, account, link)) == "access.no_link");
        CHECK(must(log_in.links(city.one, account)).empty());
    });
}

TEST_CASE("a token that is not signed, not for us, not now or not of this log-in is refused")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    const struct {
        Flaw flaw;
        std::string outcome;
    } rows[] = {
        {Flaw::no_signature, "open_id.token"},      {Flaw::shared_secret, "open_id.token"},
        {Flaw::other_key, "open_id.token"},         {Flaw::changed_claims, "open_id.token"},
        {Flaw::unknown_key, "open_id.unknown_key"}, {Flaw::other_issuer, "open_id.token"},
        {Flaw::other_audience, "open_id.token"},    {Flaw::more_audiences, "open_id.token"},
        {Flaw::expired, "open_id.token"},           {Flaw::from_the_future, "open_id.token"},
        {Flaw::other_nonce, "open_id.token"},       {Flaw::no_nonce, "open_id.token"},
        {Flaw::no_subject, "open_id.token"},        {Flaw::no_expiry, "open_id.token"},
        {Flaw::critical_header, "open_id.token"},   {Flaw::no_token, "open_id.token"},
        {Flaw::not_json, "open_id.code"},           {Flaw::none, "done"},
    };
    for (const bool by_curve : {false, true})
        for (const auto& row : rows) {
            town.provider.flaw = row.flaw;
            town.provider.signs_by_curve = by_curve;
            CAPTURE(static_cast<int>(row.flaw));
            CAPTURE(by_curve);
            CHECK(outcome(town.log_in()) == row.outcome);
        }
}

TEST_CASE("when the provider changes its keys they are read anew, but not for every stranger's token")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    must(town.log_in());
    must(town.log_in());
    CHECK(town.provider.key_readings == 1);
    town.provider.change_keys();
    CHECK(outcome(town.log_in()) == "open_id.unknown_key"); // read less than a minute ago
    town.city->now += 2 * minute;
    CHECK(outcome(town.log_in()) == "done");
    CHECK(town.provider.key_readings == 2);
    town.provider.flaw = Flaw::unknown_key;
    for (int i = 0; i < 5; ++i)
        CHECK(outcome(town.log_in()) == "open_id.unknown_key");
    CHECK(town.provider.key_readings == 2);
    town.provider.flaw = Flaw::none;
    town.city->now += 13 * hour;
    CHECK(outcome(town.log_in()) == "done");
    CHECK(town.provider.key_readings == 3);
}

TEST_CASE("the way back works once, in time, and in the same browser")
{
    on_both_engines([](FreshStore& fresh) {
        Town town(fresh);
        OpenId& open_id = town.city->access.open_id;
        const auto begun = must(open_id.begin("政务", "/m"));
        const auto back = town.provider.visit(begun.url);
        CHECK(outcome(open_id.finish(std::string(64, '0'), back.code, begun.binding)) == "open_id.state");
        CHECK(outcome(open_id.finish("'; drop table openid_attempt; --", "' or 1=1", "'")) == "open_id.state");
        CHECK(outcome(open_id.finish(back.state, back.code, begun.binding)) == "done");
        CHECK(outcome(open_id.finish(back.state, back.code, begun.binding)) == "open_id.state");

        const auto other = must(open_id.begin("政务", "/m"));
        const auto other_back = town.provider.visit(other.url);
        CHECK(outcome(open_id.finish(other_back.state, other_back.code, begun.binding)) ==
              "open_id.state"); // another browser
        CHECK(outcome(open_id.finish(other_back.state, other_back.code, other.binding)) ==
              "open_id.state"); // spent by that

        const auto wrong = must(open_id.begin("政务", "/m"));
        const auto wrong_back = town.provider.visit(wrong.url);
        CHECK(outcome(open_id.finish(wrong_back.state, "another code", wrong.binding)) == "open_id.code");

        const auto late = must(open_id.begin("政务", "/m"));
        const auto late_back = town.provider.visit(late.url);
        town.city->now += 10 * minute;
        CHECK(outcome(open_id.finish(late_back.state, late_back.code, late.binding)) == "open_id.state");
        must(open_id.begin("政务", "/m"));
        town.city->now += 11 * minute;
        must(open_id.forget_old());
        CHECK(town.city->count("select count(*) from openid_attempt") == 0);
    });
}

TEST_CASE("who comes by an identity is not asked for the password that somebody else set")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    City& city = *town.city;
    const std::int64_t account = city.add("zhangsan", "clerk");
    must(city.access.accounts.reset_password(city.one, account, "三只橘猫在老树底下晒太阳"));
    const Identity identity = must(town.log_in());
    must(city.access.log_in.link(city.one, account, identity.issuer, identity.subject));
    const LoggedIn in = must(city.access.log_in.with_identity(identity.issuer, identity.subject, {}));
    CHECK_FALSE(in.password_change_due);
    CHECK_FALSE(must(city.access.sessions.check(in.token)).password_change_due());
}

TEST_CASE("the way back is refused when another provider says to have sent it, or the person did not agree")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    OpenId& open_id = town.city->access.open_id;
    const auto come_back = [&](const std::string& issuer, bool agreed) {
        const auto begun = must(open_id.begin("政务", "/m"));
        const auto back = town.provider.visit(begun.url);
        return outcome(open_id.finish(back.state, agreed ? back.code : "", begun.binding, issuer));
    };
    CHECK(come_back(town.provider.issuer(), true) == "done");
    CHECK(come_back("https://elsewhere.example", true) == "open_id.state");
    CHECK(come_back("", false) == "open_id.code");
}

TEST_CASE("a provider that does not answer holds up only some at a time")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    std::latch asked(OpenId::asked_at_once);
    std::binary_semaphore answers(0);
    OpenId slow(town.city->access.on, {town.provider.client("慢")}, [&](const FetchRequest&) -> Result<FetchReply> {
        asked.count_down();
        answers.acquire();
        answers.release();
        return FetchReply{503, ""};
    });
    std::vector<std::jthread> waiting;
    for (std::ptrdiff_t i = 0; i < OpenId::asked_at_once; ++i)
        waiting.emplace_back([&] { CHECK(outcome(slow.begin("慢", "/m")) == "open_id.discovery"); });
    asked.wait();
    CHECK(outcome(slow.begin("慢", "/m")) == "open_id.discovery"); // at once: nobody lets it be answered
    answers.release();
}

TEST_CASE("a code of one log-in does not serve another")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    OpenId& open_id = town.city->access.open_id;
    const auto victim = must(open_id.begin("政务", "/m"));
    const auto attacker = must(open_id.begin("政务", "/m"));
    const auto stolen = town.provider.visit(victim.url);
    const auto own = town.provider.visit(attacker.url);
    CHECK(outcome(open_id.finish(own.state, stolen.code, attacker.binding)) ==
          "open_id.code"); // PKCE: another verifier
}

TEST_CASE("a log-in does not begin with a provider that is none, nor lead to another site")
{
    FreshStore fresh(store::Engine::sqlite);
    Town town(fresh);
    OpenId& open_id = town.city->access.open_id;
    CHECK(outcome(open_id.begin("没有", "/m")) == "open_id.provider");
    for (const char* elsewhere :
         {"", "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/m\r\nSet-Cookie: x", "m"})
        CHECK_MESSAGE(outcome(open_id.begin("政务", elsewhere)) == "open_id.return_to", elsewhere);
    town.provider.is_another = true;
    CHECK(outcome(open_id.begin("政务", "/m")) == "open_id.discovery");

    auto plain = town.provider.client("明文");
    plain.issuer = "http://id.example";
    auto gone = town.provider.client("关门");
    gone.issuer = "http://127.0.0.1:1";
    OpenId others(town.city->access.on, {plain, gone}, fetch_plainly);
    CHECK(outcome(others.begin("明文", "/m")) == "open_id.discovery");
    CHECK(outcome(others.begin("关门", "/m")) == "open_id.discovery");
}

TEST_CASE("a key set takes in keys that may sign, and nothing else")
{
    for (const char* text : {"", "[]", "{}", R"({"keys":1})", R"({"keys":)", "null"})
        CHECK_MESSAGE(outcome(read_key_set(text)) == "open_id.keys", text);
    const struct {
        const char* what;
        const char* text;
    } none[] = {
        {"empty", R"({"keys":[]})"},
        {"no objects", R"({"keys":[1,"x",null]})"},
        {"a short modulus",
         R"({"keys":[{"kty":"RSA","n":"u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u","e":"AQAB"}]})"},
        {"a point off the curve",
         R"({"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}]})"},
        {"another curve", R"({"keys":[{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}]})"},
        {"a shared secret", R"({"keys":[{"kty":"oct","k":"AAAA","alg":"HS256"}]})"},
        {"another algorithm", R"({"keys":[{"kty":"RSA","alg":"PS256","n":"AA","e":"AQAB"}]})"},
        {"not base64url", R"({"keys":[{"kty":"RSA","n":"++//","e":"AQAB"}]})"},
    };
    for (const auto& row : none)
        CHECK_MESSAGE(must(read_key_set(row.text)).empty(), row.what);
    for (const std::string& token : {std::string(), std::string("a.b"), std::string("a.b.c.d"), std::string(".."),
                                     std::string(20'000, 'a'), std::string("e30.e30.e30")})
        CHECK_MESSAGE(outcome(read_identity_token(token, {})) == "open_id.token", token);
}
