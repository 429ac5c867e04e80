#include "tests/support/office_files.h"

#include <zlib.h>

#include <cstdlib>

namespace huimin::test {

namespace {

void put(std::string& out, std::uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(number >> (8 * i) & 0xff);
}

/// Without zlib's own head, as ZIP wants it.
std::string deflated(std::string_view content)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        std::abort();
    std::string out(deflateBound(&stream, content.size()), '\0');
    std::string in(content);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        std::abort();
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string sheet_of(const Workbook& workbook)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + workbook.prologue +
           "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">" + workbook.before_rows +
           "<sheetData>" + workbook.rows + "</sheetData>" + workbook.after_rows + "</worksheet>";
}

} // namespace

void Archive::add(std::string_view name, std::string_view content, bool packed) { add(name, content, packed, Lies{}); }

void Archive::add(std::string_view name, std::string_view content, bool packed, const Lies& lies)
{
    const std::string body = packed ? deflated(content) : std::string(content);
    const auto sum =
        static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
    std::string head;
    put(head, 20, 2);
    put(head, lies.encrypted ? 1 : 0, 2);
    put(head, packed ? 8 : 0, 2);
    put(head, 0, 4);
    put(head, lies.wrong_sum ? sum ^ 1U : sum, 4);
    put(head, body.size(), 4);
    put(head, lies.claimed_size != 0 ? lies.claimed_size : content.size(), 4);
    put(head, name.size(), 2);
    put(head, 0, 2);
    directory_ += "PK\x01\x02";
    put(directory_, 20, 2);
    directory_ += head;
    put(directory_, 0, 10);
    put(directory_, entries_.size(), 4);
    directory_ += name;
    entries_ += "PK\x03\x04" + head;
    entries_ += name;
    entries_ += body;
    ++count_;
}

std::string Archive::bytes() const
{
    std::string out = entries_ + directory_ + "PK\x05\x06";
    put(out, 0, 4);
    put(out, count_, 2);
    put(out, count_, 2);
    put(out, directory_.size(), 4);
    put(out, entries_.size(), 4);
    put(out, 0, 2);
    return out;
}

std::string Workbook::bytes() const
{
    const bool second = !sheet_state.empty();
    Archive archive;
    archive.add("xl/workbook.xml",
                "<workbook xmlns:r=\"r\">" + workbook_properties +
                    "<sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"r1\"" +
                    (second ? " state=\"" + sheet_state + "\"/><sheet name=\"乙\" sheetId=\"2\" r:id=\"r2\"/>" : "/>") +
                    "</sheets></workbook>");
    archive.add("xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
                "<Relationship Id=\"r2\" Target=\"worksheets/sheet2.xml\"/></Relationships>");
    archive.add("xl/styles.xml",
                "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>");
    if (!shared.empty())
        archive.add("xl/sharedStrings.xml", "<sst>" + shared + "</sst>");
    // Where the first is hidden, it holds enough to be worth telling.
    archive.add("xl/worksheets/sheet1.xml",
                second ? sheet_of(*this) + "<!--" + std::string(2000, ' ') + "-->" : sheet_of(*this));
    if (second)
        archive.add("xl/worksheets/sheet2.xml", sheet_of(*this));
    for (const auto& [name, content] : more)
        archive.add(name, content);
    return archive.bytes();
}

} // namespace huimin::test
