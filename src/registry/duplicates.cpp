#include <map>
#include <set>

#include "registry/address.h"
#include "registry/internal/json.h"
#include "registry/internal/row.h"
#include "registry/internal/where.h"
#include "registry/merge.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;

namespace {

/// One record as the rules see it.
struct Seen {
    RecordKey at;
    std::optional<std::int64_t> born;
    std::string number, address;
};

/// The names of the divisions above a county's addresses, from the province down.
class UpperNames {
public:
    explicit UpperNames(const AreaTree& areas) : areas_(areas) {}

    const std::vector<std::string>& of(std::int64_t county)
    {
        const auto [names, fresh] = known_.try_emplace(county);
        const AreaCode code(static_cast<std::uint64_t>(county) * 1'000'000);
        if (fresh)
            for (const AreaLevel level : {AreaLevel::province, AreaLevel::city, AreaLevel::county})
                if (const Area* area = areas_.find_latest(code.at(level)))
                    names->second.push_back(area->name);
        return names->second;
    }

private:
    const AreaTree& areas_;
    std::map<std::int64_t, std::vector<std::string>> known_;
};

class Duplicates {
public:
    Duplicates(Registry& registry, Index index, std::size_t pairs_max, const Extent& inside, const HowFar& how_far)
        : registry_(registry), program_(registry.program()), record_(program_.records[index]), pairs_max_(pairs_max),
          inside_(inside), how_far_(how_far), upper_(registry.areas())
    {
    }

    Result<std::vector<Suspicion>> find()
    {
        store::Reader reader = TRY(registry_.store().snapshot());
        TRY(read_apart(reader));
        TRY(same_numbers(reader));
        if (record_.as_name != language::none)
            TRY(same_names(reader));
        return std::move(found_);
    }

private:
    void suspect(RecordKey one, RecordKey other, Likeness likeness, const std::string& name)
    {
        if (found_.size() < pairs_max_ && told_.insert(std::minmax(one.key, other.key)).second)
            found_.push_back({one, other, likeness, name});
    }

    /// Those told apart count as told.
    Result<Done> read_apart(store::Reader& reader)
    {
        store::Rows rows = TRY(reader.query("select one, other from apart where record = $1", {record_.heading.alias}));
        while (TRY(rows.next()))
            told_.emplace(rows[0].integer(), rows[1].integer());
        return Done{};
    }

    /// A number in use with one record that another had before.
    Result<Done> same_numbers(store::Reader& reader)
    {
        std::vector<std::pair<RecordKey, RecordKey>> pairs;
        {
            store::Rows rows = TRY(reader.query(
                "select a.county, a.key, b.county, b.key from lookup a join former_number b on b.record = a.record and "
                "b.field = a.field and b.value = a.value and b.key <> a.key where a.record = $1 order by a.key, b.key",
                {record_.heading.alias}));
            while (TRY(rows.next()))
                pairs.push_back({{rows[0].integer(), rows[1].integer()}, {rows[2].integer(), rows[3].integer()}});
        }
        for (const auto& [one, other] : pairs) {
            const auto row = TRY(read_row(reader, record_, one));
            const bool both_stand = row && TRY(read_row(reader, record_, other)); // One that was given up is settled.
            if (both_stand && TRY(lies_inside(reader, program_, record_, one, inside_)) &&
                TRY(lies_inside(reader, program_, record_, other, inside_)))
                suspect(one, other, Likeness::same_number, name_in(record_, *row));
        }
        return Done{};
    }

    [[nodiscard]] std::string select(Where& where) const
    {
        where.also(where.inside(inside_, program_, record_, "p"));
        const auto column = [](Index field, const Record& of, const char* table) {
            return field == language::none ? std::string("null")
                                           : table + std::string(".") + Dialect::name(of.fields[field].alias);
        };
        Index number = language::none;
        for (const Index field : lookup_fields(record_))
            if (record_.fields[field].type.kind == language::Kind::citizen_number)
                number = field;
        const auto address_in = [](const Record& of) {
            for (Index i = 0; i < of.fields.size(); ++i)
                if (of.fields[i].alias == "address")
                    return i;
            return language::none;
        };
        std::string address = column(address_in(record_), record_, "p"), join;
        if (address == "null" && record_.owner != language::none) {
            const Record& owner = program_.records[record_.owner];
            address = column(address_in(owner), owner, "o");
            join = " left join " + Dialect::name(owner.heading.alias) +
                   " o on o.county = p.county and o.key = "
                   "p.owner_key";
        }
        return "select p.county, p.key, " + column(record_.as_name, record_, "p") + ", " +
               column(record_.ages_from, record_, "p") + ", " + column(number, record_, "p") + ", " + address +
               " from " + Dialect::name(record_.heading.alias) + " p" + join + " where " + where.text() +
               " order by 3, 1, 2";
    }

    /// Reads all records by name and compares those of one name, in memory for one name at a time.
    Result<Done> same_names(store::Reader& reader)
    {
        const auto total =
            !how_far_ ? std::nullopt
                      : TRY(reader.find_integer("select count(*) from " + Dialect::name(record_.heading.alias)));
        std::uint64_t read = 0;
        Where where;
        const std::string sql = select(where);
        store::Rows rows = TRY(reader.scan(sql, where.values()));
        std::string name;
        std::vector<Seen> group;
        while (found_.size() < pairs_max_ && TRY(rows.next())) {
            if (total)
                how_far_(++read, static_cast<std::uint64_t>(*total));
            const std::string next(rows[2].text_or_none().value_or(""));
            if (next.empty())
                continue;
            if (next != name) {
                compare(name, group);
                group.clear();
                name = next;
            }
            Seen seen{{rows[0].integer(), rows[1].integer()},
                      rows[3].integer_or_none(),
                      std::string(rows[4].text_or_none().value_or("")),
                      ""};
            if (const auto address = rows[5].text_or_none())
                seen.address = address_key(*address, upper_.of(seen.at.county));
            group.push_back(std::move(seen));
        }
        compare(name, group);
        return Done{};
    }

