#include "registry/internal/changes.h"

#include <algorithm>

#include "base/identity_number.h"
#include "base/organisation_code.h"
#include "base/text.h"

#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using language::Kind;
using language::Program;
using language::Record;
using language::Value;
using store::Transaction;

namespace {

Error unfit(const char* code, const language::Field& field, const std::string& what, std::string remedy,
            const std::string& english)
{
    return Error{Fault::invalid, code, "「" + field.name + "」" + what, std::move(remedy),
                 "`" + field.alias + "` " + english};
}

bool is_of_kind(const Value& value, Kind kind)
{
    switch (kind) {
    case Kind::truth: return std::holds_alternative<bool>(value);
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity:
    case Kind::reference: return std::holds_alternative<Rational>(value);
    case Kind::day: return std::holds_alternative<Day>(value);
    case Kind::month: return std::holds_alternative<Month>(value);
    case Kind::choice: return std::holds_alternative<language::ChoiceNumber>(value);
    case Kind::area: return std::holds_alternative<AreaCode>(value);
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code: return std::holds_alternative<std::string>(value);
    }
    return false;
}

Result<Done> check_text(const language::Field& field, const std::string& text)
{
    constexpr std::size_t bytes_max = 4000;
    const bool control = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (text.empty() || text.size() > bytes_max || first_invalid_utf8(text) || control)
        return unfit("registry.text", field, "的文字为空、过长，或含有看不见的控制字符",
                     "整理后再填，最长 `4000` 字节；不知道就留空", "is empty, too long or holds control signs");
    if (field.type.kind == Kind::citizen_number) {
        const auto number = IdentityNumber::parse(text);
        if (!number)
            return unfit("registry.number", field, "的号码不对：" + number.error().message, number.error().remedy,
                         number.error().english);
    }
    if (field.type.kind == Kind::organisation_code) {
        const auto number = OrganisationCode::parse(text);
        if (!number)
            return unfit("registry.number", field, "的代码不对：" + number.error().message, number.error().remedy,
                         number.error().english);
    }
    return Done{};
}

} // namespace

Result<Stored> checked_fact(const Program& program, const language::Field& field, const Value& value)
{
    if (language::is_unknown(value))
        return Stored{};
    if (!is_of_kind(value, field.type.kind))
        return unfit("registry.kind", field, "的值不是这一项要的类型", "按字段的类型填写",
                     "is not of the field's type");
    if (const auto* text = std::get_if<std::string>(&value))
        TRY(check_text(field, *text));
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value)) {
        const auto& values = program.choices[field.type.of].values;
        if (std::ranges::none_of(values, [&](const auto& one) { return one.number == choice->number; }))
            return unfit("registry.range", field, "没有编号 `" + std::to_string(choice->number) + "` 的选项",
                         "从列出的选项里选", "has no such choice");
    }
    if (const auto* number = std::get_if<Rational>(&value))
        if (!language::within_range(*number, field))
            return unfit("registry.range", field, "的值 `" + number->text() + "` 超出允许的范围", "查对后再填",
                         "is out of its range");
    const auto stored = to_stored(value, field.type);
    if (!stored)
        return unfit("registry.places", field, "的小数超过四位", "四舍五入后再填", "has more than four decimals");
    return *stored;
}

Result<Done> put_facts(const Program& program, const Record& record, KeptRow& row,
                       const std::vector<FactChange>& changes, const Telling& telling)
{
    Origins origins = Origins::read(row.origins, row.from, record);
    for (const FactChange& change : changes) {
        Stored fact = TRY(checked_fact(program, record.fields[change.field], change.value));
        if (fact.kind == Stored::Kind::none)
            origins.forget(change.field);
        else
            origins.set(change.field, {telling.source, telling.true_on});
        row.facts[change.field] = std::move(fact);
    }
    row.origins = origins.text(record);
    return Done{};
}

Result<Done> check_required(const Record& record, const KeptRow& row)
{
    for (std::size_t i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].required && row.facts[i].kind == Stored::Kind::none)
            return Error{Fault::invalid, "registry.required",
                         record.heading.name + "缺少必填的「" + record.fields[i].name + "」", "补上这一项",
                         "a " + record.heading.alias + " needs `" + record.fields[i].alias + "`"};
    return Done{};
}

Result<KeptRow> hold_version(Transaction& transaction, const Record& record, RecordKey at, std::int64_t version)
{
    auto row = TRY(hold_row(transaction, record, at));
    if (!row)
        return no_such_record(record);
    if (row->version != version)
        return Error{Fault::conflict, "registry.conflict",
                     "这条" + record.heading.name + "在您打开之后已被别人改过（第 `" + std::to_string(row->version) +
                         "` 版）",
                     "重新打开，看过别人的改动后再改", "somebody else has changed this record since; open it again"};
    return std::move(*row);
}

Result<Done> replace_row(Transaction& transaction, Registry& registry, const Record& record, const KeptRow& before,
                         KeptRow after, const Telling& telling, const char* action)
{
    after.version = before.version + 1;
    const std::int64_t entry = registry.keys().next();
    TRY(into_history(transaction, record, before.at, entry));
    TRY(index_row(transaction, record, &before, &after));
    TRY(update_row(transaction, record, after));
    return tell(transaction, registry.keys(), record, before.at, telling.actor, {action, entry, &before, &after});
}

Result<Done> change_row(Transaction& transaction, Registry& registry, Index index, RecordKey at, std::int64_t version,
                        const std::vector<FactChange>& changes, const Telling& telling)
{
    const Record& record = registry.program().records[index];
    TRY(must_be_inside(transaction, registry.program(), record, at, telling.actor));
    const KeptRow before = TRY(hold_version(transaction, record, at, version));
    KeptRow after = before;
    TRY(put_facts(registry.program(), record, after, changes, telling));
    TRY(check_required(record, after));
    if (county_of(record, after).value_or(at.county) != at.county)
        return Error{Fault::conflict, "registry.elsewhere",
                     "「" + record.fields[record.locates].name + "」改到了另一个区县", "用迁移，成员和历史随之过去",
                     "this changes the county: move the record instead"};
    return replace_row(transaction, registry, record, before, std::move(after), telling, "registry.change");
}

std::optional<std::int64_t> county_of(const Record& record, const KeptRow& row)
{
    if (record.locates == language::none || row.facts[record.locates].kind == Stored::Kind::none)
        return std::nullopt;
    const AreaCode area(static_cast<std::uint64_t>(row.facts[record.locates].integer));
    return static_cast<std::int64_t>(area.at(AreaLevel::county).number() / 1'000'000);
}

} // namespace huimin::registry
