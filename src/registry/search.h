// Records found by what people know of them: a number or its last digits, a name or a part of it, its pinyin initials,
// and by what they were called or numbered before.
//
// Every way is an index that is written with the row itself, so that what was stored a moment ago is found.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

/// How a record was found; the best first.
enum class FoundBy {
    number,
    name,
    number_end,
    name_begin,
    name_part,
    initials,
    initials_begin,
    former_number,
    former_name
};
[[nodiscard]] std::string_view text_of(FoundBy); ///< 号码, 姓名 …

struct SearchRequest {
    /// One word, or several that must all hold, parted by blanks: `曾强 002X`. A number's end counts from four signs
    /// on.
    std::string words;
    Extent inside; ///< none: nothing is seen
    std::size_t rows_max = 20;
    language::Index record = language::none; ///< only this type; none: all that have a name or a number
};

struct Match {
    language::Index record = language::none;
    RecordKey at;
    std::string name;
    std::string number; ///< masked where it is a citizen's
    AreaCode area;      ///< the county
    FoundBy by = FoundBy::name;
};

/// The best matches first, at most `rows_max`; none for words that say nothing.
Result<std::vector<Match>> search(Registry&, const SearchRequest&);

} // namespace huimin::registry
