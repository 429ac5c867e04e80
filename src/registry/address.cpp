#include "registry/address.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace huimin::registry {

namespace {

// What parts the numbers of a building, a stair and a flat. 单元 before 元 has no need: the longest is tried first.
constexpr std::array<std::string_view, 16> dashes = {"单元", "号楼", "号", "幢", "栋", "座", "室", "楼",
                                                     "层",   "弄",   "#",  "-",  "—",  "–",  "/",  "_"};
constexpr std::array<std::string_view, 12> dropped = {" ", "　", ",", ".", "、", "，", "。", "(", ")", "（", "）", ":"};

template <std::size_t count>
std::string_view starts_with_one_of(std::string_view text, const std::array<std::string_view, count>& list)
{
    for (const std::string_view one : list)
        if (text.starts_with(one))
            return one;
    return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::string address_key(std::string_view address, const std::vector<std::string>& upper)
{
    const std::string plain = clean(address).text;
    std::string_view rest = plain;
    std::string key;
    while (!rest.empty()) {
        if (const auto mark = starts_with_one_of(rest, dropped); !mark.empty()) {
            rest.remove_prefix(mark.size());
            continue;
        }
        if (const auto dash = starts_with_one_of(rest, dashes); !dash.empty()) {
            rest.remove_prefix(dash.size());
            if (!key.empty() && key.back() != '-')
                key += '-';
            continue;
        }
        const bool begins_number = key.empty() || !is_digit(key.back());
        if (rest.front() == '0' && begins_number && rest.size() > 1 && is_digit(rest[1])) {
            rest.remove_prefix(1);
            continue;
        }
        append_code_point(key, take_code_point(rest));
    }
    while (key.ends_with('-'))
        key.pop_back();
    std::string_view below = key;
    for (const std::string& name : upper)
        if (!name.empty() && below.starts_with(name))
            below.remove_prefix(name.size());
    return std::string(below);
}

} // namespace huimin::registry
