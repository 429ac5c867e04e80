// How a kernel walks over rows. These headers are built once per instruction set; all in them is local to that build,
// so that the linker can never put code for a newer processor in the place of an older one's. Nothing here may call an
// inline function of another header for the same reason.

#pragma once

#include <type_traits>

#include "language/columns/kernels.h"

namespace huimin::language::columns {
namespace {

template <class T, int N>
using VectorOf = T __attribute__((ext_vector_type(N)));
template <class T>
constexpr std::size_t lanes_of = 64 / sizeof(T);
template <class T>
using Vector = VectorOf<T, static_cast<int>(lanes_of<T>)>;
template <class T>
using Mask = VectorOf<bool, static_cast<int>(lanes_of<T>)>;
/// The bits of a Mask<T>.
template <class T>
using MaskWord = std::conditional_t<
    sizeof(T) == 1, std::uint64_t,
    std::conditional_t<sizeof(T) == 2, std::uint32_t, std::conditional_t<sizeof(T) == 4, std::uint16_t, std::uint8_t>>>;
template <class T>
Mask<T> mask_of(MaskWord<T> bits)
{
    return __builtin_bit_cast(Mask<T>, bits);
}
using Word = std::uint64_t;

/// A row of vectors, of bitmap pieces for vectors of T, or of one repeated constant.
template <class V>
struct Row {
    const V* at;
    std::size_t step;
    V operator[](std::size_t i) const { return at[i * step]; }
};

template <class V>
Row<V> row(const Instruction& code, int i, std::byte* const* at, std::size_t plane_bytes)
{
    const bool constant = (code.constants >> i & 1) != 0;
    const bool by_member = (code.planes >> i & 1) != 0;
    const std::byte* base = at[code.operands[static_cast<std::size_t>(i)]] + (by_member ? plane_bytes : 0);
    return {static_cast<const V*>(static_cast<const void*>(base)), constant ? std::size_t{0} : std::size_t{1}};
}

/// Runs `body(plane, vectors)` over the result's planes: once over all where no operand is repeated plane by plane.
template <class F>
void over_planes(const Instruction& code, Extent extent, F body)
{
    if (!code.by_member) {
        body(std::size_t{0}, std::size_t{extent.units});
        return;
    }
    const unsigned all = (1U << code.count) - 1U;
    if (((code.planes | code.constants) & all) == all) {
        body(std::size_t{0}, std::size_t{extent.units} * extent.planes);
        return;
    }
    for (std::size_t plane = 0; plane < extent.planes; ++plane)
        body(plane * extent.units, std::size_t{extent.units});
}

template <class V>
V* result(const Instruction& code, std::byte* const* at, std::size_t bytes)
{
    return static_cast<V*>(static_cast<void*>(at[code.result] + bytes));
}

template <class T>
Vector<T> pick(Mask<T> mask, Vector<T> yes, Vector<T> no)
{
    return __builtin_convertvector(mask, Vector<T>) != 0 ? yes : no;
}

struct Add {
    template <class V>
    static V of(V a, V b)
    {
        return a + b;
    }
};
struct Subtract {
    template <class V>
    static V of(V a, V b)
    {
        return a - b;
    }
};
struct Multiply {
    template <class V>
    static V of(V a, V b)
    {
        return a * b;
    }
};
struct Minimum {
    template <class V>
    static V of(V a, V b)
    {
        return __builtin_elementwise_min(a, b);
    }
};
struct Maximum {
    template <class V>
    static V of(V a, V b)
    {
        return __builtin_elementwise_max(a, b);
    }
};

} // namespace
} // namespace huimin::language::columns
