// The rules of bench/packs/reference written by hand in C++, twice: the limit (explicit SIMD over the engine's own
// columns, the best layout known) and the plain loop over rows that a programmer would write first. For July 2025.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/spine_1_population.h"

namespace huimin::bench {

// ---- what both know of the law -----------------------------------------------------------------------------------

/// Fen per person and month by county and register (1 town, 2 country).
constexpr std::int32_t standard_of(std::size_t county, std::uint32_t register_kind)
{
    return (register_kind == 1 ? 88'000 : 68'000) + 1'500 * static_cast<std::int32_t>(county);
}
/// Square metres a person × area_scale.
constexpr std::int32_t area_limit_of(std::size_t county)
{
    return (25 + static_cast<std::int32_t>(county)) * area_scale;
}
constexpr std::array<std::int32_t, 3> care_rates{26'900, 80'700, 161'400};        ///< by self care
constexpr std::array<std::int32_t, 5> nursing_rates{0, 30'000, 15'000, 7'500, 0}; ///< by disability grade

/// The last birthdays with which one is of an age on 2025-07-31.
struct Born {
    std::int32_t aged_16, aged_60, aged_70, aged_80, aged_90, aged_95, aged_100;
};
[[nodiscard]] Born born_by();

// ---- answers -----------------------------------------------------------------------------------------------------

/// The six amounts and the standing, in the order of the pack's policies.
enum Benefit : std::uint8_t { destitute, minimum_living, marginal, single, elder, living, nursing, benefits_count };
constexpr std::array<const char*, benefits_count> aliases{
    "destitute",       "minimum_living",    "marginal",          "minimum_living_single",
    "elder_allowance", "disability_living", "disability_nursing"};

struct Total {
    std::uint64_t granted = 0;
    std::int64_t fen = 0;
    friend bool operator==(const Total&, const Total&) = default;
};
using Sums = std::array<Total, benefits_count>;

// ---- the plain loop ----------------------------------------------------------------------------------------------

/// Fen, 0 where not granted; one entry per household or person.
struct RowAnswers {
    std::vector<std::int32_t> destitute, minimum_living;
    std::vector<std::uint8_t> marginal;
    std::vector<std::int32_t> single, elder, living, nursing;
};
[[nodiscard]] Sums answer_rows(const Rows&, RowAnswers&);

// ---- the limit ---------------------------------------------------------------------------------------------------

/// A chunk's answers: dense fen, planes of members as in the columns.
struct ChunkAnswers {
    std::int32_t *destitute, *minimum_living;
    std::uint64_t* marginal;
    std::int32_t *single, *elder, *living, *nursing;
};
struct LimitAnswers {
    std::vector<ChunkAnswers> chunks;
    std::vector<language::columns::Block> blocks;
    explicit LimitAnswers(const language::columns::Columns&);
};
/// The limit for x86-64-v3 (AVX2) and x86-64-v4 (AVX-512); `limit` takes the better one this processor has.
Sums limit_v3(const language::columns::Columns&, LimitAnswers&);
Sums limit_v4(const language::columns::Columns&, LimitAnswers&);
Sums limit(const language::columns::Columns&, LimitAnswers&);

} // namespace huimin::bench
