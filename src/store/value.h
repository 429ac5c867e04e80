// One cell of a row, or one value handed to a statement: a whole number, a text, bytes, or nothing.

#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/area.h"
#include "base/day.h"
#include "base/result.h"

namespace huimin::store {

/// A view: texts and bytes belong to whoever made them. In a row they live until the next step.
///
/// Both engines keep these four kinds and no other, so that a value means the same on both. A day is its number of days
/// since 1970-01-01, a month its number, money its fen, a truth 0 or 1. There are no floats.
class Value {
public:
    enum class Kind : std::uint8_t { null, integer, text, blob };

    Value() = default;
    Value(std::nullptr_t) {}
    Value(std::nullopt_t) {}
    Value(bool truth) : integer_(truth ? 1 : 0), kind_(Kind::integer) {}
    template <std::integral T>
        requires(sizeof(T) > 1)
    Value(T number) : integer_(static_cast<std::int64_t>(number)), kind_(Kind::integer)
    {
        VERIFY(std::in_range<std::int64_t>(number));
    }
    Value(Day day) : Value(day.number()) {}
    Value(Month month) : Value(month.number()) {}
    Value(AreaCode area) : Value(area.number()) {}
    Value(std::string_view text) : Value(text.data(), text.size(), Kind::text) {}
    Value(const std::string& text) : Value(std::string_view(text)) {}
    Value(const char* text) : Value(std::string_view(text)) {}
    template <std::size_t size>
    Value(std::span<const std::byte, size> bytes) : Value(bytes.data(), bytes.size(), Kind::blob)
    {
    }
    Value(const std::vector<std::byte>& bytes) : Value(bytes.data(), bytes.size(), Kind::blob) {}
    template <class T>
    Value(const std::optional<T>& maybe) : Value(maybe ? Value(*maybe) : Value())
    {
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }

    // To ask for another kind than the one held is a broken promise: tables are typed, so the asker knows the kind.
    [[nodiscard]] std::int64_t integer() const
    {
        VERIFY(kind_ == Kind::integer);
        return integer_;
    }
    [[nodiscard]] std::string_view text() const
    {
        VERIFY(kind_ == Kind::text);
        return {static_cast<const char*>(start_), size_};
    }
    [[nodiscard]] std::span<const std::byte> blob() const
    {
        VERIFY(kind_ == Kind::blob);
        return {static_cast<const std::byte*>(start_), size_};
    }
    [[nodiscard]] Day day() const { return Day::from_number(static_cast<std::int32_t>(integer())); }
    [[nodiscard]] Month month() const { return Month::from_number(static_cast<std::int32_t>(integer())); }
    [[nodiscard]] AreaCode area() const { return AreaCode(static_cast<std::uint64_t>(integer())); }

    /// Nothing for null, else the number or the text.
    [[nodiscard]] std::optional<std::int64_t> integer_or_none() const
    {
        return is_null() ? std::nullopt : std::optional(integer());
    }
    [[nodiscard]] std::optional<std::string_view> text_or_none() const
    {
        return is_null() ? std::nullopt : std::optional(text());
    }

    /// Same kind and same content.
    friend bool operator==(const Value& left, const Value& right)
    {
        if (left.kind_ != right.kind_ || left.kind_ == Kind::null)
            return left.kind_ == right.kind_;
        if (left.kind_ == Kind::integer)
            return left.integer_ == right.integer_;
        return std::string_view(static_cast<const char*>(left.start_), left.size_) ==
               std::string_view(static_cast<const char*>(right.start_), right.size_);
    }

private:
    Value(const void* start, std::size_t size, Kind kind)
        : start_(start == nullptr ? "" : start), size_(static_cast<std::uint32_t>(size)), kind_(kind)
    {
        VERIFY(size < 1'000'000'000); // Both engines end at a gigabyte.
    }

    union {
        std::int64_t integer_ = 0;
        const void* start_;
    };
    std::uint32_t size_ = 0;
    Kind kind_ = Kind::null;
};

/// The values of a statement or a row, in order; a view that lives as long as the call it is written in.
class Values : public std::span<const Value> {
public:
    Values() = default;
    Values(std::initializer_list<Value> values) : span(values.begin(), values.size()) {}
    Values(std::span<const Value> values) : span(values) {}
    Values(const std::vector<Value>& values) : span(values) {}
    template <std::size_t count>
    Values(const std::array<Value, count>& values) : span(values)
    {
    }
};

} // namespace huimin::store
