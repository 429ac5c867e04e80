// PostgreSQL's binary form of the four kinds of values.

#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/result.h"
#include "store/value.h"

namespace huimin::store::internal {

/// Numbers of PostgreSQL's types (pg_type.oid), fixed since they exist.
enum TypeNumber : std::uint32_t {
    oid_unknown_yet = 0,
    oid_bool = 16,
    oid_bytea = 17,
    oid_name = 19,
    oid_int8 = 20,
    oid_int2 = 21,
    oid_int4 = 23,
    oid_text = 25,
    oid_json = 114,
    oid_unknown = 705,
    oid_bpchar = 1042,
    oid_varchar = 1043,
    oid_numeric = 1700,
    oid_void = 2278,
};

/// The big-endian number at `bytes`.
template <class Number>
Number number_at(const char* bytes)
{
    std::make_unsigned_t<Number> number;
    std::memcpy(&number, bytes, sizeof number);
    if constexpr (sizeof number == 8)
        number = __builtin_bswap64(number);
    else if constexpr (sizeof number == 4)
        number = __builtin_bswap32(number);
    else
        number = __builtin_bswap16(number);
    return static_cast<Number>(number);
}

template <class Number>
void append_number(std::string& out, Number number)
{
    const Number swapped = number_at<Number>(std::bit_cast<std::array<char, sizeof(Number)>>(number).data());
    out.append(std::bit_cast<std::array<char, sizeof(Number)>>(swapped).data(), sizeof(Number));
}

std::uint32_t oid_of(Value::Kind);

/// The cell of `type` in its binary form; fails with store.sql for types we do not use.
Result<Value> cell_of(std::uint32_t type, const char* bytes, int size);

/// Appends length and content, as in a binary COPY.
void append_cell(std::string& out, const Value&);

} // namespace huimin::store::internal
