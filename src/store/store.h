// Where records are kept: one face over SQLite (one file, the embedded default) and PostgreSQL (for a city).
//
//     Store store = TRY(Store::open("sqlite:/var/lib/huimin/city.db"));
//     Transaction transaction = TRY(store.begin());
//     TRY(transaction.run("insert into fund (area, key, name) values ($1, $2, $3)", {area, key, "福彩公益金"}));
//     TRY(transaction.commit());
//
//     Reader reader = TRY(store.reader());
//     Rows rows = TRY(reader.query("select key, name from fund where area = $1", {area}));
//     while (TRY(rows.next()))
//         show(rows[0].integer(), rows[1].text());
//
// Meaning is the same on both engines: columns hold whole numbers, texts (UTF-8, ordered by their bytes) and bytes (see
// `Value`); placeholders are $1, $2, …; the first failure inside a transaction spoils it, or the savepoint around it.
// What was committed has been written through to the disk: an open refuses a database that does not do so.
//
// A Store may be used by any thread. A Reader, a Transaction and what they hand out belong to one thread at a time, and
// end before the Store. SQLite has one writer: `begin` waits for it, five seconds at most.
//
// Failures (all of them may come from every deed)
//   store.address     the address is neither sqlite:FILE nor postgresql://…
//   store.missing     the file or the database is not there and may not be made
//   store.not_ours    the file is a database of another program, or of a newer Huimin
//   store.unsafe      the database is set up so that acknowledged work could be lost or read by others
//   store.busy        others held it for too long; the transaction can be tried again
//   store.disk_full   no room left; reading still works
//   store.constraint  a value stands twice, is missing, or refers to nothing
//   store.lost        the disk or the connection failed: whether the last commit holds is not known
//   store.damaged     the file is damaged
//   store.spoilt      an earlier statement of this transaction failed, so it cannot be committed
//   store.sql         the engine does not accept the statement: a fault of the program

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "store/dialect.h"
#include "store/value.h"

namespace huimin::store {

namespace internal {
class Connection;
class Bulk;
class Pool;
class Statement;
struct Found;
} // namespace internal

class Together;

/// The answer to a question, row by row. Nothing is allocated per cell; texts live until the next `next`.
class Rows {
public:
    Rows(internal::Connection&, std::unique_ptr<internal::Statement>);
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    /// Goes to the next row; false when there is none.
    Result<bool> next();

    [[nodiscard]] const Value& operator[](std::size_t column) const { return cells_[column]; }
    [[nodiscard]] Values cells() const { return cells_; }

private:
    internal::Connection* connection_;
    std::unique_ptr<internal::Statement> statement_;
    std::span<const Value> cells_;
};

/// Where questions are put.
class Reader {
public:
    explicit Reader(std::unique_ptr<internal::Connection>, internal::Pool&);
    /// On the connection of a transaction that outlives it.
    explicit Reader(internal::Connection&);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) = delete;
    ~Reader();

    /// For answers of some thousand rows; PostgreSQL hands them over as a whole.
    Result<Rows> query(std::string_view sql, Values = {});

    /// For answers of any length, at the speed of the engine's bulk path. On PostgreSQL nothing else may be asked of
    /// this reader or transaction until the rows have ended.
    Result<Rows> scan(std::string_view sql, Values = {});

    /// The first cell of the first row; nothing where there is no row or the cell is null.
    Result<std::optional<std::int64_t>> find_integer(std::string_view sql, Values = {});
    Result<std::optional<std::string>> find_text(std::string_view sql, Values = {});

    [[nodiscard]] Dialect dialect() const;

protected:
    friend internal::Connection& connection_of(Reader&);
    internal::Connection* connection_;
    internal::Pool* pool_; ///< where it goes back to; none: another's
};

/// Rows of values for one table or one statement, by the fastest way the engine has. They may be held back until
/// `finish`, and so may their failures. Other statements may run in between.
class Bulk {
public:
    explicit Bulk(std::unique_ptr<internal::Bulk>);
    Bulk(Bulk&&) noexcept;
    Bulk& operator=(Bulk&&) = delete;
    ~Bulk(); ///< without `finish`, the rows still held back are dropped

    /// One value for each column or placeholder, of its kind or null.
    Result<Done> add(Values);

    /// Hands over what was held back; yields the number of rows added or changed in all.
    Result<std::int64_t> finish();

private:
    std::unique_ptr<internal::Bulk> bulk_;
};

/// A question that went to the server together with what followed it. Looked at while its transaction stands.
class Whether {
public:
    Whether(internal::Connection& connection, std::shared_ptr<const internal::Found> answer)
        : connection_(&connection), answer_(std::move(answer))
    {
    }

    /// Whether there is a row. Tells what failed of all that was put before.
    Result<bool> found();

private:
    internal::Connection* connection_;
    std::shared_ptr<const internal::Found> answer_;
};

/// A part of a transaction that can be undone alone. Undone when it ends without `keep`.
class Savepoint {
public:
    explicit Savepoint(internal::Connection& connection) : connection_(&connection) {}
    Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Savepoint& operator=(Savepoint&&) = delete;
    ~Savepoint();

