// The gate against a naive oracle, over random roles, grants and days; and the roles of the national pack as pinned.

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "access/city_test.h"
#include "access/matrix.h"
#include "packs/packs.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;
using language::Action;
using language::Index;
using language::Right;

namespace {

class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed * 2654435761U + 1) {}
    std::uint64_t below(std::uint64_t bound)
    {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state_ >> 33U) % bound;
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

private:
    std::uint64_t state_;
};

const std::vector<std::uint64_t> divisions = {
    0, 330000000000, 330200000000, 330282000000, 330282001000, 330282002000, 330212000000, 330213000000};
const std::vector<std::uint64_t> places = {330282001001, 330282002003, 330282000000, 330212001000,
                                           330213001001, 330283001001, 110101001001};

/// The test city's program with eight random roles in place of its own.
std::shared_ptr<const language::Program> random_program(Draw& draw)
{
    auto made = std::make_shared<language::Program>();
    for (const char* name : {"household", "person", "institution"}) {
        language::Record record;
        record.heading.name = record.heading.alias = name;
        made->records.push_back(std::move(record));
    }
    for (const char* name : {"relief", "children", "statistics"}) {
        language::Purpose purpose;
        purpose.heading.name = purpose.heading.alias = name;
        made->purposes.push_back(std::move(purpose));
    }
    for (int i = 0; i < 8; ++i) {
        language::Role role;
        role.heading.name = role.heading.alias = "role" + std::to_string(i);
        for (std::uint64_t n = 1 + draw.below(4); n > 0; --n) {
            Right right;
            right.action = draw.one_in(2) ? Action::read : Action::change;
            right.record = static_cast<Index>(draw.below(3));
            right.reach = draw.one_in(5) ? language::Reach::own : language::Reach::area;
            right.needs_reason = draw.one_in(4);
            for (Index purpose = 0; purpose < 3; ++purpose)
                if (draw.one_in(2))
                    right.purposes.push_back(purpose);
            role.rights.push_back(std::move(right));
        }
        if (draw.one_in(8))
            role.administrator = language::Administrator::audit;
        made->roles.push_back(std::move(role));
    }
    return made;
}

struct Held {
    Index role;
    AreaCode area;
    DayRange in_force;
    bool confirmed, ended;
};

/// permit(u, a, r, p) at a place, as the definition reads, one grant and one right after the other.
bool oracle(const language::Program& program, const std::vector<Held>& grants, Action action, Index record,
            Index purpose, bool has_reason, AreaCode place, Day day)
{
    for (const Held& grant : grants)
        if (grant.confirmed && !grant.ended && grant.in_force.contains(day) && program.roles[grant.role].administrator)
            return false;
    for (const Held& grant : grants) {
        if (!grant.confirmed || grant.ended || !grant.in_force.contains(day))
            continue;
        // 奉化市 330283 became 奉化区 330213 in 2016.
        const bool lies = place.lies_in(grant.area) ||
                          (place.lies_in(AreaCode(330283000000)) && AreaCode(330213000000).lies_in(grant.area));
        for (const Right& right : program.roles[grant.role].rights)
            if (lies && right.reach == language::Reach::area && right.action == action && right.record == record &&
                std::ranges::find(right.purposes, purpose) != right.purposes.end() &&
                (!right.needs_reason || has_reason))
                return true;
    }
    return false;
}

void write_grants(store::Store& store, const language::Program& program, const std::vector<Held>& grants,
                  std::int64_t account)
{
    must(store.change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from role_grant"));
        TRY(transaction.run("update account set version = version + 1"));
        std::int64_t key = 1;
        for (const Held& grant : grants)
            TRY(transaction.run(
                "insert into role_grant (key, account, role, area, from_day, to_day, reason, proposed_by, "
                "proposed_by_name, proposed_at, confirmed_at, ended_at) values ($1, $2, $3, $4, $5, $6, '', 0, '', 0, "
                "$7, $8)",
                {key++, account, program.roles[grant.role].heading.name, grant.area, grant.in_force.from,
                 grant.in_force.to, grant.confirmed ? store::Value(1) : store::Value(),
                 grant.ended ? store::Value(1) : store::Value()}));
        return Done{};
    }));
}

} // namespace

