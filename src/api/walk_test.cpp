// The proof of rights: every operation of the API's description is asked by nobody, by every role, with a neighbouring
// county's ids, with made-up ones, with sessions and tokens that are not enough; 32 clients at once.

#include <doctest/doctest.h>

#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "access/tokens.h"
#include "api/simulation.h"
#include "api/walk_requests_test.h"
#include "http/json.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

constexpr std::size_t clients = 32;

/// By status, or because none of the caller's roles knows a purpose for it.
bool refuses(const http::Answer& answer)
{
    return answer.status == 401 || answer.status == 403 || answer.status == 404 ||
           (answer.status == 422 && answer.body.find("\"access.purpose\"") != std::string::npos);
}

/// What went wrong anywhere, gathered from all threads.
class Findings {
public:
    void expect(bool holds, const std::string& what, const http::Answer& answer)
    {
        if (holds)
            return;
        const std::lock_guard lock(mutex_);
        if (all_.size() < 60)
            all_.push_back(what + " → " + std::to_string(answer.status) + " " + answer.body.substr(0, 200));
        ++count_;
    }
    void check()
    {
        for (const std::string& one : all_)
            FAIL_CHECK(one);
        CHECK(count_ == 0);
    }

private:
    std::mutex mutex_;
    std::vector<std::string> all_;
    std::size_t count_ = 0;
};

/// Does `work(0 … count - 1)` by 32 clients at once.
template <class Work>
void at_once(std::size_t count, Work work)
{
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients; ++i)
        threads.emplace_back([&] {
            for (std::size_t mine = next++; mine < count; mine = next++)
                work(mine);
        });
}

/// Whether a role's rights hold what an operation asks for.
bool has_right(const language::Program& program, const language::Role& role, const Endpoint& endpoint)
{
    const std::size_t space = endpoint.asks.find(' ');
    if (space == std::string::npos)
        return true;
    const std::string action = endpoint.asks.substr(0, space), on = endpoint.asks.substr(space + 1);
    return std::ranges::any_of(role.rights, [&](const language::Right& right) {
        const std::string subject(right.subject ? spelled(*right.subject).english
                                                : program.records[right.record].heading.alias);
        return spelled(right.action).english == action && subject == on;
    });
}

/// What somebody else's job asks for.
Endpoint job_right(const Endpoint& endpoint)
{
    Endpoint other = endpoint;
    other.asks = endpoint.method == http::Method::get ? "read jobs" : "administer jobs";
    return other;
}

const language::Role& role_of(const ServedCity& served, const Login& login)
{
    return served.city->program().roles[served.city->program().find_role(login.role)];
}

/// The purposes a role may name for an operation, so that no right is missed for want of the right word.
std::vector<std::string> purposes_of(const ServedCity& served, const language::Role& role)
{
    std::set<std::string> names;
    for (const language::Right& right : role.rights)
        for (const language::Index purpose : right.purposes)
            names.insert(served.city->program().purposes[purpose].heading.alias);
    std::vector<std::string> all(names.begin(), names.end());
    if (all.empty())
        all.emplace_back();
    return all;
}

bool streams(const Endpoint& endpoint) { return endpoint.answers_with == "text/event-stream"; }

http::Answer answer_to(const ServedCity& served, const Asked& asked)
{
    const bool is_stream = asked.path != "/events" && asked.path.ends_with("/events");
    return is_stream ? served.listen(asked) : served.ask(asked);
}

/// Asks one way and another, and for each of the role's purposes, until one is let in; the last answer otherwise.
http::Answer for_some_purpose(const ServedCity& served, const language::Role& role, const std::vector<Asked>& ways,
                              const Login& login)
{
    http::Answer answer;
    for (const Asked& asked : ways)
        for (const std::string& purpose : purposes_of(served, role)) {
            Asked with = asked;
            with.as = &login;
            if (!purpose.empty())
                with.headers.emplace_back("X-Purpose", purpose);
            with.headers.emplace_back("X-Matter", "2025-0001 audit notice");
            answer = answer_to(served, with);
            if (answer.status != 403 && (ways.size() == 1 || !refuses(answer)))
                return answer;
        }
    return answer;
}

/// Somebody with the same role, whose session may end.
Login spare(ServedCity& served, const Login& login)
{
    return served.add(login.login + "_leaving", login.role, login.area, true);
}

