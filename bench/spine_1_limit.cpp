// The limit: the rules in explicit SIMD, sixteen households at a time with all their members, everything between the
// facts and the answers kept in registers. Built twice (see CMakeLists.txt); HUIMIN_LIMIT names the build.
//
// What a hand can do that a general engine cannot take for granted: it knows that an amount of every rate depends on
// county and register alone (four constants a chunk), that min(wage ÷ 5, 600 yuan) is min(wage, 3000 yuan) ÷ 5 and
// exact in floats, that destitution is so rare that its amount is worked out behind a branch, that a chunk's fen add up
// in 32 bits. Answers go past the caches (non-temporal stores), the next chunk's facts are asked for ahead.

#include "bench/spine_1_contenders.h"

namespace huimin::bench {

namespace {

using V = std::int32_t __attribute__((ext_vector_type(16)));
using F = float __attribute__((ext_vector_type(16)));
using Bytes = std::uint8_t __attribute__((ext_vector_type(16)));
using M = bool __attribute__((ext_vector_type(16)));
using language::columns::Chunk;
using language::columns::Columns;
using language::columns::Frame;

template <class T>
const T& at(const std::byte* cells, std::size_t i)
{
    return *static_cast<const T*>(static_cast<const void*>(cells + i * sizeof(T)));
}
M mask(V truth) { return __builtin_convertvector(truth, M); }
M mask8(Bytes a, std::uint8_t b) { return __builtin_convertvector(a == Bytes(b), M); }
V pick(M where, V yes, V no) { return __builtin_convertvector(where, V) != 0 ? yes : no; }
V pick(M where, std::int32_t yes) { return pick(where, V(yes), V(0)); }
std::uint16_t bits(M where) { return __builtin_bit_cast(std::uint16_t, where); }
M lanes(std::uint16_t bits) { return __builtin_bit_cast(M, bits); }
bool any(M where) { return bits(where) != 0; }
void put(std::int32_t* to, std::size_t i, V value)
{
    __builtin_nontemporal_store(value, static_cast<V*>(static_cast<void*>(to + i * 16)));
}

/// Columns in the order of city_of.
struct Facts {
    const std::byte *live, *kind, *assets, *vehicle, *dwellings, *area, *enterprise, *medical, *alone;
    const std::byte *birthday, *disability, *grade, *care, *school, *ill, *institution, *wage, *business, *property,
        *pension, *alimony;
    Facts(const std::byte* chunk, const Frame& frame)
    {
        const auto unit = [&](std::size_t c) { return chunk + frame.unit_columns[c].cells; };
        const auto member = [&](std::size_t c) { return chunk + frame.member_columns[c].cells; };
        live = chunk;
        kind = unit(0), assets = unit(1), vehicle = unit(2), dwellings = unit(3), area = unit(4);
        enterprise = unit(5), medical = unit(6), alone = unit(7);
        birthday = member(0), disability = member(1), grade = member(2), care = member(3), school = member(4);
        ill = member(5), institution = member(6), wage = member(7), business = member(8), property = member(9);
        pension = member(10), alimony = member(11);
    }
};

/// What the county fixes, by register: town first.
struct Amounts {
    V standard, rate_10, rate_20, rate_30, rate_130;
    Amounts(std::size_t county, M town)
    {
        const auto by_register = [&](std::int32_t percent) {
            return pick(town, V((standard_of(county, 1) * percent + 50) / 100),
                        V((standard_of(county, 2) * percent + 50) / 100));
        };
        standard = by_register(100), rate_10 = by_register(10), rate_20 = by_register(20);
        rate_30 = by_register(30), rate_130 = by_register(130);
    }
};

struct Accumulated {
    V fen[benefits_count] = {};
    std::uint64_t granted[benefits_count] = {};
    void add(Benefit benefit, M where, V amount)
    {
        fen[benefit] += amount;
        granted[benefit] += static_cast<std::uint64_t>(__builtin_popcount(bits(where)));
    }
};

/// Answers sixteen households of N members each, the i-th sixteen of the chunk.
template <std::size_t N>
struct Sixteen {
    const Facts& facts;
    const ChunkAnswers& to;
    const Born& born;
    std::size_t county, i, stride;         // stride: sixteens in a plane
    std::uint16_t lives[N]{}, severe[N]{}; ///< bitmaps
    std::uint16_t severe_any = 0, all_unable = 0xFFFF;
    V income = V(0), heads = V(0), bonus = V(0);

