#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "language/columns/kernels.h"

using namespace huimin;
using namespace huimin::language::columns;

namespace {

constexpr std::uint32_t units = 128, planes = 3;

/// Runs one instruction over a block of rows; operands and result have a lane per member.
struct Bench {
    std::vector<Block> blocks;
    std::vector<std::byte*> at;
    Instruction code;

    Bench(Code what, Width form, Width from)
    {
        code.code = what;
        code.form = form;
        code.from = from;
        code.by_member = true;
        at.push_back(take());
    }
    std::byte* take()
    {
        blocks.push_back(make_block(std::size_t{units} * planes * 8));
        return blocks.back().get();
    }
    void operand(Width width, const std::function<std::int64_t(std::size_t)>& value)
    {
        std::byte* cells = take();
        for (std::size_t i = 0; i < std::size_t{units} * planes; ++i)
            set_number_at(width, cells, i, value(i));
        code.operands[code.count] = static_cast<std::uint16_t>(at.size());
        code.planes = static_cast<std::uint8_t>(code.planes | 1U << code.count);
        ++code.count;
        at.push_back(cells);
    }
    void run(const Kernels& kernel)
    {
        const Kernel found = kernel.find(code.code, code.form, code.from);
        const bool exists = found != nullptr;
        REQUIRE(exists);
        found(code, at.data(), {units, planes});
    }
};

} // namespace