    Result<Done> keep();
    Result<Done> undo();

private:
    internal::Connection* connection_;
};

/// Changes that happen together or not at all. Undone when it ends without `commit`.
class Transaction : public Reader {
public:
    using Reader::Reader;
    Transaction(Transaction&&) noexcept = default;
    ~Transaction();

    /// Runs one statement; yields the number of rows it changed.
    Result<std::int64_t> run(std::string_view sql, Values = {});

    /// The same for a change whose count nobody asks for: it goes to the server together with what follows, and what
    /// failed is told by the next statement or the commit.
    Result<Done> put(std::string_view sql, Values = {});

    /// Whether a question, or a change that is `returning`, yields a row; it is put in the same way, and answered when
    /// somebody looks.
    Result<Whether> whether(std::string_view sql, Values = {});

    /// Adds rows to one table: some million cells a second.
    Result<Bulk> bulk_insert(std::string_view table, std::vector<std::string> columns);

    /// Runs one statement for each row of values, without waiting for the server after each.
    Result<Bulk> bulk_run(std::string_view sql);

    /// Runs one statement for some hundred rows at once, which an insert or update reads as the table `held_rows` with
    /// the columns c0, c1, … of these kinds: `update fund set name = c1 from held_rows where key = c0`. At several
    /// times the speed of `bulk_run` on PostgreSQL. A row that is changed twice must be in two of these: `finish`
    /// between.
    Result<Bulk> bulk_over(std::span<const Value::Kind> columns, std::string_view sql);

    /// For a transaction that fills the tables it asks: until it ends, PostgreSQL takes an index wherever one fits. It
    /// would go on reading tables whole, as it was best when they were empty.
    Result<Done> prefer_indexes();

    Result<Savepoint> savepoint();

    /// Waits until all that was put has been done; what failed of it is told here.
    Result<Done> heard();

    /// Once this yields Done, the changes outlive a power cut. On failure nothing of them stands, except after
    /// store.lost, when it is not known.
    Result<Done> commit();
};

/// What becomes of a SQLite address whose file is not there.
enum class Absent {
    make,   ///< an empty store, mode 0600
    refuse, ///< store.missing, and nothing is left behind
};

class Store {
public:
    static Result<Store> open(std::string_view address, Absent = Absent::make);

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    /// Each question sees what was committed before it.
    Result<Reader> reader();

    /// All questions see the same moment, however long they take.
    Result<Reader> snapshot();

    Result<Transaction> begin();

    /// Runs `deed(transaction)`, which yields a Result, and commits when it succeeds. Where others held the data
    /// (store.busy) the whole is done again, five times at most: the deed must change nothing outside the store. For
    /// short deeds: on SQLite those that come at the same time share one sync, and wait for each other.
    /// Within a `Together` (together.h) it takes part in that one's transaction.
    template <class Deed>
    std::invoke_result_t<Deed, Transaction&> change(Deed deed);

    /// Runs it when what this thread has changed is committed or undone: at once, or when its `Together` ends.
    void afterwards(std::function<void()>);

    [[nodiscard]] Dialect dialect() const;
    [[nodiscard]] const std::string& address() const; ///< without a password

private:
    explicit Store(std::unique_ptr<internal::Pool>);
    friend class Together;
    friend internal::Pool& pool_of(Store&);
    Result<Transaction> begin_own();
    Result<Transaction> begin_turn();
    /// A change within a Together; none of either: this thread is in none.
    struct Part {
        Transaction* whole = nullptr;
        Together* first_of = nullptr; ///< none: others stand before it
        void undo();
    };
    Result<Part> part();
    template <class Deed>
    static std::invoke_result_t<Deed, Transaction&> take_part(Part, Deed& deed);
    std::unique_ptr<internal::Pool> pool_;
};

template <class Deed>
std::invoke_result_t<Deed, Transaction&> Store::take_part(Part part, Deed& deed)
{
    if (part.first_of != nullptr) {
        auto result = deed(*part.whole);
        if (result.ok())
            if (auto heard = part.whole->heard(); !heard.ok())
                result = std::move(heard).error();
        if (!result.ok())
            part.undo();
        return result;
    }
    auto point = part.whole->savepoint();
    if (!point.ok())
        return std::move(point).error();
    auto result = deed(*part.whole);
    if (result.ok())
        if (auto kept = point->keep(); !kept.ok())
            result = std::move(kept).error();
    return result;
}

template <class Deed>
std::invoke_result_t<Deed, Transaction&> Store::change(Deed deed)
{
    auto part = this->part();
    if (!part.ok())
        return std::move(part).error();
    if (part->whole != nullptr)
        return take_part(*part, deed);
    constexpr int attempts_max = 5;
    for (int attempt = 1;; attempt++) {
        auto transaction = begin_turn();
        if (!transaction.ok())
            return std::move(transaction).error();
        auto result = deed(*transaction);
        if (result.ok())
            if (auto done = transaction->commit(); !done.ok())
                result = std::move(done).error();
        if (result.ok() || result.error().code != "store.busy" || attempt == attempts_max)
            return result;
    }
}

} // namespace huimin::store
