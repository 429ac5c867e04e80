#include "registry/import.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/sm3.h"
#include "base/text.h"
#include "registry/internal/columns.h"
#include "registry/internal/rows.h"

namespace huimin::registry {

namespace fs = std::filesystem;
using language::Index;
using language::Record;
using language::Value;

namespace {

constexpr std::size_t heading_rows_max = 12;

/// One file on its way into the store.
class Import {
public:
    Import(Registry& registry, const ColumnNames& names, const ImportRequest& request)
        : registry_(registry), program_(registry.program()), names_(names), request_(request),
          own_(program_.records[request.record])
    {
    }

    Result<ImportReport> run()
    {
        TRY(digest_file());
        if (!request_.preview.empty() && request_.preview != report_.digest)
            return Error{Fault::conflict, "import.changed",
                         "文件和预检时的不是同一个（现在是 `" + report_.digest.substr(0, 16) + "…`）",
                         "重新预检后再导入", "the file is not the one that was previewed; preview it again"};
        store::Transaction transaction = TRY(registry_.store().begin());
        rows_.emplace(TRY(RowsIntoStore::begin(registry_, transaction, request_, report_.digest)));
        TRY(read_sheet(request_.file, [&](std::size_t number, Row& row) { return take(number, row); }));
        if (!columns_)
            return Error{Fault::invalid, "import.no_header",
                         "前 " + std::to_string(heading_rows_max) + " 行里没有认得出的列名",
                         "第一行写列名，例如 " + own_.fields.front().name + "、" + own_.fields.back().name,
                         "no row names the columns"};
        TRY(rows_->finish(report_));
        TRY(check_total());
        if (returned_) {
            TRY(returned_->finish());
            report_.returned = returned_path_;
        }
        if (!request_.dry_run)
            TRY(transaction.commit());
        return std::move(report_);
    }

private:
    Result<Done> digest_file()
    {
        std::ifstream in(request_.file, std::ios::binary);
        Sm3 hasher;
        std::string buffer(1U << 16U, '\0');
        while (in) {
            in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            hasher.add(std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount())));
        }
        if (!in.eof())
            return Error{Fault::unavailable, "sheet.unread", "读不了文件 `" + request_.file.string() + "`",
                         "确认文件存在而且可读", "cannot read `" + request_.file.string() + "`"};
        hasher.add_field(own_.heading.alias);
        hasher.add_field(request_.source);
        report_.digest = hex(hasher.finish());
        return Done{};
    }

    Result<Done> take(std::size_t number, Row& row)
    {
        if (request_.progress)
            request_.progress(number);
        const bool empty = std::all_of(row.begin(), row.end(), [](const std::string& cell) {
            return cell.find_first_not_of(" \t") == std::string::npos;
        });
        if (empty)
            return Done{};
        if (!columns_)
            return take_heading(row);
        if (is_total_or_signature(row)) {
            ++report_.skipped;
            return Done{};
        }
        return take_row(number, row);
    }

    Result<Done> take_heading(const Row& row)
    {
        Columns found = match_columns(row, program_, request_.record, names_);
        if (found.known() >= 2) {
            TRY(check_columns(found, program_, request_.record));
            report_.unknown_columns = found.unknown;
            columns_ = std::move(found);
            heading_ = row;
            carried_.assign(row.size(), "");
            return Done{};
        }
        ++report_.skipped;
        return ++titles_ < heading_rows_max ? Result<Done>(Done{})
                                            : Error{Fault::invalid, "import.no_header",
                                                    "前 " + std::to_string(heading_rows_max) + " 行里没有认得出的列名",
                                                    "第一行写列名", "no row names the columns"};
    }

    static bool is_total_or_signature(const Row& row)
    {
        const auto first = std::find_if(row.begin(), row.end(), [](const std::string& cell) { return !cell.empty(); });
        const std::string text = clean(*first).text;
        for (const std::string_view start :
             {"合计", "总计", "小计", "填表人", "制表人", "审核人", "负责人", "备注", "注:", "说明:"})
            if (text.starts_with(start))
                return true;
        return false;
    }

