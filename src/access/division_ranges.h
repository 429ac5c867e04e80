// A division and all below it as ranges of 12-digit codes: how a grant's area goes into a query.

#pragma once

#include <span>
#include <vector>

#include "base/area.h"

namespace huimin::access {

/// Both ends belong to it.
struct AreaRange {
    AreaCode first, last;
    friend bool operator==(const AreaRange&, const AreaRange&) = default;
};

/// Sorted ranges that neither touch nor overlap.
class AreaRanges {
public:
    AreaRanges() = default;
    static AreaRanges everywhere();
    /// All codes whose leading digits are those of `upper`.
    static AreaRanges below(AreaCode upper);

    void add(AreaRange);
    void add(const AreaRanges&);
    void remove(AreaRange);
    [[nodiscard]] AreaRanges common_with(const AreaRanges&) const;

    [[nodiscard]] bool holds(AreaCode) const;
    [[nodiscard]] bool hold(AreaRange) const; ///< all of it
    [[nodiscard]] bool meet(AreaRange) const; ///< any of it
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] std::span<const AreaRange> all() const { return ranges_; }
    friend bool operator==(const AreaRanges&, const AreaRanges&) = default;

private:
    std::vector<AreaRange> ranges_;
};

/// What lies in `granted` and below it by the tree of the day. A division that was reorganised is followed to its
/// successors. The codes of those that were merged into what is covered are covered too, since records keep the code of
/// their time; one that was split is covered only where all its successors are. Divisions that the tree hangs elsewhere
/// than their digits say go with the tree.
[[nodiscard]] AreaRanges ranges_below(const AreaTree&, AreaCode granted, Day on);

} // namespace huimin::access
