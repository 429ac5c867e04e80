#include "store/store.h"

#include "store/internal/pool.h"
#include "store/internal/postgres.h"
#include "store/internal/sqlite.h"
#include "store/internal/trouble.h"
#include "store/together.h"

namespace huimin::store {

using internal::Trouble;
using internal::trouble;
using internal::Use;

Rows::Rows(internal::Connection& connection, std::unique_ptr<internal::Statement> statement)
    : connection_(&connection), statement_(std::move(statement)), cells_(statement_->cells())
{
}

Rows::Rows(Rows&&) noexcept = default;

Rows::~Rows()
{
    if (statement_)
        connection_->finish(std::move(statement_));
}

Result<bool> Rows::next()
{
    auto more = statement_->step();
    if (!more.ok())
        connection_->spoil();
    return more;
}

Reader::Reader(std::unique_ptr<internal::Connection> connection, internal::Pool& pool)
    : connection_(connection.release()), pool_(&pool)
{
}

Reader::Reader(internal::Connection& connection) : connection_(&connection), pool_(nullptr) {}

Reader::Reader(Reader&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)), pool_(std::exchange(other.pool_, nullptr))
{
}

Reader::~Reader()
{
    if (pool_ != nullptr && connection_ != nullptr)
        pool_->take_back(std::unique_ptr<internal::Connection>(connection_));
}

Result<Rows> Reader::query(std::string_view sql, Values values)
{
    return Rows(*connection_, TRY(connection_->noting(connection_->start(sql, values))));
}

Result<Rows> Reader::scan(std::string_view sql, Values values)
{
    return Rows(*connection_, TRY(connection_->noting(connection_->start_scan(sql, values))));
}

Result<std::optional<std::int64_t>> Reader::find_integer(std::string_view sql, Values values)
{
    Rows rows = TRY(query(sql, values));
    if (!TRY(rows.next()))
        return std::optional<std::int64_t>();
    return rows[0].integer_or_none();
}

Result<std::optional<std::string>> Reader::find_text(std::string_view sql, Values values)
{
    Rows rows = TRY(query(sql, values));
    if (!TRY(rows.next()) || rows[0].is_null())
        return std::optional<std::string>();
    return std::optional(std::string(rows[0].text()));
}

Dialect Reader::dialect() const { return Dialect(connection_->engine()); }

Bulk::Bulk(std::unique_ptr<internal::Bulk> bulk) : bulk_(std::move(bulk)) {}
Bulk::Bulk(Bulk&&) noexcept = default;
Bulk::~Bulk() = default;

Result<Done> Bulk::add(Values values) { return bulk_->add(values); }
Result<std::int64_t> Bulk::finish() { return bulk_->finish(); }

Savepoint::~Savepoint()
{
    // A failure here spoils the transaction, so its commit reports it.
    if (connection_ != nullptr)
        static_cast<void>(undo().ok());
}

Result<Done> Savepoint::keep()
{
    internal::Connection* connection = std::exchange(connection_, nullptr);
    VERIFY(connection != nullptr);
    if (connection->spoilt()) {
        connection_ = connection;
        return trouble(Trouble::spoilt, "savepoint");
    }
    TRY(connection->noting(connection->hear_all())); // What failed in it is told here.
    return connection->noting(connection->put("release savepoint point", {}));
}

Result<Done> Savepoint::undo()
{
    internal::Connection* connection = std::exchange(connection_, nullptr);
    VERIFY(connection != nullptr);
    connection->mend(); // It was sound when the savepoint was set, and is so again.
    return connection->noting(connection->script("rollback to savepoint point; release savepoint point"));
}

Transaction::~Transaction() = default;

Result<std::int64_t> Transaction::run(std::string_view sql, Values values)
{
    return connection_->noting(connection_->run(sql, values));
}

Result<Done> Transaction::put(std::string_view sql, Values values)
{
    return connection_->noting(connection_->put(sql, values));
}

Result<Whether> Transaction::whether(std::string_view sql, Values values)
{
    return Whether(*connection_, TRY(connection_->noting(connection_->ask_whether(sql, values))));
}

Result<bool> Whether::found()
{
    if (!answer_->row)
        TRY(connection_->noting(connection_->hear_all()));
    if (!answer_->row) // What was put before it had failed, and that was told already.
        return trouble(Trouble::spoilt, "whether");
    return *answer_->row;
}

Result<Bulk> Transaction::bulk_insert(std::string_view table, std::vector<std::string> columns)
{
    return Bulk(TRY(connection_->noting(connection_->bulk_insert(table, columns))));
}

Result<Bulk> Transaction::bulk_run(std::string_view sql)
{
    return Bulk(TRY(connection_->noting(connection_->bulk_run(sql))));
}

Result<Bulk> Transaction::bulk_over(std::span<const Value::Kind> columns, std::string_view sql)
{
    return Bulk(TRY(connection_->noting(connection_->bulk_over(columns, sql))));
}

Result<Done> Transaction::prefer_indexes()
{
    if (connection_->engine() == Engine::sqlite) // It knows no statistics, and takes them anyway.
        return Done{};
    return connection_->noting(connection_->script("set local enable_seqscan = off"));
}

Result<Savepoint> Transaction::savepoint()
{
    if (connection_->spoilt())
        return trouble(Trouble::spoilt, "savepoint");
    TRY(connection_->noting(connection_->put("savepoint point", {})));
    return Savepoint(*connection_);
}

Result<Done> Transaction::heard()
{
    if (connection_->spoilt())
        return trouble(Trouble::spoilt, "heard");
    return connection_->noting(connection_->hear_all());
}

Result<Done> Transaction::commit()
{
    VERIFY(connection_ != nullptr);
    return pool_->commit(std::unique_ptr<internal::Connection>(std::exchange(connection_, nullptr)));
}

Store::Store(std::unique_ptr<internal::Pool> pool) : pool_(std::move(pool)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(std::string_view address, Absent absent)
{
    if (address.starts_with("sqlite:") && address.size() > 7)
        return Store(TRY(internal::open_sqlite(std::string(address.substr(7)), absent)));
    if (address.starts_with("postgresql://") || address.starts_with("postgres://"))
        return Store(TRY(internal::open_postgres(std::string(address))));
    return trouble(Trouble::address, address.substr(0, address.find_first_of(":@")));
}

Result<Reader> Store::snapshot()
{
    return Reader(TRY(pool_->lend_begun(Use::read, &internal::Connection::begin_snapshot)), *pool_);
}

Result<Transaction> Store::begin()
{
    VERIFY(Together::of(*pool_) == nullptr);
    return begin_own();
}

Result<Transaction> Store::begin_own()
{
    return Transaction(TRY(pool_->lend_begun(Use::write, &internal::Connection::begin)), *pool_);
}

Result<Transaction> Store::begin_turn()
{
    if (pool_->engine() == Engine::postgresql)
        return begin_own(); // Its server brings commits together by itself.
    return Transaction(TRY(pool_->begin_turn()), *pool_);
}

Dialect Store::dialect() const { return Dialect(pool_->engine()); }
const std::string& Store::address() const { return pool_->address(); }

internal::Pool& pool_of(Store& store) { return *store.pool_; }

internal::Connection& connection_of(Reader& reader) { return *reader.connection_; }

} // namespace huimin::store
