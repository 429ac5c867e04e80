// PROMISE store-1: rows go in and out of either engine at more than 0.8 of the speed of hand-written calls to it.
//
// Half a million persons of eight columns, in and out, by Bulk and scan against a bare loop over sqlite3 and a
// bare binary COPY over libpq that decodes every cell. CPU of this process for SQLite; wall for PostgreSQL, whose work
// is in the server. Learned: taking a whole row's cells at each step costs no more than asking for them one by one.

#include <libpq-fe.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <filesystem>

#include "bench/promise.h"
#include "store/schema.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::store;

namespace {

constexpr std::int64_t persons = 500'000;
constexpr int rounds = 5;

const std::vector<std::string> columns = {"area", "key", "name", "number", "born", "income", "address", "state"};

Table person(const std::string& name)
{
    constexpr auto integer = ColumnType::integer;
    constexpr auto text = ColumnType::text;
    return {.name = name,
            .columns = {{"area", integer},
                        {"key", integer},
                        {"name", text},
                        {"number", text},
                        {"born", integer},
                        {"income", integer, false},
                        {"address", text},
                        {"state", integer}},
            .primary_key = {"area", "key"}};
}

template <class T>
T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

void check(bool well)
{
    if (!well)
        std::abort();
}

std::array<Value, 8> row(std::int64_t key)
{
    return {330282,
            key,
            "欧阳建国",
            "330282195801234567",
            key % 30'000,
            key % 5 == 0 ? Value() : Value(key * 100),
            "某市某区某街道某社区 12 幢 3 单元 401 室",
            key % 4};
}

// The persons of the bare loops have the same cells, without passing through Value.

void bare_sqlite_insert(sqlite3* database)
{
    sqlite3_stmt* insert = nullptr;
    check(sqlite3_exec(database, "delete from bare; begin", nullptr, nullptr, nullptr) == SQLITE_OK);
    check(sqlite3_prepare_v2(database, "insert into bare values (?,?,?,?,?,?,?,?)", -1, &insert, nullptr) == SQLITE_OK);
    for (std::int64_t key = 0; key < persons; key++) {
        sqlite3_bind_int64(insert, 1, 330282);
        sqlite3_bind_int64(insert, 2, key);
        sqlite3_bind_text(insert, 3, "欧阳建国", -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 4, "330282195801234567", -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 5, key % 30'000);
        key % 5 == 0 ? sqlite3_bind_null(insert, 6) : sqlite3_bind_int64(insert, 6, key * 100);
        sqlite3_bind_text(insert, 7, "某市某区某街道某社区 12 幢 3 单元 401 室", -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 8, key % 4);
        check(sqlite3_step(insert) == SQLITE_DONE);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    check(sqlite3_exec(database, "commit", nullptr, nullptr, nullptr) == SQLITE_OK);
}

std::int64_t bare_sqlite_select(sqlite3* database)
{
    sqlite3_stmt* select = nullptr;
    check(sqlite3_prepare_v2(database, "select area, key, name, number, born, income, address, state from ours", -1,
                             &select, nullptr) == SQLITE_OK);
    std::int64_t sum = 0;
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (const int column : {0, 1, 4, 5, 7})
            sum += sqlite3_column_int64(select, column);
        for (const int column : {2, 3, 6})
            sum += sqlite3_column_text(select, column)[0] + sqlite3_column_bytes(select, column);
    }
    sqlite3_finalize(select);
    return sum;
}

std::int64_t number_at(const char* bytes, int size)
{
    std::int64_t number = 0;
    for (int at = 0; at < size; at++)
        number = number << 8 | static_cast<unsigned char>(bytes[at]);
    return number;
}

void put_number(std::string& out, std::int64_t number, int size)
{
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift & 0xff);
}

void put_text(std::string& out, std::string_view text)
{
    put_number(out, static_cast<std::int64_t>(text.size()), 4);
    out += text;
}

void put_integer(std::string& out, std::int64_t number)
{
    put_number(out, 8, 4);
    put_number(out, number, 8);
}

void command(PGconn* server, const char* sql, ExecStatusType wanted = PGRES_COMMAND_OK)
{
    PGresult* result = PQexec(server, sql);
    check(PQresultStatus(result) == wanted);
    PQclear(result);
}

void bare_copy_in(PGconn* server)
{
    command(server, "truncate bare");
    command(server, "copy bare from stdin (format binary)", PGRES_COPY_IN);
    std::string out("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    for (std::int64_t key = 0; key < persons; key++) {
        put_number(out, 8, 2);
        put_integer(out, 330282);
        put_integer(out, key);
        put_text(out, "欧阳建国");
        put_text(out, "330282195801234567");
        put_integer(out, key % 30'000);
        key % 5 == 0 ? put_number(out, -1, 4) : put_integer(out, key * 100);
        put_text(out, "某市某区某街道某社区 12 幢 3 单元 401 室");
        put_integer(out, key % 4);
        if (out.size() > 1 << 16) {
            check(PQputCopyData(server, out.data(), static_cast<int>(out.size())) == 1);
            out.clear();
        }
    }
    out += "\377\377";
    check(PQputCopyData(server, out.data(), static_cast<int>(out.size())) == 1 && PQputCopyEnd(server, nullptr) == 1);
    while (PGresult* result = PQgetResult(server))
        PQclear(result);
}

std::int64_t bare_copy_out(PGconn* server)
{
    command(server,
            "copy (select area, key, name, number, born, income, address, state from ours) to stdout (format binary)",
            PGRES_COPY_OUT);
    std::int64_t sum = 0;
    char* data = nullptr;
    bool first = true;
    for (int size = 0; (size = PQgetCopyData(server, &data, 0)) > 0; PQfreemem(data)) {
        const char* at = data + (std::exchange(first, false) ? 19 : 0);
        if (at == data + size || number_at(at, 2) == 0xffff)
            continue;
        at += 2;
        for (int column = 0; column < 8; column++) {
            const auto length = static_cast<std::int32_t>(number_at(at, 4));
            at += 4;
            if (length < 0)
                continue;
            sum += column == 2 || column == 3 || column == 6 ? static_cast<unsigned char>(*at) + length
                                                             : number_at(at, length);
            at += length;
        }
    }
    while (PGresult* result = PQgetResult(server))
        PQclear(result);
    return sum;
}

void our_insert(Store& store)
{
    Transaction transaction = must(store.begin());
    must(transaction.run("delete from ours"));
    Bulk bulk = must(transaction.bulk_insert("ours", columns));
    for (std::int64_t key = 0; key < persons; key++)
        must(bulk.add(std::span<const Value>(row(key))));
    must(bulk.finish());
    must(transaction.commit());
}

std::int64_t our_scan(Store& store)
{
    Reader reader = must(store.reader());
    Rows rows = must(reader.scan("select area, key, name, number, born, income, address, state from ours"));
    std::int64_t sum = 0;
    while (must(rows.next())) {
        for (const std::size_t column : {0U, 1U, 4U, 5U, 7U})
            sum += rows[column].integer_or_none().value_or(0);
        for (const std::size_t column : {2U, 3U, 6U})
            sum += static_cast<unsigned char>(rows[column].text()[0]) +
                   static_cast<std::int64_t>(rows[column].text().size());
    }
    return sum;
}

template <class Bare, class Ours>
bool compare(const char* what, double (*clock)(), Bare bare, Ours ours)
{
    std::vector<double> ratios; // The two take turns, so that what else the machine does meets both.
    for (int round = 0; round < rounds; round++) {
        const double one = bench::median_of(1, clock, bare);
        ratios.push_back(one / bench::median_of(1, clock, ours));
    }
    return bench::promise("store-1", what, bench::median(ratios), bench::Bar::at_least, 0.8, "x");
}

} // namespace

int main()
{
    bool holds = true;
    const Table tables[] = {person("ours"), person("bare")};
    {
        const auto folder = std::filesystem::temp_directory_path() / "huimin-bench-rows";
        std::filesystem::remove_all(folder);
        std::filesystem::create_directory(folder);
        const std::string file = (folder / "rows.db").string();
        Store store = must(Store::open("sqlite:" + file));
        must(migrate(store, tables));
        sqlite3* bare = nullptr;
        check(sqlite3_open_v2(file.c_str(), &bare, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK);
        sqlite3_exec(bare, "pragma synchronous = full; pragma cache_size = -32768", nullptr, nullptr, nullptr);
        holds = compare(
                    "bulk insert, SQLite", bench::cpu_seconds, [&] { bare_sqlite_insert(bare); },
                    [&] { our_insert(store); }) &&
                holds;
        check(bare_sqlite_select(bare) == our_scan(store));
        holds = compare(
                    "scan, SQLite", bench::cpu_seconds, [&] { bare_sqlite_select(bare); }, [&] { our_scan(store); }) &&
                holds;
        sqlite3_close(bare);
        std::filesystem::remove_all(folder);
    }
    const std::string address = test::fresh_schema();
    Store store = must(Store::open(address));
    must(migrate(store, tables));
    PGconn* bare = PQconnectdb(address.c_str());
    check(PQstatus(bare) == CONNECTION_OK);
    const auto emptied = [&] {
        command(bare, "truncate ours");
        our_insert(store);
    };
    holds = compare("bulk insert, PostgreSQL", bench::wall_seconds, [&] { bare_copy_in(bare); }, emptied) && holds;
    check(bare_copy_out(bare) == our_scan(store));
    holds = compare(
                "scan, PostgreSQL", bench::wall_seconds, [&] { bare_copy_out(bare); }, [&] { our_scan(store); }) &&
            holds;
    PQfinish(bare);
    return holds ? 0 : 1;
}
