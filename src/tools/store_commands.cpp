// init, import, export, search, map: what fills a city's store and finds in it.

#include "tools/store_commands.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "access/tables.h"
#include "registry/area_shapes.h"
#include "registry/export.h"
#include "registry/search.h"
#include "tools/city_store.h"
#include "tools/home.h"

namespace huimin::tools {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

struct ListedFile {
    fs::path path;
    std::string record, source, true_on;
};

/// What is imported must be told of: every fact keeps where it comes from and the day it was true.
Result<ListedFile> told_of(ListedFile file)
{
    std::string lacks;
    const auto need = [&](const std::string& word, const char* option) {
        if (word.empty())
            lacks += (lacks.empty() ? "" : " ") + std::string(option);
    };
    need(file.record, "--record");
    need(file.source, "--source");
    need(file.true_on, "--true-on");
    if (lacks.empty())
        return file;
    return Error{
        Fault::invalid, "import.no_source", "导入 `" + file.path.filename().string() + "` 还要写 " + lacks,
        "--record 哪种档案，--source 数据来源，--true-on 属实的日子，如 2025-07-31；导入文件夹时由 目录.csv 逐个写明",
        "the import of `" + file.path.filename().string() + "` needs " + lacks +
            "; for a folder its 目录.csv tells them of each file"};
}

/// The files of an import: those named, or all that a folder's 目录.csv lists. What the list leaves out, the command
/// line tells.
Result<std::vector<ListedFile>> files_of(const ImportOptions& options)
{
    std::vector<ListedFile> files;
    for (const std::string& named : options.files) {
        if (!fs::is_directory(named)) {
            files.push_back(TRY(told_of({named, options.record, options.source, options.true_on})));
            continue;
        }
        const fs::path folder = named;
        TRY(registry::read_sheet(folder / "目录.csv", [&](const registry::SheetRow& row) -> Result<Done> {
            const auto cell = [&](std::size_t i, const std::string& otherwise) {
                const std::string text(i < row.cells.size() ? row.cells[i].text : "");
                return text.empty() ? otherwise : text;
            };
            if (row.number > 1 && !cell(0, "").empty())
                files.push_back(TRY(told_of({folder / cell(0, ""), cell(1, options.record), cell(2, options.source),
                                             cell(3, options.true_on)})));
            return Done{};
        }));
    }
    return files;
}

json::object told(const ListedFile& file, const registry::ImportReport& report)
{
    json::array unknown, notes;
    for (const std::string& column : report.unknown_columns)
        unknown.push_back(json::string(column));
    for (const std::string& note : report.notes)
        notes.push_back(json::string(note));
    return {{"file", file.path.filename().string()},
            {"rows", report.rows},
            {"ok", report.ok},
            {"mended", report.mended},
            {"older", report.older},
            {"ask", report.ask},
            {"refused", report.refused},
            {"added", report.added},
            {"changed", report.changed},
            {"unchanged", report.unchanged},
            {"owners_added", report.owners_added},
            {"unknown_columns", std::move(unknown)},
            {"notes", std::move(notes)},
            {"digest", report.digest},
            {"returned", report.returned.string()}};
}

void say(const Terminal& terminal, const ListedFile& file, const registry::ImportReport& report,
         const std::string& seconds, bool dry_run)
{
    terminal.say(
        file.path.filename().string() + "：" + std::to_string(report.rows) + " 行，通过 " + std::to_string(report.ok) +
        "，已修正 " + std::to_string(report.mended) + "，待确认 " + std::to_string(report.ask) + "，退回 " +
        std::to_string(report.refused) + "；新增 " + std::to_string(report.added) + "，更新 " +
        std::to_string(report.changed) + "，不变 " + std::to_string(report.unchanged) +
        (report.owners_added > 0 ? "，新增户 " + std::to_string(report.owners_added) : "") + "（" + seconds + " 秒）");
    if (report.older > 0)
        terminal.say("  其中 " + std::to_string(report.older) + " 行有的事实比系统里的旧，那几项没有改");
    for (const std::string& column : report.unknown_columns)
        terminal.say("  没有用到的列：「" + column + "」");
    for (const std::string& note : report.notes)
        terminal.say("  " + note);
    if (!report.returned.empty())
        terminal.say("  没有收下的行和原因在 " + report.returned.string());
    if (dry_run)
        terminal.say("  只是预检，没有写入；照此导入：加 --preview " + report.digest);
}

/// `工资=1234.50`
Result<Done> read_control_total(const std::string& text, registry::ImportRequest& request)
{
    if (text.empty())
        return Done{};
    const std::size_t mark = text.find('=');
    if (mark == std::string::npos)
        return Error{Fault::invalid, "import.control_form", "核对总额 `" + text + "` 读不懂", "写成 工资=1234.50",
                     "write the control total as field=1234.50"};
    request.control_field = text.substr(0, mark);
    request.control_total = TRY(Money::parse(text.substr(mark + 1)));
    return Done{};
}

} // namespace

Exit init(const Terminal& terminal, const StoreOptions& options)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open_for(options, options.city, store::Absent::make));
        TRY(city->may_become(options.city));
        store::MigrationReport report = TRY(city->registry().migrate());
        for (const std::string& deed : TRY(store::migrate(city->store(), access::tables())).deeds)
            report.deeds.push_back(deed);
        TRY(city->note_shape(options.city));
        json::array deeds;
        for (const std::string& deed : report.deeds)
            deeds.push_back(json::string(deed));
        terminal.say(city->program().city.name + "的存储已就绪：" + std::to_string(city->program().records.size()) +
                     " 种档案，" + std::to_string(report.deeds.size()) + " 处改动");
        terminal.tell(json::object{{"city", city->program().city.name}, {"deeds", std::move(deeds)}});
        return Exit::done;
    });
}

