// One conversation with an engine: what SQLite and PostgreSQL each carry out in their own way.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/dialect.h"
#include "store/questions.h"
#include "store/value.h"

namespace huimin::store::internal {

enum class Use { read, write };

/// A statement that yields rows; its cells are valid until the next step.
class Statement {
public:
    Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    virtual ~Statement() = default;

    virtual Result<bool> step() = 0;
    [[nodiscard]] std::span<const Value> cells() const { return cells_; }

protected:
    std::vector<Value> cells_;
};

/// Many rows of values, taken in by the fastest way; see store::Bulk.
class Bulk {
public:
    Bulk() = default;
    Bulk(const Bulk&) = delete;
    Bulk& operator=(const Bulk&) = delete;
    virtual ~Bulk() = default;

    virtual Result<Done> add(Values) = 0;
    virtual Result<std::int64_t> finish() = 0;
};

/// The answer to whether there is a row; none yet where it is still to be heard.
struct Found {
    std::optional<bool> row;
};

/// A question among others; both parts live as long as the asking.
struct Asked {
    std::string_view sql;
    Values values;
};

class Connection {
public:
    explicit Connection(Use use) : use_(use) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    virtual Result<std::unique_ptr<Statement>> start(std::string_view sql, Values) = 0;
    virtual Result<std::unique_ptr<Statement>> start_scan(std::string_view sql, Values) = 0;
    /// Takes a statement back, wherever it stopped.
    virtual void finish(std::unique_ptr<Statement>) = 0;
    virtual Result<std::int64_t> run(std::string_view sql, Values) = 0;
    /// Runs a statement of a transaction whose outcome may be told later: with the next answer, or by the commit.
    virtual Result<Done> put(std::string_view sql, Values values);
    /// The same for a question: its answer is there at once, or when the outcome was heard.
    virtual Result<std::shared_ptr<const Found>> ask_whether(std::string_view sql, Values values);
    /// Hears the outcome of what was put.
    virtual Result<Done> hear_all() { return Done{}; }
    /// Statements without values, run once: they are not kept prepared.
    virtual Result<Done> script(const std::string& sql) = 0;
    virtual Result<std::unique_ptr<Bulk>> bulk_insert(std::string_view table, std::span<const std::string> columns) = 0;
    virtual Result<std::unique_ptr<Bulk>> bulk_run(std::string_view sql) = 0;
    virtual Result<std::unique_ptr<Bulk>> bulk_over(std::span<const Value::Kind> columns, std::string_view sql) = 0;

    /// One answer for each question, in their order, outside a transaction.
    virtual std::vector<Result<Answered>> ask_all(std::span<const Asked>);

    virtual Result<Done> begin() = 0;
    virtual Result<Done> begin_snapshot() = 0;
    virtual Result<Done> commit() = 0;
    virtual void roll_back() = 0;
    [[nodiscard]] virtual bool in_transaction() const = 0;
    /// True when a row refers to one that is not there yet, so that a commit would fail.
    [[nodiscard]] virtual bool owes_references() const { return false; }
    /// False when it can be used no more.
    [[nodiscard]] virtual bool sound() const = 0;

    [[nodiscard]] virtual Engine engine() const = 0;
    [[nodiscard]] Use use() const { return use_; }

    /// The first failure inside a transaction spoils it: PostgreSQL works so, and one meaning serves both.
    [[nodiscard]] bool spoilt() const { return spoilt_; }
    void spoil() { spoilt_ = true; }
    void mend() { spoilt_ = false; }

    /// Passes a result on and notes a failure.
    template <class T>
    Result<T> noting(Result<T> result)
    {
        if (!result.ok())
            spoil();
        return result;
    }

private:
    Use use_;
    bool spoilt_ = false;
};

} // namespace huimin::store::internal
