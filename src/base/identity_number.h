// The citizen identity number of GB 11643-1999, checked and taken apart.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/day.h"
#include "base/result.h"

namespace huimin {

/// What the first digits say a number is.
enum class IdentityKind {
    citizen,           ///< 公民身份号码
    residence_permit,  ///< 港澳台居民居住证: areas 81, 82 and 83, same rule
    foreign_permanent, ///< 外国人永久居留身份证 of 2023: begins with 9, same form and check character
};

/// A number that keeps the standard's form. It says nothing of whether the number was ever issued: ask the household
/// register for that. The area it begins with is that of the first registration, perhaps abolished long ago: it is
/// neither checked nor to be taken for a present address.
class IdentityNumber {
public:
    /// Accepts 18 characters, the last of them 0-9, X or x; surrounding blanks are not trimmed.
    ///
    /// Fails with
    ///   identity.form      not 17 digits and a check character
    ///   identity.birthday  the day does not exist
    ///   identity.check     the check character does not fit: most often a slip of the keyboard
    static Result<IdentityNumber> parse(std::string_view);

    /// The 18 characters that an old number of 15 digits would have, for a person to confirm: those born before 1926
    /// may still live, so the century is a guess. Fails with identity.form and identity.birthday.
    static Result<IdentityNumber> candidate_of_15_digits(std::string_view);

    [[nodiscard]] std::string_view text() const { return {digits_.data(), digits_.size()}; } ///< with an upper-case X
    [[nodiscard]] std::string_view area() const { return text().substr(0, 6); }
    [[nodiscard]] Day birthday() const { return birthday_; }
    [[nodiscard]] bool is_male() const { return (digits_[16] - '0') % 2 == 1; }
    [[nodiscard]] IdentityKind kind() const;

    /// 3301**********0017: the first four and the last four stand, the rest is covered.
    [[nodiscard]] std::string masked() const;

    /// True when both agree in all but the last four characters and are not the same: one may be a slip of the other.
    [[nodiscard]] bool is_near(const IdentityNumber&) const;

    friend bool operator==(const IdentityNumber&, const IdentityNumber&) = default;

private:
    std::array<char, 18> digits_{};
    Day birthday_;
};

/// The check character of the 17 digits before it (ISO 7064 MOD 11-2).
[[nodiscard]] char identity_check_character(std::string_view seventeen_digits);

} // namespace huimin
