#include "registry/internal/held_back.h"
#include "registry/internal/row_numbers.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "tests/support/small_city.h"

using namespace huimin;
using registry::HeldNumbers;
using registry::RecordKey;
using registry::RowNumbers;
using test::must;

namespace {

std::vector<std::string> handed_over(HeldNumbers& held)
{
    std::vector<std::string> all;
    CHECK(held.hand_over([&](std::string_view number, RecordKey at) -> Result<Done> {
                  all.push_back(std::string(number) + "→" + std::to_string(at.key));
                  return Done{};
              })
              .ok());
    return all;
}

} // namespace

TEST_CASE("held numbers are found at once and go into the store in the order of their last digits")
{
    HeldNumbers held;
    CHECK_FALSE(held.find("21"));
    held.add("21", {330282, 1});
    held.add("12", {330282, 2});
    held.add("丙1", {330203, 3});
    CHECK(held.find("12") == RecordKey{330282, 2});
    CHECK(held.find("丙1") == RecordKey{330203, 3});
    CHECK_FALSE(held.find("1"));
    CHECK(handed_over(held) == std::vector<std::string>{"21→1", "丙1→3", "12→2"});

    held.add("7", {330282, 4});
    CHECK(handed_over(held) == std::vector<std::string>{"7→4"}); // The others went before.
    CHECK(held.find("21") == RecordKey{330282, 1});
    held.clear();
    CHECK_FALSE(held.find("21"));
    CHECK(handed_over(held).empty());
}

TEST_CASE("a held number that was given up is neither found nor handed over, and may be taken by another record")
{
    HeldNumbers held;
    held.add("5", {1, 1});
    held.add("6", {1, 2});
    held.drop("5");
    held.drop("9");
    CHECK_FALSE(held.find("5"));
    held.add("5", {1, 3});
    CHECK(held.find("5") == RecordKey{1, 3});
    CHECK(handed_over(held) == std::vector<std::string>{"5→3", "6→2"});
}

TEST_CASE("held numbers and row numbers know what a map knows, through many random deeds")
{
    std::mt19937 chance(11);
    HeldNumbers held;
    RowNumbers rows;
    std::map<std::string, RecordKey> numbers;
    std::map<std::uint64_t, std::uint32_t> first;
    bool same = true;
    for (std::uint32_t deed = 1; deed <= 60'000; ++deed) {
        const std::uint64_t what = chance() % 20'000;
        const std::string number = std::to_string(what * 7);
        const auto known = numbers.find(number);
        const auto found = held.find(number);
        same = same && found.has_value() == (known != numbers.end()) && (!found || *found == known->second);
        if (known == numbers.end()) {
            held.add(number, {1, deed});
            numbers[number] = {1, deed};
        } else if (deed % 3 == 0) {
            held.drop(number);
            numbers.erase(known);
        }
        const auto [earlier, is_new] = first.try_emplace(what, deed);
        const auto noted = rows.note(what, deed);
        same = same && noted.has_value() == !is_new && (is_new || *noted == earlier->second) &&
               rows.find(what) == earlier->second && !rows.find(what + 20'000);
    }
    CHECK(same);
    CHECK(handed_over(held).size() == numbers.size());
}

TEST_CASE("what a file adds is found by later rows and later files, however much of it was held back")
{
    test::on_both_engines([](test::FreshStore& fresh) {
        test::SmallCity city(fresh);
        std::string text = "户号,区划,姓名,身份证号,月工资\n"
                           "7,330282,曾强,11010519491231002X,1\n";
        for (int home = 1; home <= 1200; ++home) // several batches
            text += std::to_string(home) + ",330282,王五,," + std::to_string(home) + "\n";
        text += "7,330282,曾强,11010519491231002X,1\n";
        const registry::ImportReport first = must(city.take(text));
        CHECK(first.owners_added == 1200);
        CHECK(first.added == 1201);
        CHECK(first.unchanged == 1); // the same row again
        CHECK(city.count("lookup where field = 'household_number'") == 1200);
        CHECK(city.count("lookup where field = 'citizen_number'") == 1);
        const registry::ImportReport again = must(city.take(text, "b.csv"));
        CHECK(again.added + again.owners_added == 0);
        CHECK(must(city.take("户号,区划,姓名,身份证号\n9,330282,王五,330200194403150018\n", "c.csv")).changed == 1);
        CHECK(city.count("lookup where field = 'citizen_number'") == 2);
        CHECK(city.count("person") == 1201);
    });
}
