// Kernels that make numbers of numbers: arithmetic, selection, rounding. See kernel_rows.h.

#pragma once

#include "language/columns/internal/kernel_rows.h"

namespace huimin::language::columns {
namespace {

template <class T, class F>
void binary(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> a = row<V>(code, 0, at, from * sizeof(T)), b = row<V>(code, 1, at, from * sizeof(T));
        V* __restrict to = result<V>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i)
            to[i] = F::of(a[i], b[i]);
    });
}

template <class T, int N>
void add_n(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        Row<V> rows[N];
        for (int k = 0; k < N; ++k)
            rows[k] = row<V>(code, k, at, from * sizeof(T));
        V* __restrict to = result<V>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i) {
            V sum = rows[0][i];
            for (int k = 1; k < N; ++k)
                sum += rows[k][i];
            to[i] = sum;
        }
    });
}
template <class T>
void add_many(const Instruction& code, std::byte* const* at, Extent extent)
{
    switch (code.count) {
    case 3: add_n<T, 3>(code, at, extent); break;
    case 4: add_n<T, 4>(code, at, extent); break;
    case 5: add_n<T, 5>(code, at, extent); break;
    case 6: add_n<T, 6>(code, at, extent); break;
    case 7: add_n<T, 7>(code, at, extent); break;
    default: add_n<T, 8>(code, at, extent); break;
    }
}

template <class To, class From>
void convert(const Instruction& code, std::byte* const* at, Extent extent)
{
    constexpr std::size_t lanes = 64 / (sizeof(To) > sizeof(From) ? sizeof(To) : sizeof(From));
    using VTo = VectorOf<To, static_cast<int>(lanes)>;
    using VFrom = VectorOf<From, static_cast<int>(lanes)>;
    over_planes(code, extent, [&](std::size_t from, std::size_t rows) {
        const Row<VFrom> a = row<VFrom>(code, 0, at, from * sizeof(From));
        VTo* __restrict to = result<VTo>(code, at, from * sizeof(To));
        for (std::size_t i = 0; i < rows / lanes; ++i)
            to[i] = __builtin_convertvector(a[i], VTo);
    });
}
template <class To>
void convert_bits(const Instruction& code, std::byte* const* at, Extent extent)
{
    over_planes(code, extent, [&](std::size_t from, std::size_t rows) {
        const Row<Mask<To>> a = row<Mask<To>>(code, 0, at, from / 8);
        Vector<To>* __restrict to = result<Vector<To>>(code, at, from * sizeof(To));
        for (std::size_t i = 0; i < rows / lanes_of<To>; ++i)
            to[i] = __builtin_convertvector(a[i], Vector<To>);
    });
}

template <class T>
void select(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<Mask<T>> mask = row<Mask<T>>(code, 0, at, from / 8);
        const Row<V> a = row<V>(code, 1, at, from * sizeof(T)), b = row<V>(code, 2, at, from * sizeof(T));
        V* __restrict to = result<V>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i)
            to[i] = pick<T>(mask[i], a[i], b[i]);
    });
}

// ---- rounding ------------------------------------------------------------------------------------------------

/// What is added before the division, so that truncation rounds as asked. Of magnitudes, so never negative.
std::int64_t bias(Rounding rounding, std::int64_t divisor)
{
    switch (rounding) {
    case Rounding::half_up: return divisor / 2;
    case Rounding::down: return 0;
    case Rounding::up: return divisor - 1;
    }
    return 0;
}

