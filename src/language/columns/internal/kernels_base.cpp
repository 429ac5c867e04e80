// The kernels built for every processor of the platform.

#include "language/columns/internal/kernel_sets.h"
#include "language/columns/internal/kernel_table.h"

namespace huimin::language::columns {

Kernels kernels_base() { return table("base"); }

} // namespace huimin::language::columns
