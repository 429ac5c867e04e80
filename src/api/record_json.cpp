#include "api/record_json.h"

#include <array>

#include <boost/json/monotonic_resource.hpp>

#include "api/json_of.h"
#include "http/json.h"
#include "language/mask.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using access::Sight;
using language::Index;

namespace {

/// The place a reference points to: keys are unique across counties, so the county of the record asked about serves for
/// what lies beside it, and 0 for what has none of its own.
json::value reference_json(const City& city, const language::Field& field, const language::Value& value,
                           std::int64_t county)
{
    const auto* key = std::get_if<Rational>(&value);
    if (key == nullptr || !key->whole())
        return nullptr;
    return json::string(city.ids.text(city.program().records[field.type.of].heading.alias, {county, *key->whole()}));
}

class Writer {
public:
    Writer(const City& city, const Scope& scope, const RecordRow& row, const json::storage_ptr& storage)
        : city_(city), scope_(scope), row_(row), record_(city.program().records[row.record]), facts_(storage),
          labels_(storage), provenance_(storage), masked_(storage), hidden_(storage)
    {
        facts_.reserve(row.values.size());
    }

    json::object write()
    {
        for (std::size_t i = 0; i < row_.values.size(); ++i)
            add(row_.fields.empty() ? static_cast<Index>(i) : row_.fields[i], i);
        json::value owner = nullptr;
        if (record_.owner != language::none && row_.owner)
            owner = city_.ids.text(city_.program().records[record_.owner].heading.alias, {row_.at.county, *row_.owner});
        const json::storage_ptr storage = facts_.storage();
        return json::object({{"id", city_.ids.text(record_.heading.alias, row_.at)},
                             {"type", record_.heading.alias},
                             {"version", std::to_string(row_.version)},
                             {"area", area_json(city_, area_)},
                             {"owner", std::move(owner)},
                             {"label", label_.empty() ? row_.label : label_},
                             {"facts", std::move(facts_)},
                             {"labels", std::move(labels_)},
                             {"masked", std::move(masked_)},
                             {"hidden", std::move(hidden_)},
                             {"provenance", std::move(provenance_)}},
                            storage);
    }

private:
    void add(Index index, std::size_t at)
    {
        const language::Field& field = record_.fields[index];
        const language::Value& value = row_.values[at];
        const Sight sight = scope_.sees(row_.record, index);
        if (index == record_.locates)
            if (const auto* area = std::get_if<AreaCode>(&value))
                area_ = *area;
        if (sight == Sight::hidden) {
            hidden_.push_back(json::string(field.alias));
            return;
        }
        if (language::is_unknown(value)) {
            facts_[field.alias] = nullptr;
            return;
        }
        if (sight == Sight::masked) {
            const std::string shown = language::mask(field, value);
            masked_.push_back(json::string(field.alias));
            facts_[field.alias] = shown;
            labels_[field.alias] = shown;
        } else {
            facts_[field.alias] = field.type.kind == language::Kind::reference
                                      ? reference_json(city_, field, value, row_.at.county)
                                      : value_json(city_, field, value);
            labels_[field.alias] = language::text_of(value, field.type, city_.program(), city_.areas);
        }
        if (index == record_.as_name)
            label_ = labels_[field.alias].as_string();
        tell_origin(field, at);
    }

    void tell_origin(const language::Field& field, std::size_t at)
    {
        if (at >= row_.provenance.size())
            return;
        const language::Provenance& from = row_.provenance[at];
        if (from.source.empty() && !from.true_on)
            return;
        provenance_[field.alias] = json::object(
            {{"source", from.source}, {"on", from.true_on ? json::value(from.true_on->text()) : json::value(nullptr)}},
            provenance_.storage());
    }

    const City& city_;
    const Scope& scope_;
    const RecordRow& row_;
    const language::Record& record_;
    AreaCode area_{static_cast<std::uint64_t>(row_.at.county) * 1'000'000};
    std::string label_;
    json::object facts_, labels_, provenance_;
    json::array masked_, hidden_;
};

} // namespace

json::object record_json(const City& city, const Scope& scope, const RecordRow& row, json::storage_ptr storage)
{
    return Writer(city, scope, row, storage).write();
}

json::object record_json(const City& city, const Scope& scope, const registry::ListedRecord& listed, Index record,
                         std::span<const Index> fields)
{
    RecordRow row{record, listed.at, listed.version, listed.owner, fields, listed.values, listed.provenance, {}};
    return record_json(city, scope, row);
}

std::string record_text(const City& city, const Scope& scope, const registry::ListedRecord& listed, Index record)
{
    std::array<unsigned char, 32 * 1024> page; // a person takes about a third of it
    json::monotonic_resource memory(page.data(), page.size());
    const RecordRow row{record, listed.at, listed.version, listed.owner, {}, listed.values, listed.provenance, {}};
    std::string text;
    text.reserve(6 * 1024);
    http::write_json(text, record_json(city, scope, row, &memory));
    return text;
}

json::object record_json(const City& city, const Scope& scope, const language::Instance& instance, std::int64_t county,
                         std::int64_t version, std::optional<std::int64_t> owner)
{
    RecordRow row{instance.record, {county, instance.key}, version,       owner, {},
                  instance.values, instance.provenance,    instance.label};
    return record_json(city, scope, row);
}

std::string label_of(const City& city, const Scope& scope, const language::Instance& instance)
{
    const language::Record& record = city.program().records[instance.record];
    if (record.as_name == language::none)
        return record.heading.name;
    switch (scope.sees(instance.record, record.as_name)) {
    case Sight::clear: return instance.label;
    case Sight::masked: return language::mask(record.fields[record.as_name], std::string_view(instance.label));
    case Sight::hidden: break;
    }
    return record.heading.name;
}

} // namespace huimin::api
