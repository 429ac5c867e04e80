// The kernels built for processors with AVX2 (x86-64-v3).

#include "language/columns/internal/kernel_sets.h"
#include "language/columns/internal/kernel_table.h"

namespace huimin::language::columns {

Kernels kernels_v3() { return table("v3"); }

} // namespace huimin::language::columns