    Result<Done> take_row(std::size_t number, const Row& row)
    {
        ++report_.rows;
        Verdict verdict = Verdict::ok;
        std::string why, remedy;
        const auto note = [&](Verdict one, const std::string& reason, const std::string& what_to_do) {
            if (one == Verdict::ok)
                return;
            verdict = std::max(verdict, one);
            if (!reason.empty())
                why += (why.empty() ? "" : "；") + reason;
            if (!what_to_do.empty())
                remedy += (remedy.empty() ? "" : "；") + what_to_do;
        };
        const ReadRow read = read_row(row, note);
        if (verdict <= Verdict::mended) {
            const auto outcome = rows_->put(read);
            if (outcome) {
                count(*outcome);
                sum(read);
            } else if (outcome.error().code.starts_with("store.")) {
                return outcome.error();
            } else {
                note(Verdict::refused, outcome.error().message, outcome.error().remedy);
            }
        }
        switch (verdict) {
        case Verdict::ok: ++report_.ok; return Done{};
        case Verdict::mended: ++report_.mended; return Done{};
        case Verdict::ask: ++report_.ask; break;
        case Verdict::refused: ++report_.refused; break;
        }
        return give_back(number, row, verdict, why, remedy);
    }

    template <class Note>
    ReadRow read_row(const Row& row, const Note& note)
    {
        ReadRow read;
        read.own.resize(own_.fields.size());
        if (own_.owner != language::none)
            read.owners.resize(program_.records[own_.owner].fields.size());
        const bool owner_starts = own_.owner != language::none && starts_owner(row);
        for (std::size_t i = 0; i < columns_->targets.size(); ++i) {
            const auto& target = columns_->targets[i];
            std::string cell = i < row.size() ? row[i] : "";
            if (!target)
                continue;
            // A household split over rows: its cells stand in the first row only.
            if (target->of_owner) {
                if (owner_starts)
                    carried_[i] = cell;
                else
                    cell = carried_[i];
            }
            const Record& record = target->of_owner ? program_.records[own_.owner] : own_;
            const language::Field& field = record.fields[target->field];
            CellReading reading = read_cell(cell, field, program_, registry_.areas());
            note(reading.verdict, reading.why.empty() ? "" : "「" + field.name + "」" + reading.why, reading.remedy);
            (target->of_owner ? read.owners : read.own)[target->field] = std::move(reading.value);
        }
        return read;
    }

    /// Whether the row names its household itself.
    bool starts_owner(const Row& row) const
    {
        for (const Index field : lookup_fields(program_.records[own_.owner]))
            if (const auto at = columns_->position({true, field});
                at && *at < row.size() && !clean(row[*at]).text.empty())
                return true;
        return false;
    }

    void count(Outcome outcome)
    {
        switch (outcome) {
        case Outcome::added: ++report_.added; break;
        case Outcome::changed: ++report_.changed; break;
        case Outcome::unchanged: ++report_.unchanged; break;
        }
    }

    void sum(const ReadRow& read)
    {
        if (request_.control_field.empty())
            return;
        for (Index i = 0; i < own_.fields.size(); ++i)
            if (own_.fields[i].name == request_.control_field || own_.fields[i].alias == request_.control_field)
                if (const auto* number = std::get_if<Rational>(&read.own[i]); number != nullptr && number->whole())
                    report_.control_sum = Money::from_fen(report_.control_sum.fen() + *number->whole());
    }

    Result<Done> check_total()
    {
        if (!request_.control_total || *request_.control_total == report_.control_sum)
            return Done{};
        return Error{Fault::conflict, "import.control_total",
                     "「" + request_.control_field + "」收下的各行合计 `" + report_.control_sum.text() +
                         "`，与给出的总额 `" + request_.control_total->text() + "` 不符",
                     "看退回的行和原表的合计，查清差在哪里",
                     "the accepted rows sum to `" + report_.control_sum.text() + "`, not to the control total"};
    }

