#include "bench/spine_1_contenders.h"

namespace huimin::bench {

using language::columns::Columns;

Born born_by()
{
    const auto aged = [](int years) { return Day::of(2025 - years, 7, 31)->number(); };
    return {aged(16), aged(60), aged(70), aged(80), aged(90), aged(95), aged(100)};
}

LimitAnswers::LimitAnswers(const Columns& columns)
{
    for (const language::columns::Chunk& chunk : columns.chunks()) {
        const std::size_t units = columns.frame(chunk.members).units, members = units * chunk.members;
        blocks.push_back(language::columns::make_block((units * 2 + members * 4) * sizeof(std::int32_t) + units / 8));
        auto* fen = static_cast<std::int32_t*>(static_cast<void*>(blocks.back().get()));
        std::int32_t* by_member = fen + units * 2;
        chunks.push_back({fen, fen + units, static_cast<std::uint64_t*>(static_cast<void*>(by_member + members * 4)),
                          by_member, by_member + members, by_member + members * 2, by_member + members * 3});
    }
}

Sums limit(const Columns& columns, LimitAnswers& answers)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4"))
        return limit_v4(columns, answers);
#endif
    return limit_v3(columns, answers);
}

} // namespace huimin::bench
