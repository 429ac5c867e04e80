// The builds of the kernels; which of them this processor can run is asked in kernels.cpp.

#pragma once

#include "language/columns/kernels.h"

namespace huimin::language::columns {

Kernels kernels_base();
Kernels kernels_v3();
Kernels kernels_v4();

} // namespace huimin::language::columns
