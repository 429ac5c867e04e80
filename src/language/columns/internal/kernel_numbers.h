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
void total_n(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    V signs[N], start = V(0); // -x is ~x + 1
    for (int k = 0; k < N; ++k) {
        signs[k] = V(static_cast<T>((code.flips >> k & 1) != 0 ? -1 : 0));
        start -= signs[k];
    }
    const V low = V(static_cast<T>(code.a)), high = V(static_cast<T>(code.b));
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        Row<V> rows[N];
        for (int k = 0; k < N; ++k)
            rows[k] = row<V>(code, k, at, from * sizeof(T));
        V* __restrict to = result<V>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i) {
            V sum = start;
            for (int k = 0; k < N; ++k)
                sum += rows[k][i] ^ signs[k];
            to[i] = __builtin_elementwise_min(__builtin_elementwise_max(sum, low), high);
        }
    });
}
template <class T>
void total(const Instruction& code, std::byte* const* at, Extent extent)
{
    switch (code.count) {
    case 1: total_n<T, 1>(code, at, extent); break;
    case 2: total_n<T, 2>(code, at, extent); break;
    case 3: total_n<T, 3>(code, at, extent); break;
    case 4: total_n<T, 4>(code, at, extent); break;
    case 5: total_n<T, 5>(code, at, extent); break;
    case 6: total_n<T, 6>(code, at, extent); break;
    case 7: total_n<T, 7>(code, at, extent); break;
    default: total_n<T, 8>(code, at, extent); break;
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

template <class T, int N>
void select_n(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> otherwise = row<V>(code, 0, at, from * sizeof(T));
        Row<MaskWord<T>> masks[N];
        Row<V> values[N];
        MaskWord<T> flips[N];
        for (int k = 0; k < N; ++k) {
            masks[k] = row<MaskWord<T>>(code, 2 * k + 1, at, from / 8);
            values[k] = row<V>(code, 2 * k + 2, at, from * sizeof(T));
            flips[k] = static_cast<MaskWord<T>>((code.flips >> (2 * k + 1) & 1) != 0 ? ~0U : 0U);
        }
        V* __restrict to = result<V>(code, at, from * sizeof(T));
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i) {
            V chosen = otherwise[i];
            for (int k = N - 1; k >= 0; --k)
                chosen = pick<T>(mask_of<T>(static_cast<MaskWord<T>>(masks[k][i] ^ flips[k])), values[k][i], chosen);
            to[i] = chosen;
        }
    });
}
template <class T>
void select(const Instruction& code, std::byte* const* at, Extent extent)
{
    switch (code.count) {
    case 3: select_n<T, 1>(code, at, extent); break;
    case 5: select_n<T, 2>(code, at, extent); break;
    case 7: select_n<T, 3>(code, at, extent); break;
    case 9: select_n<T, 4>(code, at, extent); break;
    default: select_n<T, 5>(code, at, extent); break;
    }
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

/// The magnitude with its bias, and back.
template <bool Negative, class V>
V magnitude(V x, V sign, V before)
{
    return (Negative ? (x ^ sign) - sign : x) + before;
}
template <bool Negative, class V>
V signed_again(V q, V sign)
{
    return Negative ? (q ^ sign) - sign : q;
}

/// y = |x| + bias, y + b < 2^22: (y + 1/2) × (1/b) in floats. y + 1/2 is exact, lies at least 1/(2b) off the next
/// whole quotient, and the two roundings after it move the product by less than (y + 1/2)/b × 2^-22.9 < 1/(2b).
template <bool Negative>
void round_single(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<std::int32_t>;
    using F = VectorOf<float, 16>;
    const float inverse = 1.0F / static_cast<float>(code.b);
    const V unit = V(static_cast<std::int32_t>(code.c));
    const V before = V(static_cast<std::int32_t>(bias(code.rounding, code.b)));
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> a = row<V>(code, 0, at, from * sizeof(std::int32_t));
        V* __restrict to = result<V>(code, at, from * sizeof(std::int32_t));
        for (std::size_t i = 0; i < lanes / lanes_of<std::int32_t>; ++i) {
            const V sign = a[i] >> 31;
            const F y = __builtin_convertvector(magnitude<Negative>(V(a[i]), sign, before), F);
            const V q = __builtin_convertvector((y + 0.5F) * inverse, V);
            to[i] = signed_again<Negative>(q, sign) * unit;
        }
    });
}

/// |x| + bias < 2^31 and b < 2^31: the division is a multiplication by ceil(2^(31 + l) / b), 2^l >= b, which is
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
    const V unit = V(static_cast<std::int32_t>(code.c));
    const V before = V(static_cast<std::int32_t>(bias(code.rounding, code.b)));
    const auto divide = [&](Half x) {
        return __builtin_convertvector(__builtin_convertvector(x, Product) * magic >> shift, Half);
    };
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> a = row<V>(code, 0, at, from * sizeof(std::int32_t));
        V* __restrict to = result<V>(code, at, from * sizeof(std::int32_t));
        for (std::size_t i = 0; i < lanes / lanes_of<std::int32_t>; ++i) {
            const V sign = a[i] >> 31;
            const V x = magnitude<true>(V(a[i]), sign, before);
            const VectorOf<std::uint32_t, 16> u = __builtin_convertvector(x, VectorOf<std::uint32_t, 16>);
            const Half low = divide(__builtin_shufflevector(u, u, 0, 1, 2, 3, 4, 5, 6, 7));
            const Half high = divide(__builtin_shufflevector(u, u, 8, 9, 10, 11, 12, 13, 14, 15));
            const V q = __builtin_convertvector(
                __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), V);
            to[i] = signed_again<true>(q, sign) * unit;
        }
    });
}

/// As round_single, in doubles: y + b < 2^51.
template <class From>
void round_twice(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<std::int64_t>;
    using D = VectorOf<double, 8>;
    using In = VectorOf<From, 8>;
    const double inverse = 1.0 / static_cast<double>(code.b);
    const V before = V(bias(code.rounding, code.b));
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<In> a = row<In>(code, 0, at, from * sizeof(From));
        V* __restrict to = result<V>(code, at, from * sizeof(std::int64_t));
        for (std::size_t i = 0; i < lanes / 8; ++i) {
            const V x = __builtin_convertvector(a[i], V), sign = x >> 63;
            const D y = __builtin_convertvector(magnitude<true>(x, sign, before), D);
            const V q = __builtin_convertvector((y + 0.5) * inverse, V);
            to[i] = signed_again<true>(q, sign) * code.c;
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
            const std::int64_t x = static_cast<std::int64_t>(a[constant ? 0 : i]);
            const std::int64_t q = ((x < 0 ? -x : x) + before) / code.b;
            to[i] = (x < 0 ? -q : q) * code.c;
        }
    });
}

void round_i32(const Instruction& code, std::byte* const* at, Extent extent)
{
    switch (code.by) {
    case Reciprocal::single: round_single<true>(code, at, extent); break;
    case Reciprocal::single_unsigned: round_single<false>(code, at, extent); break;
    case Reciprocal::twice:
    case Reciprocal::whole: round_narrow(code, at, extent); break;
    }
}
template <class From>
void round_i64(const Instruction& code, std::byte* const* at, Extent extent)
{
    if (code.by == Reciprocal::whole)
        round_one_by_one<From>(code, at, extent);
    else
        round_twice<From>(code, at, extent);
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
