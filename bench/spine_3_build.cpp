// PROMISE spine-3: the census is built from a SQLite store at no less than 0.5 of the speed of a bare SELECT loop over
// the same columns, and from PostgreSQL at no less than 0.5 of a bare binary COPY out of them.
//
// 400,000 persons in some 155,000 households of the records of the Ningbo packs, with obligors of some; facts, names
// and addresses as rows really have them. The bare loops run the same statements as the census, by hand over sqlite3
// and libpq, look at every cell and add it up; the census puts each into its place in the columns. SQLite: CPU of this
// process, all threads together. PostgreSQL: wall, since its work is done in the server. The two take turns.

#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bench/promise.h"
#include "census/census.h"
#include "language/reads.h"
#include "packs/packs.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using language::Index;
using language::Kind;
using language::Program;

namespace {

constexpr std::int64_t persons = 400'000;
constexpr int rounds = 7;
const std::string root = HUIMIN_SOURCE_DIR;

std::string read(const std::string& path)
{
    std::ifstream in(root + "/" + path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

template <class T>
T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(3);
    }
    return std::move(result).value();
}

void check(bool well)
{
    if (!well)
        std::abort();
}

class Draw {
public:
    std::int64_t below(std::int64_t bound)
    {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::int64_t>((state_ >> 33U) % static_cast<std::uint64_t>(bound));
    }

private:
    std::uint64_t state_ = 1;
};

/// Rows of one record type, every fourth fact unknown.
class Filler {
public:
    Filler(store::Transaction& transaction, const Program& program, Index record)
        : program_(program), record_(program.records[record]),
          bulk_(must(transaction.bulk_insert(record_.heading.alias, registry::all_columns(record_))))
    {
    }

