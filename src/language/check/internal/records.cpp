// Records, fields and lists.

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

Type Model::type_of(const syntax::TypeName& written)
{
    static const std::unordered_map<std::string, Kind> plain{{"是非", Kind::truth},
                                                             {"truth", Kind::truth},
                                                             {"整数", Kind::integer},
                                                             {"integer", Kind::integer},
                                                             {"小数", Kind::decimal},
                                                             {"decimal", Kind::decimal},
                                                             {"金额", Kind::money},
                                                             {"money", Kind::money},
                                                             {"比率", Kind::rate},
                                                             {"rate", Kind::rate},
                                                             {"日期", Kind::day},
                                                             {"date", Kind::day},
                                                             {"月份", Kind::month},
                                                             {"calendar_month", Kind::month},
                                                             {"文本", Kind::text},
                                                             {"text", Kind::text},
                                                             {"区划", Kind::area},
                                                             {"area", Kind::area},
                                                             {"数量", Kind::quantity},
                                                             {"quantity", Kind::quantity},
                                                             {"身份证号", Kind::citizen_number},
                                                             {"citizen_number", Kind::citizen_number},
                                                             {"信用代码", Kind::organisation_code},
                                                             {"organisation_code", Kind::organisation_code}};
    Type type;
    const std::string& name = written.words.front().text;
    if (const auto known = plain.find(name); known != plain.end()) {
        type.kind = known->second;
        if (type.kind == Kind::money && !written.period.empty())
            type.period = written.period == "日" ? Period::day : written.period == "月" ? Period::month : Period::year;
        else if (!written.period.empty())
            error("E2002", written.place, "只有金额可以按月、按年，「" + name + "」不可以",
                  "去掉「/" + written.period + "」", "only money has a period");
        type.unit = written.unit;
        return type;
    }
    if (const auto choice = choices.find(name); choice != choices.end()) {
        type.kind = Kind::choice;
        type.of = choice->second;
    } else if (const auto record = records.find(name); record != records.end()) {
        type.kind = Kind::reference;
        type.of = record->second;
    } else {
        std::vector<std::string> names;
        for (const auto& [one, unused] : choices)
            names.push_back(one);
        for (const auto& [one, unused] : records)
            names.push_back(one);
        for (const auto& [one, unused] : plain)
            if (static_cast<unsigned char>(one.front()) >= 0x80)
                names.push_back(one);
        error("E1107", written.place, "没有类型「" + name + "」", like(name, names), "there is no type of this name");
        return spoilt();
    }
    return type;
}

Index Model::add_field(Index record, Field field)
{
    Record& owner = program.records[record];
    const auto index = static_cast<Index>(owner.fields.size());
    if (!fields[record].emplace(field.name, index).second) {
        error("E1103", field.place, "档案「" + owner.heading.name + "」已经有字段「" + field.name + "」",
              "删去一处或改名", "this field stands twice");
        return none;
    }
    if (field.alias.empty())
        error("E1206", field.place, "字段「" + field.name + "」没有英文名",
              "在名称后面写上 (english_name)，作为数据表的列名", "the field needs an English alias for its column");
    field.type.may_be_unknown = !field.required;
    owner.fields.push_back(std::move(field));
    return index;
}

void Model::declare_fields(Index record, const std::vector<syntax::Field>& written)
{
    Record& owner = program.records[record];
    for (const syntax::Field& one : written) {
        Field field;
        field.name = one.name.text;
        field.alias = one.alias.text;
        field.type = type_of(one.type);
        field.origin = one.origin;
        field.place = one.name.place;
        field.purposes = find_purposes(one.only_for);
        field.mask_first = one.mask_first.value_or(field.mask_first);
        field.mask_last = one.mask_last.value_or(field.mask_last);
        bool names = false, ages = false, locates = false;
        for (const syntax::FieldFlag flag : one.flags) {
            switch (flag) {
            case syntax::FieldFlag::required: field.required = true; break;
            case syntax::FieldFlag::unique: field.unique = true; break;
            case syntax::FieldFlag::sensitive: field.sensitive = true; break;
            case syntax::FieldFlag::masked: field.masked = true; break;
            case syntax::FieldFlag::as_name: names = true; break;
            case syntax::FieldFlag::ages_from: ages = true; break;
            case syntax::FieldFlag::locates: locates = true; break;
            }
        }
        Scope nothing;
        const auto bound = [&](const syntax::ExpressionPtr& side) -> std::optional<Rational> {
            const NodePtr node = side ? type_as(*side, nothing, field.type, "范围") : nullptr;
            if (!node || node->op != Op::constant)
                return std::nullopt;
            const auto* number = std::get_if<Rational>(&node->value);
            return number ? std::optional(*number) : std::nullopt;
        };
        field.low = bound(one.low);
        field.high = bound(one.high);
        field.usual_low = bound(one.usual_low);
        field.usual_high = bound(one.usual_high);
        const Type type = field.type;
        const Index index = add_field(record, std::move(field));
        const auto mark = [&](bool marked, Index& slot, Kind kind, const char* what) {
            if (!marked)
                return;
            if (slot != none || type.kind != kind)
                error("E1210", one.name.place,
                      std::string("字段「") + one.name.text + "」不能标「" + what +
                          "」：类型不合，或档案里已有别的字段标了",
                      "只在一个合适的字段上标", "this mark needs the right type, and stands once");
            slot = index;
        };
        mark(names, owner.as_name, Kind::text, "作名称");
        mark(ages, owner.ages_from, Kind::day, "计龄");
        mark(locates, owner.locates, Kind::area, "归区");
    }
}

void Model::declare_record(const syntax::RecordDeclaration& tree)
{
    const auto known = records.find(tree.header.name.text);
    if (known == records.end())
        return error("E1201", tree.header.name.place, "要补充的档案「" + tree.header.name.text + "」还没有声明",
                     "查对名称", "there is no record to extend");
    const Index index = known->second;
    if (!tree.header.extends) {
        if (!program.records[index].heading.name.empty())
            return error("E1103", tree.header.name.place, "档案「" + tree.header.name.text + "」已经声明过",
                         "增加字段写「补充 档案 " + tree.header.name.text + ":」", "this record stands twice");
        need_clause(tree.header, "档案");
        program.records[index].heading = heading(tree.header);
        if (tree.header.alias.text.empty())
            error("E1206", tree.header.name.place, "档案「" + tree.header.name.text + "」没有英文名",
                  "在名称后面写上 (english_name)，作为数据表名", "the record needs an English alias for its table");
        if (tree.owner.given()) {
            const auto owner = records.find(tree.owner.text);
            if (owner == records.end())
                error("E1106", tree.owner.place, "没有档案「" + tree.owner.text + "」", "查对名称",
                      "there is no record of this name");
            else {
                program.records[index].owner = owner->second;
                program.records[index].list = static_cast<Index>(program.lists.size());
                lists.emplace(tree.list.text, program.records[index].list);
                program.lists.push_back({tree.list.text, tree.list_alias.text, owner->second, index});
            }
        }
    }
    declare_fields(index, tree.fields);
}

} // namespace huimin::language::check_internal
