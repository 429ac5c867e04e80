#include "registry/internal/listed.h"

#include "registry/origins.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;

std::string listed_columns(const Record& record, std::span<const Index> fields)
{
    std::string out = "t.key, t.county, t.version, t.source, t.true_on, t.origins, ";
    out += record.owner == language::none ? "null" : "t.owner_key";
    for (const Index field : fields)
        out += ", t." + Dialect::name(record.fields[field].alias);
    return out;
}

ListedRecord listed(const Record& record, std::span<const Index> fields, store::Values row)
{
    ListedRecord listed;
    listed.at = {row[1].integer(), row[0].integer()};
    listed.version = row[2].integer();
    listed.owner = row[6].integer_or_none();
    const language::Provenance from{std::string(row[3].text_or_none().value_or("")),
                                    row[4].is_null() ? std::nullopt : std::optional(row[4].day())};
    const Origins origins = Origins::read(row[5].text_or_none().value_or(""), from, record);
    listed.values.reserve(fields.size());
    listed.provenance.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const store::Value& cell = row[7 + i];
        listed.values.push_back(from_stored(cell, record.fields[fields[i]].type));
        listed.provenance.push_back(cell.is_null() ? language::Provenance{} : origins.of(fields[i]));
    }
    return listed;
}

ListedRecord listed(const Record& record, const KeptRow& row)
{
    ListedRecord listed{row.at, row.version, row.owner, {}, {}};
    const Origins origins = Origins::read(row.origins, row.from, record);
    for (Index i = 0; i < record.fields.size(); ++i) {
        const store::Value cell = row.facts[i].value();
        listed.values.push_back(from_stored(cell, record.fields[i].type));
        listed.provenance.push_back(cell.is_null() ? language::Provenance{} : origins.of(i));
    }
    return listed;
}

} // namespace huimin::registry