TEST_CASE("rounding divides exactly, whatever the divisor, the sign, the way of dividing and the instruction set")
{
    std::mt19937_64 random(7);
    const std::int64_t divisors[] = {1, 2, 3, 5, 7, 10, 12, 100, 641, 1000, 3600, 65'537, 1'000'003};
    const struct {
        Width width;
        Reciprocal by;
        std::int64_t beyond; ///< the magnitude and twice the divisor stay below
    } ways[] = {
        {Width::i32, Reciprocal::single, std::int64_t{1} << 22},
        {Width::i32, Reciprocal::single_unsigned, std::int64_t{1} << 22},
        {Width::i32, Reciprocal::whole, (std::int64_t{1} << 31) - 1},
        {Width::i64, Reciprocal::twice, std::int64_t{1} << 51},
        {Width::i64, Reciprocal::whole, std::int64_t{1} << 60},
    };
    for (const Kernels* kernel : all_kernels())
        for (const auto& way : ways)
            for (const std::int64_t divisor : divisors)
                for (const Rounding rounding : {Rounding::half_up, Rounding::down, Rounding::up}) {
                    const std::int64_t bound = way.beyond - 2 * divisor - 1;
                    const std::uint64_t multiples = static_cast<std::uint64_t>(bound / divisor);
                    const bool negative = way.by != Reciprocal::single_unsigned;
                    Bench bench(Code::round, way.width, way.width);
                    std::vector<std::int64_t> values;
                    bench.operand(way.width, [&](std::size_t i) { // at and beside multiples, small and large
                        const std::int64_t multiple = static_cast<std::int64_t>(random() % (multiples + 1));
                        const std::int64_t near = (i % 2 == 0 ? multiple : multiple % 1000) * divisor +
                                                  static_cast<std::int64_t>(i % 3) - 1 + (i % 4 == 0 ? divisor / 2 : 0);
                        const std::int64_t value = std::clamp<std::int64_t>(i % 11 == 0 ? bound : near, 0, bound);
                        values.push_back(negative && i % 7 < 3 ? -value : value);
                        return values.back();
                    });
                    bench.code.b = divisor;
                    bench.code.by = way.by;
                    bench.code.rounding = rounding;
                    bench.run(*kernel);
                    for (std::size_t i = 0; i < values.size(); ++i) {
                        const auto expected = Rational::of(values[i], divisor)->rounded(Rational(1), rounding);
                        REQUIRE(number_at(way.width, bench.at[0], i) == *expected->whole());
                    }
                }
}

TEST_CASE("every instruction set compares, selects and folds alike")
{
    for (const Kernels* kernel : all_kernels()) {
        const auto wave = [](std::size_t i) { return static_cast<std::int64_t>(i * 7919 % 251); };
        for (const Width width : {Width::u8, Width::u16, Width::i32, Width::i64}) {
            Bench less(Code::less, width, width);
            less.operand(width, wave);
            less.operand(width, [](std::size_t i) { return static_cast<std::int64_t>(i % 251); });
            less.run(*kernel);
            for (std::size_t i = 0; i < std::size_t{units} * planes; ++i)
                REQUIRE(bit_at(less.at[0], i) == (wave(i) < static_cast<std::int64_t>(i % 251)));
        }
        for (const Width width : {Width::i32, Width::i64}) {
            Bench select(Code::select, width, width);
            select.operand(width, [](std::size_t i) { return -static_cast<std::int64_t>(i); });
            select.operand(Width::bit, [](std::size_t i) { return static_cast<std::int64_t>(i % 3 == 0); });
            select.operand(width, wave);
            select.operand(Width::bit, [](std::size_t i) { return static_cast<std::int64_t>(i % 5 != 0); });
            select.operand(width, [](std::size_t) { return 77; });
            select.code.flips = 1U << 3; // the second pair where its bit is off
            select.run(*kernel);
            Bench total(Code::total, width, width);
            total.operand(width, wave);
            total.operand(width, [](std::size_t i) { return static_cast<std::int64_t>(i); });
            total.operand(width, [](std::size_t) { return 5; });
            total.code.flips = 2;
            total.code.a = -20;
            total.code.b = 100;
            total.run(*kernel);
            Bench pack(Code::pack, width, width);
            pack.operand(Width::bit,
                         [](std::size_t i) { return static_cast<std::int64_t>(i < 64 ? i % 20 == 0 : i % 3 != 0); });
            pack.operand(width, wave);
            pack.run(*kernel);
            std::size_t packed = 0;
            for (std::size_t i = 0; i < std::size_t{units} * planes; ++i)
                if (i < 64 ? i % 20 == 0 : i % 3 != 0)
                    REQUIRE(number_at(width, pack.at[0], packed++) == wave(i));
            Bench sum(Code::sum_members, width, width);
            sum.code.by_member = false;
            sum.operand(Width::bit, [](std::size_t i) { return static_cast<std::int64_t>(i % 3 == 0); });
            sum.operand(width, wave);
            sum.run(*kernel);
            for (std::size_t i = 0; i < std::size_t{units} * planes; ++i) {
                const auto lane = static_cast<std::int64_t>(i);
                REQUIRE(number_at(width, select.at[0], i) == (i % 3 == 0 ? wave(i) : i % 5 == 0 ? 77 : -lane));
                REQUIRE(number_at(width, total.at[0], i) == std::clamp<std::int64_t>(wave(i) - lane + 5, -20, 100));
            }
            for (std::size_t unit = 0; unit < units; ++unit) {
                std::int64_t expected = 0;
                for (std::size_t plane = 0; plane < planes; ++plane)
                    expected += (plane * units + unit) % 3 == 0 ? wave(plane * units + unit) : 0;
                REQUIRE(number_at(width, sum.at[0], unit) == expected);
            }
        }
    }
}

TEST_CASE("a unit's value meets each of its members'")
{
    for (const Kernels* kernel : all_kernels()) {
        Bench add(Code::add, Width::i32, Width::i32);
        add.operand(Width::i32, [](std::size_t i) { return static_cast<std::int64_t>(i) * 1000; });
        add.operand(Width::i32, [](std::size_t i) { return static_cast<std::int64_t>(i); });
        add.code.planes = 1; // the second has a lane per unit
        add.run(*kernel);
        for (std::size_t i = 0; i < std::size_t{units} * planes; ++i)
            REQUIRE(number_at(Width::i32, add.at[0], i) == static_cast<std::int64_t>(i * 1000 + i % units));
    }
}