std::int64_t account_of(const ServedCity& served, const Login& login)
{
    return must(served.access->sessions.check(login.token)).account();
}

/// An emergency under way, also of who may begin none.
std::int64_t begun_emergency(ServedCity& served, std::int64_t account)
{
    const std::int64_t key = served.registry->keys().next(), now = served.now;
    must(served.registry->store().change([&](store::Transaction& transaction) {
        return transaction.run("insert into emergency (key, account, reason, area, begun_at, ends_at, review_by) "
                               "values ($1, $2, '走失老人', 0, $3, $4, $4)",
                               {key, account, now, now + 24 * access::hour});
    }));
    return key;
}

/// A job of one's own that has ended, so that its events end too.
std::int64_t ended_job(ServedCity& served, const Login& login)
{
    const std::int64_t key = must(served.work->begin(simulation_kind, account_of(served, login), "{}"));
    must(served.work->cancel(key));
    return key;
}

} // namespace

TEST_CASE("the description tells of exactly the routes there are")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    std::set<std::string> described, routed;
    const json::value description = describe(*served.city, served.endpoints);
    for (const auto& path : description.at("paths").as_object())
        for (const auto& operation : path.value().as_object())
            described.insert(std::string(operation.key()) + " " + std::string(path.key()));
    for (const auto& [method, path] : served.routes) {
        std::string name(http::name(method));
        std::ranges::transform(name, name.begin(), [](char sign) { return static_cast<char>(sign | 0x20); });
        routed.insert(name + " " + path);
    }
    CHECK(described == routed);
    CHECK(routed.size() > 100);
}

TEST_CASE("who is not wholly signed in is let in nowhere")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto all = operations(served);
    const Login due = served.add("half_way", "county_reviewer", AreaCode(330282000000), false);
    Login stale = served.login("township_clerk");
    const auto token_of = [&](const char* role, access::TokenLimits limits) {
        const access::Caller owner = must(served.access->sessions.check(served.login(role).token));
        return must(served.access->tokens.create(owner, {"试", std::move(limits), served.now + access::day_long}));
    };
    const std::string narrow =
        token_of("township_clerk", {{language::Action::read}, {"relief_handling"}, {"person"}, {}, {}});
    const std::string ended = served.add("gone", "township_clerk", AreaCode(330282002000), true).token;
    must(served.access->sessions.log_out(ended));
    Login logged_out = stale;
    logged_out.token = ended;

    Findings findings;
    at_once(all.size(), [&](std::size_t i) {
        const Operation& operation = all[i];
        if (operation.endpoint->who == Who::anyone)
            return;
        Asked asked = request(served, operation, &served.home);
        const auto ask = [&](const char* how) {
            const http::Answer answer = answer_to(served, asked);
            findings.expect(answer.status < 500, operation.text + " " + how, answer);
            return answer;
        };
        http::Answer answer = ask("as nobody");
        findings.expect(answer.status == 401, operation.text + " as nobody", answer);
        asked.as = &logged_out;
        answer = ask("with an ended session");
        findings.expect(answer.status == 401, operation.text + " with an ended session", answer);
        asked.as = nullptr;
        asked.bearer = std::string(64, 'a');
        answer = ask("with a made-up token");
        findings.expect(answer.status == 401, operation.text + " with a made-up token", answer);
        asked.bearer.clear();
        asked.as = &due;
        if (operation.endpoint->who == Who::signed_in) {
            answer = ask("before the second factor");
            findings.expect(answer.status == 403, operation.text + " before the second factor", answer);
        }
        asked.as = &stale;
        asked.page_token = false;
        if (operation.endpoint->method != http::Method::get) {
            answer = ask("without the page's token");
            findings.expect(answer.status == 403, operation.text + " without the page's token", answer);
        }
        asked.as = nullptr;
        asked.bearer = narrow;
        answer = ask("with a token for reading persons only");
        if (!operation.endpoint->asks.empty() && operation.endpoint->asks != "read person")
            findings.expect(refuses(answer), operation.text + " with a token for reading persons only", answer);
    });
    findings.check();
}