/// |x × a| + bias < 2^31 and b < 2^31: the division is a multiplication by ceil(2^(31 + l) / b), 2^l >= b, which is
/// exact for dividends of 31 bits (Granlund and Montgomery 1994).
void round_narrow(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<std::int32_t>;
    using Half = VectorOf<std::uint32_t, 8>;
    using Product = VectorOf<std::uint64_t, 8>;
    const std::uint64_t divisor = static_cast<std::uint64_t>(code.b);
    unsigned shift = 31;
    while ((std::uint64_t{1} << (shift - 31)) < divisor)
        ++shift;
    const std::uint64_t magic = ((std::uint64_t{1} << shift) + divisor - 1) / divisor;
    const std::int32_t factor = static_cast<std::int32_t>(code.a), unit = static_cast<std::int32_t>(code.c);
    const std::int32_t before = static_cast<std::int32_t>(bias(code.rounding, code.b));
    const auto divide = [&](Half x) {
        return __builtin_convertvector(__builtin_convertvector(x, Product) * magic >> shift, Half);
    };
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> a = row<V>(code, 0, at, from * sizeof(std::int32_t));
        V* __restrict to = result<V>(code, at, from * sizeof(std::int32_t));
        for (std::size_t i = 0; i < lanes / lanes_of<std::int32_t>; ++i) {
            V x = a[i] * factor;
            const V sign = x >> 31;
            x = (x ^ sign) - sign + before;
            const VectorOf<std::uint32_t, 16> u = __builtin_convertvector(x, VectorOf<std::uint32_t, 16>);
            const Half low = divide(__builtin_shufflevector(u, u, 0, 1, 2, 3, 4, 5, 6, 7));
            const Half high = divide(__builtin_shufflevector(u, u, 8, 9, 10, 11, 12, 13, 14, 15));
            const V q = __builtin_convertvector(
                __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), V);
            to[i] = ((q ^ sign) - sign) * unit;
        }
    });
}

/// |x × a| + bias < 2^51: the quotient by doubles is at most one off, and the remainder tells.
template <class From>
void round_wide(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<std::int64_t>;
    using D = VectorOf<double, 8>;
    using In = VectorOf<From, 8>;
    const double inverse = 1.0 / static_cast<double>(code.b);
    const std::int64_t before = bias(code.rounding, code.b);
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<In> a = row<In>(code, 0, at, from * sizeof(From));
        V* __restrict to = result<V>(code, at, from * sizeof(std::int64_t));
        for (std::size_t i = 0; i < lanes / 8; ++i) {
            V x = __builtin_convertvector(a[i], V) * code.a;
            const V sign = x >> 63;
            x = (x ^ sign) - sign + before;
            V q = __builtin_convertvector(__builtin_convertvector(x, D) * inverse, V);
            const V rest = x - q * code.b;
            q += (rest < 0) - (rest >= code.b);
            to[i] = ((q ^ sign) - sign) * code.c;
        }
    });
}

template <class From>
void round_one_by_one(const Instruction& code, std::byte* const* at, Extent extent)
{
    const std::int64_t before = bias(code.rounding, code.b);
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const bool constant = (code.constants & 1) != 0;
        const From* a = row<From>(code, 0, at, from * sizeof(From)).at;
        std::int64_t* to = result<std::int64_t>(code, at, from * sizeof(std::int64_t));
        for (std::size_t i = 0; i < lanes; ++i) {
            const std::int64_t x = static_cast<std::int64_t>(a[constant ? 0 : i]) * code.a;
            const std::int64_t q = ((x < 0 ? -x : x) + before) / code.b;
            to[i] = (x < 0 ? -q : q) * code.c;
        }
    });
}

template <class From>
void round(const Instruction& code, std::byte* const* at, Extent extent)
{
    if (code.wide)
        round_one_by_one<From>(code, at, extent);
    else
        round_wide<From>(code, at, extent);
}

void round_by(const Instruction& code, std::byte* const* at, Extent extent)
{
    using T = std::int64_t;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const T* a = row<T>(code, 0, at, from * sizeof(T)).at;
        const T* b = row<T>(code, 1, at, from * sizeof(T)).at;
        const std::size_t step_a = (code.constants & 1) != 0 ? 0 : 1, step_b = (code.constants & 2) != 0 ? 0 : 1;
        T* to = result<T>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes; ++i) {
            const T x = a[i * step_a], divisor = b[i * step_b] > 0 ? b[i * step_b] : 1;
            const T q = ((x < 0 ? -x : x) + bias(code.rounding, divisor)) / divisor;
            to[i] = (x < 0 ? -q : q) * code.c;
        }
    });
}

} // namespace
} // namespace huimin::language::columns