    void compare(const std::string& name, const std::vector<Seen>& group)
    {
        if (group.size() < 2)
            return;
        std::map<std::pair<std::int64_t, std::string>, const Seen*> by_address;
        std::map<std::string, const Seen*> by_number;
        std::map<std::pair<std::int64_t, std::int64_t>, const Seen*> by_county;
        for (const Seen& seen : group) {
            if (seen.born && !seen.address.empty())
                if (const auto [first, fresh] = by_address.emplace(std::pair(*seen.born, seen.address), &seen); !fresh)
                    suspect(first->second->at, seen.at, Likeness::name_and_address, name);
            // Two live numbers that agree in region and birthday: reliability rule F06.
            if (seen.number.size() == 18)
                if (const auto [first, fresh] = by_number.emplace(seen.number.substr(0, 14), &seen); !fresh)
                    suspect(first->second->at, seen.at, Likeness::near_number, name);
            if (seen.born)
                if (const auto [first, fresh] = by_county.emplace(std::pair(seen.at.county, *seen.born), &seen);
                    !fresh && (first->second->number.empty() || seen.number.empty()))
                    suspect(first->second->at, seen.at, Likeness::name_and_birthday, name);
        }
    }

    Registry& registry_;
    const language::Program& program_;
    const Record& record_;
    std::size_t pairs_max_;
    const Extent& inside_;
    const HowFar& how_far_;
    UpperNames upper_;
    std::vector<Suspicion> found_;
    std::set<std::pair<std::int64_t, std::int64_t>> told_;
};

} // namespace

Result<std::vector<Suspicion>> find_duplicates(Registry& registry, Index record, std::size_t pairs_max,
                                               const Extent& inside, const HowFar& how_far)
{
    return Duplicates(registry, record, pairs_max, inside, how_far).find();
}

namespace {

/// The pair in the order it is kept in; both stand and lie inside.
Result<std::pair<RecordKey, RecordKey>> pair_of(store::Transaction& transaction, const Registry& registry, Index index,
                                                RecordKey one, RecordKey other, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    if (one.key == other.key)
        return Error{Fault::conflict, "registry.merge", "要两条不同的" + record.heading.name, "查对是哪两条",
                     "two different records are needed"};
    for (const RecordKey at : {one, other}) {
        TRY(must_be_inside(transaction, registry.program(), record, at, actor));
        if (!TRY(read_row(transaction, record, at)))
            return no_such_record(record);
    }
    return one.key < other.key ? std::pair(one, other) : std::pair(other, one);
}

Result<Done> tell_pair(store::Transaction& transaction, Registry& registry, const Record& record,
                       const std::pair<RecordKey, RecordKey>& pair, const char* action, const Actor& actor,
                       const std::string& reason)
{
    std::string after = "{\"other\":" + std::to_string(pair.second.key) + ",\"reason\":";
    append_json_text(after, reason);
    after += "}";
    store::JournalEntry entry;
    if (actor.scope)
        entry = actor.scope->entry(AreaCode(), action, record.heading.alias, pair.first.key);
    entry.area = AreaCode(static_cast<std::uint64_t>(pair.first.county) * 1'000'000);
    entry.actor = actor.name;
    entry.purpose = actor.purpose;
    entry.action = action;
    entry.record = record.heading.alias;
    entry.key = pair.first.key;
    entry.after = after;
    TRY(store::Journal(registry.keys()).write(transaction, entry));
    return Done{};
}

} // namespace

Result<Done> tell_apart(Registry& registry, Index index, RecordKey one, RecordKey other, const std::string& reason,
                        const Actor& actor)
{
    const Record& record = registry.program().records[index];
    return registry.store().change([&](store::Transaction& transaction) -> Result<Done> {
        const auto pair = TRY(pair_of(transaction, registry, index, one, other, actor));
        TRY(transaction.run("delete from apart where record = $1 and one = $2 and other = $3",
                            {record.heading.alias, pair.first.key, pair.second.key}));
        TRY(transaction.run("insert into apart (county, record, one, other, reason) values ($1, $2, $3, $4, $5)",
                            {pair.first.county, record.heading.alias, pair.first.key, pair.second.key, reason}));
        return tell_pair(transaction, registry, record, pair, "registry.apart", actor, reason);
    });
}

Result<Done> doubt_again(Registry& registry, Index index, RecordKey one, RecordKey other, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    return registry.store().change([&](store::Transaction& transaction) -> Result<Done> {
        const auto pair = TRY(pair_of(transaction, registry, index, one, other, actor));
        if (TRY(transaction.run("delete from apart where record = $1 and one = $2 and other = $3",
                                {record.heading.alias, pair.first.key, pair.second.key})) == 0)
            return no_such_record(record);
        return tell_pair(transaction, registry, record, pair, "registry.doubt", actor, "");
    });
}

} // namespace huimin::registry
