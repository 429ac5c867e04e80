#include "access/division_ranges.h"

#include <algorithm>

namespace huimin::access {

namespace {

constexpr std::uint64_t code_max = 999'999'999'999;

AreaRange digits_of(AreaCode upper)
{
    std::uint64_t width = 1;
    switch (upper.level()) {
    case AreaLevel::country: return {AreaCode(0), AreaCode(code_max)};
    case AreaLevel::province: width = 10'000'000'000; break;
    case AreaLevel::city: width = 100'000'000; break;
    case AreaLevel::county: width = 1'000'000; break;
    case AreaLevel::town: width = 1'000; break;
    case AreaLevel::village: break;
    }
    return {upper, AreaCode(upper.number() + width - 1)};
}

std::uint64_t before(AreaCode code) { return code.number() - 1; }
std::uint64_t after(AreaCode code) { return code.number() + 1; }

/// Those that end before `on` and went on in others.
bool has_ended(const Area& area, const AreaTree& tree, Day on)
{
    return !area.successors.empty() && area.in_force.to <= on && tree.find(area.code, on) == nullptr;
}

/// Divisions the tree hangs elsewhere than their digits go with the tree: those above first.
void follow_the_tree(AreaRanges& covered, const std::vector<AreaCode>& tops, const AreaTree& tree, Day on)
{
    std::vector<const Area*> elsewhere;
    for (const Area& area : tree.all())
        if (area.in_force.contains(on) && !area.code.lies_in(area.parent))
            elsewhere.push_back(&area);
    std::ranges::sort(elsewhere, {}, [](const Area* area) { return std::pair(area->code.level(), area->code); });
    for (const Area* area : elsewhere) {
        const bool holds_a_top = std::ranges::any_of(tops, [&](AreaCode top) { return top.lies_in(area->code); });
        if (covered.holds(area->parent))
            covered.add(digits_of(area->code));
        else if (!holds_a_top)
            covered.remove(digits_of(area->code));
    }
}

/// Codes of divisions that ended and live on only in what is covered; not where a code was given out anew.
void take_in_the_ended(AreaRanges& covered, const AreaTree& tree, Day on)
{
    const auto is_given_anew = [&](AreaRange range) {
        auto area = std::ranges::lower_bound(tree.all(), range.first, {}, &Area::code);
        for (; area != tree.all().end() && area->code <= range.last; ++area)
            if (area->in_force.contains(on) && !covered.holds(area->code))
                return true;
        return false;
    };
    for (const Area& area : tree.all()) {
        const AreaRange range = digits_of(area.code);
        if (!has_ended(area, tree, on) || covered.hold(range))
            continue;
        const std::vector<AreaCode> now = tree.today(area.code, on);
        const auto is_covered = [&](AreaCode code) { return covered.holds(code); };
        if (!now.empty() && std::ranges::all_of(now, is_covered) && !is_given_anew(range))
            covered.add(range);
    }
}

} // namespace

AreaRanges AreaRanges::everywhere() { return below(AreaCode()); }

AreaRanges AreaRanges::below(AreaCode upper)
{
    AreaRanges ranges;
    ranges.ranges_.push_back(digits_of(upper));
    return ranges;
}

void AreaRanges::add(AreaRange added)
{
    std::vector<AreaRange> merged;
    for (const AreaRange& range : ranges_) {
        if (range.last.number() < added.first.number() && after(range.last) < added.first.number())
            merged.push_back(range);
        else if (added.last.number() < range.first.number() && after(added.last) < range.first.number()) {
            merged.push_back(added);
            added = range;
        } else
            added = {std::min(range.first, added.first), std::max(range.last, added.last)};
    }
    merged.push_back(added);
    ranges_ = std::move(merged);
}

void AreaRanges::add(const AreaRanges& others)
{
    for (const AreaRange& range : others.ranges_)
        add(range);
}

void AreaRanges::remove(AreaRange gone)
{
    std::vector<AreaRange> left;
    for (const AreaRange& range : ranges_) {
        if (range.last < gone.first || gone.last < range.first) {
            left.push_back(range);
            continue;
        }
        if (range.first < gone.first)
            left.push_back({range.first, AreaCode(before(gone.first))});
        if (gone.last < range.last)
            left.push_back({AreaCode(after(gone.last)), range.last});
    }
    ranges_ = std::move(left);
}

AreaRanges AreaRanges::common_with(const AreaRanges& others) const
{
    AreaRanges common;
    for (const AreaRange& one : ranges_)
        for (const AreaRange& other : others.ranges_)
            if (one.first <= other.last && other.first <= one.last)
                common.add({std::max(one.first, other.first), std::min(one.last, other.last)});
    return common;
}

bool AreaRanges::holds(AreaCode code) const { return hold({code, code}); }

bool AreaRanges::hold(AreaRange wanted) const
{
    return std::ranges::any_of(
        ranges_, [&](const AreaRange& range) { return range.first <= wanted.first && wanted.last <= range.last; });
}

bool AreaRanges::meet(AreaRange wanted) const
{
    return std::ranges::any_of(
        ranges_, [&](const AreaRange& range) { return range.first <= wanted.last && wanted.first <= range.last; });
}

AreaRanges ranges_below(const AreaTree& tree, AreaCode granted, Day on)
{
    std::vector<AreaCode> tops{granted};
    if (tree.find(granted, on) == nullptr)
        for (const AreaCode successor : tree.today(granted, on))
            tops.push_back(successor);
    AreaRanges covered;
    for (const AreaCode top : tops)
        covered.add(digits_of(top));

    follow_the_tree(covered, tops, tree, on);
    take_in_the_ended(covered, tree, on);
    return covered;
}

} // namespace huimin::access
