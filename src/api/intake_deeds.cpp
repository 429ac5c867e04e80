#include <chrono>
#include <fstream>
#include <map>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/intakes.h"
#include "http/json.h"
#include "store/journal.h"

namespace huimin::api {

namespace fs = std::filesystem;
namespace json = boost::json;
using registry::ImportReport;
using registry::ImportRequest;
using registry::Verdict;
using store::WorkState;
using Telling = store::LongWork::Telling;

namespace {

constexpr std::chrono::milliseconds tried_again_after{500};

std::string_view word_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::ok: return "ok";
    case Verdict::mended: return "mended";
    case Verdict::ask: return "ask";
    case Verdict::refused: return "refused";
    }
    return {};
}

json::object verdict_json(const registry::RowVerdict& row)
{
    json::array cells;
    for (const registry::CellVerdict& cell : row.cells)
        cells.push_back(json::object{{"column", cell.column},
                                     {"verdict", word_of(cell.verdict)},
                                     {"code", cell.code},
                                     {"original", cell.original},
                                     {"normalised", cell.normalised},
                                     {"text", cell.why},
                                     {"remedy", cell.remedy}});
    return {{"row", row.row}, {"verdict", word_of(row.verdict)}, {"cells", std::move(cells)}};
}

Error gone()
{
    return Error{Fault::conflict, "import.gone", "文件已经撤回或过期，内容已删除", "重新选文件试一遍",
                 "the file is deleted; begin again"};
}

/// Others may hold the store's only writer for a while: waits for it as long as nobody asks to stop.
Result<ImportReport> import_patiently(City& city, const ImportRequest& request, const Telling& telling)
{
    while (true) {
        auto report = registry::import_file(city.registry, city.column_names, request);
        if (report || report.error().code != "store.busy" || telling.stop.stop_requested())
            return report;
        std::this_thread::sleep_for(tried_again_after);
    }
}

/// The intake a work is about, and what its beginner may do now.
struct Begun {
    Intake intake;
    access::Scope scope;
};

Result<Begun> begun_by(City& city, const WorkState& state)
{
    const json::value body = json::parse(state.body);
    auto intake = TRY(Intakes(city).find(body.at("intake").as_int64()));
    if (!intake || intake->record == language::none)
        return gone();
    return Begun{*std::move(intake), TRY(city.access.gate.permit(access::Mandate::read(body.at("mandate"))))};
}

} // namespace

std::string report_text(const Intake& intake, const ImportReport& report)
{
    json::array unknown, notes;
    for (const std::string& column : report.unknown_columns)
        unknown.push_back(json::string(column));
    for (const std::string& note : report.notes)
        notes.push_back(json::string(note));
    return http::write_json(json::object{
        {"intake", intake.key},
        {"digest", report.digest},
        {"rows", report.rows},
        {"ok", report.ok},
        {"mended", report.mended},
        {"ask", report.ask},
        {"refused", report.refused},
        {"added", report.added},
        {"changed", report.changed},
        {"unchanged", report.unchanged},
        {"owners_added", report.owners_added},
        {"skipped", report.skipped},
        {"unknown_columns", std::move(unknown)},
        {"notes", std::move(notes)},
        {"control_sum_fen", intake.control_field.empty() ? json::value(nullptr) : report.control_sum.fen()},
        {"returned", !report.returned.empty()}});
}

void name_intake(const City& city, json::object& report)
{
    report["import"] = city.ids.text("import", report.at("intake").as_int64());
    report.erase("intake");
}

Result<ImportRequest> Intakes::request_for(const Intake& intake, const access::Scope& scope,
                                           const Telling& telling) const
{
    ImportRequest request;
    request.file = folder(intake.key) / intake.name;
    if (!fs::exists(request.file))
        return gone();
    request.record = intake.record;
    request.source = intake.source;
    request.true_on = intake.true_on;
    request.actor = registry::Actor::of(scope);
    request.returned = folder(intake.key) / "returned";
    request.control_field = intake.control_field;
    request.control_total = intake.control_total;
    request.rows_max = scope.extent(intake.record).rows_max;
    request.stop = telling.stop;
    return request;
}

Result<std::string> Intakes::try_out(const WorkState& state, const Telling& telling)
{
    const Begun begun = TRY(begun_by(*city_, state));
    if (begun.intake.state == IntakeState::tried) // a server that ended before it could say so
        return begun.intake.trial;
    ImportRequest request = TRY(request_for(begun.intake, begun.scope, telling));
    request.dry_run = true;
    request.progress = [&](std::size_t row) {
        telling.progress(static_cast<std::int64_t>(row), std::nullopt, "逐行检查");
    };
    std::ofstream out(verdicts(begun.intake.key), std::ios::trunc);
    std::map<Verdict, std::size_t> told;
    request.judged = [&](const registry::RowVerdict& row) {
        if (told[row.verdict]++ < verdicts_max)
            out << http::write_json(verdict_json(row)) << '\n';
    };
    const auto report = import_patiently(*city_, request, telling);
    if (!report) {
        if (!telling.stop.stop_requested())
            TRY(discard(begun.intake.key));
        return report.error();
    }
    out.flush();
    TRY(keep_trial(begun.intake, begun.scope, *report));
    return report_text(begun.intake, *report);
}

Result<Done> Intakes::keep_trial(const Intake& intake, const access::Scope& scope, const ImportReport& report)
{
    const std::string text = report_text(intake, report);
    const std::string& alias = city_->program().records[intake.record].heading.alias;
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update intake set state = 'tried', digest = $2, trial = $3 where key = $1 and state = "
                            "'trying'",
                            {intake.key, report.digest, text}));
        store::JournalEntry entry = scope.entry(AreaCode(), "import.try", alias, intake.key);
        entry.after = text;
        TRY(store::Journal(city_->registry.keys()).write(transaction, entry));
        return Done{};
    });
}

Result<std::string> Intakes::commit(const WorkState& state, const Telling& telling)
{
    const Begun begun = TRY(begun_by(*city_, state));
    const Intake& intake = begun.intake;
    const fs::path file = folder(intake.key) / intake.name;
    std::error_code trouble;
    if (intake.state == IntakeState::committed && intake.work == state.key) { // done, and not told: the server ended
        fs::remove(file, trouble);
        return intake.outcome;
    }
    ImportRequest request = TRY(request_for(intake, begun.scope, telling));
    request.preview = intake.digest;
    const std::int64_t rows = json::parse(intake.trial).at("rows").as_int64();
    request.progress = [&](std::size_t row) {
        telling.progress(std::min(static_cast<std::int64_t>(row), rows), rows, "写入");
    };
    std::string outcome;
    request.also = [&](store::Transaction& transaction, const ImportReport& report) -> Result<Done> {
        outcome = report_text(intake, report);
        if (TRY(transaction.run("update intake set state = 'committed', outcome = $2, committed_by = $3 where key = $1 "
                                "and state = 'tried'",
                                {intake.key, outcome, begun.scope.actor()})) == 0)
            return Error{Fault::conflict, "import.committed", "这个文件已经导入过了",
                         "不用再导；要看结果，打开导入记录", "it has been imported already"};
        const std::string& alias = city_->program().records[intake.record].heading.alias;
        store::JournalEntry entry = begun.scope.entry(AreaCode(), "import.commit", alias, intake.key);
        entry.after = outcome;
        TRY(store::Journal(city_->registry.keys()).write(transaction, entry));
        return Done{};
    };
    TRY(import_patiently(*city_, request, telling));
    fs::remove(file, trouble); // it has served; discard_old looks after it, too
    return outcome;
}

} // namespace huimin::api
