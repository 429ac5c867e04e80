// The first visible sheet of an XLSX workbook, row by row: an archive read by minizip, XML by expat, in bounded memory.

#pragma once

#include <filesystem>
#include <functional>

#include "registry/sheet.h"

namespace huimin::registry {

Result<Done> read_xlsx(const std::filesystem::path&, const std::function<Result<Done>(std::size_t, Row&)>& take);

} // namespace huimin::registry