    template <class T>
    const T& member(const std::byte* cells, std::size_t k) const
    {
        return at<T>(cells, k * stride + i);
    }

    void add_member(std::size_t k, const Amounts& amounts)
    {
        const V birthday = member<V>(facts.birthday, k);
        const Bytes grade = member<Bytes>(facts.grade, k), kind = member<Bytes>(facts.disability, k);
        const M here = ~member<M>(facts.institution, k);
        const M grave = mask8(grade, 1) | mask8(grade, 2);
        const M hard = grave | (mask8(grade, 3) & (mask8(kind, 5) | mask8(kind, 6)));
        const M young = mask(birthday > V(born.aged_16)), old = mask(birthday <= V(born.aged_60));
        const V wage = member<V>(facts.wage, k);
        const V capped = __builtin_elementwise_min(wage, V(300'000));
        const V costs = __builtin_convertvector(__builtin_convertvector(capped, F) * 0.2F, V);
        V sum = pick(~member<M>(facts.school, k), wage - costs, V(0));
        sum += member<V>(facts.business, k) + member<V>(facts.property, k) + member<V>(facts.alimony, k);
        sum += __builtin_elementwise_max(member<V>(facts.pension, k) - pick(old, 24'000), V(0));
        income += pick(here, sum, V(0));
        heads += pick(here, 1);
        const M twenty = young | member<M>(facts.ill, k);
        const V rate =
            pick(grave, amounts.rate_30,
                 pick(twenty, amounts.rate_20, pick(mask(birthday <= V(born.aged_70)), amounts.rate_10, V(0))));
        bonus += pick(here, rate, V(0));
        lives[k] = bits(here);
        severe[k] = bits(hard);
        severe_any = bits(lanes(severe_any) | (here & hard));
        all_unable = bits(lanes(all_unable) & (~here | old | young | grave));
    }

    V care() const
    {
        V sum = V(0);
        for (std::size_t k = 0; k < N; ++k) {
            const Bytes ability = member<Bytes>(facts.care, k);
            sum += pick(
                lives[k],
                pick(mask8(ability, 0), V(care_rates[0]), pick(mask8(ability, 1), V(care_rates[1]), V(care_rates[2]))),
                V(0));
        }
        return sum;
    }

    void answer(Accumulated& sums)
    {
        const M live = at<M>(facts.live, i);
        const Amounts amounts(county, mask8(at<Bytes>(facts.kind, i), 1));
        for (std::size_t k = 0; k < N; ++k)
            add_member(k, amounts);
        const V medical = at<V>(facts.medical, i) - 30'000;
        income -= __builtin_elementwise_min(__builtin_elementwise_max(medical, V(0)), V(200'000));
        income = __builtin_elementwise_max(income, V(0));
        const V all = amounts.standard * heads, assets = at<V>(facts.assets, i);
        const M no_enterprise = ~at<M>(facts.enterprise, i) & live;
        const M fits = mask(assets <= all * 24) & mask(at<V>(facts.vehicle, i) <= pick(lanes(severe_any), 8'000'000)) &
                       (mask8(at<Bytes>(facts.dwellings, i), 0) | mask8(at<Bytes>(facts.dwellings, i), 1) |
                        mask(at<V>(facts.area, i) <= heads * area_limit_of(county))) &
                       no_enterprise & mask(heads > 0);
        const M destitute = mask(heads == 1) & at<M>(facts.alone, i) & lanes(all_unable) &
                            mask(income < amounts.standard) & mask(assets <= amounts.standard * 12) & no_enterprise;
        V amount = V(0);
        if (any(destitute))
            amount = pick(destitute, amounts.rate_130 + care(), V(0));
        put(to.destitute, i, amount);
        sums.add(Benefit::destitute, destitute, amount);
        const M below = mask(income < all);
        const M minimum = fits & below & ~destitute;
        const F yuan = (__builtin_convertvector(all - income + 99, F) + 0.5F) * 0.01F; // exact below 2^20 fen
        const V gap = __builtin_elementwise_max(__builtin_convertvector(yuan, V) * 100, V(5'000));
        amount = pick(minimum, gap + bonus, V(0));
        put(to.minimum_living, i, amount);
        sums.add(minimum_living, minimum, amount);
        const M is_marginal = fits & ~below & mask(income * 2 < all * 3);
        static_cast<M*>(static_cast<void*>(to.marginal))[i] = is_marginal;
        sums.add(marginal, is_marginal, V(0));
        for (std::size_t k = 0; k < N; ++k)
            answer_member(k, amounts, is_marginal, minimum | is_marginal, sums);
    }

    void answer_member(std::size_t k, const Amounts& amounts, M is_marginal, M hardship, Accumulated& sums) const
    {
        const std::size_t lane = k * stride + i;
        const M here = lanes(lives[k]), hard = lanes(severe[k]);
        const M for_single = is_marginal & hard & here;
        const V single_amount = pick(for_single, amounts.standard, V(0));
        put(to.single, lane, single_amount);
        sums.add(single, for_single, single_amount);
        const V birthday = member<V>(facts.birthday, k);
        const M aged = mask(birthday <= V(born.aged_80)) & here;
        const V elder_amount = pick(aged,
                                    pick(mask(birthday <= V(born.aged_100)), V(80'000),
                                         pick(mask(birthday <= V(born.aged_95)), V(50'000),
                                              pick(mask(birthday <= V(born.aged_90)), V(30'000), V(10'000)))),
                                    V(0));
        put(to.elder, lane, elder_amount);
        sums.add(elder, aged, elder_amount);
        const M for_living = hardship & ~mask8(member<Bytes>(facts.disability, k), 0) & here;
        const V living_amount = pick(for_living, amounts.rate_30, V(0));
        put(to.living, lane, living_amount);
        sums.add(living, for_living, living_amount);
        const Bytes grade = member<Bytes>(facts.grade, k);
        const V nursing_amount = pick(
            hard,
            pick(mask8(grade, 1), V(nursing_rates[1]), pick(mask8(grade, 2), V(nursing_rates[2]), V(nursing_rates[3]))),
            V(0));
        put(to.nursing, lane, nursing_amount);
        sums.add(nursing, hard, nursing_amount);
    }
};

template <std::size_t N>
void answer_chunk(const Facts& facts, const ChunkAnswers& to, const Born& born, std::size_t county, std::size_t units,
                  const std::byte* next, std::size_t bytes, Sums& sums)
{
    constexpr std::size_t line = 64;
    Accumulated added;
    const std::size_t sixteens = units / 16, share = (bytes / sixteens + line) / line * line;
    for (std::size_t i = 0; i < sixteens; ++i) {
        if (next != nullptr)
            for (std::size_t b = i * share; b < std::min(bytes, (i + 1) * share); b += line)
                __builtin_prefetch(next + b, 0, 2);
        Sixteen<N>{.facts = facts, .to = to, .born = born, .county = county, .i = i, .stride = sixteens}.answer(added);
    }
    for (std::size_t benefit = 0; benefit < benefits_count; ++benefit) {
        sums[benefit].granted += added.granted[benefit];
        for (int lane = 0; lane < 16; ++lane)
            sums[benefit].fen += added.fen[benefit][lane];
    }
}

template <std::size_t... N>
void dispatch(std::index_sequence<N...>, std::size_t members, auto&&... arguments)
{
    ((N + 1 == members ? answer_chunk<N + 1>(arguments...) : void()), ...);
}

} // namespace

Sums HUIMIN_LIMIT(const Columns& columns, LimitAnswers& answers)
{
    const Born born = born_by();
    Sums sums{};
    const auto chunks = columns.chunks();
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        const Chunk& chunk = chunks[c];
        const Frame& frame = columns.frame(chunk.members);
        const Facts facts(chunk.bytes.get(), frame);
        const std::byte* next = c + 1 < chunks.size() ? chunks[c + 1].bytes.get() : nullptr;
        const std::size_t bytes = next != nullptr ? columns.frame(chunks[c + 1].members).bytes : 0;
        dispatch(std::make_index_sequence<household_size_max>(), chunk.members, facts, answers.chunks[c], born,
                 std::size_t{chunk.division}, std::size_t{frame.units}, next, bytes, sums);
    }
    return sums;
}

} // namespace huimin::bench
