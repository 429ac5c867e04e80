// Keeping only what was granted: amounts one behind the other. See kernel_rows.h.

#pragma once

#include "language/columns/internal/kernel_rows.h"

#if defined(__AVX512F__) && defined(__AVX512VL__)
#include <immintrin.h>
#endif

namespace huimin::language::columns {
namespace {

/// Few of 64: one by one.
template <class T>
T* compress_few(T* to, Word bits, const T* values)
{
    for (; bits != 0; bits &= bits - 1)
        *to++ = values[__builtin_ctzll(bits)];
    return to;
}

#if defined(__AVX512F__) && defined(__AVX512VL__)
constexpr int few = 8;
inline std::int32_t* compress(std::int32_t* to, Word bits, const std::int32_t* values)
{
    for (; bits != 0; bits >>= 16U, values += 16) {
        const auto mask = static_cast<__mmask16>(bits);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(mask, _mm512_load_si512(values)));
        to += __builtin_popcount(mask);
    }
    return to;
}
inline std::int64_t* compress(std::int64_t* to, Word bits, const std::int64_t* values)
{
    for (; bits != 0; bits >>= 8U, values += 8) {
        const auto mask = static_cast<__mmask8>(bits);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask, _mm512_load_si512(values)));
        to += __builtin_popcount(mask);
    }
    return to;
}
#else
constexpr int few = 64;
template <class T>
T* compress(T* to, Word bits, const T* values)
{
    return compress_few(to, bits, values);
}
#endif

template <class T>
void pack(const Instruction& code, std::byte* const* at, Extent extent)
{
    T* to = result<T>(code, at, 0);
    const std::size_t words = extent.units / 64;
    const std::size_t planes = code.by_member ? extent.planes : 1;
    const bool constant = (code.constants & 2) != 0, by_member = (code.planes & 2) != 0;
    const Word* bits = row<Word>(code, 0, at, 0).at;
    const T* values = row<T>(code, 1, at, 0).at;
    for (std::size_t plane = 0; plane < planes; ++plane)
        for (std::size_t i = 0; i < words; ++i) {
            const Word here = bits[plane * words + i];
            const T* from = values + ((by_member ? plane * words : 0) + i) * 64;
            const int count = __builtin_popcountll(here);
            if (constant)
                for (int k = 0; k < count; ++k)
                    *to++ = values[0];
            else
                to = count <= few ? compress_few(to, here, from) : compress(to, here, from);
        }
}

} // namespace
} // namespace huimin::language::columns