    void add(Draw& draw, std::int64_t county, std::int64_t key, std::int64_t owner)
    {
        row_.clear();
        for (const std::string& column : registry::fixed_columns(record_))
            row_.push_back(column == "county"      ? store::Value(county)
                           : column == "key"       ? store::Value(key)
                           : column == "version"   ? store::Value(1)
                           : column == "source"    ? store::Value("公安户籍")
                           : column == "owner_key" ? store::Value(owner)
                           : column == "initials"  ? store::Value("oyjg")
                                                   : store::Value());
        for (Index field = 0; field < record_.fields.size(); ++field)
            row_.push_back(field == record_.locates ? store::Value(county * 1'000'000 + draw.below(20) * 1000)
                           : draw.below(4) == 0     ? store::Value()
                                                    : fact(draw, record_.fields[field]));
        must(bulk_.add(row_));
    }
    void finish() { must(bulk_.finish()); }

private:
    store::Value fact(Draw& draw, const language::Field& field) const
    {
        const Kind kind = field.type.kind;
        if (kind == Kind::truth)
            return draw.below(2);
        if (kind == Kind::money)
            return draw.below(2'000'000);
        if (kind == Kind::day)
            return draw.below(30'000) - 10'000;
        if (kind == Kind::month)
            return 24'000 + draw.below(300);
        if (kind == Kind::choice)
            return program_.choices[field.type.of]
                .values[static_cast<std::size_t>(
                    draw.below(static_cast<std::int64_t>(program_.choices[field.type.of].values.size())))]
                .number;
        if (kind == Kind::decimal || kind == Kind::rate || kind == Kind::quantity)
            return draw.below(300) * registry::decimal_scale;
        if (kind == Kind::integer)
            return draw.below(5);
        if (kind == Kind::area)
            return std::int64_t{330'282'000'000};
        if (kind == Kind::reference)
            return store::Value();
        return kind == Kind::citizen_number ? "330282195801234567" : "某街道某社区 12 幢 401 室";
    }

    const Program& program_;
    const language::Record& record_;
    store::Bulk bulk_;
    std::vector<store::Value> row_;
};

void fill(store::Store& store, const Program& program)
{
    store::Transaction transaction = must(store.begin());
    Filler households(transaction, program, program.find_record("household")),
        people(transaction, program, program.find_record("person")),
        obligors(transaction, program, program.find_record("obligor"));
    Draw draw;
    const std::int64_t counties[] = {330'203, 330'205, 330'206, 330'212, 330'225, 330'281, 330'282};
    std::int64_t key = 1;
    for (std::int64_t made = 0; made < persons;) {
        const std::int64_t county = counties[draw.below(7)], household = key++;
        households.add(draw, county, household, 0);
        for (std::int64_t member = draw.below(4) + 1; member > 0 && made < persons; --member, ++made)
            people.add(draw, county, key++, household);
        if (draw.below(30) == 0)
            obligors.add(draw, county, key++, household);
    }
    households.finish();
    people.finish();
    obligors.finish();
    must(transaction.commit());
}

/// The statements the census reads by, with the number of columns of each.
struct Statement {
    std::string sql;
    int columns = 0;
};
std::vector<Statement> statements(const Program& program, const language::Facts& facts)
{
    std::vector<Statement> found;
    for (const Index unit : census::UnitShape::roots(program)) {
        const auto shape = census::UnitShape::of(program, unit, facts);
        std::vector<Index> records{unit, program.lists[shape.list].member};
        for (const Index list : shape.others)
            records.push_back(program.lists[list].member);
        for (const Index record : records) {
            const auto row = census::RowShape::of(program, record, facts);
            found.push_back({row.select(program), 2 + (row.has_owner ? 1 : 0) + (row.has_area ? 1 : 0) +
                                                      static_cast<int>(row.columns.size() + row.beside.size())});
        }
    }
    return found;
}

std::int64_t bare_select(sqlite3* database, const std::vector<Statement>& all)
{
    std::int64_t sum = 0;
    for (const Statement& statement : all) {
        sqlite3_stmt* select = nullptr;
        check(sqlite3_prepare_v2(database, statement.sql.c_str(), -1, &select, nullptr) == SQLITE_OK);
        while (sqlite3_step(select) == SQLITE_ROW)
            for (int column = 0; column < statement.columns; ++column)
                if (sqlite3_column_type(select, column) == SQLITE_NULL)
                    ++sum;
                else
                    sum += sqlite3_column_int64(select, column);
        sqlite3_finalize(select);
    }
    return sum;
}

std::int64_t number_at(const char* bytes, int size)
{
    std::int64_t number = 0;
    for (int at = 0; at < size; at++)
        number = number << 8 | static_cast<unsigned char>(bytes[at]);
    return number;
}

std::int64_t bare_copy(PGconn* server, const std::vector<Statement>& all)
{
    std::int64_t sum = 0;
    for (const Statement& statement : all) {
        PGresult* begun = PQexec(server, ("copy (" + statement.sql + ") to stdout (format binary)").c_str());
        check(PQresultStatus(begun) == PGRES_COPY_OUT);
        PQclear(begun);
        char* data = nullptr;
        bool first = true;
        for (int size = 0; (size = PQgetCopyData(server, &data, 0)) > 0; PQfreemem(data)) {
            const char* at = data + (std::exchange(first, false) ? 19 : 0);
            if (at == data + size || number_at(at, 2) == 0xffff)
                continue;
            at += 2;
            for (int column = 0; column < statement.columns; column++) {
                const auto length = static_cast<std::int32_t>(number_at(at, 4));
                at += 4;
                if (length < 0) {
                    ++sum;
                    continue;
                }
                sum += length == 8 ? number_at(at, 8) : static_cast<unsigned char>(*at);
                at += length;
            }
        }
        while (PGresult* result = PQgetResult(server))
            PQclear(result);
    }
    return sum;
}

/// Builds the census of a filled store and the bare loop by turns.
template <class Bare>
bool compare(const char* what, double (*clock)(), registry::Registry& registry, const language::Facts& facts, Bare bare)
{
    std::vector<double> ratios;
    std::int64_t sum = bare(); // both find the pages in memory
    std::size_t counted = 0, bytes = 0;
    for (int round = 0; round < rounds; round++) {
        const double one = bench::median_of(1, clock, [&] { check(bare() == sum); });
        const double ours = bench::median_of(1, clock, [&] {
            const census::Census census = must(census::Census::build(registry, facts));
            counted = census.persons();
            bytes = census.parts()[0].bytes();
        });
        ratios.push_back(one / ours);
        std::fprintf(stderr, "%s: bare %.3f s, census %.3f s\n", what, one, ours);
    }
    check(counted == static_cast<std::size_t>(persons));
    std::fprintf(stderr, "%s: %.1f bytes a person\n", what, static_cast<double>(bytes) / static_cast<double>(persons));
    return bench::promise("spine-3", what, bench::median(ratios), bench::Bar::at_least, 0.5, "x");
}

} // namespace

int main()
{
    const auto areas = must(AreaTree::read(read("data/areas.csv") + read("data/area_changes.csv")));
    const auto model = must(packs::load(root + "/packs/ningbo", areas));
    check(model.program != nullptr);
    const Program& program = *model.program;
    const language::Facts facts = language::Reads(program).of_all();
    const auto bare = statements(program, facts);
    const auto now = [] { return std::int64_t{1'700'000'000'000}; };
    bool holds = true;
    {
        const auto folder = std::filesystem::temp_directory_path() / "huimin-bench-census";
        std::filesystem::remove_all(folder);
        std::filesystem::create_directory(folder);
        const std::string file = (folder / "city.db").string();
        store::Store store = must(store::Store::open("sqlite:" + file));
        registry::Registry registry(store, model.program, areas, now);
        must(registry.migrate());
        fill(store, program);
        sqlite3* database = nullptr;
        check(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) ==
              SQLITE_OK);
        sqlite3_exec(database, "pragma cache_size = -32768", nullptr, nullptr, nullptr);
        holds = compare("build, SQLite", bench::cpu_seconds, registry, facts,
                        [&] { return bare_select(database, bare); }) &&
                holds;
        sqlite3_close(database);
        std::filesystem::remove_all(folder);
    }
    const std::string address = test::fresh_schema();
    store::Store store = must(store::Store::open(address));
    registry::Registry registry(store, model.program, areas, now);
    must(registry.migrate());
    fill(store, program);
    PGconn* server = PQconnectdb(address.c_str());
    check(PQstatus(server) == CONNECTION_OK);
    holds =
        compare("build, PostgreSQL", bench::wall_seconds, registry, facts, [&] { return bare_copy(server, bare); }) &&
        holds;
    PQfinish(server);
    return holds ? 0 : 1;
}
