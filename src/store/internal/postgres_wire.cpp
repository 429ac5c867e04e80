#include "store/internal/postgres_wire.h"

#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

/// A numeric that is whole, as sums of bigint are: digits of base 10000 from `weight` down.
Result<Value> whole_number(const char* bytes, int size)
{
    const int digits = size >= 8 ? number_at<std::int16_t>(bytes) : -1;
    if (digits < 0 || size < 8 + 2 * digits)
        return trouble(Trouble::sql, "numeric");
    const int weight = number_at<std::int16_t>(bytes + 2);
    const bool negative = number_at<std::uint16_t>(bytes + 4) == 0x4000;
    __int128 sum = 0;
    for (int place = 0; place <= weight && place < 6; place++)
        sum = sum * 10000 + (place < digits ? number_at<std::int16_t>(bytes + 8 + 2 * place) : 0);
    sum = negative ? -sum : sum;
    const bool fits = weight < 6 && digits <= weight + 1 && sum >= INT64_MIN && sum <= INT64_MAX;
    if (!fits)
        return trouble(Trouble::sql, "numeric beyond 64 bits or with a fraction");
    return Value(static_cast<std::int64_t>(sum));
}

} // namespace

std::uint32_t oid_of(Value::Kind kind)
{
    switch (kind) {
    case Value::Kind::null: return oid_unknown_yet;
    case Value::Kind::integer: return oid_int8;
    case Value::Kind::text: return oid_text;
    case Value::Kind::blob: return oid_bytea;
    }
    VERIFY(false);
}

Result<Value> cell_of(std::uint32_t type, const char* bytes, int size)
{
    switch (type) {
    case oid_int8: return Value(number_at<std::int64_t>(bytes));
    case oid_int4: return Value(number_at<std::int32_t>(bytes));
    case oid_int2: return Value(number_at<std::int16_t>(bytes));
    case oid_bool: return Value(bytes[0] != 0);
    case oid_text:
    case oid_varchar:
    case oid_bpchar:
    case oid_name:
    case oid_json:
    case oid_unknown: return Value(std::string_view(bytes, static_cast<std::size_t>(size)));
    case oid_bytea: {
        const void* content = bytes;
        return Value(std::span(static_cast<const std::byte*>(content), static_cast<std::size_t>(size)));
    }
    case oid_numeric: return whole_number(bytes, size);
    case oid_void: return Value();
    default: return trouble(Trouble::sql, "type " + std::to_string(type));
    }
}

void append_cell(std::string& out, const Value& value)
{
    switch (value.kind()) {
    case Value::Kind::null: append_number<std::int32_t>(out, -1); return;
    case Value::Kind::integer:
        append_number<std::int32_t>(out, 8);
        append_number<std::int64_t>(out, value.integer());
        return;
    case Value::Kind::text:
        append_number(out, static_cast<std::int32_t>(value.text().size()));
        out += value.text();
        return;
    case Value::Kind::blob: {
        const auto bytes = value.blob();
        const void* content = bytes.data();
        append_number(out, static_cast<std::int32_t>(bytes.size()));
        out.append(static_cast<const char*>(content), bytes.size());
        return;
    }
    }
}

} // namespace huimin::store::internal
