#include "api/served_city_test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "access/machine.h"
#include "api/intakes.h"
#include "api/webhooks.h"
#include "registry/area_shapes.h"
#include "registry/deeds.h"
#include "store/once.h"

namespace huimin::api::test {

namespace {

using language::Index;
using language::Kind;

std::string file(const char* name)
{
    std::ifstream in(std::string(HUIMIN_SOURCE_DIR "/data/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const AreaTree& areas()
{
    static const AreaTree tree = must(AreaTree::read(file("areas.csv") + file("area_changes.csv") +
                                                     "330282002901,330282002000,试甲村,,,\n330281001901,330281001000,"
                                                     "试乙村,,,\n330604001901,330604001000,试丙村,,,\n"));
    return tree;
}

const packs::Model& model()
{
    static const packs::Model packs = must(packs::load(HUIMIN_SOURCE_DIR "/packs/ningbo", areas()));
    REQUIRE(packs.program);
    return packs;
}

/// Ningbo's packs and one file more, read from copies in `folder`.
packs::Model model_with(const std::string& more, const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    fs::create_directory_symlink(HUIMIN_SOURCE_DIR "/packs/national", folder / "national");
    fs::copy(HUIMIN_SOURCE_DIR "/packs/ningbo", folder / "ningbo", fs::copy_options::recursive);
    std::ofstream(folder / "ningbo" / "more.hm", std::ios::binary) << more;
    packs::Model packs = must(packs::load((folder / "ningbo").string(), areas()));
    REQUIRE_MESSAGE(packs.program, language::render(packs.diagnostics, packs.files));
    return packs;
}

Result<std::shared_ptr<const language::Program>> read_packs()
{
    packs::Model anew = TRY(packs::load(HUIMIN_SOURCE_DIR "/packs/ningbo", areas()));
    return std::move(anew.program);
}

const WorkingDays& calendar()
{
    static const WorkingDays days = must(WorkingDays::read(file("calendar.csv")));
    return days;
}

const registry::ColumnNames& column_names()
{
    static const registry::ColumnNames names = must(registry::read_column_names(file("column_names.csv")));
    return names;
}

/// With the check digit of GB 11643.
std::string citizen_number(const std::string& first)
{
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
        sum += (first[i] - '0') * weights[i];
    return first + "10X98765432"[sum % 11];
}

access::Settings cheap()
{
    access::Settings settings;
    settings.hashing.passes = 1;
    settings.hashing.bytes = 8192;
    return settings;
}

constexpr Identifiers::Secret sealing{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

const access::Origin here{"127.0.0.1", "test", {}};

} // namespace

ServedCity::ServedCity(FreshStore& fresh, Beside beside)
{
    if (!beside.pack.empty())
        own_packs_ = std::make_unique<packs::Model>(model_with(beside.pack, fresh.folder().path("packs")));
    const packs::Model& packs = own_packs_ ? *own_packs_ : model();
    std::vector<store::Table> tables = access::tables();
    for (const auto& more : {store::LongWork::tables(), store::Once::tables(), Webhooks::tables(), Intakes::tables()})
        tables.insert(tables.end(), more.begin(), more.end());
    tables.push_back(registry::area_shape_table());
    must(store::migrate(fresh.store(), tables));
    const auto clock = [this] { return ++now; };
    registry = std::make_unique<registry::Registry>(fresh.store(), packs.program, areas(), clock);
    must(registry->migrate());
    access = std::make_unique<access::Access>(
        access::World{&fresh.store(), &registry->keys(), clock, access::system_random}, packs.program, areas(),
        calendar(), cheap(), std::move(beside.providers), std::move(beside.fetch));
    access->on.lockbox = must(access::Lockbox::of("0123456789abcdef0123456789abcdef"));
    work = std::make_unique<store::LongWork>(fresh.store(), registry->keys(), clock);
    questions = std::make_unique<store::Questions>(fresh.store());
    reads = std::make_unique<registry::PointReads>(*packs.program);
    board = std::make_unique<census::Board>(*registry, language::World{areas(), calendar()}, clock);
    city.reset(new City{packs, areas(), calendar(), *registry, *access, *work, *questions, *reads, *board, read_packs,
                        column_names(), fresh.folder().path("spool"), Identifiers(sealing), Cursors(sealing),
                        [this] { return access->on.world.today(); }, false});
    for (Place* place : {&home, &sibling, &stranger})
        fill(*place);
    add_roles();

    http::Router router;
    router.guard(guard_of(*city));
    endpoints = all_endpoints(*city);
    add_routes(router, *city, endpoints);
    http::add_health(router, metrics_, [] { return Done{}; });
    for (const http::Route* route : router.routes())
        routes.emplace_back(route->method, route->path);
    log_ = std::make_unique<http::Log>(
        [this](std::string_view lines) {
            const std::lock_guard lock(log_mutex_);
            log_text_ += lines;
        },
        [] { return 0; });
    http::ServerOptions options;
    options.limits.address_rate = options.limits.address_burst = 1'000'000;
    options.limits.key_rate = options.limits.key_burst = 1'000'000;
    options.threads = 2;
    server_ = must(http::Server::start(std::move(options), std::move(router), *log_, metrics_));
}

ServedCity::~ServedCity() { server_->stop(); }

http::Answer ServedCity::ask(const Asked& asked) const
{
    http::Call call;
    call.method = asked.method;
    call.url = server_->origin() + (asked.path.starts_with("/api/") ? "" : "/api/v1") + asked.path;
    call.plain_allowed = true;
    call.body = asked.body;
    call.headers = asked.headers;
    if (asked.as != nullptr) {
        call.headers.emplace_back("Cookie", "huimin=" + asked.as->token);
        if (asked.page_token)
            call.headers.emplace_back("X-CSRF-Token", asked.as->csrf);
    }
    if (!asked.bearer.empty())
        call.headers.emplace_back("Authorization", "Bearer " + asked.bearer);
    if (!asked.body.empty() && std::ranges::find(asked.headers, "Content-Type",
                                                 &std::pair<std::string, std::string>::first) == asked.headers.end())
        call.headers.emplace_back("Content-Type", "application/json");
    return must(http::call(call));
}

http::Answer ServedCity::listen(const Asked& asked) const
{
    std::string head = "GET /api/v1" + asked.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    if (asked.as != nullptr)
        head += "Cookie: huimin=" + asked.as->token + "\r\n";
    if (!asked.bearer.empty())
        head += "Authorization: Bearer " + asked.bearer + "\r\n";
    for (const auto& [name, value] : asked.headers)
        head += name + ": " + value + "\r\n";
    head += "Last-Event-ID: none\r\n\r\n"; // what is so far is an event too

    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int line = socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{20, 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::string all;
    if (connect(line, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        send(line, head.data(), head.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(head.size())) {
        std::array<char, 4096> part{};
        for (ssize_t got = 1; got > 0 && all.find("\ndata: ") == std::string::npos;) {
            got = recv(line, part.data(), part.size(), 0);
            all.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
    }
    close(line);
    http::Answer answer;
    if (all.starts_with("HTTP/1.1 "))
        answer.status = std::atoi(all.c_str() + 9);
    const std::size_t end = all.find("\r\n\r\n");
    for (const char* type : {"application/problem+json", "text/event-stream"})
        if (all.substr(0, end).find(type) != std::string::npos)
            answer.headers.add("Content-Type", type);
    answer.body = end == std::string::npos ? all : all.substr(end + 4);
    return answer;
}

const Login& ServedCity::login(const std::string& role) const
{
    const auto found = std::ranges::find(logins, role, &Login::role);
    REQUIRE_MESSAGE(found != logins.end(), role);
    return *found;
}

std::string ServedCity::id(Index record, const Place& place) const
{
    return city->ids.text(city->program().records[record].heading.alias, place.records.at(record));
}

std::string ServedCity::logged() const
{
    const std::lock_guard lock(log_mutex_);
    return log_text_;
}

std::int64_t ServedCity::count(const std::string& sql) const
{
    store::Reader reader = must(registry->store().reader());
    return must(reader.find_integer(sql)).value_or(0);
}

void ServedCity::fill(Place& place)
{
    place.number =
        citizen_number(std::to_string(place.area.number() / 1'000'000) + "19500101" + std::to_string(100 + ++made_));
    for (Index record = 0; record < city->program().records.size(); ++record)
        fill(place, record);
}

/// Owners first.
void ServedCity::fill(Place& place, Index record)
{
    if (place.records.contains(record))
        return;
    const language::Record& type = city->program().records[record];
    std::optional<registry::RecordKey> owner;
    if (type.owner != language::none) {
        fill(place, type.owner);
        owner = place.records.at(type.owner);
    }
    std::vector<registry::FactChange> facts;
    for (Index field = 0; field < type.fields.size(); ++field) {
        const language::Field& each = type.fields[field];
        const bool is_number = each.type.kind == Kind::citizen_number && type.heading.alias == "person";
        if (each.required || each.masked || is_number)
            if (const language::Value value = some(place, each); !language::is_unknown(value))
                facts.push_back({field, value});
    }
    const registry::Telling telling{{"机器", "测试"}, std::string(place.mark) + "来源", Day::of(2025, 1, 1)};
    place.records[record] = must(registry::add(*registry, record, owner, facts, telling));
}

language::Value ServedCity::some(const Place& place, const language::Field& field)
{
    switch (field.type.kind) {
    case Kind::text:
        return field.name.find("电话") != std::string::npos || field.name.find("账号") != std::string::npos
                   ? std::to_string(13'900'000'000 + ++made_)
                   : std::string(place.mark) + std::to_string(++made_);
    case Kind::citizen_number: return field.unique ? language::Value(place.number) : language::Unknown{};
    case Kind::area: return place.area;
    case Kind::choice: return language::ChoiceNumber{city->program().choices[field.type.of].values.front().number};
    case Kind::day: return *Day::of(2025, 1, 1);
    case Kind::month: return Month::of(*Day::of(2025, 1, 1));
    case Kind::truth: return true;
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity: return field.low.value_or(Rational(0));
    case Kind::organisation_code:
    case Kind::reference: break;
    }
    return language::Unknown{};
}

Login ServedCity::add(const std::string& login, const std::string& role, AreaCode area, bool show_second_factor)
{
    const auto machine = [&](const char* name) {
        return access::machine_scope(city->packs.program, name, "测试", language::Action::administer,
                                     language::SystemObject::accounts);
    };
    access::NewAccount wanted;
    wanted.login = login;
    wanted.display_name = "账号" + login;
    wanted.password = good_password;
    wanted.must_change = false;
    const Index index = city->program().find_role(role);
    if (index != language::none)
        for (const language::Right& right : city->program().roles[index].rights) {
            const bool own = right.reach == language::Reach::own;
            if (!own && right.reach != language::Reach::own_organisation)
                continue;
            const Index bound = city->program().find_record(own ? "person" : "organisation");
            wanted.kind = own ? access::AccountKind::citizen : access::AccountKind::institution;
            wanted.bound = access::RecordPlace{bound, home.records.at(bound).county, home.records.at(bound).key};
        }
    const std::int64_t account = must(access->accounts.create(machine("甲"), wanted));
    if (!role.empty()) {
        const std::int64_t grant =
            must(access->grants.propose(machine("甲"), {account, role, area, {}, "测试用的账号"}));
        must(access->grants.confirm(machine("乙"), grant));
    }
    access::LoggedIn in = must(access->log_in.with_password({login, good_password, here}));
    if (in.second_factor_due && show_second_factor) {
        const access::Caller caller = must(access->sessions.check(in.token));
        const auto secret = access::from_base32(must(access->factors.set_up(caller)).secret);
        std::vector<std::string> codes;
        in = must(access->log_in.step_up_by_new_factor(in.token, access::time_code(*secret, now / 1000), here, codes));
    }
    return {login, role, area, in.token, in.page_token};
}

/// In the county where the role may be, else in its town or village, else in the city.
void ServedCity::add_roles()
{
    for (const language::Role& role : city->program().roles) {
        const auto fits = [&](AreaLevel level) {
            return role.granted_at.empty() || std::ranges::find(role.granted_at, level) != role.granted_at.end();
        };
        const AreaCode area = fits(AreaLevel::county)    ? AreaCode(330282000000)
                              : fits(AreaLevel::town)    ? AreaCode(330282002000)
                              : fits(AreaLevel::village) ? home.area
                                                         : AreaCode(330200000000);
        std::string login = role.heading.alias;
        logins.push_back(add(login, role.heading.alias, area, true));
    }
}

} // namespace huimin::api::test
