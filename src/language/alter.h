// A program with other parameters, to try them out: "低保标准 = 1200元", "低保标准 = +5%".

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "language/program.h"

namespace huimin::language {

/// The program with its parameters set as told, in the rows that are in force on `day`. Each setting reads
///
///     NAME[KEYS]@DIVISION=VALUE     低保标准=1200元  低保标准=+5%  低保标准[城镇]@330282=1080  高龄津贴标准[80]=80元
///
/// KEYS: names of choice values, or where a band begins, parted by commas; without them every cell is meant. DIVISION:
/// a code; without it the rows of every division are. A division without a row of its own gets one, with the values
/// that hold there until now. VALUE: an amount (元), a number, a percentage (of a rate), 是 or 否; or a change of what
/// stands, +5% or -5%, which for money is rounded to the fen.
///
/// `program` is altered in place: nobody else may hold it. Its digest becomes another.
///
/// Fails with
///   alter.form       the setting cannot be read
///   alter.parameter  there is no such parameter
///   alter.value      the value does not fit the parameter's kind
///   alter.nothing    no row in force has such a key or division
Result<std::shared_ptr<const Program>> altered(std::shared_ptr<const Program> program,
                                               const std::vector<std::string>& settings, const AreaTree&, Day day);

} // namespace huimin::language
