#include "language/alter.h"

#include <algorithm>

#include "base/money.h"
#include "base/sm3.h"
#include "base/text.h"
#include "language/evaluate/parameters.h"

namespace huimin::language {

namespace {

/// A setting taken apart.
struct Setting {
    std::string parameter;
    std::vector<std::string> keys;
    std::string division, value;
};

Error malformed(const std::string& setting)
{
    return Error{Fault::invalid, "alter.form", "看不懂 `" + setting + "`",
                 "写成 参数名=值，例如 低保标准=1200元、低保标准=+5%、低保标准[城镇]@区划代码=1080",
                 "cannot read `" + setting + "`: write NAME=VALUE, NAME[KEY]@DIVISION=VALUE or NAME=+5%"};
}

Result<Setting> read(const std::string& written)
{
    std::string text = clean(written).text;
    std::erase(text, ' ');
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
        return malformed(written);
    Setting setting;
    setting.value = text.substr(equals + 1);
    std::string left = text.substr(0, equals);
    if (const std::size_t at = left.find('@'); at != std::string::npos) {
        setting.division = left.substr(at + 1);
        left.resize(at);
        if (setting.division.empty())
            return malformed(written);
    }
    if (const std::size_t bracket = left.find('['); bracket != std::string::npos) {
        if (left.back() != ']')
            return malformed(written);
        std::string key;
        for (const char c : left.substr(bracket + 1)) {
            if (c != ',' && c != ']') {
                key += c;
                continue;
            }
            if (key.empty())
                return malformed(written);
            setting.keys.push_back(std::move(key));
            key.clear();
        }
        left.resize(bracket);
    }
    setting.parameter = left;
    return left.empty() ? Result<Setting>(malformed(written)) : setting;
}

/// "1080", "1,080.50", "-5": exactly.
std::optional<Rational> number_of(const std::string& text)
{
    const bool minus = text.starts_with('-');
    const auto money = Money::parse(minus || text.starts_with('+') ? text.substr(1) : text);
    if (!money)
        return std::nullopt;
    const auto number = Rational::of(money->fen(), 100);
    return minus && number ? subtract(Rational(0), *number) : number;
}

NodePtr constant(Value value, const Type& type)
{
    auto node = std::make_unique<Node>();
    node->type = type;
    node->value = std::move(value);
    return node;
}

/// What a cell becomes.
class Alteration {
public:
    static Result<Alteration> of(const Parameter& parameter, const std::string& value)
    {
        Alteration made(parameter.type);
        const bool percent = value.ends_with('%');
        const std::string bare = percent ? value.substr(0, value.size() - 1) : value;
        const bool change = percent && (value.starts_with('+') || value.starts_with('-'));
        const Kind kind = parameter.type.kind;
        const auto fails = [&] {
            return Error{Fault::invalid, "alter.value", "「" + parameter.heading.name + "」不能是 `" + value + "`",
                         made.what_fits(), "the parameter cannot be `" + value + "`"};
        };
        if (kind == Kind::truth) {
            if (value != "是" && value != "否" && value != "yes" && value != "no")
                return fails();
            made.value_ = value == "是" || value == "yes";
            return made;
        }
        if (!parameter.type.is_number())
            return fails();
        std::string digits = bare;
        if (kind == Kind::money && !percent && digits.ends_with("元"))
            digits.resize(digits.size() - std::string("元").size());
        const auto number = number_of(digits);
        if (!number)
            return fails();
        if (change) {
            made.factor_ = *add(Rational(1), *multiply(*number, *Rational::of(1, 100)));
            return made.factor_->sign() < 0 ? Result<Alteration>(fails()) : made;
        }
        if (percent != (kind == Kind::rate) || number->sign() < 0)
            return fails();
        made.value_ = *multiply(*number, kind == Kind::money ? Rational(100)
                                         : percent           ? *Rational::of(1, 100)
                                                             : Rational(1));
        if (kind == Kind::integer && !std::get<Rational>(made.value_).whole())
            return fails();
        return made;
    }

