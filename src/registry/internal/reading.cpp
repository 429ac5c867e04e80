#include "registry/internal/reading.h"

#include <algorithm>

#include "base/identity_number.h"
#include "base/pinyin.h"
#include "base/text.h"
#include "language/mask.h"
#include "registry/internal/json.h"
#include "registry/internal/readings.h"

namespace huimin::registry {

using language::Field;
using language::Index;
using language::Kind;
using language::Record;

namespace {

constexpr std::size_t heading_rows_max = 12;

/// The columns most rows cannot do without: names, numbers and what is required, of the record and of its owner.
std::string needed_columns(const Record& own, const Record* owner)
{
    std::string columns;
    for (const Record* record : {&own, owner})
        for (Index i = 0; record != nullptr && i < record->fields.size(); ++i)
            if (record->fields[i].required || record->fields[i].unique || i == record->as_name)
                columns += (columns.empty() ? "" : "、") + record->fields[i].name;
    return columns;
}

Error no_heading(const Record& own, const Record* owner)
{
    return Error{Fault::invalid, "import.no_header",
                 "前 `" + std::to_string(heading_rows_max) + "` 行里没有认得出的列名",
                 "第一行写列名，例如 " + needed_columns(own, owner), "no row names the columns"};
}

/// What stood in a masked cell. A number turned to 3.30102E+17 is shown as it is while no more than a county is left of
/// it: so the clerk sees what the spreadsheet did.
std::string shown_masked(const Field& field, std::string_view text)
{
    constexpr std::size_t county_digits_and_point = 7;
    const std::size_t power = text.find_first_of("eE");
    if (!is_scientific(text))
        return language::mask(field, text);
    const std::size_t kept = std::min(power, county_digits_and_point);
    return std::string(text.substr(0, kept)) + std::string(power - kept, '*') + std::string(text.substr(power));
}

/// Nothing but blanks, full-width and no-break ones among them.
bool is_blank(std::string_view text)
{
    while (!text.empty()) {
        static constexpr std::string_view blanks[] = {" ", "\t", "\r", "\n", "　", "\u00A0", "\uFEFF", "\u200B"};
        const auto blank = std::find_if(std::begin(blanks), std::end(blanks),
                                        [&](std::string_view one) { return text.starts_with(one); });
        if (blank == std::end(blanks))
            return false;
        text.remove_prefix(blank->size());
    }
    return true;
}

FileFields fields_of(const Heading& heading, bool of_owner)
{
    FileFields found;
    for (std::size_t i = 0; i < heading.targets.size(); ++i)
        if (heading.targets[i] && heading.targets[i]->of_owner == of_owner) {
            found.fields.push_back(heading.targets[i]->field);
            found.columns.push_back(i);
        }
    return found;
}

/// The sex a choice says, by the English names of its values; none for another choice.
std::optional<bool> is_male(const Field& field, const Stored& fact, const language::Program& program)
{
    if (field.type.kind != Kind::choice || fact.kind == Stored::Kind::none)
        return std::nullopt;
    for (const language::ChoiceValue& value : program.choices[field.type.of].values)
        if (value.number == fact.integer && (value.alias == "male" || value.alias == "female"))
            return value.alias == "male";
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> FileFields::find(Index field) const
{
    const auto found = std::find(fields.begin(), fields.end(), field);
    return found == fields.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - fields.begin()));
}

void ReadRow::find(CellVerdict cell, bool may_confirm)
{
    if (cell.verdict == Verdict::ask && confirmed && may_confirm) {
        cell.verdict = Verdict::mended;
        cell.why += "；已确认";
        cell.code = "row.confirmed";
    }
    verdict = std::max(verdict, cell.verdict);
    cells.push_back(std::move(cell));
}

std::string_view ReadRow::raw_cell(std::size_t column) const
{
    if (column >= raw_ends.size())
        return {};
    const std::size_t start = column == 0 ? 0 : raw_ends[column - 1];
    return std::string_view(raw).substr(start, raw_ends[column] - start);
}

RowReading::RowReading(const language::Program& program, Index record, const ColumnNames& names,
                       const CellGround& ground, const access::Scope* scope)
    : program_(program), record_(record), own_(program.records[record]),
      owner_(own_.owner == language::none ? nullptr : &program.records[own_.owner]), ground_(ground), scope_(scope),
      finder_(program, record, names)
{
}

Result<bool> RowReading::take(const SheetRow& row, ReadRow& into)
{
    const bool empty = std::all_of(row.cells.begin(), row.cells.end(),
                                   [](const SheetCell& cell) { return is_blank(cell.text) && !cell.formula; });
    if (empty)
        return false;
    if (!settled_ && !TRY(take_heading(row)))
        return false;
    if (is_beside_the_data(row)) {
        ++skipped_;
        return false;
    }
    into.number = row.number;
    into.verdict = Verdict::ok;
    into.outcome = Outcome::none;
    into.cells.clear();
    const auto& answer = shape_.heading.confirmed;
    const std::string_view confirmed = answer && *answer < row.cells.size() ? row.cells[*answer].text : "";
    into.confirmed = confirmed == "是" || confirmed == "√" || confirmed == "1";
    carry_owner(row, into);
    read_cells(row, into);
    return true;
}

/// Whether the row is data.
Result<bool> RowReading::take_heading(const SheetRow& row)
{
    switch (finder_.take(row)) {
    case HeadingFinder::Seen::title:
        ++skipped_;
        if (finder_.titles() >= heading_rows_max)
            return no_heading(own_, owner_);
        return false;
    case HeadingFinder::Seen::heading: return false;
    case HeadingFinder::Seen::data: break;
    }
    TRY(settle_heading());
    return true;
}

/// What may not be seen may not be written. By the numbers of the record above, a row's own is found all the same.
void RowReading::hide_columns(Heading& heading) const
{
    if (scope_ == nullptr)
        return;
    for (std::size_t i = 0; i < heading.targets.size(); ++i) {
        const auto target = heading.targets[i];
        if (!target || scope_->sees(target->of_owner ? own_.owner : record_, target->field) != access::Sight::hidden)
            continue;
        const std::vector<Index> finding = target->of_owner ? lookup_fields(*owner_) : std::vector<Index>();
        if (std::find(finding.begin(), finding.end(), target->field) != finding.end())
            continue;
        heading.targets[i].reset();
        heading.hidden.push_back(heading.cells[i]);
    }
}

Result<Done> RowReading::settle_heading()
{
    auto heading = finder_.found();
    if (!heading)
        return no_heading(own_, owner_);
    settled_ = true;
    shape_.heading = std::move(*heading);
    hide_columns(shape_.heading);
    TRY(check_heading(shape_.heading, program_, record_));
    shape_.own = fields_of(shape_.heading, false);
    shape_.owners = fields_of(shape_.heading, true);
    carried_.assign(shape_.heading.targets.size(), "");
    starts_owner_.assign(shape_.heading.targets.size(), false);
    if (owner_ != nullptr)
        for (const Index field : lookup_fields(*owner_))
            if (const auto at = shape_.heading.position({true, field}))
                starts_owner_[*at] = true;
    return Done{};
}

Result<Done> RowReading::finish() { return settled_ ? Result<Done>(Done{}) : settle_heading(); }

/// Totals, signatures, and the heading again at the top of a printed page.
bool RowReading::is_beside_the_data(const SheetRow& row) const
{
    const auto first =
        std::find_if(row.cells.begin(), row.cells.end(), [](const SheetCell& cell) { return !is_blank(cell.text); });
    if (first == row.cells.end())
        return false;
    const auto at = static_cast<std::size_t>(first - row.cells.begin());
    if (static_cast<unsigned char>(first->text.front()) < 0x80 && first->text.front() != ' ')
        return false; // Most rows begin with a number.
    if (first_invalid_utf8(first->text))
        return false;
    const std::string text = clean(first->text).text;
    for (const std::string_view start : {"合计", "总计", "小计", "填表人", "制表人", "审核人", "负责人",
                                         "经办人:", "备注", "注:", "说明:", "填表说明", "制表日期", "单位负责人"})
        if (text.starts_with(start))
            return true;
    std::size_t same = 0;
    for (std::size_t i = at; i < row.cells.size() && i < shape_.heading.cells.size(); ++i)
        same += !is_blank(row.cells[i].text) && shape_.heading.cells[i] == row.cells[i].text ? 1U : 0U;
    return same >= 2;
}

/// A household split over rows: its cells stand in the first row only. They are filled in, also for a row that comes
/// back.
void RowReading::carry_owner(const SheetRow& row, ReadRow& into)
{
    const auto text_at = [&](std::size_t i) { return i < row.cells.size() ? row.cells[i].text : std::string_view(); };
    bool starts = false;
    for (std::size_t i = 0; i < starts_owner_.size(); ++i)
        starts = starts || (starts_owner_[i] && !is_blank(text_at(i)));
    into.raw.clear();
    into.raw_ends.clear();
    for (std::size_t i = 0; i < shape_.heading.targets.size(); ++i) {
        const auto& target = shape_.heading.targets[i];
        std::string_view cell = text_at(i);
        if (target && target->of_owner && starts) {
            carried_[i] = cell;
        } else if (target && target->of_owner) {
            if (!is_blank(cell) && cell != carried_[i])
                into.find({shape_.heading.cells[i], Verdict::ask, "row.owner_differs", std::string(cell), carried_[i],
                           "这一行没有写" + owner_->heading.name + "的号码，而「" + shape_.heading.cells[i] +
                               "」和上面的一" + owner_->heading.name + "不同",
                           "写明属于哪一" + owner_->heading.name});
            cell = carried_[i];
        }
        into.raw += cell;
        into.raw_ends.push_back(into.raw.size());
    }
}

void RowReading::read_cells(const SheetRow& row, ReadRow& into)
{
    into.own.resize(shape_.own.fields.size());
    into.owners.resize(shape_.owners.fields.size());
    into.owners_speak = false;
    const auto cell_at = [&](std::size_t column) {
        SheetCell cell = column < row.cells.size() ? row.cells[column] : SheetCell{};
        cell.text = into.raw_cell(column);
        return cell;
    };
    for (std::size_t i = 0; i < shape_.own.fields.size(); ++i) {
        const Index field = shape_.own.fields[i];
        read_one(cell_at(shape_.own.columns[i]), shape_.own.columns[i], own_.fields[field], part_of(own_, field),
                 into.own[i], into);
    }
    for (std::size_t i = 0; i < shape_.owners.fields.size(); ++i) {
        const Index field = shape_.owners.fields[i];
        read_one(cell_at(shape_.owners.columns[i]), shape_.owners.columns[i], owner_->fields[field],
                 part_of(*owner_, field), into.owners[i], into);
        into.owners_speak = into.owners_speak || into.owners[i].kind != Stored::Kind::none;
    }
    for (std::size_t i = shape_.heading.targets.size(); i < row.cells.size(); ++i)
        if (!is_blank(row.cells[i].text))
            into.find({"", Verdict::refused, "row.cells_over", std::string(row.cells[i].text), "",
                       "第 " + std::to_string(i + 1) + " 格在最后一列之外，这一行可能错开了",
                       "检查这一行是否多了逗号或多了一格"});
    compare_with_number(into);
    if (const auto at = own_.as_name == language::none ? std::nullopt : shape_.own.find(own_.as_name)) {
        into.initials = initials_of_name(into.own[*at].text);
        into.name_parts = name_endings(into.own[*at].text);
    }
    into.json = "{";
    for (std::size_t i = 0; i < into.own.size(); ++i)
        append_fact(into.json, own_.fields[shape_.own.fields[i]], into.own[i]);
    into.json += '}';
}

void RowReading::read_one(const SheetCell& cell, std::size_t column, const Field& field, FieldPart part, Stored& fact,
                          ReadRow& into)
{
    fact.kind = Stored::Kind::none;
    fact.text.clear();
    if (cell.text.empty() && !cell.formula)
        return;
    CellReading reading = read_cell(cell, field, part, ground_);
    auto stored = to_stored(reading.value, field.type);
    if (!stored)
        reading = {Verdict::refused,
                   {},
                   "registry.places",
                   "`" + std::string(cell.text) + "` 的小数超过四位",
                   "四舍五入后再填"};
    if (reading.verdict != Verdict::ok) {
        const auto shown = [&](std::string_view text) {
            return field.masked ? shown_masked(field, text) : std::string(text);
        };
        const bool is_text = !first_invalid_utf8(cell.text);
        const std::string normalised = cell_text(reading.value, field, program_);
        std::string why = std::move(reading.why);
        // What is masked is masked in the reason too.
        if (field.masked && is_text)
            for (const std::string& said : {clean(cell.text).text, normalised})
                for (std::size_t at = said.empty() ? std::string::npos : why.find(said); at != std::string::npos;
                     at = why.find(said, at + said.size()))
                    why.replace(at, said.size(), shown(said));
        into.find({shape_.heading.cells[column], reading.verdict, std::move(reading.code),
                   is_text ? shown(cell.text) : "", shown(normalised), std::move(why), std::move(reading.remedy)});
    }
    if (stored && reading.verdict != Verdict::refused)
        fact = std::move(*stored);
}

/// Sex and birthday stand in the number too: where a column says otherwise, one of them is wrong.
void RowReading::compare_with_number(ReadRow& row) const
{
    std::optional<IdentityNumber> number;
    for (std::size_t i = 0; i < shape_.own.fields.size(); ++i)
        if (own_.fields[shape_.own.fields[i]].type.kind == Kind::citizen_number &&
            row.own[i].kind == Stored::Kind::text)
            if (const auto read = IdentityNumber::parse(row.own[i].text); read && !number)
                number = *read;
    if (!number)
        return;
    for (std::size_t i = 0; i < shape_.own.fields.size(); ++i) {
        const Field& field = own_.fields[shape_.own.fields[i]];
        const Stored& fact = row.own[i];
        const std::string& column = shape_.heading.cells[shape_.own.columns[i]];
        const std::string original(row.raw_cell(shape_.own.columns[i]));
        if (shape_.own.fields[i] == own_.ages_from && fact.kind == Stored::Kind::integer &&
            fact.integer != number->birthday().number())
            row.find({column, Verdict::ask, "row.birthday", original, number->birthday().text(),
                      "「" + column + "」`" + original + "` 和身份证号里的 " + number->birthday().text() + " 不同",
                      "照证件查对哪一个错了"});
        if (const auto male = is_male(field, fact, program_); male && *male != number->is_male())
            row.find({column, Verdict::ask, "row.sex", original, number->is_male() ? "男" : "女",
                      "「" + column + "」`" + original + "` 和身份证号里的性别不同", "照证件查对哪一个错了"});
    }
}

} // namespace huimin::registry
