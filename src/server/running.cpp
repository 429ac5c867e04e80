#include "server/running.h"

#include <chrono>
#include <thread>

#include "access/tables.h"
#include "api/guard.h"
#include "api/intakes.h"
#include "api/resources/resources.h"
#include "api/webhook_sender.h"
#include "base/text.h"
#include "http/client.h"
#include "http/health.h"
#include "registry/area_shapes.h"
#include "server/test_clock.h"
#include "store/journal.h"
#include "store/once.h"
#include "store/outbox.h"
#include "tools/home.h"

namespace huimin::server {

namespace {

constexpr std::chrono::milliseconds keeping_every{500};
constexpr std::chrono::milliseconds counted_every{1000};
constexpr int tidied_every = 120; // rounds: a minute
constexpr unsigned workers = 2;

std::int64_t milliseconds_now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// The secret ids and places in lists are sealed with: of the store, so that all servers of a city make the same.
Result<api::Identifiers::Secret> identifier_secret(registry::Registry& registry, const access::World& world)
{
    constexpr const char* name = "identifier_secret";
    auto kept = TRY(registry.setting(name));
    if (!kept) {
        std::array<std::uint8_t, 16> fresh{};
        world.random(fresh);
        TRY(registry.set(name, access::base64url(fresh)));
        kept = TRY(registry.setting(name));
    }
    const auto bytes = access::from_base64url(*kept);
    api::Identifiers::Secret secret{};
    if (!bytes || bytes->size() != secret.size())
        return Error{Fault::unavailable, "server.identifiers", "存储里的编号密钥读不懂", "从备份恢复设置表",
                     "the store's secret for ids cannot be read"};
    std::ranges::copy(*bytes, secret.begin());
    return secret;
}

/// Beside the file of an embedded store, unless another is named.
std::filesystem::path spool_of(const Options& options)
{
    constexpr std::string_view embedded = "sqlite:";
    if (!options.spool.empty() || !options.store.store.starts_with(embedded))
        return options.spool;
    return options.store.store.substr(embedded.size()) + ".spool";
}

/// [{"name", "issuer", "client_id", "client_secret", "redirect_uri"}, …]
Result<std::vector<access::Provider>> providers_in(const std::string& file)
{
    std::vector<access::Provider> providers;
    if (file.empty())
        return providers;
    const std::string text = TRY(tools::read_whole(file));
    const boost::json::value read = TRY(http::read_json(text));
    const Error unfit{Fault::invalid, "server.providers", "`" + file + "` 应当是身份提供方的列表",
                      "每一家写 name、issuer、client_id、client_secret、redirect_uri",
                      "the file must be a list of providers of identities"};
    if (!read.is_array())
        return unfit;
    for (const boost::json::value& one : read.as_array()) {
        access::Provider provider;
        for (const auto& [member, name] :
             {std::pair(&access::Provider::name, "name"), std::pair(&access::Provider::issuer, "issuer"),
              std::pair(&access::Provider::client_id, "client_id"),
              std::pair(&access::Provider::client_secret, "client_secret"),
              std::pair(&access::Provider::redirect_uri, "redirect_uri")}) {
            const boost::json::value* value = one.is_object() ? one.as_object().if_contains(name) : nullptr;
            if (value == nullptr || !value->is_string())
                return unfit;
            provider.*member = std::string(value->as_string());
        }
        providers.push_back(std::move(provider));
    }
    return providers;
}

/// Asks a provider over HTTPS, by the rules access::Fetch names.
Result<access::FetchReply> fetch(const access::FetchRequest& asked)
{
    http::Call call;
    call.method = asked.method == "POST" ? http::Method::post : http::Method::get;
    call.url = asked.url;
    call.plain_allowed = asked.url.starts_with("http://"); // this machine only: OpenId asks no other
    call.whole_time = 10'000;
    call.answer_max = 1024 * 1024;
    call.body = asked.body;
    if (!asked.body.empty())
        call.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    if (!asked.authorisation.empty())
        call.headers.emplace_back("Authorization", asked.authorisation);
    const http::Answer answer = TRY(http::call(call));
    return access::FetchReply{answer.status, answer.body};
}

/// The machine's, unless a test's file tells it, or the day stands still while its seconds go on.
Result<std::function<std::int64_t()>> clock_of(const Options& options)
{
    if (!options.test_clock.empty())
        return test_clock(options.test_clock);
    if (options.today.empty())
        return std::function<std::int64_t()>(milliseconds_now);
    const Day today = TRY(Day::parse(options.today));
    const std::int64_t shift =
        (std::int64_t{today.number()} - access::World::day_of(milliseconds_now()).number()) * access::day_long;
    return std::function<std::int64_t()>([shift] { return milliseconds_now() + shift; });
}

void rest(const std::stop_token& stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

} // namespace

Result<std::unique_ptr<Running>> Running::start(const Options& options)
{
    const bool on_loopback = options.address == "127.0.0.1" || options.address == "::1";
    if (options.demo && !on_loopback)
        return Error{Fault::invalid, "server.demo",
                     "演示用的账号密码人人知道，只能开在本机，不能开在 `" + options.address + "`",
                     "去掉 --demo，或监听 127.0.0.1", "a demonstration runs on this machine's own address only"};
    if (!options.test_clock.empty() && !on_loopback)
        return Error{Fault::invalid, "server.test_clock",
                     "测试用的时钟会让登录永不到时，只能开在本机，不能开在 `" + options.address + "`",
                     "去掉 --test-clock，或监听 127.0.0.1", "a test's clock runs on this machine's own address only"};
    std::unique_ptr<Running> running(new Running);
    auto clock = TRY(clock_of(options));
    TRY(running->open(options, std::move(clock)));
    TRY(running->serve(options));
    running->keeper_ = std::jthread([self = running.get()](const std::stop_token& stop) { self->keep_going(stop); });
    running->sender_ = std::jthread([self = running.get()](const std::stop_token& stop) { self->keep_sending(stop); });
    running->counter_ =
        std::jthread([self = running.get()](const std::stop_token& stop) { self->keep_counting(stop); });
    return running;
}

Result<Done> Running::open(const Options& options, const std::function<std::int64_t()>& clock)
{
    log_ = std::make_unique<http::Log>(
        options.log.empty() ? http::Log::to_standard_error() : TRY(http::Log::to_file(options.log)), milliseconds_now);
    tools::StoreOptions with_clock = options.store;
    if (!options.test_clock.empty())
        with_clock.milliseconds = clock;
    store_ = TRY(tools::CityStore::open(with_clock));
    std::vector<store::Table> tables = access::tables();
    for (const auto& more :
         {store::LongWork::tables(), store::Once::tables(), api::Webhooks::tables(), api::Intakes::tables()})
        tables.insert(tables.end(), more.begin(), more.end());
    tables.push_back(registry::area_shape_table());
    TRY(store::migrate(store_->store(), tables));

    access::World world{&store_->store(), &store_->registry().keys(), clock, access::system_random};
    access_ = std::make_unique<access::Access>(std::move(world), store_->model().program, store_->areas(),
                                               store_->world().calendar, access::Settings{},
                                               TRY(providers_in(options.providers)), fetch);
    const std::string common = TRY(tools::read_whole((store_->home() / "data" / "common_passwords.txt").string()));
    access_->on.common_passwords = access::CommonPasswords::read(common);
    if (!options.lock_key.empty()) {
        const std::string key = TRY(tools::read_whole(options.lock_key));
        access_->on.lockbox = TRY(access::Lockbox::of(key));
    }
    work_ = std::make_unique<store::LongWork>(store_->store(), store_->registry().keys(), clock);
    questions_ = std::make_unique<store::Questions>(store_->store());
    reads_ = std::make_unique<registry::PointReads>(store_->program());
    board_ = std::make_unique<census::Board>(store_->registry(), store_->world(), clock);
    const std::string synonyms = TRY(tools::read_whole((store_->home() / "data" / "column_names.csv").string()));
    column_names_ = TRY(registry::read_column_names(synonyms));
    const api::Identifiers::Secret secret = TRY(identifier_secret(store_->registry(), access_->on.world));
    city_.reset(new api::City{store_->model(), store_->areas(), store_->world().calendar, store_->registry(), *access_,
                              *work_, *questions_, *reads_, *board_, [this] { return read_packs(); }, column_names_,
                              spool_of(options), api::Identifiers(secret), api::Cursors(secret),
                              [this] { return access_->on.world.today(); }, options.demo});
    return Done{};
}

Result<std::shared_ptr<const language::Program>> Running::read_packs() const
{
    packs::Model model = TRY(packs::load(tools::pack_folder(store_->home(), store_->pack()), store_->areas()));
    if (!model.program)
        return Error{Fault::unavailable, "city.unchecked", "规则包 `" + store_->pack() + "` 改过以后没有通过检查",
                     "运行 huimin check 看哪里要改", "the city's packs do not check any more"};
    if (!census::same_records(*model.program, city_->program()))
        return Error{Fault::unavailable, "city.outdated", "规则包里的档案在服务启动以后改过", "重新启动服务",
                     "the packs' records have changed since the server was started"};
    return std::move(model.program);
}

Result<Done> Running::serve(const Options& options)
{
    http::Router router;
    router.guard(api::guard_of(*city_));
    const api::Endpoints endpoints = api::all_endpoints(*city_);
    api::add_routes(router, *city_, endpoints, options.limits);
    http::add_health(router, metrics_, [this]() -> Result<Done> {
        store::Reader reader = TRY(store_->store().reader());
        TRY(reader.find_integer("select 1"));
        return Done{};
    });
    measure();
    if (!options.pages.empty()) {
        http::StaticFiles files = TRY(http::StaticFiles::load(options.pages));
        for (const char* face : {"desk", "m", "cockpit"})
            TRY(files.fall_back(std::string("/") + face, std::string(face) + ".html"));
        router.serve(std::move(files));
        for (const auto& [from, to] : {std::pair("/", "/desk"), std::pair("/favicon.ico", "/icon.svg")})
            router.add({.method = http::Method::get,
                        .path = from,
                        .handler = [to](http::Request&) -> http::Task<http::Response> {
                            co_return http::Response::see_other(to);
                        }});
    }
    http::ServerOptions wanted;
    wanted.address = options.address;
    wanted.port = options.port;
    wanted.proxies = options.proxies;
    wanted.limits = options.limits;
    if (!options.certificate.empty())
        wanted.tls = http::Tls{options.certificate, options.key};
    server_ = TRY(http::Server::start(std::move(wanted), std::move(router), *log_, metrics_));
    work_->start(workers);
    log_->note("server.started", {{"origin", server_->origin()}, {"packs", city_->program().digest}});
    return Done{};
}

/// Levels of what waits behind the requests; those of the requests themselves are http's.
void Running::measure()
{
    metrics_.gauge("huimin_access_log_waiting", "Entries of the access log that are not in the store yet",
                   [this] { return static_cast<double>(access_->log.waiting()); });
    metrics_.gauge("huimin_jobs_waiting", "Long work that has not been begun",
                   [this] { return static_cast<double>(jobs_waiting_.load()); });
}

Result<Done> Running::count_waiting()
{
    jobs_waiting_ = TRY(work_->waiting());
    return Done{};
}

/// Seals the journal, lines up events, tidies: each failure is told and tried again.
void Running::keep_going(const std::stop_token& stop)
{
    const auto note = [this](const char* what, const auto& outcome) {
        if (!outcome.ok())
            log_->note("keeper.failed", {{"what", what}, {"code", outcome.error().code}});
    };
    for (int round = 0; !stop.stop_requested(); ++round) {
        note("journal", store::seal_journal(store_->store()));
        note("outbox", store::line_up_outbox(store_->store()));
        note("waiting", count_waiting());
        if (round % tidied_every == 0) {
            note("access", access_->tidy());
            note("imports", api::Intakes(*city_).discard_old());
            note("once", store::Once(store_->store()).forget_old(access_->on.world.now()));
        }
        rest(stop, keeping_every);
    }
}

/// Brings the figures up to date; the first time it reads everything.
void Running::keep_counting(const std::stop_token& stop)
{
    std::atomic<bool> must_stop = false;
    const std::stop_callback stopping(stop, [&must_stop] { must_stop = true; });
    census::Work work;
    work.threads = 1; // the others are for people who wait
    work.stop = &must_stop;
    while (!stop.stop_requested()) {
        if (const Result<bool> counted = board_->refresh(work); !counted && !must_stop)
            log_->note("keeper.failed", {{"what", "figures"}, {"code", counted.error().code}});
        rest(stop, counted_every);
    }
}

/// On a thread of its own: whoever is told may be slow.
void Running::keep_sending(const std::stop_token& stop)
{
    api::WebhookSender sender(*city_);
    for (; !stop.stop_requested(); rest(stop, keeping_every))
        if (const auto sent = sender.send_due(stop); !sent)
            log_->note("keeper.failed", {{"what", "webhooks"}, {"code", sent.error().code}});
}

Running::~Running()
{
    if (server_)
        server_->stop();
    if (work_)
        work_->stop();
    for (std::jthread* thread : {&keeper_, &counter_, &sender_})
        if (thread->joinable()) {
            thread->request_stop();
            thread->join();
        }
}

} // namespace huimin::server
