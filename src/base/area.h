// The dated tree of administrative divisions (GB/T 2260 and the statistical 12-digit codes), with successors.
//
// A code has 2, 4, 6, 9 or 12 significant digits (province, city, county, town, village); it is always written with 12.
// A division that was merged, split, renamed or moved keeps its row with the day it ended and names its successors.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/result.h"

namespace huimin {

enum class AreaLevel { country, province, city, county, town, village };

/// A 12-digit division code as a number; 0 is the whole country.
class AreaCode {
public:
    constexpr AreaCode() = default;
    constexpr explicit AreaCode(std::uint64_t twelve_digits) : number_(twelve_digits) {}

    /// Accepts 2, 4, 6, 9 or 12 digits ("3302", "330282", "330282001000"). Fails with area.form.
    static Result<AreaCode> parse(std::string_view);

    [[nodiscard]] constexpr std::uint64_t number() const { return number_; }
    [[nodiscard]] AreaLevel level() const;
    [[nodiscard]] AreaCode at(AreaLevel) const;       ///< the division of that level it lies in; itself if it is higher
    [[nodiscard]] bool lies_in(AreaCode upper) const; ///< true for itself too
    [[nodiscard]] std::string text() const;           ///< 12 digits
    [[nodiscard]] std::string short_text() const;     ///< six digits down to the county ("330200"), nine for a town

    friend constexpr auto operator<=>(const AreaCode&, const AreaCode&) = default;

private:
    std::uint64_t number_ = 0;
};

struct Area {
    AreaCode code;
    AreaCode parent; ///< by the tree, not by the digits: counties run by a province have no city
    std::string name;
    DayRange in_force;
    std::vector<AreaCode> successors; ///< empty while in force
};

class AreaTree {
public:
    /// Rows in any order. Fails with
    ///   area.parent_missing  a row's parent is not among the rows
    ///   area.twice           one code in force twice on a day
    static Result<AreaTree> of(std::vector<Area> rows);

    /// Reads the project's area file: lines `code,parent,name,from,to,successors` (UTF-8, header row; empty from/to are
    /// open; successors joined by `;`). Fails with area.file, and as `of`.
    static Result<AreaTree> read(std::string_view csv);

    [[nodiscard]] const Area* find(AreaCode, Day on) const;
    [[nodiscard]] const Area* find_latest(AreaCode) const;                           ///< also one that has ended
    [[nodiscard]] bool lies_in(AreaCode lower, AreaCode upper, Day on) const;        ///< by the tree of that day
    [[nodiscard]] std::vector<const Area*> children(AreaCode, Day on) const;         ///< sorted by code
    [[nodiscard]] std::vector<const Area*> below(AreaCode, AreaLevel, Day on) const; ///< all of that level, sorted
    [[nodiscard]] std::vector<AreaCode> today(AreaCode old, Day on) const; ///< follows successors until in force
    [[nodiscard]] std::string full_name(AreaCode, Day on) const;           ///< 浙江省宁波市慈溪市
    [[nodiscard]] std::span<const Area> all() const { return rows_; }

private:
    std::vector<Area> rows_; // sorted by code, then by first day
};

} // namespace huimin
