// The first visible sheet of an XLSX workbook, row by row: an archive read by minizip, XML by expat, in memory that
// does not grow with the rows; only texts that the workbook shares between its cells are kept.

#pragma once

#include "registry/sheet.h"

namespace huimin::registry {

Result<SheetNotes> read_xlsx(std::string_view bytes, const TakeRow& take);

} // namespace huimin::registry
