#include "store/internal/sqlite_bulk.h"

#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::size_t held_rows_max = 512;
constexpr std::size_t held_bytes_max = std::size_t{1} << 20;

/// Rows end to end: the cells, and the texts and bytes they point into.
struct HeldRows {
    struct Cell {
        std::int64_t integer; ///< or where the bytes start
        std::uint32_t size;
        Value::Kind kind;
    };
    std::vector<Cell> cells;
    std::string bytes;
    std::size_t columns = 0, rows = 0;

    void add(Values values)
    {
        for (const Value& value : values) {
            Cell cell{0, 0, value.kind()};
            if (value.kind() == Value::Kind::integer) {
                cell.integer = value.integer();
            } else if (value.kind() != Value::Kind::null) {
                const std::string_view held =
                    value.kind() == Value::Kind::text
                        ? value.text()
                        : std::string_view(reinterpret_cast<const char*>(value.blob().data()), value.blob().size());
                cell.integer = static_cast<std::int64_t>(bytes.size());
                cell.size = static_cast<std::uint32_t>(held.size());
                bytes += held;
            }
            cells.push_back(cell);
        }
        ++rows;
    }
    void clear()
    {
        cells.clear();
        bytes.clear();
        rows = 0;
    }
};

struct HeldTable : sqlite3_vtab {
    SqliteConnection* connection;
};
struct HeldCursor : sqlite3_vtab_cursor {
    const HeldRows* held;
    std::size_t row;
};
HeldCursor& cursor_of(sqlite3_vtab_cursor* cursor) { return *static_cast<HeldCursor*>(cursor); }

int connect_table(sqlite3* database, void* connection, int, const char* const*, sqlite3_vtab** table, char**)
{
    std::string columns = "create table held_rows (";
    for (std::size_t i = 0; i < held_columns_max; i++)
        columns += (i == 0 ? "c" : ", c") + std::to_string(i);
    const int code = sqlite3_declare_vtab(database, (columns + ")").c_str());
    if (code != SQLITE_OK)
        return code;
    *table = new HeldTable{{}, static_cast<SqliteConnection*>(connection)};
    return SQLITE_OK;
}

int disconnect_table(sqlite3_vtab* table)
{
    delete static_cast<HeldTable*>(table);
    return SQLITE_OK;
}

/// Some hundred rows, read from first to last: tables they are joined with are asked by their keys.
int plan(sqlite3_vtab*, sqlite3_index_info* told)
{
    told->estimatedRows = held_rows_max;
    told->estimatedCost = held_rows_max;
    return SQLITE_OK;
}

int open_cursor(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor)
{
    const SqliteConnection& connection = *static_cast<HeldTable*>(table)->connection;
    *cursor = new HeldCursor{{}, static_cast<const HeldRows*>(connection.held_rows()), 0};
    return SQLITE_OK;
}

int close_cursor(sqlite3_vtab_cursor* cursor)
{
    delete &cursor_of(cursor);
    return SQLITE_OK;
}

int rewind(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**)
{
    cursor_of(cursor).row = 0;
    return SQLITE_OK;
}

int go_on(sqlite3_vtab_cursor* cursor)
{
    cursor_of(cursor).row++;
    return SQLITE_OK;
}

int is_at_end(sqlite3_vtab_cursor* cursor)
{
    const HeldCursor& at = cursor_of(cursor);
    return at.held == nullptr || at.row >= at.held->rows ? 1 : 0;
}

int tell_cell(sqlite3_vtab_cursor* cursor, sqlite3_context* result, int column)
{
    const HeldCursor& at = cursor_of(cursor);
    const HeldRows& held = *at.held;
    const HeldRows::Cell& cell = held.cells[at.row * held.columns + static_cast<std::size_t>(column)];
    const char* start = held.bytes.data() + cell.integer;
    switch (cell.kind) {
    case Value::Kind::null: break;
    case Value::Kind::integer: sqlite3_result_int64(result, cell.integer); break;
    case Value::Kind::text: sqlite3_result_text(result, start, static_cast<int>(cell.size), SQLITE_STATIC); break;
    case Value::Kind::blob: sqlite3_result_blob(result, start, static_cast<int>(cell.size), SQLITE_STATIC); break;
    }
    return SQLITE_OK;
}

int tell_row(sqlite3_vtab_cursor* cursor, sqlite3_int64* row)
{
    *row = static_cast<sqlite3_int64>(cursor_of(cursor).row);
    return SQLITE_OK;
}

/// Without xCreate the table stands by itself in every connection and never in the file.
constexpr sqlite3_module module = [] {
    sqlite3_module made{};
    made.xConnect = connect_table;
    made.xBestIndex = plan;
    made.xDisconnect = disconnect_table;
    made.xOpen = open_cursor;
    made.xClose = close_cursor;
    made.xFilter = rewind;
    made.xNext = go_on;
    made.xEof = is_at_end;
    made.xColumn = tell_cell;
    made.xRowid = tell_row;
    return made;
}();

class HeldBulk final : public Bulk {
public:
    HeldBulk(SqliteConnection& connection, std::unique_ptr<SqliteStatement> statement, std::size_t columns)
        : connection_(&connection), statement_(std::move(statement))
    {
        held_.columns = columns;
    }
    ~HeldBulk() override
    {
        statement_->reset();
        connection_->finish(std::move(statement_));
    }

    Result<Done> add(Values values) override
    {
        if (values.size() != held_.columns) {
            connection_->spoil();
            return trouble(Trouble::sql, std::to_string(values.size()) + " values; " + statement_->sql());
        }
        held_.add(values);
        return held_.rows < held_rows_max && held_.bytes.size() < held_bytes_max ? Result<Done>(Done{}) : send();
    }

    Result<std::int64_t> finish() override
    {
        if (held_.rows > 0)
            TRY(send());
        return changed_;
    }

private:
    Result<Done> send()
    {
        connection_->hold_rows(&held_);
        const int code = sqlite3_step(statement_->get());
        Result<Done> verdict = Done{};
        if (code != SQLITE_DONE) {
            connection_->spoil();
            verdict = connection_->failure(code, statement_->sql());
        } else {
            changed_ += sqlite3_changes64(connection_->get());
        }
        statement_->reset();
        connection_->hold_rows(nullptr);
        held_.clear();
        return verdict;
    }

    SqliteConnection* connection_;
    std::unique_ptr<SqliteStatement> statement_;
    HeldRows held_;
    std::int64_t changed_ = 0;
};

} // namespace

Result<Done> let_read_held_rows(SqliteConnection& connection)
{
    const int code = sqlite3_create_module_v2(connection.get(), "held_rows", &module, &connection, nullptr);
    return code == SQLITE_OK ? Result<Done>(Done{}) : connection.failure(code, "held_rows");
}

Result<std::unique_ptr<Bulk>> bulk_of_held_rows(SqliteConnection& connection, std::string_view table,
                                                std::span<const std::string> columns)
{
    std::string fetched;
    for (std::size_t i = 0; i < columns.size(); i++)
        fetched += (i == 0 ? "c" : ", c") + std::to_string(i);
    const std::string sql = "insert into " + Dialect::name(table) + " (" + Dialect::names(columns) + ") select " +
                            fetched + " from held_rows";
    return over_held_rows(connection, columns.size(), sql);
}

Result<std::unique_ptr<Bulk>> over_held_rows(SqliteConnection& connection, std::size_t columns, std::string_view sql)
{
    VERIFY(columns <= held_columns_max);
    return std::unique_ptr<Bulk>(std::make_unique<HeldBulk>(connection, TRY(connection.prepared(sql)), columns));
}

} // namespace huimin::store::internal
