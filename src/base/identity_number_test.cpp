#include "base/identity_number.h"

#include <doctest/doctest.h>

using namespace huimin;

namespace {

std::string outcome(std::string_view text)
{
    const auto number = IdentityNumber::parse(text);
    return number ? std::string(number->is_male() ? "male " : "female ") + number->birthday().text()
                  : number.error().code;
}

} // namespace

TEST_CASE("a citizen number is told from a slip of the keyboard")
{
    const struct {
        const char* number;
        const char* outcome;
    } cases[] = {
        {"11010519491231002X", "female 1949-12-31"},
        {"11010519491231002x", "female 1949-12-31"},
        {"330200194403150018", "male 1944-03-15"},
        {"33028219500101002X", "female 1950-01-01"},
        {"330282200002290012", "male 2000-02-29"},
        {"330282190002290016", "identity.birthday"},
        {"330282194013010030", "identity.birthday"},
        {"110105194912310021", "identity.check"},
        {"3302821950010100", "identity.form"},
        {"3302821950010100200", "identity.form"},
        {"3.30282E+17", "identity.form"},
        {"33028219500101０02X", "identity.form"},
        {"", "identity.form"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(outcome(c.number) == c.outcome, c.number);
}

TEST_CASE("an old number of 15 digits gives a candidate, never a number")
{
    CHECK(IdentityNumber::candidate_of_15_digits("110105491231002")->text() == "11010519491231002X");
    CHECK(IdentityNumber::candidate_of_15_digits("11010549123100").error().code == "identity.form");
    CHECK(IdentityNumber::candidate_of_15_digits("110105490231002").error().code == "identity.birthday");
}

TEST_CASE("the first digits say which card it is")
{
    const auto kind = [](std::string body) {
        return IdentityNumber::parse(body + identity_check_character(body))->kind();
    };
    CHECK(kind("11010519491231002") == IdentityKind::citizen);
    CHECK(kind("81000019491231002") == IdentityKind::residence_permit);
    CHECK(kind("83000019491231002") == IdentityKind::residence_permit);
    CHECK(kind("91133019900101001") == IdentityKind::foreign_permanent);
}

TEST_CASE("a number is shown covered and known for its near double")
{
    const IdentityNumber number = *IdentityNumber::parse("33028219500101002X");
    CHECK(number.masked() == "3302**********002X");
    const std::string body = "33028219500101004";
    CHECK(number.is_near(*IdentityNumber::parse(body + identity_check_character(body))));
    CHECK_FALSE(number.is_near(number));
    CHECK_FALSE(number.is_near(*IdentityNumber::parse("11010519491231002X")));
}
