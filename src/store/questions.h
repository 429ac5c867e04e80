// Single rows by their key, wanted by many at the same time: whoever waits is answered together with the others, by one
// statement for each kind of row, all in one journey there and back.
//
//     questions.ask(people, county, key, [&](Result<Answered> answer) { …hand it on… });
//
// For reads that are asked thousands of times a second; each sees what was committed before it was put.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace huimin::store {

/// A value that owns what it holds, for questions that wait.
class KeptValue {
public:
    KeptValue(const Value&);
    template <class T>
        requires(std::constructible_from<Value, T> && !std::same_as<std::remove_cvref_t<T>, Value> &&
                 !std::same_as<std::remove_cvref_t<T>, KeptValue>)
    KeptValue(T&& value) : KeptValue(Value(std::forward<T>(value)))
    {
    }
    [[nodiscard]] Value view() const;

private:
    Value::Kind kind_ = Value::Kind::null;
    std::int64_t integer_ = 0;
    std::string bytes_;
};

/// The rows of an answer, all at hand. Cells live as long as it, or what was taken of it, does.
class Answered {
public:
    Answered() = default;
    Answered(std::size_t columns, std::vector<Value> cells, std::shared_ptr<const void> owner);

    [[nodiscard]] std::size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    [[nodiscard]] Values operator[](std::size_t row) const { return cells_.subspan(row * columns_, columns_); }
    /// One of its rows alone.
    [[nodiscard]] Answered only(std::size_t row) const;

private:
    std::size_t columns_ = 0;
    std::span<const Value> cells_;
    std::shared_ptr<const void> owner_;
};

/// Which rows of which table, but for their keys.
struct RowQuestion {
    std::string sql;               ///< up to the keys: `select key, … where county = $1 and … and key`
    std::vector<KeptValue> values; ///< $2 and on
};

class Questions {
public:
    /// Called once, on one of the threads that ask: it must hand on and return. Fails as Reader::query, and with
    /// store.busy when more than `waiting_max` wait.
    using Then = std::function<void(Result<Answered>)>;

    static constexpr std::size_t waiting_max = 10'000;

    /// The store must outlive it. Each thread has a connection of its own.
    explicit Questions(Store&, unsigned threads = 1);
    Questions(const Questions&) = delete;
    Questions& operator=(const Questions&) = delete;
    ~Questions(); ///< what waits fails with store.busy

    /// The answer has one row, or none. Questions are put together where they are the same object.
    void ask(std::shared_ptr<const RowQuestion>, std::int64_t county, std::int64_t key, Then);

    [[nodiscard]] std::size_t waiting() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace huimin::store