    [[nodiscard]] NodePtr of(NodePtr stands) const
    {
        if (!factor_)
            return constant(value_, type_);
        auto product = std::make_unique<Node>();
        product->op = Op::multiply;
        product->type = type_;
        product->operands.push_back(std::move(stands));
        product->operands.push_back(constant(*factor_, type_));
        if (type_.kind != Kind::money)
            return product;
        auto rounded = std::make_unique<Node>();
        rounded->op = Op::round;
        rounded->type = type_;
        rounded->number = Rational(1); // one fen
        rounded->operands.push_back(std::move(product));
        return rounded;
    }
    [[nodiscard]] bool is_change() const { return factor_.has_value(); }

private:
    explicit Alteration(Type type) : type_(std::move(type)) {}
    [[nodiscard]] std::string what_fits() const
    {
        switch (type_.kind) {
        case Kind::truth: return "写 是 或 否";
        case Kind::money: return "写金额，例如 1080元，或涨跌，例如 +5%";
        case Kind::rate: return "写百分数，例如 30%，或涨跌，例如 +5%";
        case Kind::integer:
        case Kind::decimal:
        case Kind::quantity: return "写数，例如 3，或涨跌，例如 +5%";
        case Kind::day:
        case Kind::month:
        case Kind::text:
        case Kind::citizen_number:
        case Kind::organisation_code:
        case Kind::choice:
        case Kind::area:
        case Kind::reference: return "这类参数只能在规则包里改：另写一个规则包，用 --with 模拟";
        }
        return "";
    }

    Type type_;
    Value value_;
    std::optional<Rational> factor_;
};

/// Whether a cell stands under the keys written.
bool has_keys(const Cell& cell, const Parameter& parameter, const Program& program,
              const std::vector<std::string>& keys)
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < parameter.keys.size() && i < keys.size(); ++i, ++used) {
        const auto& values = program.choices[parameter.keys[i]].values;
        const auto named = std::ranges::find_if(
            values, [&](const ChoiceValue& value) { return value.name == keys[i] || value.alias == keys[i]; });
        if (named == values.end() || i >= cell.keys.size() || cell.keys[i] != named->number)
            return false;
    }
    if (used == keys.size())
        return true;
    if (parameter.keying == Keying::none || used + 1 != keys.size())
        return false;
    if (cell.otherwise)
        return keys[used] == "其余" || keys[used] == "rest";
    const auto from = number_of(keys[used]);
    const auto in_unit = from ? multiply(*from, Rational(parameter.key_type.kind == Kind::money ? 100 : 1)) : from;
    return in_unit && *in_unit == cell.from;
}

NodePtr copy_of(const Node& node)
{
    auto copy = std::make_unique<Node>();
    copy->op = node.op;
    copy->type = node.type;
    copy->place = node.place;
    copy->value = node.value;
    copy->number = node.number;
    copy->rounding = node.rounding;
    copy->index = node.index;
    copy->items = node.items;
    copy->names = node.names;
    copy->words = node.words;
    for (const NodePtr& operand : node.operands)
        copy->operands.push_back(operand ? copy_of(*operand) : nullptr);
    return copy;
}

ParameterRow copy_of(const ParameterRow& row)
{
    ParameterRow copy{.area = row.area,
                      .in_force = row.in_force,
                      .signed_on = row.signed_on,
                      .citations = row.citations,
                      .cells = {},
                      .not_set = row.not_set,
                      .floor = row.floor ? copy_of(*row.floor) : nullptr,
                      .module = row.module,
                      .place = row.place};
    for (const Cell& cell : row.cells)
        copy.cells.push_back({cell.keys, cell.from, cell.otherwise, copy_of(*cell.value)});
    return copy;
}

