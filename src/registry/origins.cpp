#include "registry/origins.h"

#include <charconv>

#include "base/text.h"

namespace huimin::registry {

using language::Index;
using language::Provenance;

namespace {

bool same(const Provenance& left, const Provenance& right)
{
    return left.source == right.source && left.true_on == right.true_on;
}

} // namespace

Origins Origins::read(std::string_view text, Provenance rows, const language::Record& record)
{
    Origins origins;
    origins.rows_ = std::move(rows);
    Index next = 0; // They stand in the order of the fields.
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
        if (first == line.npos || second == line.npos)
            continue;
        const std::string_view alias = line.substr(0, first), day = line.substr(first + 1, second - first - 1);
        Provenance from{std::string(line.substr(second + 1)), std::nullopt};
        std::int32_t number = 0;
        if (std::from_chars(day.data(), day.data() + day.size(), number).ec == std::errc())
            from.true_on = Day::from_number(number);
        for (Index tried = 0; tried < record.fields.size(); ++tried) {
            const Index i = (next + tried) % static_cast<Index>(record.fields.size());
            if (record.fields[i].alias != alias)
                continue;
            origins.differing_.insert_or_assign(origins.differing_.end(), i, std::move(from));
            next = i + 1;
            break;
        }
    }
    return origins;
}

const Provenance& Origins::of(Index field) const
{
    const auto found = differing_.find(field);
    return found == differing_.end() ? rows_ : found->second;
}

void Origins::set(Index field, const Provenance& from)
{
    Provenance plain{clean(from.source).text, from.true_on}; // Without tabs and line ends.
    if (same(plain, rows_))
        differing_.erase(field);
    else
        differing_[field] = std::move(plain);
}

void Origins::forget(Index field) { differing_.erase(field); }

std::string Origins::text(const language::Record& record) const
{
    std::string out;
    for (const auto& [field, from] : differing_)
        out += record.fields[field].alias + "\t" + (from.true_on ? std::to_string(from.true_on->number()) : "") + "\t" +
               from.source + "\n";
    return out;
}

} // namespace huimin::registry