namespace {

/// With a bar; how many rows a file has is guessed from its size.
Result<registry::ImportReport> imported(const Terminal& terminal, CityStore& city, const registry::ColumnNames& names,
                                        registry::ImportRequest& request)
{
    std::error_code unknown;
    const std::uintmax_t bytes = fs::file_size(request.file, unknown);
    constexpr std::uintmax_t bytes_a_row = 120;
    Progress progress(terminal, "导入 " + request.file.filename().string(), unknown ? 0 : bytes / bytes_a_row);
    request.progress = [&](std::size_t rows) { progress.at(rows); };
    return registry::import_file(city.registry(), names, request);
}

Result<std::size_t> exported(const Terminal& terminal, CityStore& city, registry::ExportRequest& request)
{
    Progress progress(terminal, "导出 " + request.file.filename().string());
    request.how_far = progress.teller();
    return registry::export_file(city.registry(), request);
}

} // namespace

Exit import_files(const Terminal& terminal, const StoreOptions& options, const ImportOptions& import)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const std::string synonyms = TRY(read_whole(city->home() / "data" / "column_names.csv"));
        const registry::ColumnNames names = TRY(registry::read_column_names(synonyms));
        json::array reports;
        bool all_taken = true;
        for (const ListedFile& file : TRY(files_of(import))) {
            registry::ImportRequest request;
            request.file = file.path;
            request.record = TRY(city->record(file.record));
            request.source = file.source;
            request.true_on = TRY(Day::parse(file.true_on));
            request.actor = {options.actor.empty() ? "命令行" : options.actor,
                             options.purpose.empty() ? "导入" : options.purpose};
            request.dry_run = import.dry_run;
            request.preview = import.preview;
            request.returned = import.returned;
            TRY(read_control_total(import.control_total, request));
            const auto started = std::chrono::steady_clock::now();
            const registry::ImportReport report = TRY(imported(terminal, *city, names, request));
            say(terminal, file, report, seconds_text(std::chrono::steady_clock::now() - started), import.dry_run);
            reports.push_back(told(file, report));
            all_taken = all_taken && report.ask + report.refused == 0;
        }
        TRY(city->seal());
        terminal.tell(json::object{{"files", std::move(reports)}, {"dry_run", import.dry_run}});
        return all_taken ? Exit::done : Exit::no;
    });
}

Exit export_records(const Terminal& terminal, const StoreOptions& options, const ExportOptions& out)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        if (out.clear && options.purpose.empty())
            return Error{Fault::invalid, "export.no_purpose", "不遮蔽的导出要写明用途", "加上 --purpose 用途",
                         "an export in clear needs --purpose"};
        registry::ExportRequest request;
        request.rows.record = TRY(city->record(out.record));
        request.rows.within = out.area.empty() ? AreaCode() : TRY(AreaCode::parse(out.area));
        request.rows.inside = registry::below(AreaCode());
        request.file = out.file;
        request.clear = out.clear;
        request.actor = {options.actor.empty() ? "命令行" : options.actor,
                         options.purpose.empty() ? "导出" : options.purpose};
        const std::size_t rows = TRY(exported(terminal, *city, request));
        TRY(city->seal());
        terminal.say(out.file + "：" + std::to_string(rows) + " 行");
        terminal.tell(json::object{{"file", out.file}, {"rows", rows}});
        return Exit::done;
    });
}

Exit search(const Terminal& terminal, const StoreOptions& options, const SearchOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        registry::SearchRequest request;
        request.words = wanted.words;
        request.inside = registry::below(wanted.area.empty() ? AreaCode() : TRY(AreaCode::parse(wanted.area)));
        request.rows_max = static_cast<std::size_t>(wanted.rows_max);
        if (!wanted.record.empty())
            request.record = TRY(city->record(wanted.record));
        const auto found = TRY(registry::search(city->registry(), request));
        json::array rows;
        for (const registry::Match& match : found) {
            const std::string& kind = city->program().records[match.record].heading.name;
            const Area* county = city->areas().find_latest(match.area);
            const std::string where = county != nullptr ? county->name : match.area.short_text();
            const std::string place = std::to_string(match.at.county) + ":" + std::to_string(match.at.key);
            const std::string by(text_of(match.by));
            terminal.say(kind + "  " + match.name + "  " + match.number + "  " + where + "  " + place + "（" + by +
                         "）");
            rows.push_back(json::object{{"record", kind},
                                        {"name", match.name},
                                        {"number", match.number},
                                        {"county", where},
                                        {"found_by", by},
                                        {"place", place},
                                        {"key", match.at.key}});
        }
        if (found.empty())
            terminal.say("没有找到「" + wanted.words + "」");
        terminal.tell(json::object{{"found", std::move(rows)}});
        return found.empty() ? Exit::no : Exit::done;
    });
}

Exit import_map(const Terminal& terminal, const StoreOptions& options, const MapOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const std::string file = TRY(read_whole(wanted.file));
        const std::vector<store::Table> tables{registry::area_shape_table()};
        TRY(store::migrate(city->store(), tables));
        const registry::AreaMap map{file, wanted.level == "town" ? AreaLevel::town : AreaLevel::county, wanted.source,
                                    wanted.approval};
        const std::int64_t now = store::KeyMaker::milliseconds_of(city->registry().keys().next());
        const std::size_t shapes =
            TRY(registry::import_area_map(city->registry(), map, {options.actor, options.purpose}, now));
        TRY(city->seal());
        terminal.say("已导入 " + std::to_string(shapes) + " 个区划的地图，审图号 " + wanted.approval);
        terminal.tell(json::object{{"shapes", shapes}, {"approval", wanted.approval}});
        return Exit::done;
    });
}

} // namespace huimin::tools
