// What may fail is a value: a thing or an error worded for the person who must act.
//
// `TRY(expression)` passes an error up and yields the thing; `VERIFY(condition)` stops the process when a promise
// between programmers is broken. Every error code is stable: clients and translations key on it.

#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace huimin {

/// What kind of trouble it is: decides the HTTP status and the exit code, never the wording.
enum class Fault {
    invalid,     ///< what was handed in is wrong
    forbidden,   ///< not allowed for this actor, area or purpose
    missing,     ///< what was asked for does not exist
    conflict,    ///< it clashes with what already stands
    unavailable, ///< the world failed: disk, network, database
};

struct Error {
    Fault fault = Fault::invalid;
    std::string code;    ///< stable, `room.what`: "ledger.funds_short"
    std::string message; ///< what happened, in Chinese, with the offending value in `backticks`
    std::string remedy;  ///< what the reader can do next
    std::string english; ///< the message and remedy once more in English

    friend bool operator==(const Error&, const Error&) = default;
};

/// A `T` or an `Error`.
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & { return std::get<0>(held_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(held_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(held_)); }
    [[nodiscard]] Error& error() & { return std::get<1>(held_); }
    [[nodiscard]] const Error& error() const& { return std::get<1>(held_); }
    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(held_)); }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, Error> held_;
};

/// The value of a deed that yields nothing but may fail.
struct Done {
    friend bool operator==(Done, Done) = default;
};

} // namespace huimin

/// Yields the value of a Result, or returns its error from the enclosing function.
#define TRY(...)                                                                                                       \
    ({                                                                                                                 \
        auto&& huimin_try_ = (__VA_ARGS__);                                                                            \
        if (!huimin_try_.ok()) [[unlikely]]                                                                            \
            return std::move(huimin_try_).error();                                                                     \
        std::move(huimin_try_).value();                                                                                \
    })

/// A promise between programmers, checked in every build.
#define VERIFY(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]] {                                                                               \
            std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);                       \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)
