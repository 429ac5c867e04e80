#include "language/columns/kernels.h"

#include "language/columns/internal/kernel_sets.h"

namespace huimin::language::columns {

std::array<const Kernels*, 3> all_kernels()
{
    static const Kernels base = kernels_base();
#if defined(__x86_64__)
    static const Kernels v3 = kernels_v3(), v4 = kernels_v4();
    if (__builtin_cpu_supports("x86-64-v4"))
        return {&v4, &v3, &base};
    if (__builtin_cpu_supports("x86-64-v3"))
        return {&v3, &base, &base};
#endif
    return {&base, &base, &base};
}

const Kernels& kernels() { return *all_kernels().front(); }

} // namespace huimin::language::columns
