// Kernels that compare, join bitmaps, read tables, and fold members into their unit. See kernel_rows.h.

#pragma once

#include "language/columns/internal/kernel_rows.h"

#if defined(__AVX512F__) && defined(__AVX512BW__)
#include <immintrin.h>
#endif

namespace huimin::language::columns {
namespace {

struct Less {
    template <class V>
    static auto of(V a, V b)
    {
        return a < b;
    }
};
struct Equal {
    template <class V>
    static auto of(V a, V b)
    {
        return a == b;
    }
};

template <class T, class F>
void compare(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<T>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const Row<V> a = row<V>(code, 0, at, from * sizeof(T)), b = row<V>(code, 1, at, from * sizeof(T));
        Mask<T>* __restrict to = result<Mask<T>>(code, at, from / 8);
        for (std::size_t i = 0; i < lanes / lanes_of<T>; ++i)
            to[i] = __builtin_convertvector(F::of(a[i], b[i]), Mask<T>);
    });
}

template <int N>
void all_n(const Instruction& code, std::byte* const* at, Extent extent)
{
    Word flips[N];
    for (int k = 0; k < N; ++k)
        flips[k] = (code.flips >> k & 1) != 0 ? ~Word{0} : Word{0};
    const Word last = code.flip_result ? ~Word{0} : Word{0};
    using Words = VectorOf<Word, 4>;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        Row<Word> rows[N];
        for (int k = 0; k < N; ++k)
            rows[k] = row<Word>(code, k, at, from / 8);
        Word* __restrict to = result<Word>(code, at, from / 8);
        const std::size_t words = lanes / 64;
        std::size_t i = 0;
        for (; i + 4 <= words; i += 4) { // planes of bitmaps stand at any word
            Words all = Words(~Word{0}), row;
            for (int k = 0; k < N; ++k) {
                __builtin_memcpy(&row, rows[k].at + i * rows[k].step, sizeof(row));
                all &= row ^ flips[k];
            }
            all ^= last;
            __builtin_memcpy(to + i, &all, sizeof(all));
        }
        for (; i < words; ++i) {
            Word all = ~Word{0};
            for (int k = 0; k < N; ++k)
                all &= rows[k][i] ^ flips[k];
            to[i] = all ^ last;
        }
    });
}
void all_bits(const Instruction& code, std::byte* const* at, Extent extent)
{
    switch (code.count) {
    case 1: all_n<1>(code, at, extent); break;
    case 2: all_n<2>(code, at, extent); break;
    case 3: all_n<3>(code, at, extent); break;
    case 4: all_n<4>(code, at, extent); break;
    case 5: all_n<5>(code, at, extent); break;
    case 6: all_n<6>(code, at, extent); break;
    case 7: all_n<7>(code, at, extent); break;
    default: all_n<8>(code, at, extent); break;
    }
}

// ---- tables --------------------------------------------------------------------------------------------------

void lookup(const Instruction& code, std::byte* const* at, Extent extent)
{
    const std::int32_t* table = static_cast<const std::int32_t*>(static_cast<const void*>(at[code.operands[1]]));
    const std::uint32_t mask = (1U << code.a) - 1U;
    over_planes(code, extent, [&](std::size_t from, std::size_t lanes) {
        const bool by_member = (code.planes & 1) != 0;
        const std::uint8_t* keys =
            static_cast<const std::uint8_t*>(static_cast<const void*>(at[code.operands[0]])) + (by_member ? from : 0);
        std::int32_t* __restrict to = result<std::int32_t>(code, at, from * sizeof(std::int32_t));
#if defined(__AVX512F__) && defined(__AVX512BW__)
        if (mask < 16) {
            const __m512i entries = _mm512_loadu_si512(table);
            for (std::size_t i = 0; i < lanes; i += 16) {
                const __m512i key = _mm512_cvtepu8_epi32(
                    _mm_loadu_si128(static_cast<const __m128i_u*>(static_cast<const void*>(keys + i))));
                _mm512_storeu_si512(to + i, _mm512_permutexvar_epi32(key, entries));
            }
            return;
        }
#endif
        for (std::size_t i = 0; i < lanes; ++i)
            to[i] = table[keys[i] & mask];
    });
}

// ---- members -------------------------------------------------------------------------------------------------

