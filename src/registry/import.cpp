#include "registry/import.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/sm3.h"
#include "registry/internal/returned.h"
#include "registry/internal/rows.h"
#include "store/outbox.h"

namespace huimin::registry {

using language::Index;
using language::Record;

namespace {

/// One file on its way into the store.
class Import {
public:
    Import(Registry& registry, const ColumnNames& names, const ImportRequest& request)
        : registry_(registry), names_(names), request_(request), own_(registry.program().records[request.record])
    {
    }

    Result<ImportReport> run()
    {
        TRY(check_control());
        const std::string bytes = TRY(read_sheet_file(request_.file));
        name_file(bytes);
        const CellGround ground(registry_.program(), registry_.areas(), today());
        RowReading reading(registry_.program(), request_.record, names_, ground, request_.actor.scope.get());
        ReturnedRows returned(request_, reading.shape().heading);
        store::Transaction transaction = TRY(registry_.store().begin());
        TRY(take_rows(transaction, bytes, reading, returned));
        report_.skipped = reading.skipped();
        report_.unknown_columns = reading.shape().heading.unknown;
        note_hidden(reading.shape().heading.hidden);
        TRY(check_total());
        TRY(check_preview());
        TRY(returned.close());
        if (!request_.dry_run) {
            TRY(leave_event(transaction));
            if (request_.also)
                TRY(request_.also(transaction, report_));
            TRY(transaction.commit());
        }
        report_.returned = TRY(returned.finish());
        return std::move(report_);
    }

private:
    /// The day it is in China, by the registry's clock.
    Day today()
    {
        constexpr std::int64_t day = 86'400'000, east_of_greenwich = 8 * 3'600'000;
        const std::int64_t now = store::KeyMaker::milliseconds_of(registry_.keys().next()) + east_of_greenwich;
        return Day::from_number(static_cast<std::int32_t>(now / day));
    }

    /// One for the file: a register of a million rows is no million messages.
    Result<Done> leave_event(store::Transaction& transaction)
    {
        if (report_.added + report_.changed == 0)
            return Done{};
        return store::append_to_outbox(transaction, registry_.keys(), AreaCode(), "registry.import",
                                       "{\"record\":\"" + own_.heading.alias +
                                           "\",\"added\":" + std::to_string(report_.added) +
                                           ",\"changed\":" + std::to_string(report_.changed) + "}");
    }

    void name_file(const std::string& bytes)
    {
        Sm3 file;
        file.add(bytes);
        file.add_field(own_.heading.alias);
        file.add_field(request_.source);
        file_digest_ = hex(file.finish());
        outcome_.add_field(file_digest_);
        outcome_.add_field(request_.true_on ? request_.true_on->text() : "");
        outcome_.add_field(registry_.program().digest);
    }

    void note_hidden(const std::vector<std::string>& columns)
    {
        std::string named;
        for (const std::string& column : columns)
            named += "「" + column + "」";
        if (!columns.empty())
            report_.notes.push_back(named + "只能为规则包写明的用途查看和导入，这次没有读");
    }

    Result<Done> check_preview()
    {
        report_.digest = hex(outcome_.finish());
        if (request_.preview.empty() || request_.preview == report_.digest)
            return Done{};
        return Error{Fault::conflict, "import.changed",
                     "和预检时不同了：文件、来源、规则或系统里的档案改过；现在是文件 `" +
                         request_.file.filename().string() + "`、档案「" + own_.heading.name + "」、来源 `" +
                         request_.source + "`",
                     "写得和预检时一样，或重新预检、看过结果再导入",
                     "the file, the source, the rules or the records are not those of the preview (now file `" +
                         request_.file.filename().string() + "`, record `" + own_.heading.alias + "`, source `" +
                         request_.source + "`): write them as then, or preview it again"};
    }

    Result<Done> take_rows(store::Transaction& transaction, const std::string& bytes, RowReading& reading,
                           ReturnedRows& returned)
    {
        ReadingThread rows(bytes, reading);
        std::unique_ptr<RowsIntoStore> store;
        ReadingThread::Batch spent;
        while (auto batch = TRY(rows.next(std::move(spent)))) {
            if (!store) {
                store = TRY(RowsIntoStore::begin(registry_, transaction, request_, file_digest_, reading.shape()));
                control_at_ = control_field_ ? reading.shape().own.find(*control_field_) : std::nullopt;
            }
            if (request_.stop.stop_requested())
                return Error{Fault::unavailable, "import.stopped", "导入已停下，什么也没有写入", "需要时重新导入",
                             "the import was stopped; nothing was written"};
            TRY(store->put(*batch));
            outcomes_.clear();
            for (const ReadRow& row : *batch)
                TRY(account(row, returned));
            outcome_.add_field(outcomes_);
            if (request_.progress)
                request_.progress(batch->back().number);
            spent = std::move(*batch);
        }
        report_.notes = rows.notes().notes;
        if (!store)
            return Done{};
        report_.owners_added = store->owners_added();
        return store->finish();
    }

    Result<Done> account(const ReadRow& row, ReturnedRows& returned)
    {
        ++report_.rows;
        if (request_.rows_max && std::cmp_greater(report_.rows, *request_.rows_max))
            return Error{
                Fault::invalid, "import.rows", "文件超过一次可以导入的 `" + std::to_string(*request_.rows_max) + "` 行",
                "拆成几个文件，或请可以导入更多行的单位导入", "more rows than may be imported at once; split the file"};
        outcomes_ += std::to_string(row.number) + " " + std::to_string(static_cast<int>(row.verdict)) + " " +
                     std::to_string(static_cast<int>(row.outcome)) + "\n";
        switch (row.outcome) {
        case Outcome::none: break;
        case Outcome::added: ++report_.added; break;
        case Outcome::changed: ++report_.changed; break;
        case Outcome::unchanged: ++report_.unchanged; break;
        }
        if (row.verdict != Verdict::ok && request_.judged)
            request_.judged({row.number, row.verdict, row.cells});
        switch (row.verdict) {
        case Verdict::ok: ++report_.ok; break;
        case Verdict::mended: ++report_.mended; break;
        case Verdict::ask: ++report_.ask; break;
        case Verdict::refused: ++report_.refused; break;
        }
        if (row.verdict > Verdict::mended)
            return returned.add(row);
        if (std::ranges::any_of(row.cells, [](const CellVerdict& cell) { return cell.code == "row.older"; }))
            ++report_.older;
        if (control_at_)
            report_.control_sum = Money::from_fen(report_.control_sum.fen() + row.own[*control_at_].integer);
        return Done{};
    }

    Result<Done> check_control()
    {
        if (request_.control_field.empty())
            return Done{};
        const auto target =
            HeadingFinder(registry_.program(), request_.record, names_).target_of(request_.control_field);
        if (target && !target->of_owner && own_.fields[target->field].type.kind == language::Kind::money)
            control_field_ = target->field;
        if (control_field_)
            return Done{};
        return Error{Fault::invalid, "import.control_form",
                     "「`" + request_.control_field + "`」不是" + own_.heading.name + "的金额",
                     "写一个金额字段的名称，或表里这一列的列名", "the control field is no amount of the record"};
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

    Registry& registry_;
    const ColumnNames& names_;
    const ImportRequest& request_;
    const Record& own_;
    ImportReport report_;
    std::string file_digest_; ///< of the file, the record and the source: what the journal's entries come from
    Sm3 outcome_;
    std::string outcomes_; ///< of the rows of one batch
    std::optional<Index> control_field_;
    std::optional<std::size_t> control_at_;
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

} // namespace huimin::registry
