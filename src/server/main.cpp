// The program `huimin-server`.

#include <cstdio>
#include <fstream>

#include <CLI/CLI.hpp>

#include "access/second_factor.h"
#include "server/demo.h"
#include "server/demo_leads.h"
#include "server/running.h"

namespace {

using namespace huimin;

int fail(const Error& error)
{
    std::fprintf(stderr, "%s：%s\n%s\n%s\n", error.code.c_str(), error.message.c_str(), error.remedy.c_str(),
                 error.english.c_str());
    return 3;
}

/// login, password, role, area, second factor, face: a line each, parted by tabs.
Result<Done> write_accounts(const std::vector<server::DemoAccount>& accounts, const std::string& file)
{
    std::ofstream out(file, std::ios::trunc);
    for (const server::DemoAccount& account : accounts)
        out << account.login << '\t' << account.password << '\t' << account.role << '\t' << account.area << '\t'
            << account.second_factor << '\t' << account.face << '\n';
    if (out.flush())
        return Done{};
    return Error{Fault::unavailable, "file.unwritten", "写不了 `" + file + "`", "确认文件夹可写",
                 "cannot write the accounts"};
}

struct Words {
    server::Options options;
    std::string accounts, citizen, secret;
    std::vector<std::string> limits;
};

/// `key_rate=1000`: one line of the table of limits, set otherwise. What is wrong with it in words; empty: nothing.
std::string set_limit(http::Limits& limits, const std::string& text)
{
    const std::size_t equals = text.find('=');
    const std::string_view name = std::string_view(text).substr(0, equals);
    const auto value = http::read_integer(equals == text.npos ? "" : std::string_view(text).substr(equals + 1));
    std::string names;
    for (const http::LimitRow& row : http::limit_rows()) {
        if (row.name == name && value && *value > 0) {
            limits.*row.value = *value;
            return {};
        }
        names.append(" ").append(row.name);
    }
    return "限制写成 名称=正整数 / a limit is name=number, of" + names;
}

int serve(const Words& words)
{
    const http::StopSignals signals; // before any thread is started
    auto running = server::Running::start(words.options);
    if (!running)
        return fail(running.error());
    if (words.options.demo) {
        const auto accounts = server::make_demo_accounts((*running)->city(), words.citizen);
        if (!accounts)
            return fail(accounts.error());
        if (!accounts->empty()) // made now: the store is fresh
            if (const auto planted = server::plant_demo_leads((*running)->city()); !planted)
                return fail(planted.error());
        if (!accounts->empty() && !words.accounts.empty())
            if (const auto written = write_accounts(*accounts, words.accounts); !written)
                return fail(written.error());
    }
    std::printf("%s\n", (*running)->origin().c_str());
    std::fflush(stdout);
    signals.wait();
    return 0;
}

int tell_code(const Words& words)
{
    const auto bytes = access::from_base32(words.secret);
    if (!bytes) {
        std::fputs("密钥应当是 A-Z 和 2-7 / a secret is made of A-Z and 2-7\n", stderr);
        return 2;
    }
    std::printf("%s\n", access::time_code(*bytes, std::time(nullptr)).c_str());
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    Words words;
    server::Options& options = words.options;
    CLI::App app("惠民的服务程序 / Huimin's server");
    app.require_subcommand(1);
    CLI::App* serving = app.add_subcommand("serve", "对外服务，直到收到停止信号 / serve until told to stop");
    serving->footer("例 example:\n  huimin-server serve --store sqlite:city.db --pages web/dist --lock-key lock.key");
    serving->add_option("--store", options.store.store, "存储 sqlite:文件 或 postgresql://… / the store")->required();
    serving->add_option("--home", options.store.home, "惠民自带的 packs 和 data 所在 / where packs and data are");
    serving->add_option("--address", options.address, "监听的地址 / address to listen on")->capture_default_str();
    serving->add_option("--port", options.port, "端口，0 为任意空闲端口 / port, 0 for any free one")
        ->capture_default_str();
    serving->add_option("--pages", options.pages, "页面所在的文件夹 / folder of the built pages");
    serving->add_option("--certificate", options.certificate, "TLS 证书 PEM / certificate");
    serving->add_option("--key", options.key, "TLS 私钥 PEM / private key");
    serving->add_option("--proxy", options.proxies, "前面的代理的网段 / networks of the proxies before us");
    serving->add_option("--log", options.log, "日志文件，默认标准错误 / log file");
    serving->add_option("--lock-key", options.lock_key,
                        "封存双因素密钥的钥匙文件 / key file that seals second factors");
    serving->add_option("--spool", options.spool,
                        "进出的文件暂存的文件夹，sqlite 默认在存储旁边；几台服务器要共用一个 / folder for files on "
                        "their way in and out");
    serving->add_option("--providers", options.providers, "身份提供方的 JSON 文件 / providers of identities");
    serving->add_option("--today", options.today, "固定在哪一天（测试、演示用）/ a fixed day");
    serving->add_option(
        "--test-clock", options.test_clock,
        "时间以文件里的为准，如 2025-11-25T01:00:00Z（测试用，只在本机）/ file that tells the time, for "
        "tests on loopback");
    serving->add_option("--limit", words.limits, "另设一项限制，如 key_rate=1000 / sets a limit, as key_rate=1000")
        ->each([&options](const std::string& text) {
            if (const std::string wrong = set_limit(options.limits, text); !wrong.empty())
                throw CLI::ValidationError("--limit", wrong);
        });
    serving->add_flag("--demo", options.demo,
                      "演示：每个角色一个账号，只在本机 / accounts for each role, loopback only");
    serving->add_option("--accounts", words.accounts, "演示账号写到哪个文件 / where demo accounts are written");
    serving->add_option("--citizen", words.citizen, "演示群众是谁：姓名或号码 / whose the citizen's demo account is");
    CLI::App* code = app.add_subcommand("code", "一个双因素密钥此刻的六位数字 / the code of a second factor just now");
    code->add_option("secret", words.secret, "密钥 / secret")->required();
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    return serving->parsed() ? serve(words) : tell_code(words);
}
