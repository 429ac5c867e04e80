// Which facts, parameters and decisions would decide what is not known.
//
// Only leaves along paths that are still open are named, each once: not those of a branch that is settled anyway.

#pragma once

#include "language/evaluate/machine.h"

namespace huimin::language {

/// The node's value must be unknown. Appends to `into` what it does not hold yet.
void add_deciding(Machine&, const Node&, const Frame&, std::vector<Deciding>& into);

[[nodiscard]] std::vector<Deciding> deciding_policy(Machine&, const Opened<PolicyVersion>&, const Machine::Outcome&);

/// 甲.工资
[[nodiscard]] std::string fact_name(const Machine&, Index subject, Index field, Tongue = Tongue::chinese);
/// The same, written behind what stands in the text.
void write_fact_name(const Machine&, Index subject, Index field, Tongue, std::string& out);

/// Why a node whose operands are known has no value: 除数为 0.
[[nodiscard]] std::string why_not_computable(Machine&, const Node&, const Frame&);

} // namespace huimin::language
