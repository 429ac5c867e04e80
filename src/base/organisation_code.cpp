#include "base/organisation_code.h"

#include <string>

namespace huimin {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

} // namespace

Result<OrganisationCode> OrganisationCode::parse(std::string_view text)
{
    // GB 32100-2015, table 3: the i-th weight is 3^(i-1) mod 31.
    constexpr std::array<std::size_t, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    const auto refused = [&](const char* code, const char* why, const char* english) {
        return Error{Fault::invalid, code, "统一社会信用代码 `" + std::string(text) + "` " + why, "按登记证书逐位核对",
                     "`" + std::string(text) + "` " + english + "; compare it with the certificate"};
    };
    OrganisationCode code;
    if (text.size() != code.signs_.size())
        return refused("organisation.form", "不是 18 位", "is not 18 signs");
    std::size_t sum = 0, last = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char sign = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
        last = alphabet.find(sign);
        if (last == std::string_view::npos)
            return refused("organisation.form", "里有不会出现的字符（没有 I、O、S、V、Z）",
                           "holds a sign that never occurs (no I, O, S, V, Z)");
        code.signs_[i] = sign;
        if (i < weights.size())
            sum += weights[i] * last;
    }
    if ((31 - sum % 31) % 31 != last)
        return refused("organisation.check", "末位校验码不对", "ends in a check sign that does not fit");
    return code;
}

bool OrganisationCode::inner_fits() const
{
    // GB 11714-1997: signs count as base 36, weights as below, check = 11 - sum mod 11, 10 written X, 11 written 0.
    constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char sign = inner()[i];
        sum += weights[i] * (sign <= '9' ? sign - '0' : sign - 'A' + 10);
    }
    return inner()[8] == "0123456789X0"[11 - sum % 11];
}

} // namespace huimin
