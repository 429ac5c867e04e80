// The unified social credit code of organisations (GB 32100-2015) and the organisation code inside it (GB 11714-1997).

#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace huimin {

class OrganisationCode {
public:
    /// Accepts 18 of the 31 signs 0-9 A-H J-N P-R T U W X Y; lower case is raised.
    ///
    /// Fails with
    ///   organisation.form   not 18 signs of that alphabet
    ///   organisation.check  the last sign does not fit
    static Result<OrganisationCode> parse(std::string_view);

    [[nodiscard]] std::string_view text() const { return {signs_.data(), signs_.size()}; }
    [[nodiscard]] std::string_view inner() const { return text().substr(8, 9); }

    /// False is a warning only: codes with a wrong inner check sign have been issued.
    [[nodiscard]] bool inner_fits() const;

    friend bool operator==(const OrganisationCode&, const OrganisationCode&) = default;

private:
    std::array<char, 18> signs_{};
};

} // namespace huimin
