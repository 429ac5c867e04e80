// Any bytes as a CSV file and as a cell: no crash, no hang, and whatever comes back is text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "registry/cells.h"
#include "registry/internal/csv.h"

using namespace huimin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const auto text = decode(input, detect_encoding(input));
    if (text)
        (void)registry::read_csv(*text, [](std::size_t, registry::Row& row) -> Result<Done> {
            for (const std::string& cell : row)
                if (first_invalid_utf8(cell))
                    std::abort();
            return Done{};
        });
    static const language::Program program;
    static const AreaTree areas;
    for (const language::Kind kind :
         {language::Kind::truth, language::Kind::integer, language::Kind::rate, language::Kind::money,
          language::Kind::day, language::Kind::month, language::Kind::text, language::Kind::citizen_number,
          language::Kind::organisation_code, language::Kind::area}) {
        language::Field field;
        field.type.kind = kind;
        const registry::CellReading reading = registry::read_cell(input.substr(0, 200), field, program, areas);
        if (reading.verdict == registry::Verdict::refused && reading.remedy.empty())
            std::abort();
    }
    return 0;
}
