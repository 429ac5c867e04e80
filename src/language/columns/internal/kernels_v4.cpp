// The kernels built for processors with AVX-512 (x86-64-v4).

#include "language/columns/internal/kernel_sets.h"
#include "language/columns/internal/kernel_table.h"

namespace huimin::language::columns {

Kernels kernels_v4() { return table("v4"); }

} // namespace huimin::language::columns
