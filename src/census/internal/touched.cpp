#include "census/internal/touched.h"

#include <algorithm>
#include <map>
#include <set>

namespace huimin::census {

using language::Index;
using language::Program;
using registry::RecordKey;
using store::Dialect;

namespace {

using KeySet = std::set<RecordKey>;

/// Records of one type that the journal tells of.
Result<KeySet> told(store::Reader& reader, const std::string& record, std::int64_t seq, std::size_t records_max)
{
    KeySet found;
    // A union, as one condition with `or` would have SQLite walk the whole journal.
    store::Rows rows = TRY(reader.query("select area / 1000000, key from journal where record = $1 and seq > $2 union "
                                        "select area / 1000000, key from journal where record = $1 and seq is null "
                                        "limit $3",
                                        {record, seq, static_cast<std::int64_t>(records_max) + 1}));
    while (TRY(rows.next()))
        found.insert({rows[0].integer(), rows[1].integer()});
    return found;
}

/// Adds whom these records belong to now, and belonged to before: their history tells.
Result<Done> add_owners(store::Reader& reader, const Program& program, Index record, const KeySet& records,
                        KeySet& owners)
{
    constexpr std::size_t keys_at_once = 500;
    std::map<std::int64_t, std::vector<std::int64_t>> by_county;
    for (const RecordKey& at : records)
        by_county[at.county].push_back(at.key);
    const language::Record& of = program.records[record];
    for (const auto& [county, keys] : by_county)
        for (std::size_t from = 0; from < keys.size(); from += keys_at_once) {
            const auto some = std::span(keys).subspan(from, std::min(keys_at_once, keys.size() - from));
            for (const std::string& table : {of.heading.alias, registry::history_table(of)}) {
                store::Rows rows = TRY(reader.query("select distinct owner_key from " + Dialect::name(table) +
                                                        " where owner_key is not null and county = $1 and " +
                                                        reader.dialect().is_any_of("key", "$2"),
                                                    {county, reader.dialect().list(some)}));
                while (TRY(rows.next()))
                    owners.insert({county, rows[0].integer()});
            }
        }
    return Done{};
}

} // namespace

Result<std::int64_t> last_sealed(store::Reader& reader)
{
    const auto seq = TRY(reader.find_integer("select max(seq) from journal where seq is not null"));
    return seq.value_or(0);
}

Result<std::optional<RecordKeys>> touched_since(store::Reader& reader, const Program& program, const UnitShape& shape,
                                                std::int64_t seq, std::size_t units_max)
{
    // From the last list up: an owner stands before its members.
    std::vector<Index> lists = shape.others;
    if (shape.list != language::none)
        lists.insert(lists.begin(), shape.list);
    std::map<Index, KeySet> touched; // by record
    for (auto list = lists.rbegin(); list != lists.rend(); ++list) {
        const Index member = program.lists[*list].member, owner = program.lists[*list].owner;
        // A member is never alone: more members than this are more units, or nearly.
        constexpr std::size_t members_a_unit = 8;
        const KeySet members =
            TRY(told(reader, program.records[member].heading.alias, seq, units_max * members_a_unit));
        if (members.size() > units_max * members_a_unit)
            return std::optional<RecordKeys>();
        touched[member].insert(members.begin(), members.end());
        TRY(add_owners(reader, program, member, touched[member], touched[owner]));
    }
    const KeySet units = TRY(told(reader, program.records[shape.record].heading.alias, seq, units_max));
    touched[shape.record].insert(units.begin(), units.end());
    if (touched[shape.record].size() > units_max)
        return std::optional<RecordKeys>();
    return std::optional(RecordKeys(touched[shape.record].begin(), touched[shape.record].end()));
}

} // namespace huimin::census
