#include "language/mask.h"

#include <algorithm>

#include "base/text.h"

namespace huimin::language {

std::string mask(const Field& field, std::string_view text)
{
    const auto signs = static_cast<int>(count_code_points(text));
    // Too short for both ends: a 3-digit number must not be shown but for one digit.
    const bool both = signs > field.mask_first + field.mask_last;
    const int first = both ? field.mask_first : std::min({field.mask_first, 1, signs - 1});
    const int last = both ? field.mask_last : 0;
    std::string shown;
    for (int at = 0; at < signs; ++at) {
        const char32_t sign = take_code_point(text);
        append_code_point(shown, at < first || at >= signs - last ? sign : U'*');
    }
    return shown;
}

std::string mask(const Field& field, const Value& value)
{
    if (is_unknown(value))
        return "";
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? mask(field, std::string_view(*text)) : "***";
}

} // namespace huimin::language
