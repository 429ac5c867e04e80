#include "language/check/internal/conditions.h"

#include <algorithm>

namespace huimin::language::check_internal {

namespace {

constexpr std::size_t boxes_max = 64;
constexpr int steps_max = 1000;
constexpr int depth_max = 4;

/// A constant as a number that keeps its order; none for texts and divisions.
std::optional<Rational> number_of(const Node& node)
{
    if (node.op != Op::constant)
        return std::nullopt;
    if (const auto* truth = std::get_if<bool>(&node.value))
        return Rational(*truth ? 1 : 0);
    if (const auto* number = std::get_if<Rational>(&node.value))
        return *number;
    if (const auto* day = std::get_if<Day>(&node.value))
        return Rational(day->number());
    if (const auto* month = std::get_if<Month>(&node.value))
        return Rational(month->number());
    if (const auto* choice = std::get_if<ChoiceNumber>(&node.value))
        return Rational(choice->number);
    return std::nullopt;
}

Domain points(std::set<Rational> values, bool wanted)
{
    Domain domain;
    if (wanted)
        domain.only = std::move(values);
    else
        domain.without = std::move(values);
    return domain;
}

Domain at_most(const Rational& limit, bool open)
{
    Domain domain;
    domain.high = limit;
    domain.high_open = open;
    return domain;
}

Domain at_least(const Rational& limit, bool open)
{
    Domain domain;
    domain.low = limit;
    domain.low_open = open;
    return domain;
}

Op mirrored(Op op)
{
    return op == Op::less            ? Op::greater
           : op == Op::greater       ? Op::less
           : op == Op::less_equal    ? Op::greater_equal
           : op == Op::greater_equal ? Op::less_equal
                                     : op;
}

Op negated(Op op)
{
    return op == Op::less            ? Op::greater_equal
           : op == Op::greater       ? Op::less_equal
           : op == Op::less_equal    ? Op::greater
           : op == Op::greater_equal ? Op::less
           : op == Op::equal         ? Op::not_equal
                                     : Op::equal;
}

bool is_comparison(Op op)
{
    return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal || op == Op::equal ||
           op == Op::not_equal;
}

std::string value_key(const Value& value)
{
    if (const auto* area = std::get_if<AreaCode>(&value))
        return area->text();
    if (const auto* text = std::get_if<std::string>(&value))
        return '"' + *text + '"';
    return "";
}

} // namespace

bool Domain::holds(const Rational& value) const
{
    return (!low || *low < value || (*low == value && !low_open)) &&
           (!high || value < *high || (value == *high && !high_open)) && (!only || only->contains(value)) &&
           !without.contains(value) && (!whole || value.is_whole());
}

std::optional<Rational> Domain::any() const
{
    if (only) {
        const auto found = std::ranges::find_if(*only, [&](const Rational& one) { return holds(one); });
        return found == only->end() ? std::nullopt : std::optional(*found);
    }
    if (whole || !low || !high || *low == *high) {
        // Whole numbers one after the other from an end; every other open-ended range holds one of the next few too.
        Rational at = low ? *low : high ? *high : Rational(0);
        if (whole && !at.is_whole())
            at = *at.rounded(Rational(1), (at.sign() < 0) == low.has_value() ? Rounding::down : Rounding::up);
        for (int step = 0; step < steps_max; ++step) {
            if (holds(at))
                return at;
            const auto next = low || !high ? add(at, Rational(1)) : subtract(at, Rational(1));
            if (!next || (low && high && *high < *next))
                return std::nullopt;
            at = *next;
        }
        return at;
    }
    if (*high < *low)
        return std::nullopt;
    if (holds(*low))
        return low;
    const auto sum = add(*low, *high);
    return sum ? divide(*sum, Rational(2)) : low;
}

void Domain::meet(const Domain& other)
{
    if (other.low && (!low || *low < *other.low || (*low == *other.low && other.low_open))) {
        low = other.low;
        low_open = other.low_open;
    }
    if (other.high && (!high || *other.high < *high || (*high == *other.high && other.high_open))) {
        high = other.high;
        high_open = other.high_open;
    }
    whole = whole || other.whole;
    without.insert(other.without.begin(), other.without.end());
    if (!other.only)
        return;
    if (!only)
        only = other.only;
    else
        std::erase_if(*only, [&](const Rational& one) { return !other.only->contains(one); });
}

Boxes union_of(const Boxes& left, const Boxes& right)
{
    Boxes joined = left;
    joined.boxes.insert(joined.boxes.end(), right.boxes.begin(), right.boxes.end());
    joined.open = left.open || right.open || joined.boxes.size() > boxes_max;
    return joined;
}

Boxes overlap_of(const Boxes& left, const Boxes& right)
{
    if (left.never() || right.never())
        return {};
    Boxes met;
    met.open = left.open || right.open || left.boxes.size() * right.boxes.size() > boxes_max * boxes_max;
    if (met.open)
        return met;
    for (const Box& a : left.boxes)
        for (const Box& b : right.boxes) {
            Box box = a;
            bool empty = false;
            for (const auto& [subject, domain] : b) {
                Domain& mine = box.try_emplace(subject, domain).first->second;
                mine.meet(domain);
                empty = empty || !mine.any();
            }
            if (!empty)
                met.boxes.push_back(std::move(box));
        }
    met.open = met.boxes.size() > boxes_max;
    return met;
}

std::string Conditions::key(const Node& node)
{
    std::string made = std::to_string(static_cast<int>(node.op));
    if (node.index != none)
        made += "#" + std::to_string(node.index);
    if (const auto number = number_of(node))
        made += "=" + number->text();
    made += value_key(node.value);
    if (node.op == Op::convert || node.op == Op::round)
        made += "~" + node.number.text() + std::to_string(static_cast<int>(node.rounding));
    if (node.operands.empty())
        return made;
    made += "(";
    for (const NodePtr& operand : node.operands)
        made += (operand ? key(*operand) : "") + ",";
    return made + ")";
}

std::string Conditions::words(const Node& node) const
{
    const std::string& text = model_.files[node.place.file].text;
    return text.substr(std::min<std::size_t>(node.place.offset, text.size()), node.place.length);
}

Domain Conditions::all_of(const Node& subject, Index record) const
{
    Domain domain;
    const Node* inner = &subject;
    while (inner->op == Op::owner && record != none) {
        inner = inner->operands.front().get();
        record = model_.program.records[record].owner;
    }
    if (inner->op == Op::field && record != none) {
        const Field& field = model_.program.records[record].fields[inner->index];
        domain.low = field.low;
        domain.high = field.high;
    }
    if (inner->op == Op::count || inner->op == Op::age)
        domain.low = Rational(0);
    domain.whole =
        inner->type.kind == Kind::integer || inner->type.kind == Kind::day || inner->type.kind == Kind::month;
    if (inner->type.kind == Kind::truth)
        domain.only = std::set<Rational>{Rational(0), Rational(1)};
    if (inner->type.kind == Kind::choice && inner->type.of != none) {
        domain.only.emplace();
        for (const ChoiceValue& value : model_.program.choices[inner->type.of].values)
            domain.only->insert(Rational(value.number));
    }
    return domain;
}

Boxes Conditions::atom(const Node& subject, const Domain& asked, Index record)
{
    std::string name = above_;
    const Node* inner = &subject;
    for (; inner->op == Op::owner; inner = inner->operands.front().get())
        name += '^';
    name += key(*inner);
    if (!subjects_.contains(name)) {
        subjects_[name] = {inner->op == Op::age ? "周岁" : words(subject), subject.type};
    }
    Domain domain = all_of(subject, record);
    domain.meet(asked);
    Boxes boxes;
    if (domain.any())
        boxes.boxes.push_back({{name, std::move(domain)}});
    return boxes;
}

Boxes Conditions::opaque(const std::string& written, const Node& node, bool wanted)
{
    const std::string name = above_ + written;
    if (!subjects_.contains(name))
        subjects_[name] = {words(node), node.type};
    Boxes boxes;
    boxes.boxes.push_back({{name, points({Rational(wanted ? 1 : 0)}, true)}});
    return boxes;
}

Boxes Conditions::equal(const Node& value, const Rational& number, Index record)
{
    return atom(value, points({number}, true), record);
}

Boxes Conditions::compared(const Node& node, bool wanted, Index record)
{
    const Node *left = node.operands[0].get(), *right = node.operands[1].get();
    Op op = wanted ? node.op : negated(node.op);
    if (number_of(*left) && !number_of(*right)) {
        std::swap(left, right);
        op = mirrored(op);
    }
    if (const auto limit = number_of(*right); limit && left->op != Op::constant) {
        if (op == Op::less || op == Op::less_equal)
            return atom(*left, at_most(*limit, op == Op::less), record);
        if (op == Op::greater || op == Op::greater_equal)
            return atom(*left, at_least(*limit, op == Op::greater), record);
        return atom(*left, points({*limit}, op == Op::equal), record);
    }
    // Two values that are not constants: all there is to see is whether it is the same comparison again.
    std::string a = key(*left), b = key(*right);
    if (op == Op::greater || op == Op::less_equal) {
        std::swap(a, b);
        op = mirrored(op);
    }
    if ((op == Op::equal || op == Op::not_equal) && b < a)
        std::swap(a, b);
    const bool positive = op == Op::less || op == Op::equal;
    const bool order = op == Op::less || op == Op::greater_equal;
    return opaque((order ? "<" : "=") + a + "," + b, node, positive);
}

Boxes Conditions::of(const Node& node, bool wanted, Index record)
{
    const auto joined = [&](bool all) {
        Boxes boxes;
        if (all)
            boxes.boxes.emplace_back();
        for (const NodePtr& operand : node.operands) {
            const Boxes one = of(*operand, wanted, record);
            boxes = all ? overlap_of(boxes, one) : union_of(boxes, one);
        }
        return boxes;
    };
    if (const auto* truth = std::get_if<bool>(&node.value); node.op == Op::constant && truth != nullptr) {
        Boxes boxes;
        if (*truth == wanted)
            boxes.boxes.emplace_back();
        return boxes;
    }
    if (node.op == Op::logical_not)
        return of(*node.operands.front(), !wanted, record);
    if (node.op == Op::logical_and || node.op == Op::logical_or)
        return joined((node.op == Op::logical_and) == wanted);
    if (is_comparison(node.op))
        return compared(node, wanted, record);
    if (node.op == Op::in_set || node.op == Op::between) {
        std::vector<Rational> numbers;
        for (std::size_t i = 1; i < node.operands.size(); ++i)
            if (const auto number = number_of(*node.operands[i]))
                numbers.push_back(*number);
        const Node& subject = *node.operands.front();
        if (numbers.size() + 1 == node.operands.size() && subject.op != Op::constant) {
            if (node.op == Op::in_set)
                return atom(subject, points({numbers.begin(), numbers.end()}, wanted), record);
            const Boxes from = atom(subject, wanted ? at_least(numbers[0], false) : at_most(numbers[0], true), record);
            const Boxes to = atom(subject, wanted ? at_most(numbers[1], false) : at_least(numbers[1], true), record);
            return wanted ? overlap_of(from, to) : union_of(from, to);
        }
    }
    if (node.op == Op::owner && record != none) {
        above_ += '^';
        Boxes boxes = of(*node.operands.front(), wanted, model_.program.records[record].owner);
        above_.pop_back();
        return boxes;
    }
    if (node.op == Op::field)
        return atom(node, points({Rational(wanted ? 1 : 0)}, true), record);
    if (node.op == Op::definition || node.op == Op::policy_granted)
        return named(node, wanted, record);
    return opaque(key(node), node, wanted);
}

const Node* Conditions::behind(const Node& node, bool wanted, Index record) const
{
    const auto only = [](const auto& versions) {
        return versions.size() == 1 && versions.front().in_force == DayRange{} ? &versions.front() : nullptr;
    };
    if (node.op == Op::definition) {
        const auto* version = only(model_.program.definitions[node.index].versions);
        return version != nullptr ? version->body.get() : nullptr;
    }
    // Who receives it was eligible; who does not may have been too.
    const Policy& policy = model_.program.policies[node.index];
    const auto* version = wanted && policy.record == record ? only(policy.versions) : nullptr;
    return version != nullptr ? version->eligible.get() : nullptr;
}

Boxes Conditions::named(const Node& node, bool wanted, Index record)
{
    Boxes whole = node.op == Op::definition ? atom(node, points({Rational(wanted ? 1 : 0)}, true), record)
                                            : opaque(key(node), node, wanted);
    const Node* body = depth_ < depth_max ? behind(node, wanted, record) : nullptr;
    if (body == nullptr)
        return whole;
    ++depth_;
    const Boxes inside = overlap_of(whole, of(*body, wanted, record));
    --depth_;
    return inside.open ? whole : inside;
}

std::string Conditions::example(const Boxes& boxes) const
{
    if (boxes.boxes.empty())
        return "";
    std::string told;
    for (const auto& [name, domain] : boxes.boxes.front()) {
        const auto subject = subjects_.find(name);
        const auto value = domain.any();
        if (subject == subjects_.end() || !value)
            continue;
        const Type& type = subject->second.type;
        const auto whole = static_cast<std::int32_t>(value->whole().value_or(0));
        std::string shown = value->text();
        if (type.kind == Kind::truth)
            shown = whole != 0 ? "是" : "否";
        else if (type.kind == Kind::money)
            shown = divide(*value, Rational(100)).value_or(*value).text() + "元";
        else if (type.kind == Kind::day)
            shown = Day::from_number(whole).text();
        else if (type.kind == Kind::month)
            shown = Month::from_number(whole).text();
        else if (type.kind == Kind::choice)
            for (const ChoiceValue& one : model_.program.choices[type.of].values)
                if (one.number == whole)
                    shown = one.name;
        told += (told.empty() ? "" : "，") + subject->second.words + " = " + shown;
    }
    return told;
}

} // namespace huimin::language::check_internal
