// All kernels of a build, by code and form. See kernel_rows.h.

#pragma once

#include "language/columns/internal/kernel_bitmaps.h"
#include "language/columns/internal/kernel_numbers.h"
#include "language/columns/internal/kernel_pack.h"

namespace huimin::language::columns {
namespace {

template <class To>
Kernel find_convert(Width from)
{
    switch (from) {
    case Width::bit: return convert_bits<To>;
    case Width::u8: return convert<To, std::uint8_t>;
    case Width::u16: return convert<To, std::uint16_t>;
    case Width::i32: return convert<To, std::int32_t>;
    case Width::i64: return convert<To, std::int64_t>;
    }
    return nullptr;
}

template <class F>
Kernel find_compare(Width form)
{
    switch (form) {
    case Width::bit: return nullptr;
    case Width::u8: return compare<std::uint8_t, F>;
    case Width::u16: return compare<std::uint16_t, F>;
    case Width::i32: return compare<std::int32_t, F>;
    case Width::i64: return compare<std::int64_t, F>;
    }
    return nullptr;
}

template <class T>
Kernel find_number(Code code, Width from)
{
    constexpr bool narrow = sizeof(T) == 4;
    switch (code) {
    case Code::convert: return find_convert<T>(from);
    case Code::add: return binary<T, Add>;
    case Code::subtract: return binary<T, Subtract>;
    case Code::multiply: return binary<T, Multiply>;
    case Code::minimum: return binary<T, Minimum>;
    case Code::maximum: return binary<T, Maximum>;
    case Code::total: return total<T>;
    case Code::select: return select<T>;
    case Code::round:
        return narrow ? round_i32 : from == Width::i32 ? round_i64<std::int32_t> : round_i64<std::int64_t>;
    case Code::round_by: return narrow ? nullptr : round_by;
    case Code::lookup: return narrow ? lookup : nullptr;
    case Code::sum_members: return sum_members<T>;
    case Code::largest_members: return largest_members<T>;
    case Code::smallest_members: return smallest_members<T>;
    case Code::count_members: return narrow ? count_members : nullptr;
    case Code::pack: return pack<T>;
    case Code::less:
    case Code::equal:
    case Code::all_bits:
    case Code::all_members:
    case Code::calendar: return nullptr;
    }
    return nullptr;
}

Kernel find(Code code, Width form, Width from)
{
    switch (code) {
    case Code::less: return find_compare<Less>(form);
    case Code::equal: return find_compare<Equal>(form);
    case Code::all_bits: return all_bits;
    case Code::all_members: return all_members;
    case Code::convert:
    case Code::add:
    case Code::subtract:
    case Code::multiply:
    case Code::minimum:
    case Code::maximum:
    case Code::total:
    case Code::select:
    case Code::round:
    case Code::round_by:
    case Code::lookup:
    case Code::sum_members:
    case Code::largest_members:
    case Code::smallest_members:
    case Code::count_members:
    case Code::pack:
    case Code::calendar: break;
    }
    return form == Width::i32   ? find_number<std::int32_t>(code, from)
           : form == Width::i64 ? find_number<std::int64_t>(code, from)
                                : nullptr;
}

Kernels table(const char* name) { return {name, find, count_bits, sum}; }

} // namespace
} // namespace huimin::language::columns
