// Addresses as they are compared: one form for what offices write in many.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace huimin::registry {

/// The address without blanks and marks, half-width, every 号 幢 栋 座 单元 室 # - as one dash, 0 in front of numbers
/// gone, and without the names of the divisions above it (`upper`, from the highest down) in front.
/// 浙江省 慈溪市浒山街道 北二环１２号４０１室 and 浒山街道北二环12-401 are the same.
[[nodiscard]] std::string address_key(std::string_view address, const std::vector<std::string>& upper = {});

} // namespace huimin::registry
