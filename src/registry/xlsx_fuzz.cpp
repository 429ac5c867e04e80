// Any bytes as an XLSX file: no crash, no hang, bounded memory.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include "registry/sheet.h"

using namespace huimin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const std::string path = "/tmp/huimin-xlsx-fuzz-" + std::to_string(getpid());
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return 0;
    std::fwrite("PK\x03\x04", 1, 4, file);
    std::fwrite(bytes, 1, size, file);
    std::fclose(file);
    (void)registry::read_sheet(path, [](std::size_t, registry::Row&) -> Result<Done> { return Done{}; });
    std::remove(path.c_str());
    return 0;
}