    Result<Done> give_back(std::size_t number, const Row& row, Verdict verdict, const std::string& why,
                           const std::string& remedy)
    {
        if (request_.returned.empty())
            return Done{};
        if (!returned_) {
            std::error_code trouble;
            fs::create_directories(request_.returned, trouble);
            const std::string ending = request_.file.extension() == ".xlsx" ? ".xlsx" : ".csv";
            returned_path_ = request_.returned / (request_.file.stem().string() + "-退回" + ending);
            returned_.emplace(TRY(SheetWriter::create(returned_path_)));
            Row first = heading_;
            first.insert(first.end(), {"原行号", "结果", "原因", "怎么办"});
            TRY(returned_->add(first));
        }
        Row back = row;
        back.resize(heading_.size());
        back.insert(back.end(), {std::to_string(number), std::string(text_of(verdict)), why, remedy});
        return returned_->add(back);
    }

    Registry& registry_;
    const language::Program& program_;
    const ColumnNames& names_;
    const ImportRequest& request_;
    const Record& own_;
    ImportReport report_;
    std::optional<Columns> columns_;
    Row heading_, carried_;
    std::size_t titles_ = 0;
    std::optional<RowsIntoStore> rows_;
    std::optional<SheetWriter> returned_;
    fs::path returned_path_;
};

} // namespace

Result<ColumnNames> read_column_names(std::string_view csv)
{
    ColumnNames names;
    std::istringstream lines{std::string(csv)};
    std::string line;
    std::getline(lines, line); // heading,field
    while (std::getline(lines, line)) {
        const std::size_t comma = line.find(',');
        if (comma != std::string::npos)
            names[line.substr(0, comma)] = line.substr(comma + 1);
        else if (!line.empty())
            return Error{Fault::invalid, "import.names", "列名对照表里的 `" + line + "` 读不懂", "每行写 表头,字段",
                         "each line of the column names must read heading,field"};
    }
    return names;
}

Result<ImportReport> import_file(Registry& registry, const ColumnNames& names, const ImportRequest& request)
{
    return Import(registry, names, request).run();
}

namespace {

std::string cell_text(const Value& value, const language::Field& field, const language::Program& program)
{
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "是" : "否";
    if (const auto* number = std::get_if<Rational>(&value)) {
        if (field.type.kind == language::Kind::money && number->whole())
            return Money::from_fen(*number->whole()).text();
        return number->text();
    }
    if (const auto* day = std::get_if<Day>(&value))
        return day->text();
    if (const auto* month = std::get_if<Month>(&value))
        return month->text();
    if (const auto* area = std::get_if<AreaCode>(&value))
        return area->short_text();
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        for (const language::ChoiceValue& one : program.choices[field.type.of].values)
            if (one.number == choice->number)
                return one.name;
    return "";
}

} // namespace

Result<std::size_t> export_file(Registry& registry, Index index, AreaCode area, const fs::path& path)
{
    const language::Program& program = registry.program();
    const Record& record = program.records[index];
    SheetWriter writer = TRY(SheetWriter::create(path));
    Row heading;
    for (const language::Field& field : record.fields)
        heading.push_back(field.name);
    TRY(writer.add(heading));
    store::Reader reader = TRY(registry.store().snapshot());
    std::string sql =
        "select " + store::Dialect::names(all_columns(record)) + " from " + store::Dialect::name(record.heading.alias);
    if (area.number() != 0)
        sql += " where county = " + std::to_string(area.at(AreaLevel::county).number() / 1'000'000);
    store::Rows rows = TRY(reader.scan(sql + " order by county, key"));
    const std::size_t fixed = fixed_columns(record).size();
    std::size_t count = 0;
    while (TRY(rows.next())) {
        Row row;
        for (std::size_t i = 0; i < record.fields.size(); ++i)
            row.push_back(cell_text(from_stored(rows[fixed + i], record.fields[i].type), record.fields[i], program));
        TRY(writer.add(row));
        ++count;
    }
    TRY(writer.finish());
    return count;
}

} // namespace huimin::registry
