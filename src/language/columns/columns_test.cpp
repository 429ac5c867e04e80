#include <doctest/doctest.h>

#include "language/columns/columns.h"

using namespace huimin::language;
using namespace huimin::language::columns;

namespace {

Layout household_layout()
{
    Layout layout;
    layout.unit = 0;
    layout.list = 0;
    layout.unit_columns = {{.field = 0, .width = Width::i32}, {.field = 1, .width = Width::bit, .nullable = true}};
    layout.member_columns = {{.field = 0, .width = Width::u8, .nullable = true}, {.field = 1, .width = Width::i64}};
    return layout;
}

} // namespace

TEST_CASE("a cell holds what was set, and is unknown until then where it may be")
{
    Columns columns(household_layout());
    const Slot slot = columns.insert(3, 2);
    CHECK(columns.unit_cell(slot, 0) == 0);
    CHECK(columns.unit_cell(slot, 1) == std::nullopt);
    CHECK(columns.member_cell(slot, 1, 0) == std::nullopt);
    CHECK(columns.set_unit(slot, 0, -70'000));
    CHECK(columns.set_unit(slot, 1, 1));
    CHECK(columns.set_member(slot, 1, 0, 255));
    CHECK(columns.set_member(slot, 0, 1, std::int64_t{1} << 40));
    CHECK(columns.unit_cell(slot, 0) == -70'000);
    CHECK(columns.unit_cell(slot, 1) == 1);
    CHECK(columns.member_cell(slot, 0, 0) == std::nullopt);
    CHECK(columns.member_cell(slot, 1, 0) == 255);
    CHECK(columns.layout().unit_columns[0].low == -70'000);
    CHECK(columns.layout().member_columns[1].high == std::int64_t{1} << 40);
}

TEST_CASE("a cell that does not fit changes nothing")
{
    Columns columns(household_layout());
    const Slot slot = columns.insert(0, 1);
    CHECK_FALSE(columns.set_member(slot, 0, 0, 256));
    CHECK_FALSE(columns.set_member(slot, 0, 0, -1));
    CHECK_FALSE(columns.set_unit(slot, 0, std::nullopt));
    CHECK(columns.member_cell(slot, 0, 0) == std::nullopt);
    CHECK(columns.layout().member_columns[0].high == 0);
}

TEST_CASE("units of one division and one member count share a chunk, and a freed slot is filled again")
{
    Columns columns(household_layout());
    const Slot first = columns.insert(0, 2), second = columns.insert(0, 2), elsewhere = columns.insert(1, 2);
    CHECK(first.chunk == second.chunk);
    CHECK(elsewhere.chunk != first.chunk);
    CHECK(columns.set_unit(first, 0, 9));
    columns.erase(first);
    CHECK_FALSE(columns.is_live(first));
    CHECK(columns.chunks()[first.chunk].used == 1);
    const Slot again = columns.insert(0, 2);
    CHECK(again == first);
    CHECK(columns.unit_cell(again, 0) == 0);
    for (std::uint32_t i = 0; i < capacity_of(2); ++i)
        columns.insert(0, 2);
    CHECK(columns.chunks().size() == 3);
}

TEST_CASE("wider columns keep every cell in its slot")
{
    Columns columns(household_layout());
    const Slot slot = columns.insert(0, 2);
    CHECK(columns.set_unit(slot, 0, 12));
    CHECK(columns.set_member(slot, 1, 0, 7));
    Layout wider = columns.layout();
    wider.unit_columns[0].width = Width::i64;
    wider.unit_columns[0].scale = 100;
    wider.member_columns[0].width = Width::i32;
    Columns relaid = columns.relaid(wider);
    CHECK(relaid.unit_cell(slot, 0) == 1200);
    CHECK(relaid.member_cell(slot, 1, 0) == 7);
    CHECK(relaid.member_cell(slot, 0, 0) == std::nullopt);
    CHECK(relaid.set_member(slot, 0, 0, 70'000));
    CHECK(relaid.insert(0, 2).chunk == slot.chunk);
}
