// From syntax trees to the checked model: names, types, units, holes, circles. All findings come at once.

#pragma once

#include <memory>
#include <span>

#include "base/area.h"
#include "language/program.h"
#include "language/syntax/tree.h"

namespace huimin::language {

/// One parsed file and where it stands: packs of higher level come first (national, province, city).
struct Input {
    std::uint32_t file = 0; ///< index into the list of files
    int level = 0;          ///< 0 national; a file of a higher number may replace and extend those of lower ones
    const syntax::File* tree = nullptr;
};

struct Checked {
    std::shared_ptr<const Program> program; ///< null when there are errors
    Diagnostics diagnostics;                ///< errors and warnings
};

// clang-format off
/// Checks the files as one model. `areas` gives the divisions that parameters are set for and checked over.
///
/// Codes; the house tests that each is provoked:
///   names      E1101 source  E1102 division's name  E1103 stands twice  E1104 two meanings  E1105 choice  E1106 record
///              E1107 type  E1108 level  E1109 keys of a parameter  E1110 name  E1111 list  E1112 no field marked 计龄
///              E1113 parameter  E1114 policy  E1115 purpose  E1116 role  E1117 signal
///   fitting    E1201 nothing to extend  E1202 nothing to replace  E1203 another record than above
///              E1204 no clause, no explanation  E1205 sides of a coordination  E1206 alias missing  E1207 alias twice
///              E1208 requirement id  E1209 choice value twice  E1210 mark on a field  E1211 pay day of what is not paid monthly
///   circles    E1301 definitions  E1302 declared to be no income  E1303 policies  E1304 exceptions  E1305 parameters
///   types      E2001 type  E2002 period of what is not money  E2003 span  E2004 below one fen  E2005 periods differ
///              E2006 progressive  E2007 not rounded where it is paid
///   parameters E3101 table by key  E3102 key twice  E3103 key missing  E3104 no value for a division on some days
///              E3106 未设 without reason  E3107 below the floor
///   conditions E3201 exceptions overlap  E3202 points without level  W3202 never holds  W3203 never reached
///              W3204 stands twice  W3205 always holds  W3206 nobody can get it
///   numbers    E3301 may run over  E3302 divisor 0  W3303 a count that may be 0 divides
///   unread     W3401 parameter  W3402 clause not in force  W3403 fact  W3404 definition
///   scenarios  E3501 record  E3502 fact  E3503 person  E3504 what is assumed
///              W3501 a higher standard leaves less: see losses.h  W3505 a line that no scenario proves
///              W3506 a rule without a scenario: see unproven.h
///   roles      E3601 role without a right  E3602 right twice  E3603 action that means nothing there
///              E3604 right on a record without purpose  E3605 reveals or exports what it may not read
///              E3606 administrators not kept apart  W3607 one of the three is missing
///              W3608 sensitive fact nobody may read
// clang-format on
[[nodiscard]] Checked check(std::span<const Input> inputs, const std::vector<SourceFile>& files, const AreaTree& areas);

} // namespace huimin::language
