#include "registry/internal/told_row.h"

#include "registry/internal/json.h"

namespace huimin::registry {

using language::Index;
using language::Provenance;
using language::Record;
namespace json = boost::json;

namespace {

void append_name(std::string& out, std::string_view name)
{
    if (out.back() != '{')
        out += ',';
    out += '"';
    out += name;
    out += "\":";
}

void append_number(std::string& out, std::string_view name, std::int64_t number)
{
    append_name(out, name);
    out += std::to_string(number);
}

void append_provenance(std::string& out, std::string_view source, std::string_view day, const Provenance& from)
{
    append_name(out, source);
    append_json_text(out, from.source);
    if (from.true_on)
        append_number(out, day, from.true_on->number());
}

std::string text_of(const json::value& value)
{
    return value.is_string() ? std::string(std::string_view(value.get_string())) : std::string();
}

std::optional<Day> day_of(const json::value* told)
{
    if (told == nullptr || !told->is_int64())
        return std::nullopt;
    return Day::from_number(static_cast<std::int32_t>(told->get_int64()));
}

std::optional<std::int64_t> number_of(const json::value& value)
{
    return value.is_int64() ? std::optional(value.get_int64()) : std::nullopt;
}

} // namespace

void append_owner(std::string& out, std::optional<std::int64_t> owner)
{
    if (owner)
        append_number(out, "owner_key", *owner);
}

void append_source(std::string& out, const language::Provenance& from)
{
    append_provenance(out, "source", "true_on", from);
}

void append_teller(std::string& out, const language::Provenance& from)
{
    append_provenance(out, "told_by", "told_on", from);
}

std::string row_as_json(const Record& record, const KeptRow& row, bool with_county)
{
    std::string out = "{";
    for (std::size_t i = 0; i < row.facts.size(); ++i)
        append_fact(out, record.fields[i], row.facts[i]);
    append_owner(out, row.owner);
    append_source(out, row.from);
    if (!row.origins.empty()) {
        append_name(out, "origins");
        append_json_text(out, row.origins);
    }
    if (with_county)
        append_number(out, "county", row.at.county);
    return out + "}";
}

ToldRow::ToldRow(const Record& record) : record_(record)
{
    for (Index i = 0; i < record.fields.size(); ++i)
        fields_.emplace(record.fields[i].alias, i);
}

void ToldRow::begin(RecordKey at)
{
    row_ = {};
    row_.at = at;
    row_.facts.resize(record_.fields.size());
    origins_ = {};
    told_origins_.clear();
    stands_ = tells_place_ = version_known_ = false;
}

bool ToldRow::take(std::string_view action, const store::Value& before, const store::Value& after)
{
    json::monotonic_resource room(room_.data(), room_.size());
    json::object was(&room), is(&room);
    for (const auto& [cell, into] : {std::pair(&before, &was), std::pair(&after, &is)}) {
        boost::system::error_code trouble;
        if (cell->is_null())
            continue;
        json::value read = json::parse(cell->text(), trouble, &room);
        if (trouble || !read.is_object())
            return false;
        *into = std::move(read.get_object());
    }
    const json::value* county = is.if_contains("county");
    if (!stands_) { // It begins, comes back, or comes from another county.
        if (after.is_null())
            return false;
        const std::int64_t version = action == "registry.add" ? 1 : 0;
        const RecordKey at = row_.at;
        begin(at);
        row_.version = version;
        version_known_ = version != 0;
        apply({}, is);
        stands_ = true;
        return county == nullptr || number_of(*county) == at.county;
    }
    const bool fits = holds(was);
    apply(was, is);
    ++row_.version;
    stands_ = !after.is_null() && (county == nullptr || number_of(*county) == row_.at.county);
    return fits;
}

void ToldRow::apply(const json::object& before, const json::object& after)
{
    const bool whole = after.contains("source");
    if (whole)
        told_origins_.clear();
    for (const auto& told : before)
        put(told.key(), nullptr);
    for (const auto& told : after)
        put(told.key(), &told.value());
    if (whole) {
        origins_ = Origins::read(told_origins_, row_.from, record_);
        tells_place_ = true;
    }
    if (const json::value* teller = after.if_contains("told_by"))
        set_origins(before, after, {text_of(*teller), day_of(after.if_contains("told_on"))});
}

/// All that changed comes from there.
void ToldRow::set_origins(const json::object& before, const json::object& after, const Provenance& from)
{
    for (const json::object* told : {&before, &after})
        for (const auto& one : *told)
            if (const auto field = fields_.find(one.key()); field != fields_.end())
                origins_.set(field->second, from);
}

void ToldRow::put(std::string_view name, const json::value* told)
{
    if (const auto field = fields_.find(name); field != fields_.end())
        row_.facts[field->second] = told == nullptr ? Stored{} : fact_of(*told);
    else if (name == "owner_key")
        row_.owner = told == nullptr ? std::nullopt : number_of(*told);
    else if (name == "source")
        row_.from.source = told == nullptr ? "" : text_of(*told);
    else if (name == "true_on")
        row_.from.true_on = day_of(told);
    else if (name == "origins")
        told_origins_ = told == nullptr ? "" : text_of(*told);
}

/// Whether all that is told of the row before stands in it.
bool ToldRow::holds(const json::object& told) const
{
    for (const auto& one : told)
        if (const auto field = fields_.find(one.key()); field != fields_.end())
            if (row_.facts[field->second] != fact_of(one.value()))
                return false;
    return true;
}

Stored ToldRow::fact_of(const json::value& told)
{
    if (told.is_string())
        return {Stored::Kind::text, 0, text_of(told)};
    if (told.is_int64())
        return {Stored::Kind::integer, told.get_int64(), ""};
    return {};
}

bool ToldRow::is(const KeptRow& kept)
{
    if (!version_known_)
        row_.version = kept.version;
    version_known_ = true;
    if (kept.version != row_.version || kept.facts != row_.facts)
        return false;
    const bool same_place = kept.owner == row_.owner && kept.from.source == row_.from.source &&
                            kept.from.true_on == row_.from.true_on && kept.origins == origins_.text(record_);
    return same_place || !tells_place_;
}

} // namespace huimin::registry