TEST_CASE("every role is let in where its rights say, and never learns of another county, 32 clients at once")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    must(served.board->refresh());
    const auto all = operations(served);
    const Login victim = served.add("victim", "", AreaCode(), true);
    const std::int64_t somebody = account_of(served, victim);
    const Ids others{somebody, ended_job(served, victim), begun_emergency(served, somebody),
                     begun_emergency(served, somebody), begun_emergency(served, somebody)};
    std::map<std::string, Login> leaving;
    std::map<std::string, Ids> own;
    for (const Login& login : std::vector(served.logins)) {
        leaving.emplace(login.role, spare(served, login));
        const std::int64_t account = account_of(served, login);
        own.emplace(login.role, Ids{somebody, ended_job(served, login), begun_emergency(served, account),
                                    begun_emergency(served, account), others.due});
    }
    Findings findings;
    std::mutex mutex;
    std::set<std::string> let_in;
    at_once(served.logins.size() * all.size(), [&](std::size_t i) {
        const Login& login = served.logins[i % served.logins.size()];
        const Operation& operation = all[i / served.logins.size()];
        const language::Role& role = role_of(served, login);
        const bool city_wide = login.area == AreaCode(330200000000);
        const Place& foreign = city_wide ? served.stranger : served.sibling;
        const std::string what = login.role + " " + operation.text;
        const bool takes_id = operation.endpoint->path.find('{') != std::string::npos;
        for (const Place* place : std::initializer_list<const Place*>{&served.home, &foreign, nullptr}) {
            if (place != &served.home && !takes_id)
                continue;
            const Ids& ids = place == &served.home ? own.at(login.role) : others;
            const bool leaves = operation.text == "DELETE /session";
            const http::Answer answer = for_some_purpose(served, role, requests(served, operation, place, ids),
                                                         leaves ? leaving.at(login.role) : login);
            findings.expect(answer.status < 500, what, answer);
            findings.expect(answer.body.find(foreign.number) == std::string::npos &&
                                (answer.body.find(foreign.mark) == std::string::npos ||
                                 in_emergency(*operation.endpoint)), // which reaches there (emergencies_test)
                            what + " tells of another county", answer);
            findings.expect(answer.body.find(served.home.number) == std::string::npos ||
                                operation.endpoint->path.ends_with("/reveal"),
                            what + " tells a number in clear", answer);
            if (place != &served.home && operation.endpoint->path.starts_with("/jobs/") &&
                !has_right(served.city->program(), role, job_right(*operation.endpoint)))
                findings.expect(answer.status == 404, what + " of somebody else", answer);
            if (operation.endpoint->path.ends_with("/reveal") && answer.status == 200)
                findings.expect(answer.body.find("*") == std::string::npos, what + " tells no value in clear", answer);
            if (streams(*operation.endpoint) && answer.status == 200)
                findings.expect(answer.body.find("\ndata: {") != std::string::npos, what + " tells no event", answer);
            if (operation.endpoint->who == Who::signed_in &&
                !has_right(served.city->program(), role, *operation.endpoint))
                findings.expect(refuses(answer), what + " without a right", answer);
            if (place != &served.home && operation.endpoint->path.starts_with("/records/"))
                findings.expect(answer.status >= 400, what + " elsewhere", answer);
            if (answer.status >= 400)
                findings.expect(answer.headers.find("Content-Type").starts_with("application/problem+json") &&
                                    answer.body.find("\"code\"") != std::string::npos,
                                what + " without a problem", answer);
            if (place == &served.home && !refuses(answer) && (operation.endpoint->who == Who::signed_in || leaves)) {
                const std::lock_guard lock(mutex);
                let_in.insert(what);
            }
        }
    });
    for (const auto& [role, login] : leaving) {
        const http::Answer answer = served.ask({.path = "/tokens", .as = &login});
        findings.expect(answer.status == 401, role + " after leaving", answer);
    }
    findings.check();

    std::ifstream pinned(HUIMIN_SOURCE_DIR "/tests/pinned/api_roles.txt");
    std::set<std::string> lines;
    for (std::string line; std::getline(pinned, line);)
        if (!line.empty() && !line.starts_with('#'))
            lines.insert(line);
    for (const std::string& line : let_in)
        CHECK_MESSAGE(lines.contains(line),
                      "let in now and not pinned; if it is meant, add to tests/pinned/api_roles.txt: ", line);
    for (const std::string& line : lines)
        CHECK_MESSAGE(let_in.contains(line),
                      "pinned and no longer let in; if it is meant, take out of tests/pinned/api_roles.txt: ", line);
}
