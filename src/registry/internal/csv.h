// CSV rows out of text already in UTF-8 (RFC 4180, with the habits of offices: ; or tab between cells, ragged rows).

#pragma once

#include <functional>
#include <string_view>

#include "registry/sheet.h"

namespace huimin::registry {

Result<Done> read_csv(std::string_view text, const std::function<Result<Done>(std::size_t, Row&)>& take);

} // namespace huimin::registry
