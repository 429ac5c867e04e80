// The values of a statement as libpq takes them.

#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <span>
#include <vector>

#include "store/internal/postgres_wire.h"

namespace huimin::store::internal {

/// Views into the values, and their numbers turned to the server's byte order: lives as long as the sending.
struct Bound {
    explicit Bound(Values values, std::span<const Oid> types)
    {
        numbers.reserve(values.size());
        for (std::size_t each = 0; each < values.size(); each++)
            add(values[each], types[each]);
    }

    void add(const Value& value, Oid type)
    {
        const void* start = nullptr;
        std::size_t size = 0;
        switch (value.kind()) {
        case Value::Kind::null: break;
        case Value::Kind::integer:
            size = type == oid_int4 ? 4 : type == oid_int2 ? 2 : 8;
            numbers.push_back(number_of(value.integer(), 8 - size));
            start = &numbers.back();
            break;
        case Value::Kind::text:
            start = value.text().data();
            size = value.text().size();
            break;
        case Value::Kind::blob:
            start = value.blob().data();
            size = value.blob().size();
            break;
        }
        starts.push_back(static_cast<const char*>(start));
        sizes.push_back(static_cast<int>(size));
        formats.push_back(1);
    }

    static std::uint64_t number_of(std::int64_t number, std::size_t bytes_fewer)
    {
        return __builtin_bswap64(static_cast<std::uint64_t>(number) << (8 * bytes_fewer));
    }

    std::vector<std::uint64_t> numbers;
    std::vector<const char*> starts;
    std::vector<int> sizes;
    std::vector<int> formats;
};

} // namespace huimin::store::internal
