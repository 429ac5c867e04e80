// Any bytes as an XLSX file: no crash, no hang, bounded memory, and whatever comes back is text. The bytes are taken as
// the archive, and once more as the sheet inside a sound one, so that the fuzzer need not find the checksums.

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "registry/sheet.h"

using namespace huimin;

namespace {

void put(std::string& out, std::uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; ++i, number >>= 8)
        out += static_cast<char>(number & 0xff);
}

/// A ZIP archive of parts that are stored as they are.
class Stored {
public:
    void add(std::string_view name, std::string_view content)
    {
        std::string head;
        put(head, 20, 2);
        put(head, 0, 8);
        put(head, crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4);
        put(head, content.size(), 4);
        put(head, content.size(), 4);
        put(head, name.size(), 2);
        put(head, 0, 2);
        directory_ += "PK\x01\x02";
        put(directory_, 20, 2);
        directory_ += head;
        put(directory_, 0, 10);
        put(directory_, bytes_.size(), 4);
        directory_ += name;
        bytes_ += "PK\x03\x04" + head;
        bytes_ += name;
        bytes_ += content;
        ++count_;
    }
    std::string finish()
    {
        const std::size_t start = bytes_.size();
        bytes_ += directory_ + "PK\x05\x06";
        put(bytes_, 0, 4);
        put(bytes_, count_, 2);
        put(bytes_, count_, 2);
        put(bytes_, directory_.size(), 4);
        put(bytes_, start, 4);
        put(bytes_, 0, 2);
        return bytes_;
    }

private:
    std::string bytes_, directory_;
    std::uint64_t count_ = 0;
};

Result<Done> look_at(const registry::SheetRow& row)
{
    for (const registry::SheetCell& cell : row.cells)
        if (first_invalid_utf8(cell.text))
            std::abort();
    return Done{};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(bytes), size);
    (void)registry::read_sheet_bytes("PK\x03\x04" + input, look_at);
    // Parts of the workbook, parted by a sign that no XML holds.
    Stored workbook;
    std::size_t at = 0;
    for (const char* name : {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"}) {
        const std::size_t end = std::min(input.find('\x01', at), input.size());
        const std::string part = at < input.size() ? input.substr(at, end - at) : "";
        workbook.add(name, part.empty() && name == std::string_view("xl/workbook.xml") ? "<workbook/>" : part);
        at = std::min(end + 1, input.size());
    }
    (void)registry::read_sheet_bytes(workbook.finish(), look_at);
    return 0;
}
