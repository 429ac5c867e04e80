#include "language/evaluate/machine.h"

#include <algorithm>

#include "base/result.h"
#include "language/evaluate/parameters.h"

namespace huimin::language {

Verdict truth_of(const Value& value)
{
    const bool* truth = std::get_if<bool>(&value);
    return truth == nullptr ? Verdict::unknown : *truth ? Verdict::yes : Verdict::no;
}

Value value_of(Verdict verdict)
{
    return verdict == Verdict::unknown ? Value(Unknown{}) : Value(verdict == Verdict::yes);
}

Index slots_of(const Node& node)
{
    Index slots = node.op == Op::let ? node.index + static_cast<Index>(node.operands.size()) - 1 : 0;
    for (const NodePtr& operand : node.operands)
        if (operand != nullptr)
            slots = std::max(slots, slots_of(*operand));
    return slots;
}

// ---- the records of the run ----------------------------------------------------------------------------------------

Machine::Machine(const Program& program, const World& world, const Instance& root, Day day)
    : program_(program), world_(world), day_(day), of_record_(program.records.size()),
      definitions_(program.records.size()), list_counts_(program.records.size()),
      first_answer_(program.policies.size(), none)
{
    ordinals_.reserve(program.definitions.size());
    for (const Definition& definition : program.definitions)
        ordinals_.push_back(definitions_[definition.record]++);
    positions_.reserve(program.lists.size());
    for (const List& list : program.lists)
        positions_.push_back(list_counts_[list.owner]++);
    place_subjects(root);
}

void Machine::place_subjects(const Instance& root)
{
    place(root, none);
    for (Index index = 0; index < subjects_.size(); ++index) {
        const Instance& instance = *subjects_[index].instance;
        for (Index list = 0; list < list_counts_[instance.record]; ++list) {
            Stretch members{static_cast<Index>(subjects_.size()), 0};
            if (list < instance.lists.size()) {
                members.count = static_cast<Index>(instance.lists[list].size());
                for (const Instance& member : instance.lists[list])
                    place(member, index);
            }
            lists_[subjects_[index].first_list + list] = members; // placing members moves lists_
        }
    }
    kept_.resize(kept_needed_, none);
}

void Machine::place(const Instance& instance, Index owner)
{
    VERIFY(instance.record < program_.records.size());
    Subject subject;
    subject.instance = &instance;
    subject.owner = owner;
    subject.ordinal = of_record_[instance.record]++;
    subject.first_list = static_cast<Index>(lists_.size());
    subject.first_kept = kept_needed_;
    kept_needed_ += definitions_[instance.record];
    locate(subject, static_cast<Index>(subjects_.size()));
    lists_.resize(lists_.size() + list_counts_[instance.record]);
    subjects_.push_back(subject);
}

void Machine::locate(Subject& subject, Index index)
{
    const Index locates = program_.records[subject.instance->record].locates;
    if (locates != none) {
        subject.located_by = index;
        if (locates < subject.instance->values.size())
            if (const AreaCode* code = std::get_if<AreaCode>(&subject.instance->values[locates]))
                subject.division = *code;
    } else if (subject.owner != none) {
        subject.located_by = subjects_[subject.owner].located_by;
        subject.division = subjects_[subject.owner].division;
    } else {
        subject.division = program_.city.area;
    }
}

Index Machine::subject_of(const Instance& instance) const
{
    for (Index index = 0; index < subjects_.size(); ++index)
        if (subjects_[index].instance == &instance)
            return index;
    VERIFY(false && "the instance lies in the run");
    return none;
}

Index Machine::owner_of_record(Index subject, Index record) const
{
    while (subject != none && subjects_[subject].instance->record != record)
        subject = subjects_[subject].owner;
    return subject;
}

std::size_t Machine::kept_at(Index definition, Index subject) const
{
    return std::size_t{subjects_[subject].first_kept} + ordinals_[definition];
}

Index Machine::first_member(Index subject, Index list) const
{
    return lists_[subjects_[subject].first_list + position(list)].first;
}

Index Machine::members(Index subject, Index list) const
{
    VERIFY(program_.lists[list].owner == subjects_[subject].instance->record);
    return lists_[subjects_[subject].first_list + position(list)].count;
}

// ---- what an expression reads --------------------------------------------------------------------------------------

Value Machine::field(const Node& node, const Frame& frame) const
{
    const std::vector<Value>& values = subjects_[frame.subject].instance->values;
    return node.index < values.size() ? values[node.index] : Value(Unknown{});
}

Value Machine::owner(const Node& node, const Frame& frame)
{
    Frame above = frame;
    above.subject = subjects_[frame.subject].owner;
    return above.subject == none ? Value(Unknown{}) : value(*node.operands[0], above);
}

Value Machine::definition(Index index, Index subject)
{
    const Definition& definition = program_.definitions[index];
    VERIFY(definition.record == subjects_[subject].instance->record);
    const std::size_t place = kept_at(index, subject);
    if (kept_[place] == none) {
        const DefinitionVersion* version = version_on(definition.versions, day_);
        Value found = Unknown{};
        if (version != nullptr) {
            const Opened<DefinitionVersion> body(*version, subject, definition.heading);
            found = value(*version->body, body.frame);
        }
        kept_[place] = static_cast<Index>(kept_values_.size());
        kept_values_.push_back(std::move(found));
    }
    return kept_values_[kept_[place]];
}

void Machine::bind(const Node& let, const Frame& frame)
{
    for (std::size_t i = 0; i + 1 < let.operands.size(); ++i) {
        Slot& slot = frame.slots[let.index + i];
        slot = Slot{value(*let.operands[i], frame), let.operands[i].get(), &let.names[i], frame.subject};
    }
}

Value Machine::let(const Node& node, const Frame& frame)
{
    bind(node, frame);
    return value(*node.operands.back(), frame);
}

Value Machine::discretion(const Node& node, const Frame& frame) const
{
    for (Index subject = frame.subject; subject != none; subject = subjects_[subject].owner) {
        const auto& decisions = subjects_[subject].instance->decisions;
        if (const auto found = decisions.find(node.index); found != decisions.end())
            return found->second;
    }
    return Unknown{};
}

Value Machine::policy(const Node& node, const Frame& frame)
{
    const Answer* answer = final_answer(node.index, frame.subject);
    if (answer == nullptr || answer->verdict == Verdict::unknown)
        return Unknown{};
    return node.op == Op::policy_granted ? Value(answer->verdict == Verdict::yes) : Value(answer->amount);
}

// ---- parameters ----------------------------------------------------------------------------------------------------

bool Machine::is_assumed(const ParameterRow& row) const
{
    return assumed_ != nullptr && std::ranges::any_of(*assumed_, [&](const auto& one) { return &one.second == &row; });
}

const ParameterRow* Machine::row(Index index, Index subject)
{
    if (assumed_ != nullptr)
        for (const auto& [parameter, row] : *assumed_)
            if (parameter == index)
                return &row;
    const Parameter& parameter = program_.parameters[index];
    const std::optional<AreaCode>& division = subjects_[subject].division;
    if (!division) {
        for (const ParameterRow& row : parameter.rows)
            if (row.area != AreaCode())
                return nullptr;
    }
    const AreaCode area = division.value_or(AreaCode());
    if (chain_.empty() || chain_of_ != area) {
        chain_of_ = area;
        chain_ = divisions_above(area, day_, world_.areas);
    }
    return row_for(parameter, chain_, day_);
}

std::optional<Machine::Keys> Machine::keys(const Node& node, const Frame& frame, std::size_t first_operand)
{
    Keys keys;
    for (std::size_t i = first_operand; i < node.operands.size(); ++i) {
        const Value key = value(*node.operands[i], frame);
        if (const ChoiceNumber* choice = std::get_if<ChoiceNumber>(&key))
            keys.choices.push_back(choice->number);
        else if (const Rational* number = number_in(key))
            keys.at = *number;
        else
            return std::nullopt;
    }
    return keys;
}

Value Machine::cell_value(Index parameter, const Cell& cell, Index subject)
{
    return value(*cell.value, Frame{subject, nullptr, &program_.parameters[parameter].heading});
}

Value Machine::parameter(const Node& node, const Frame& frame)
{
    const ParameterRow* const row = this->row(node.index, frame.subject);
    const std::optional<Keys> keys = row != nullptr ? this->keys(node, frame, 0) : std::nullopt;
    const Cell* const cell = keys ? cell_for(*row, keys->choices, keys->at) : nullptr;
    return cell != nullptr ? cell_value(node.index, *cell, frame.subject) : Value(Unknown{});
}

Value Machine::progressive_sum(const Node& node, const Frame& frame)
{
    const ParameterRow* const row = this->row(node.index, frame.subject);
    const Value amount = value(*node.operands[0], frame);
    const std::optional<Keys> keys = this->keys(node, frame, 1);
    if (row == nullptr || row->cells.empty() || is_unknown(amount) || !keys)
        return Unknown{};
    return known_or_not(progressive(*row, keys->choices, *number_in(amount), [&](const Cell& cell, const Rational&) {
        const Value rate = cell_value(node.index, cell, frame.subject);
        return is_unknown(rate) ? std::nullopt : std::optional(*number_in(rate));
    }));
}

// ---- every operation -----------------------------------------------------------------------------------------------

Verdict Machine::truth(const Node& node, const Frame& frame) { return truth_of(value(node, frame)); }

Value Machine::value(const Node& node, const Frame& frame)
{
    switch (node.op) {
    case Op::constant: return node.value;
    case Op::field: return field(node, frame);
    case Op::owner: return owner(node, frame);
    case Op::definition: return definition(node.index, frame.subject);
    case Op::parameter: return parameter(node, frame);
    case Op::progressive: return progressive_sum(node, frame);
    case Op::policy_amount:
    case Op::policy_granted: return policy(node, frame);
    case Op::let: return let(node, frame);
    case Op::local: return frame.slots[node.index].value;
    case Op::add: return fold(node, frame, huimin::add);
    case Op::subtract: return fold(node, frame, huimin::subtract);
    case Op::multiply: return fold(node, frame, huimin::multiply);
    case Op::divide: return fold(node, frame, huimin::divide);
    case Op::negate: return negate(node, frame);
    case Op::convert: return convert(node, frame);
    case Op::round: return round(node, frame);
    case Op::at_least:
    case Op::larger: return extreme(node, frame, true);
    case Op::at_most:
    case Op::smaller: return extreme(node, frame, false);
    case Op::if_unknown: return if_unknown(node, frame);
    case Op::is_known: return !is_unknown(value(*node.operands[0], frame));
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal: return compare(node, frame);
    case Op::between: return between(node, frame);
    case Op::in_set: return in_set(node, frame);
    case Op::logical_and: return logic(node, frame, Verdict::no);
    case Op::logical_or: return logic(node, frame, Verdict::yes);
    case Op::logical_not: return negation(node, frame);
    case Op::at_least_n: return at_least_n(node, frame);
    case Op::cases: return cases(node, frame);
    case Op::largest_case: return largest_case(node, frame);
    case Op::sum: return sum(node, frame);
    case Op::count: return count(node, frame);
    case Op::any: return quantifier(node, frame, Verdict::yes);
    case Op::all: return quantifier(node, frame, Verdict::no);
    case Op::largest: return extreme_member(node, frame, true);
    case Op::smallest: return extreme_member(node, frame, false);
    case Op::age: return age(node, frame);
    case Op::months_between:
    case Op::days_between: return span(node, frame);
    case Op::month_of:
    case Op::first_day:
    case Op::last_day: return month(node, frame);
    case Op::add_months:
    case Op::add_days:
    case Op::add_working_days: return later_day(node, frame);
    case Op::today: return day_;
    case Op::discretion: return discretion(node, frame);
    }
    return Unknown{};
}

} // namespace huimin::language
