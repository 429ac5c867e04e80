// Short questions of many who ask at the same time, put to the store together: one journey there and back for all that
// wait, instead of one each. On PostgreSQL they go through a pipeline, on SQLite one after the other.
//
//     questions.ask(sql, {county, key}, [&](Result<Answered> answer) { …hand it on… });
//
// For reads of a few rows that are asked thousands of times a second; each sees what was committed before it was put.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
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

/// The rows of an answer, all at hand. Cells live as long as it does.
class Answered {
public:
    Answered() = default;
    Answered(std::size_t columns, std::vector<Value> cells, std::shared_ptr<const void> owner)
        : columns_(columns), cells_(std::move(cells)), owner_(std::move(owner))
    {
    }
    [[nodiscard]] std::size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    [[nodiscard]] Values operator[](std::size_t row) const
    {
        return Values(std::span(cells_).subspan(row * columns_, columns_));
    }

private:
    std::size_t columns_ = 0;
    std::vector<Value> cells_;
    std::shared_ptr<const void> owner_;
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

    void ask(std::shared_ptr<const std::string> sql, std::vector<KeptValue>, Then);

    [[nodiscard]] std::size_t waiting() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace huimin::store