template <class T, class F>
void fold_members(const Instruction& code, std::byte* const* at, Extent extent, T start)
{
    using V = Vector<T>;
    V* __restrict to = result<V>(code, at, 0);
    const std::size_t vectors = extent.units / lanes_of<T>;
    const std::size_t mask_step = (code.constants & 1) != 0 ? 0 : 1, step = (code.constants & 2) != 0 ? 0 : 1;
    const std::size_t mask_plane = (code.planes & 1) != 0 ? vectors : 0, plane = (code.planes & 2) != 0 ? vectors : 0;
    const MaskWord<T>* masks = row<MaskWord<T>>(code, 0, at, 0).at;
    const MaskWord<T> flip = static_cast<MaskWord<T>>((code.flips & 1) != 0 ? ~0U : 0U);
    const V* values = row<V>(code, 1, at, 0).at;
    for (std::size_t i = 0; i < vectors; ++i) {
        V fold = V(start);
        for (std::size_t k = 0; k < extent.planes; ++k) {
            const Mask<T> here = mask_of<T>(static_cast<MaskWord<T>>(masks[k * mask_plane + i * mask_step] ^ flip));
            fold = F::of(fold, pick<T>(here, values[k * plane + i * step], V(start)));
        }
        to[i] = fold;
    }
}
template <class T>
void sum_members(const Instruction& code, std::byte* const* at, Extent extent)
{
    fold_members<T, Add>(code, at, extent, 0);
}
template <class T>
void largest_members(const Instruction& code, std::byte* const* at, Extent extent)
{
    fold_members<T, Maximum>(code, at, extent, static_cast<T>(sizeof(T) == 4 ? INT32_MIN : INT64_MIN));
}
template <class T>
void smallest_members(const Instruction& code, std::byte* const* at, Extent extent)
{
    fold_members<T, Minimum>(code, at, extent, static_cast<T>(sizeof(T) == 4 ? INT32_MAX : INT64_MAX));
}

void count_members(const Instruction& code, std::byte* const* at, Extent extent)
{
    using V = Vector<std::int32_t>;
    V* __restrict to = result<V>(code, at, 0);
    const std::size_t vectors = extent.units / 16;
    const std::size_t step = (code.constants & 1) != 0 ? 0 : 1, plane = (code.planes & 1) != 0 ? vectors : 0;
    using T = std::int32_t;
    const MaskWord<T>* masks = row<MaskWord<T>>(code, 0, at, 0).at;
    const MaskWord<T> flip = static_cast<MaskWord<T>>((code.flips & 1) != 0 ? ~0U : 0U);
    for (std::size_t i = 0; i < vectors; ++i) {
        V count = V(0);
        for (std::size_t k = 0; k < extent.planes; ++k)
            count += pick<T>(mask_of<T>(static_cast<MaskWord<T>>(masks[k * plane + i * step] ^ flip)), V(1), V(0));
        to[i] = count;
    }
}

void all_members(const Instruction& code, std::byte* const* at, Extent extent)
{
    Word* __restrict to = result<Word>(code, at, 0);
    const std::size_t words = extent.units / 64;
    const std::size_t step = (code.constants & 1) != 0 ? 0 : 1, plane = (code.planes & 1) != 0 ? words : 0;
    const Word* bits = row<Word>(code, 0, at, 0).at;
    const Word flip = (code.flips & 1) != 0 ? ~Word{0} : Word{0}, last = code.flip_result ? ~Word{0} : Word{0};
    for (std::size_t i = 0; i < words; ++i) {
        Word all = ~Word{0};
        for (std::size_t k = 0; k < extent.planes; ++k)
            all &= bits[k * plane + i * step] ^ flip;
        to[i] = all ^ last;
    }
}

// ---- totals --------------------------------------------------------------------------------------------------

std::uint64_t count_bits(const std::byte* bits, std::size_t lanes)
{
    const Word* words = static_cast<const Word*>(static_cast<const void*>(bits));
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < lanes / 64; ++i)
        count += static_cast<std::uint64_t>(__builtin_popcountll(words[i]));
    return count;
}

template <class T>
std::int64_t sum_of(const std::byte* cells, std::size_t count)
{
    using Half = VectorOf<T, 8>;
    using V = VectorOf<std::int64_t, 8>;
    const Half* vectors = static_cast<const Half*>(static_cast<const void*>(cells));
    V sum = V(0);
    for (std::size_t i = 0; i < count / 8; ++i)
        sum += __builtin_convertvector(vectors[i], V);
    std::int64_t total = 0;
    for (int i = 0; i < 8; ++i)
        total += sum[i];
    const T* numbers = static_cast<const T*>(static_cast<const void*>(cells));
    for (std::size_t i = count / 8 * 8; i < count; ++i)
        total += numbers[i];
    return total;
}
std::int64_t sum(Width width, const std::byte* cells, std::size_t count)
{
    return width == Width::i32 ? sum_of<std::int32_t>(cells, count) : sum_of<std::int64_t>(cells, count);
}

} // namespace
} // namespace huimin::language::columns