TEST_CASE("the gate says what the definition says, over random roles, grants, days, purposes and places")
{
    FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    const std::int64_t account = city.add("zhangsan", "");
    const Day today = city.access.on.world.today();
    int allowed = 0, refused = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Draw draw(seed);
        const auto random = random_program(draw);
        std::vector<Held> grants;
        for (std::uint64_t n = draw.below(6); n > 0; --n) {
            const Day from = today.plus_days(static_cast<std::int32_t>(draw.below(7)) - 4);
            grants.push_back({static_cast<Index>(draw.below(8)),
                              AreaCode(divisions[draw.below(divisions.size())]),
                              {from, from.plus_days(static_cast<std::int32_t>(1 + draw.below(6)))},
                              !draw.one_in(5),
                              draw.one_in(6)});
        }
        write_grants(fresh.store(), *random, grants, account);
        Foundation on(city.access.on.world, random, areas(), city.calendar, City::cheap());
        Sessions sessions(on);
        Gate gate(on);
        store::Transaction transaction = must(fresh.store().begin());
        const auto standing = must(internal::standing_of(transaction, on, account));
        const std::string token = must(sessions.open(
            transaction, *standing, {.address = "10.1.1.1", .agent = "", .device = ""}, {.second_factor = true}));
        must(transaction.commit());
        const Caller caller = must(sessions.check(token));
        for (int question = 0; question < 60; ++question) {
            const Action action = draw.one_in(2) ? Action::read : Action::change;
            const auto record = static_cast<Index>(draw.below(3)), purpose = static_cast<Index>(draw.below(3));
            const bool has_reason = draw.one_in(2);
            const AreaCode place(places[draw.below(places.size())]);
            const auto scope = gate.permit(caller, action, record, {purpose, has_reason ? "核对证件原件" : ""});
            const bool said = scope.ok() && scope->covers(place, record);
            const bool right = oracle(*random, grants, action, record, purpose, has_reason, place, today);
            (right ? allowed : refused)++;
            if (said != right)
                CHECK_MESSAGE(said == right, "seed ", seed, ", question ", question, ", at ", place.text());
        }
    }
    CHECK(allowed > 500); // the draw asks both kinds of question
    CHECK(refused > 5000);
}

TEST_CASE("the national roles allow what the pinned table says, and nothing else")
{
    std::ifstream csv(HUIMIN_SOURCE_DIR "/data/areas.csv");
    std::ostringstream text;
    text << csv.rdbuf();
    const AreaTree tree = must(AreaTree::read(text.str()));
    const auto model = must(packs::load(HUIMIN_SOURCE_DIR "/packs/national", tree));
    REQUIRE(model.program);
    std::string said;
    for (const MatrixRow& row : matrix(*model.program))
        said += text_of(row) + "\n";
    std::ifstream pinned(HUIMIN_SOURCE_DIR "/tests/pinned/national_roles.txt");
    std::ostringstream expected;
    expected << pinned.rdbuf();
    std::istringstream now(said), then(expected.str());
    std::set<std::string> new_lines, old_lines;
    for (std::string line; std::getline(now, line);)
        new_lines.insert(line);
    for (std::string line; std::getline(then, line);)
        if (!line.starts_with("#") && !line.empty())
            old_lines.insert(line);
    for (const std::string& line : new_lines)
        CHECK_MESSAGE(old_lines.contains(line),
                      "allowed now and not pinned; if it is meant, add to tests/pinned/national_roles.txt: ", line);
    for (const std::string& line : old_lines)
        CHECK_MESSAGE(
            new_lines.contains(line),
            "pinned and no longer allowed; if it is meant, take out of tests/pinned/national_roles.txt: ", line);
}
