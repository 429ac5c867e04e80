// Any bytes as a CSV file and as a cell: no crash, no hang, and whatever comes back is text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "registry/cells.h"

using namespace huimin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    (void)registry::read_sheet_bytes(input, [](const registry::SheetRow& row) -> Result<Done> {
        for (const registry::SheetCell& cell : row.cells)
            if (first_invalid_utf8(cell.text))
                std::abort();
        return Done{};
    });
    static const language::Program program;
    static const AreaTree areas;
    static const registry::CellGround ground(program, areas, *Day::of(2025, 7, 31));
    for (const language::Kind kind :
         {language::Kind::truth, language::Kind::integer, language::Kind::rate, language::Kind::money,
          language::Kind::quantity, language::Kind::day, language::Kind::month, language::Kind::text,
          language::Kind::citizen_number, language::Kind::organisation_code, language::Kind::area})
        for (const auto part :
             {registry::FieldPart::plain, registry::FieldPart::person_name, registry::FieldPart::birthday}) {
            language::Field field;
            field.type.kind = kind;
            const auto form = static_cast<registry::SheetCell::Form>(size % 4);
            const registry::CellReading reading =
                registry::read_cell({input.substr(0, 200), form, size % 3 == 0}, field, part, ground);
            if (reading.verdict == registry::Verdict::refused && reading.remedy.empty())
                std::abort();
            if (reading.verdict != registry::Verdict::ok && reading.code.empty())
                std::abort();
        }
    return 0;
}
