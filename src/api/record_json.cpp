#include "api/record_json.h"

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

/// What stands above the facts.
struct Heading {
    std::string id, type, version, owner, label; ///< an empty `owner`: none
    AreaCode area;
    std::string area_name;
};

/// A record put together as a tree, to be put into others.
class Tree {
public:
    explicit Tree(std::size_t facts) { facts_.reserve(facts); }

    void fact(std::string_view field, json::value value) { facts_[field] = std::move(value); }
    void label(std::string_view field, std::string_view text) { labels_[field] = text; }
    void masked(std::string_view field) { masked_.push_back(json::string(field)); }
    void hidden(std::string_view field) { hidden_.push_back(json::string(field)); }
    void origin(std::string_view field, const language::Provenance& from)
    {
        provenance_[field] = json::object{
            {"source", from.source}, {"on", from.true_on ? json::value(from.true_on->text()) : json::value(nullptr)}};
    }

    json::object whole(const Heading& heading)
    {
        return {{"id", heading.id},
                {"type", heading.type},
                {"version", heading.version},
                {"area", json::object{{"code", heading.area.short_text()}, {"name", heading.area_name}}},
                {"owner", heading.owner.empty() ? json::value(nullptr) : json::value(heading.owner)},
                {"label", heading.label},
                {"facts", std::move(facts_)},
                {"labels", std::move(labels_)},
                {"masked", std::move(masked_)},
                {"hidden", std::move(hidden_)},
                {"provenance", std::move(provenance_)}};
    }

private:
    json::object facts_, labels_, provenance_;
    json::array masked_, hidden_;
};

/// The same written down at once: what is read most of all needs no tree.
class Text {
public:
    void fact(std::string_view field, const json::value& value)
    {
        member(facts_, field);
        http::write_json(facts_, value);
    }
    void label(std::string_view field, std::string_view text)
    {
        member(labels_, field);
        http::write_json_text(labels_, text);
    }
    void masked(std::string_view field) { name(masked_, field); }
    void hidden(std::string_view field) { name(hidden_, field); }
    void origin(std::string_view field, const language::Provenance& from)
    {
        member(provenance_, field) += "{\"source\":";
        http::write_json_text(provenance_, from.source);
        provenance_ += ",\"on\":";
        if (from.true_on)
            http::write_json_text(provenance_, from.true_on->text());
        else
            provenance_ += "null";
        provenance_ += '}';
    }

    std::string whole(const Heading& heading) const
    {
        std::string out;
        out.reserve(512 + facts_.size() + labels_.size() + masked_.size() + hidden_.size() + provenance_.size());
        const auto text = [&out](std::string_view before, std::string_view value) {
            out += before;
            http::write_json_text(out, value);
        };
        text("{\"id\":", heading.id);
        text(",\"type\":", heading.type);
        text(",\"version\":", heading.version);
        text(",\"area\":{\"code\":", heading.area.short_text());
        text(",\"name\":", heading.area_name);
        if (heading.owner.empty())
            out += "},\"owner\":null";
        else
            text("},\"owner\":", heading.owner);
        text(",\"label\":", heading.label);
        out.append(",\"facts\":{").append(facts_).append("},\"labels\":{").append(labels_);
        out.append("},\"masked\":[").append(masked_).append("],\"hidden\":[").append(hidden_);
        return out.append("],\"provenance\":{").append(provenance_).append("}}");
    }

    /// Keeps the room it has taken, for the next record.
    void clear()
    {
        for (std::string* part : {&facts_, &labels_, &masked_, &hidden_, &provenance_})
            part->clear();
    }

private:
    /// Letters, digits and _: a field's name holds nothing that JSON writes otherwise.
    static std::string& name(std::string& list, std::string_view field)
    {
        return list.append(list.empty() ? "\"" : ",\"").append(field).append("\"");
    }
    static std::string& member(std::string& list, std::string_view field) { return name(list, field) += ':'; }

    std::string facts_, labels_, masked_, hidden_, provenance_;
};

/// Tells `out`, a Tree or a Text, what this scope may see of a record.
template <class Out>
class Writer {
public:
    Writer(const City& city, const Scope& scope, const RecordRow& row, Out& out)
        : city_(city), scope_(scope), row_(row), record_(city.program().records[row.record]), out_(out)
    {
    }

    auto write()
    {
        for (std::size_t i = 0; i < row_.values.size(); ++i)
            add(row_.fields.empty() ? static_cast<Index>(i) : row_.fields[i], i);
        std::string owner;
        if (record_.owner != language::none && row_.owner)
            owner = city_.ids.text(city_.program().records[record_.owner].heading.alias, {row_.at.county, *row_.owner});
        return out_.whole({city_.ids.text(record_.heading.alias, row_.at), record_.heading.alias,
                           std::to_string(row_.version), std::move(owner), label_.empty() ? row_.label : label_, area_,
                           city_.area_name(area_)});
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
        if (sight == Sight::hidden)
            return out_.hidden(field.alias);
        if (language::is_unknown(value))
            return out_.fact(field.alias, nullptr);
        std::string label;
        if (sight == Sight::masked) {
            label = language::mask(field, value);
            out_.masked(field.alias);
            out_.fact(field.alias, json::string(label));
        } else {
            out_.fact(field.alias, field.type.kind == language::Kind::reference
                                       ? reference_json(city_, field, value, row_.at.county)
                                       : value_json(city_, field, value));
            label = language::text_of(value, field.type, city_.program(), city_.areas);
        }
        out_.label(field.alias, label);
        tell_origin(field, at);
        if (index == record_.as_name)
            label_ = std::move(label);
    }

    void tell_origin(const language::Field& field, std::size_t at)
    {
        if (at >= row_.provenance.size())
            return;
        const language::Provenance& from = row_.provenance[at];
        if (!from.source.empty() || from.true_on)
            out_.origin(field.alias, from);
    }

    const City& city_;
    const Scope& scope_;
    const RecordRow& row_;
    const language::Record& record_;
    Out& out_;
    AreaCode area_{static_cast<std::uint64_t>(row_.at.county) * 1'000'000};
    std::string label_;
};

} // namespace

json::object record_json(const City& city, const Scope& scope, const RecordRow& row)
{
    Tree tree(row.values.size());
    return Writer(city, scope, row, tree).write();
}

json::object record_json(const City& city, const Scope& scope, const registry::ListedRecord& listed, Index record,
                         std::span<const Index> fields)
{
    RecordRow row{record, listed.at, listed.version, listed.owner, fields, listed.values, listed.provenance, {}};
    return record_json(city, scope, row);
}

std::string record_text(const City& city, const Scope& scope, const registry::ListedRecord& listed, Index record)
{
    const RecordRow row{record, listed.at, listed.version, listed.owner, {}, listed.values, listed.provenance, {}};
    thread_local Text text;
    text.clear();
    return Writer(city, scope, row, text).write();
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
