// The real server as those who run it see it: it tells how it stands, refuses what is unsafe, and ends as it should.

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <tuple>

#include "http/client.h"
#include "tests/journeys/journey.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::journeys;

namespace {

/// `huimin-server serve` as a process of its own; ended with the object.
class Server {
public:
    Server(const test::FreshFolder& folder, std::vector<std::string> words) : out_(folder.path("out"))
    {
        words.insert(words.begin(), {HUIMIN_SERVER, "serve", "--store", "sqlite:" + folder.path("city.db"), "--home",
                                     HUIMIN_SOURCE_DIR, "--spool", folder.path("spool"), "--port", "0"});
        process_ = fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            const int out = open(out_.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
            dup2(out, 1);
            dup2(out, 2);
            std::vector<char*> all;
            for (std::string& word : words)
                all.push_back(word.data());
            all.push_back(nullptr);
            execv(all[0], all.data());
            _exit(127);
        }
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server()
    {
        if (!ended_) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
        }
    }

    [[nodiscard]] std::string said() const
    {
        std::ifstream in(out_, std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        return all.str();
    }

    /// Where it answers, once it does.
    [[nodiscard]] std::string origin() const
    {
        constexpr std::string_view before = "\"origin\":\"";
        for (int tries = 0; tries < 600; ++tries) {
            const std::string all = said();
            if (const std::size_t at = all.find(before); at != std::string::npos)
                return all.substr(at + before.size(), all.find('"', at + before.size()) - at - before.size());
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        FAIL("the server did not start: ", said());
        return {};
    }

    void ask_to_stop() const { kill(process_, SIGTERM); }

    /// Its exit code, when it ends within so many seconds; -1 when not, or when a signal ended it.
    int exit_within(int seconds)
    {
        for (int tries = 0; tries < seconds * 20; ++tries) {
            int status = 0;
            if (waitpid(process_, &status, WNOHANG) == process_) {
                ended_ = true;
                return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return -1;
    }

private:
    std::string out_;
    pid_t process_ = -1;
    bool ended_ = false;
};

http::Answer get(const std::string& url)
{
    http::Call call;
    call.url = url;
    call.plain_allowed = true;
    return test::must(http::call(call));
}

/// The server's measures, asked until this line stands in them, or for five seconds.
std::string eventually_measured(const std::string& origin, const std::string& line)
{
    std::string measured;
    for (int tries = 0; tries < 1000 && measured.find(line) == std::string::npos; ++tries) {
        measured = get(origin + "/metrics").body;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return measured;
}

void make_city(const test::FreshFolder& folder)
{
    const Ran made = huimin_runs("init --city ningbo --store sqlite:" + folder.path("city.db"));
    REQUIRE_MESSAGE(made.exit == 0, made.out);
}

} // namespace

TEST_CASE("a running server tells how it stands, and a stop lets what was begun end before it goes, with code 0")
{
    const test::FreshFolder folder;
    make_city(folder);
    Server server(folder, {"--today", "2026-11-25"});
    const std::string origin = server.origin();
    CHECK(get(origin + "/health").status == 200);
    CHECK(get(origin + "/ready").status == 200);
    CHECK(get(origin + "/api/v1/journal").status == 401);
    const std::string refused = R"(http_refused_total{code="access.no_session",status="401"} 1)";
    const std::string measured = eventually_measured(origin, refused); // counted once it was sent
    for (const std::string& metric : {std::string("http_blocking_waiting "), std::string("huimin_access_log_waiting "),
                                      std::string("huimin_jobs_waiting "), refused})
        CHECK_MESSAGE(measured.find(metric) != std::string::npos, metric);

    // A password is checked slowly on purpose, so this one is on its way when the stop comes.
    http::Answer answer;
    bool answered = false;
    std::jthread signing_in([&] {
        http::Call call;
        call.method = http::Method::post;
        call.url = origin + "/api/v1/session";
        call.plain_allowed = true;
        call.headers = {{"Content-Type", "application/json"}};
        call.body = R"({"login":"nobody","password":"not the password"})";
        if (auto heard = http::call(call)) { // a thread of its own may not end the test by throwing
            answer = std::move(heard).value();
            answered = true;
        }
    });
    eventually_measured(origin, "http_blocking_running 1");
    server.ask_to_stop();
    signing_in.join();
    CHECK(answered);
    CHECK(answer.status >= 400);
    CHECK(answer.status < 500);
    CHECK(server.exit_within(20) == 0);
}

TEST_CASE("who opens the bare address comes to the desk, and the sign of the house is where browsers look for it")
{
    const test::FreshFolder folder;
    make_city(folder);
    const std::filesystem::path pages = folder.path("pages");
    std::filesystem::create_directories(pages);
    for (const char* name : {"desk.html", "m.html", "cockpit.html", "icon.svg"})
        std::ofstream(pages / name) << name;
    const Server server(folder, {"--pages", pages.string()});
    const std::string origin = server.origin();
    for (const auto& [from, to, file] :
         {std::tuple("/", "/desk", "desk.html"), std::tuple("/favicon.ico", "/icon.svg", "icon.svg")}) {
        const http::Answer answer = get(origin + from);
        CHECK(answer.status == 303);
        CHECK(answer.headers.find("Location") == to);
        CHECK(get(origin + to).body == file);
    }
}

TEST_CASE("a demonstration, whose passwords anybody knows, is not started on an address others can reach")
{
    const test::FreshFolder folder;
    make_city(folder);
    for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
        Server server(folder, {"--demo", "--address", address, "--proxy", "10.0.0.0/8"});
        CHECK(server.exit_within(20) == 3);
        CHECK_MESSAGE(server.said().find("server.demo") != std::string::npos, server.said());
    }
}

TEST_CASE(
    "time goes as a test's clock tells it: a session ends when it says so, and no clock comes with an open address")
{
    const test::FreshFolder folder;
    make_city(folder);
    const std::string clock = folder.path("clock"), accounts = folder.path("accounts"), key = folder.path("lock.key");
    const auto set_clock = [&](const char* time) { std::ofstream(clock, std::ios::trunc) << time; };
    set_clock("2025-11-25T01:00:00Z");
    std::ofstream(key) << std::string(64, 'a');
    Server open_to_all(folder, {"--test-clock", clock, "--address", "0.0.0.0"});
    CHECK(open_to_all.exit_within(20) == 3);
    CHECK_MESSAGE(open_to_all.said().find("server.test_clock") != std::string::npos, open_to_all.said());
    Server server(folder, {"--demo", "--accounts", accounts, "--lock-key", key, "--test-clock", clock});
    const std::string origin = server.origin();
    std::string password;
    for (int tries = 0; tries < 600 && password.empty(); ++tries) {
        std::ifstream in(accounts);
        for (std::string line; std::getline(in, line);)
            if (line.starts_with("leader\t"))
                password = line.substr(7, line.find('\t', 7) - 7);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    REQUIRE(!password.empty());
    http::Call signing_in;
    signing_in.method = http::Method::post;
    signing_in.url = origin + "/api/v1/session";
    signing_in.plain_allowed = true;
    signing_in.headers = {{"Content-Type", "application/json"}};
    signing_in.body = R"({"login":"leader","password":")" + password + "\"}";
    const http::Answer signed_in = test::must(http::call(signing_in));
    REQUIRE_MESSAGE(signed_in.status == 200, signed_in.body);
    http::Call asking;
    asking.url = signing_in.url;
    asking.plain_allowed = true;
    for (std::size_t i = 0; i < signed_in.headers.size(); ++i)
        if (const std::string value(signed_in.headers.value(i)); value.starts_with("huimin="))
            asking.headers = {{"Cookie", value.substr(0, value.find(';'))}};
    CHECK(test::must(http::call(asking)).body.find("\"today\":\"2025-11-25\"") != std::string::npos);
    set_clock("2025-11-25T01:14:00Z");
    CHECK(test::must(http::call(asking)).body.find("\"leader\"") != std::string::npos);
    set_clock("2025-11-25T01:30:00Z"); // a leader may be idle for 15 minutes
    CHECK(test::must(http::call(asking)).body == R"({"account":null})");
    set_clock("2025-11-24T01:00:00Z"); // set back by a day, it is not alive again
    CHECK(test::must(http::call(asking)).body == R"({"account":null})");
}

TEST_CASE("a command line the server does not know ends with code 2, a store that is not there with code 3")
{
    const test::FreshFolder folder;
    Server unknown(folder, {"--nothing"});
    CHECK(unknown.exit_within(20) == 2);
    Server none(folder, {});
    CHECK(none.exit_within(20) == 3);
}