/// Gives a division that follows the one above it a row of its own, so that it alone can be altered.
void set_apart(Parameter& parameter, AreaCode division, AreaCode city, const AreaTree& areas, Day day)
{
    const std::vector<AreaCode> above = divisions_above(division, day, areas);
    if (areas.find_latest(division) == nullptr || std::ranges::find(above, city) == above.end())
        return;
    const ParameterRow* const row = row_for(parameter, above, day);
    if (row == nullptr || row->area == division)
        return;
    ParameterRow own = copy_of(*row);
    own.area = division;
    const auto before = [](const ParameterRow& one, const ParameterRow& other) {
        return std::pair(one.area, one.in_force.from) < std::pair(other.area, other.in_force.from);
    };
    parameter.rows.insert(std::ranges::upper_bound(parameter.rows, own, before), std::move(own));
}

/// A cell for the keys written, where none stands yet; none when they are no keys of the parameter.
std::optional<Cell> cell_for(const Parameter& parameter, const Program& program, const std::vector<std::string>& keys)
{
    Cell cell;
    for (std::size_t i = 0; i < parameter.keys.size() && i < keys.size(); ++i)
        for (const ChoiceValue& value : program.choices[parameter.keys[i]].values)
            if (value.name == keys[i] || value.alias == keys[i])
                cell.keys.push_back(value.number);
    if (cell.keys.size() != keys.size())
        return std::nullopt;
    cell.otherwise = keys.size() < parameter.keys.size() || parameter.keying != Keying::none;
    return cell;
}

Result<Done> alter(Program& program, const std::string& written, const AreaTree& areas, Day day)
{
    const Setting setting = TRY(read(written));
    const Index index = program.find_parameter(setting.parameter);
    if (index == none)
        return Error{Fault::missing, "alter.parameter", "规则包里没有参数「`" + setting.parameter + "`」",
                     "参数的名字见规则包里的 参数 声明", "there is no parameter `" + setting.parameter + "`"};
    Parameter& parameter = program.parameters[index];
    const Alteration alteration = TRY(Alteration::of(parameter, setting.value));
    std::optional<AreaCode> only;
    if (!setting.division.empty())
        only = TRY(AreaCode::parse(setting.division));
    if (only)
        set_apart(parameter, *only, program.city.area, areas, day);
    std::size_t cells = 0;
    std::string where;
    for (ParameterRow& row : parameter.rows) {
        if (!row.in_force.contains(day))
            continue;
        const Area* area = areas.find_latest(row.area);
        where += (where.empty() ? "" : "、") +
                 (row.area == AreaCode() ? std::string("全国")
                  : area != nullptr      ? row.area.short_text() + " " + area->name
                                         : row.area.short_text()) +
                 (row.cells.empty() ? "（未设）" : "");
        if (only && row.area != *only)
            continue;
        std::size_t found = 0;
        for (Cell& cell : row.cells)
            if (has_keys(cell, parameter, program, setting.keys)) {
                cell.value = alteration.of(std::move(cell.value));
                ++found;
            }
        if (found == 0 && !alteration.is_change()) // 未设 until now
            if (auto made = cell_for(parameter, program, setting.keys)) {
                made->value = alteration.of(nullptr);
                row.cells.push_back(std::move(*made));
                row.not_set.clear();
                ++found;
            }
        cells += found;
    }
    if (cells == 0)
        return Error{Fault::missing, "alter.nothing",
                     "`" + written + "`：参数「" + setting.parameter + "」在 " + day.text() + " 没有这样的值",
                     where.empty() ? "这一天没有任何区划设了它"
                                   : "这一天写到它的区划：" + where +
                                         "；未设的不能涨跌，可以直接给值；方括号里写选项的名字或分档的起点",
                     "the parameter has no such key or division on that day"};
    return Done{};
}

} // namespace

Result<std::shared_ptr<const Program>> altered(std::shared_ptr<const Program> program,
                                               const std::vector<std::string>& settings, const AreaTree& areas, Day day)
{
    VERIFY(program.use_count() == 1);
    const auto mine = std::const_pointer_cast<Program>(std::move(program));
    Sm3 digest;
    digest.add_field(mine->digest);
    for (const std::string& setting : settings) {
        TRY(alter(*mine, setting, areas, day));
        digest.add_field(setting);
    }
    mine->digest = hex(digest.finish());
    return std::shared_ptr<const Program>(mine);
}

} // namespace huimin::language
