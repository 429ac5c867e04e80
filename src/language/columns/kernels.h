// The vector operations of the column engine: each works on one chunk's rows at a time, without branches on data.
//
// Written once over clang's vector extensions and built several times for growing instruction sets; `kernels()` picks
// the best that this processor has. All give the same bytes.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "language/columns/columns.h"

namespace huimin::language::columns {

/// What an instruction does. `T` is its `form`; a bitmap operand is one bit a lane.
enum class Code : std::uint8_t {
    convert, ///< operand 0 of form `from` as `form`
    add,
    subtract,
    multiply,
    minimum,
    maximum,
    total,    ///< 1 to 8 operands added, those that `flips` names taken off; no less than a and no more than b, a <= b
    select,   ///< operand 0, then pairs of a bitmap (flipped where `flips` says so) and a value: the first that holds
    round,    ///< operand 0 ÷ b by the instruction's rounding, × c
    round_by, ///< operand 0 ÷ operand 1 (positive where it counts) by the rounding, × c; form i64
    less,
    equal,       ///< to a bitmap; of any number form
    all_bits,    ///< bitmaps, each flipped where `flips` says so, all joined by and; flipped last by `flip_result`
    lookup,      ///< table operand 1 of 2^a entries at operand 0, a u8
    sum_members, ///< members' operand 1 where bitmap operand 0, summed over the planes
    largest_members,
    smallest_members, ///< the same; the bound of the form where none holds
    count_members,    ///< how many planes of bitmap operand 0 hold, as i32
    all_members,      ///< bitmap operand 0 flipped by `flips` holds in all planes; flipped by `flip_result`
    pack,             ///< operand 1 where bitmap operand 0 holds, one behind the other; writes up to 64 bytes further
    calendar,         ///< function a of day operand 0 with b: outside this table, as it needs the calendar
};

struct Extent {
    std::uint32_t units = 0;  ///< H, a multiple of 64
    std::uint32_t planes = 0; ///< n
};

constexpr std::size_t operands_max = 11;

/// How a division by a constant b is done. With y the magnitude and what is added before the division, `single` (form
/// i32) is exact for y + b < 2^22, `twice` (form i64) for y + b < 2^51, `whole` for all.
enum class Reciprocal : std::uint8_t { single, single_unsigned, twice, whole };

struct Instruction;
/// `at` holds where each operand stands for the chunk at hand.
using Kernel = void (*)(const Instruction&, std::byte* const* at, Extent);

struct Instruction {
    Kernel kernel = nullptr;
    Code code = Code::add;
    Width form = Width::i32;
    Width from = Width::i32; ///< of convert and round
    bool by_member = false;  ///< the result has a lane per member, not per unit
    std::uint8_t count = 0;
    bool flip_result = false;
    Reciprocal by = Reciprocal::whole; ///< of round
    std::uint16_t constants = 0;       ///< bit i: operand i is one vector for all lanes
    std::uint16_t planes = 0;          ///< bit i: operand i has a lane per member
    std::uint16_t flips = 0;
    Rounding rounding = Rounding::half_up;
    std::uint16_t result = 0;
    std::array<std::uint16_t, operands_max> operands{};
    std::int64_t a = 0, b = 1, c = 1;
};

/// The operations of one instruction set.
struct Kernels {
    const char* name = "";
    Kernel (*find)(Code, Width form, Width from) = nullptr; ///< null for calendar and for forms that do not exist
    std::uint64_t (*count_bits)(const std::byte*, std::size_t lanes) = nullptr;
    std::int64_t (*sum)(Width, const std::byte*, std::size_t count) = nullptr; ///< of i32 or i64
};

/// The best for this processor.
[[nodiscard]] const Kernels& kernels();
/// All that this processor can run, the best first: for tests.
[[nodiscard]] std::array<const Kernels*, 3> all_kernels();

} // namespace huimin::language::columns
