// How findings are worded, and the heads that all declarations share.

#include "base/text.h"
#include "language/check/internal/model.h"
#include "language/syntax/internal/likeness.h"

namespace huimin::language::check_internal {

void Model::error(const char* code, const Place& place, std::string message, std::string remedy, std::string english)
{
    if (told.emplace(code, place.file, place.offset).second)
        diagnostics.push_back(
            {Severity::error, code, place, std::move(message), std::move(remedy), std::move(english)});
}

void Model::warn(const char* code, const Place& place, std::string message, std::string remedy, std::string english)
{
    if (told.emplace(code, place.file, place.offset).second)
        diagnostics.push_back(
            {Severity::warning, code, place, std::move(message), std::move(remedy), std::move(english)});
}

std::string Model::like(const std::string& name, const std::vector<std::string>& known) const
{
    if (const std::string_view writing = syntax::pack_writing(name); !writing.empty())
        return "「" + name + "」在规则里写作「" + std::string(writing) + "」";
    if (syntax::is_spelt_number(name))
        return "数用阿拉伯数字写，例如 3、10万元、20%";
    int least = 3;
    std::string nearest;
    for (const std::string& candidate : known) {
        const int far = syntax::difference(name, candidate);
        const std::size_t signs = std::max(count_code_points(name), count_code_points(candidate));
        if (far < least && static_cast<std::size_t>(far) * 2 <= signs) {
            least = far;
            nearest = candidate;
        }
    }
    if (nearest.empty()) // 生日 of 出生日期
        for (const std::string& candidate : known)
            if (name.size() > 3 && candidate.find(name) != std::string::npos)
                nearest = candidate;
    if (!nearest.empty())
        return "是否想写「" + nearest + "」？";
    const std::string parted = syntax::parted_word(name);
    return parted.empty() ? "查对名称，或先声明它" : "词与词之间要有空格，是否想写「" + parted + "」？";
}

std::string Model::values_of(Index choice) const
{
    constexpr std::size_t values_max = 12;
    const Choice& asked = program.choices[choice];
    std::string listed = "选项「" + asked.heading.name + "」的值有：";
    for (std::size_t i = 0; i < asked.values.size() && i < values_max; ++i)
        listed += (i == 0 ? "" : "、") + asked.values[i].name;
    return listed + (asked.values.size() > values_max ? " 等" : "");
}

std::string Model::remedy_for(const Type& given, const Type& wanted, std::string otherwise) const
{
    if (given.kind == Kind::quantity && (given.unit == "万" || given.unit == "亿" || given.unit == "块"))
        return "钱的单位写全，「" + given.unit + "」写作「" + (given.unit == "块" ? "" : given.unit) + "元」";
    if (given.kind == Kind::quantity && (given.unit == "分" || given.unit == "角"))
        return "钱按元写，「" + given.unit + "」写成小数，例如 0.05元、0.50元";
    if (wanted.kind == Kind::money && given.kind == Kind::rate)
        return "百分数要乘上一个金额，例如 低保标准[户籍] × 130%";
    if (given.kind == Kind::quantity && given.unit == "岁")
        return "周岁只写数，例如 60；或写 年满60周岁";
    if (given.kind == Kind::quantity && given.unit == "倍")
        return "几倍只写数，例如 × 1.5，或写成 × 150%";
    if (given.kind == Kind::quantity && wanted.kind == Kind::integer)
        return "这里只写数，去掉后面的「" + given.unit + "」";
    if (wanted.kind == Kind::money && (given.kind == Kind::integer || given.kind == Kind::decimal))
        return "在数后面写上单位，例如 500元";
    if (wanted.kind == Kind::rate && (given.kind == Kind::integer || given.kind == Kind::decimal))
        return "写成百分数，例如 30%";
    if (wanted.kind == Kind::day && given.is_number())
        return "日期写成 1950-03-02 的样子";
    if (wanted.kind == Kind::choice && wanted.of != none)
        return values_of(wanted.of);
    return otherwise;
}

std::string Model::type_text(const Type& type) const
{
    static constexpr const char* periods[] = {"", "/日", "/月", "/年"};
    if (is_spoilt(type))
        return "没有声明的类型";
    switch (type.kind) {
    case Kind::truth: return "是非";
    case Kind::integer: return "整数";
    case Kind::decimal: return "小数";
    case Kind::rate: return "比率";
    case Kind::money: return std::string("金额") + periods[static_cast<int>(type.period)];
    case Kind::quantity: return "数量<" + type.unit + ">";
    case Kind::day: return "日期";
    case Kind::month: return "月份";
    case Kind::text: return "文本";
    case Kind::citizen_number: return "身份证号";
    case Kind::organisation_code: return "信用代码";
    case Kind::choice: return "选项「" + program.choices[type.of].heading.name + "」";
    case Kind::area: return "区划";
    case Kind::reference: return "档案「" + program.records[type.of].heading.name + "」";
    }
    return "";
}

std::vector<Citation> Model::cite(const std::vector<syntax::Citation>& written, const DayRange& in_force)
{
    std::vector<Citation> found;
    for (const syntax::Citation& citation : written) {
        const auto source = sources.find(citation.source.text);
        if (source == sources.end()) {
            std::vector<std::string> known;
            std::string parted;
            for (const LegalSource& one : program.sources) {
                const std::string& name = one.heading.name;
                known.push_back(name);
                if (citation.source.text.starts_with(name + "第"))
                    parted = "简称和条文之间空一格：〔" + name + " " + citation.source.text.substr(name.size()) + "〕";
            }
            error("E1101", citation.place, "引用的「" + citation.source.text + "」没有声明为依据",
                  parted.empty() ? like(citation.source.text, known) + "（依据 简称 = 《全名》 文号 自 日期 起）"
                                 : parted,
                  "`" + citation.source.text + "` is cited but not declared as a source");
            continue;
        }
        const LegalSource& cited = program.sources[source->second];
        if (in_force.to <= cited.in_force.from || cited.in_force.to <= in_force.from)
            warn("W3402", citation.place,
                 "「" + cited.heading.name + "」在这条规则有效的日子里并不施行（施行自 " + cited.in_force.from.text() +
                     "）",
                 "改引当时有效的依据，或查对日期", "`" + cited.heading.name + "` is not in force while this rule is");
        found.push_back({source->second, citation.locator});
    }
    return found;
}

Heading Model::heading(const syntax::Header& header)
{
    Heading made{header.name.text,
                 header.alias.text,
                 module,
                 header.explanation,
                 cite(header.citations, header.validity.in_force),
                 {},
                 header.name.place};
    for (const syntax::Name& id : header.carries) {
        const bool well_formed = id.text.size() == 4 && (id.text[0] == 'S' || id.text[0] == 'I') &&
                                 id.text.find_first_not_of("0123456789", 1) == std::string::npos;
        if (!well_formed)
            error("E1208", id.place, "「" + id.text + "」不是需求编号", "写 S005 或 I003 这样的编号",
                  "`" + id.text + "` is no requirement id such as S005");
        made.carries.push_back(id.text);
    }
    return made;
}

void Model::need_clause(const syntax::Header& header, const char* what)
{
    if (header.citations.empty() && header.explanation.empty())
        error("E1204", header.name.place, std::string(what) + "「" + header.name.text + "」没有引用条文，也没有说明",
              "写上〔依据 第几条〕，没有条文的写 说明 \"理由\"",
              "`" + header.name.text + "` cites no clause and gives no explanation");
}

std::unique_ptr<Node> make_node(Op op, Type type, Place place, std::vector<NodePtr> operands)
{
    auto node = std::make_unique<Node>();
    node->op = op;
    node->type = std::move(type);
    node->place = place;
    for (const NodePtr& operand : operands)
        node->type.may_be_unknown = node->type.may_be_unknown || (operand && operand->type.may_be_unknown);
    node->operands = std::move(operands);
    return node;
}

NodePtr constant(Value value, Type type, Place place)
{
    auto node = make_node(Op::constant, std::move(type), place);
    node->value = std::move(value);
    return node;
}

} // namespace huimin::language::check_internal
