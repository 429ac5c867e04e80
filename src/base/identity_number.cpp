#include "base/identity_number.h"

#include <algorithm>

namespace huimin {

namespace {

Error refused(const char* code, std::string_view text, const char* why, const char* remedy, const char* english)
{
    return Error{Fault::invalid, code, "身份证号 `" + std::string(text) + "` " + why, remedy,
                 "`" + std::string(text) + "` " + english};
}

bool all_digits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits)
{
    int number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

} // namespace

char identity_check_character(std::string_view seventeen_digits)
{
    VERIFY(seventeen_digits.size() == 17 && all_digits(seventeen_digits));
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * (seventeen_digits[i] - '0');
    return "10X98765432"[sum % 11];
}

Result<IdentityNumber> IdentityNumber::parse(std::string_view text)
{
    const char last = text.empty() ? ' ' : text.back();
    if (text.size() != 18 || !all_digits(text.substr(0, 17)) ||
        !((last >= '0' && last <= '9') || last == 'X' || last == 'x'))
        return refused("identity.form", text, "不是 17 位数字加一位校验码", "按证件重新录入 18 位号码",
                       "is not 17 digits and a check character; type it again from the card");
    const auto birthday =
        Day::of(number_of(text.substr(6, 4)), number_of(text.substr(10, 2)), number_of(text.substr(12, 2)));
    if (!birthday)
        return refused("identity.birthday", text, "第 7 至 14 位不是一个日子", "核对出生日期那八位",
                       "has no existing day at places 7 to 14; compare the birthday");
    const char check = identity_check_character(text.substr(0, 17));
    if ((last == 'x' ? 'X' : last) != check)
        return refused("identity.check", text, "校验码不对，多半是录错一位", "逐位对照证件",
                       "has a check character that does not fit, most often a slip of the keyboard");
    IdentityNumber number;
    std::copy(text.begin(), text.end(), number.digits_.begin());
    number.digits_[17] = check;
    number.birthday_ = *birthday;
    return number;
}

Result<IdentityNumber> IdentityNumber::candidate_of_15_digits(std::string_view text)
{
    if (text.size() != 15 || !all_digits(text))
        return refused("identity.form", text, "不是 15 位的旧号码", "按证件录入 18 位号码",
                       "is not an old number of 15 digits");
    const std::string body = std::string(text.substr(0, 6)) + "19" + std::string(text.substr(6));
    return parse(body + identity_check_character(body));
}

IdentityKind IdentityNumber::kind() const
{
    if (digits_[0] == '9')
        return IdentityKind::foreign_permanent;
    const std::string_view province = text().substr(0, 2);
    return province == "81" || province == "82" || province == "83" ? IdentityKind::residence_permit
                                                                    : IdentityKind::citizen;
}

std::string IdentityNumber::masked() const
{
    return std::string(text().substr(0, 4)) + "**********" + std::string(text().substr(14));
}

bool IdentityNumber::is_near(const IdentityNumber& other) const
{
    return text() != other.text() && text().substr(0, 14) == other.text().substr(0, 14);
}

} // namespace huimin
