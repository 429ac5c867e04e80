#include "registry/internal/workbook.h"

#include <algorithm>
#include <map>
#include <set>

namespace huimin::registry {

namespace {

constexpr std::size_t shared_bytes_max = 100ULL << 20U;
constexpr std::uint64_t empty_sheet_bytes = 1500; // what office programs write for a sheet without a cell

struct Listed {
    std::string name, relation;
    bool visible = true;
};

/// xl/workbook.xml
struct SheetList {
    std::vector<Listed> sheets;
    bool from_1904 = false;

    std::optional<Error> start(std::string_view name, const char** attributes)
    {
        if (name == "workbookPr") {
            const char* date1904 = xml_attribute(attributes, "date1904");
            from_1904 =
                date1904 != nullptr && (std::string_view(date1904) == "1" || std::string_view(date1904) == "true");
        }
        if (name != "sheet")
            return std::nullopt;
        const char* title = xml_attribute(attributes, "name");
        const char* state = xml_attribute(attributes, "state");
        const char* id = xml_attribute(attributes, "id");
        sheets.push_back({title != nullptr ? title : "", id != nullptr ? id : "",
                          state == nullptr || std::string_view(state) == "visible"});
        return std::nullopt;
    }
    static std::optional<Error> end(std::string_view) { return std::nullopt; }
    static std::optional<Error> text(std::string_view) { return std::nullopt; }
};

/// xl/_rels/workbook.xml.rels: entries by relation. Whatever they point at, only entries of this archive are opened.
struct Relations {
    std::map<std::string, std::string> entries;

    std::optional<Error> start(std::string_view name, const char** attributes)
    {
        const char* id = xml_attribute(attributes, "Id");
        const char* target = xml_attribute(attributes, "Target");
        if (name == "Relationship" && id != nullptr && target != nullptr)
            entries[id] = target[0] == '/' ? std::string(target + 1) : "xl/" + std::string(target);
        return std::nullopt;
    }
    static std::optional<Error> end(std::string_view) { return std::nullopt; }
    static std::optional<Error> text(std::string_view) { return std::nullopt; }
};

/// xl/sharedStrings.xml; readings in kana or pinyin above the text are left out.
struct TextList {
    SharedTexts& shared;
    bool inside = false, phonetic = false;
    std::size_t cell_starts = 0;

    std::optional<Error> start(std::string_view name, const char**)
    {
        if (name == "si") {
            shared.begin();
            cell_starts = shared.bytes();
        }
        inside = inside || name == "t";
        phonetic = phonetic || name == "rPh";
        return std::nullopt;
    }
    std::optional<Error> end(std::string_view name)
    {
        inside = inside && name != "t";
        phonetic = phonetic && name != "rPh";
        return std::nullopt;
    }
    std::optional<Error> text(std::string_view piece)
    {
        if (!inside || phonetic || shared.size() == 0)
            return std::nullopt;
        if (shared.bytes() + piece.size() > shared_bytes_max ||
            shared.bytes() - cell_starts + piece.size() > cell_bytes_max * 4)
            return workbook_too_large("里的文字太多", "holds too much text");
        shared.append(piece);
        return std::nullopt;
    }
};

/// xl/styles.xml: which styles show a day, by the built-in formats and by those that hold year and day.
struct Styles {
    std::vector<bool>& shows_day;
    std::set<int> day_formats{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58};
    bool cell_formats = false;

    std::optional<Error> start(std::string_view name, const char** attributes)
    {
        const char* id = xml_attribute(attributes, "numFmtId");
        const int number = id != nullptr ? static_cast<int>(std::strtol(id, nullptr, 10)) : 0;
        if (name == "numFmt")
            if (const char* code = xml_attribute(attributes, "formatCode");
                code != nullptr && std::strpbrk(code, "yYeE") != nullptr && std::strpbrk(code, "dD") != nullptr)
                day_formats.insert(number);
        cell_formats = cell_formats || name == "cellXfs";
        if (cell_formats && name == "xf")
            shows_day.push_back(day_formats.contains(number));
        return std::nullopt;
    }
    std::optional<Error> end(std::string_view name)
    {
        cell_formats = cell_formats && name != "cellXfs";
        return std::nullopt;
    }
    static std::optional<Error> text(std::string_view) { return std::nullopt; }
};

template <class Handler>
Result<Done> stream(Archive& archive, Handler& handler)
{
    return XmlStream<Handler>(handler).run(archive);
}

/// The first visible sheet and the names of others that hold something.
void choose_sheet(Archive& archive, const std::vector<Listed>& sheets, const Relations& relations, Workbook& workbook)
{
    for (const Listed& one : sheets) {
        const auto entry = relations.entries.find(one.relation);
        if (entry == relations.entries.end())
            continue;
        if (one.visible && workbook.sheet.empty()) {
            workbook.sheet = entry->second;
            workbook.sheet_name = one.name;
        } else if (archive.size_of(entry->second).value_or(0) > empty_sheet_bytes) {
            workbook.others.push_back(one.name + (one.visible ? "" : "（隐藏）"));
        }
    }
    if (workbook.sheet.empty())
        workbook.sheet = "xl/worksheets/sheet1.xml";
}

} // namespace

Result<Workbook> read_workbook(Archive& archive)
{
    Workbook workbook;
    if (!archive.enter("xl/workbook.xml"))
        return broken_workbook("里没有工作簿", "holds no workbook");
    SheetList list;
    TRY(stream(archive, list));
    workbook.from_1904 = list.from_1904;
    Relations relations;
    if (archive.enter("xl/_rels/workbook.xml.rels"))
        TRY(stream(archive, relations));
    choose_sheet(archive, list.sheets, relations, workbook);
    if (archive.enter("xl/sharedStrings.xml")) {
        TextList texts{workbook.shared};
        TRY(stream(archive, texts));
    }
    if (archive.enter("xl/styles.xml")) {
        Styles styles{workbook.shows_day};
        TRY(stream(archive, styles));
    }
    return workbook;
}

} // namespace huimin::registry
