#include "base/organisation_code.h"

#include <doctest/doctest.h>

#include <string>

using namespace huimin;

TEST_CASE("an organisation code is checked outside, and inside only warned of")
{
    const struct {
        const char* code;
        const char* outcome;
    } cases[] = {
        {"91350100M000100Y43", "fits"},
        {"91350100m000100y43", "fits"},
        {"91350100M000100Y4Z", "organisation.form"},
        {"91350100M000100Y44", "organisation.check"},
        {"51330200MJ8A00011M", "fits"},
        {"52330282MJ8B34562N", "fits"},
        {"53330000MJ8C9999X3", "fits"},
        {"52330200MJ8E0004XN", "fits"},
        {"52330200MJ8E001540", "fits"},
        {"51330200MJ8A00012Q", "inner does not fit"},
        {"9135010OM000100Y43", "organisation.form"},
        {"9135", "organisation.form"},
    };
    for (const auto& c : cases) {
        const auto code = OrganisationCode::parse(c.code);
        const std::string outcome = !code ? code.error().code : code->inner_fits() ? "fits" : "inner does not fit";
        CHECK_MESSAGE(outcome == c.outcome, c.code);
    }
}
