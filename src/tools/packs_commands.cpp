#include "tools/packs_commands.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "language/evaluate.h"
#include "language/losses.h"
#include "language/unproven.h"
#include "packs/packs.h"
#include "tools/home.h"

namespace huimin::tools {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string counted(std::size_t passed, std::size_t failed)
{
    return std::to_string(passed) + " passed, " + std::to_string(failed) + " failed";
}

/// What could not be read at all, while the others go on.
struct Unread {
    json::array errors;
    Exit exit = Exit::done; ///< the worst

    void add(const Terminal& terminal, const Error& error)
    {
        terminal.explain(error);
        errors.push_back(json_of(error));
        exit = std::max(exit, tools::exit_for(error));
    }
    [[nodiscard]] Exit exit_for(std::size_t failed) const
    {
        return std::max(exit, failed == 0 ? Exit::done : Exit::no);
    }
};

json::object told(const language::Diagnostic& found, const std::vector<language::SourceFile>& files)
{
    return {{"severity", found.severity == language::Severity::error ? "error" : "warning"},
            {"code", found.code},
            {"file", files[found.place.file].path},
            {"line", found.place.line},
            {"column", found.place.column},
            {"message", found.message},
            {"remedy", found.remedy},
            {"english", found.english}};
}

/// What packs are read and asked with.
struct Shipped {
    fs::path home;
    AreaTree areas;
    WorkingDays calendar;
};

Result<Shipped> read_shipped(const std::string& home_given)
{
    const fs::path home = TRY(find_home(home_given));
    auto areas = TRY(read_areas(home));
    auto calendar = TRY(read_calendar(home));
    return Shipped{home, std::move(areas), std::move(calendar)};
}

} // namespace

Exit check_packs(const Terminal& terminal, const std::string& home_given, const std::vector<std::string>& packs)
{
    const auto shipped = read_shipped(home_given);
    if (!shipped)
        return terminal.fail(shipped.error());
    std::size_t passed = 0, failed = 0;
    json::array findings;
    Unread unread;
    for (const std::string& pack : packs) {
        auto model = packs::load(pack_folder(shipped->home, pack), shipped->areas);
        if (!model) {
            unread.add(terminal, model.error());
            ++failed;
            continue;
        }
        if (model->program)
            std::ranges::move(language::find_losses(*model->program, {shipped->areas, shipped->calendar}),
                              std::back_inserter(model->diagnostics));
        if (!model->diagnostics.empty())
            terminal.say(language::render(model->diagnostics, model->files));
        for (const auto& found : model->diagnostics)
            findings.push_back(told(found, model->files));
        ++(model->program ? passed : failed);
    }
    terminal.tell(json::object{
        {"passed", passed}, {"failed", failed}, {"findings", std::move(findings)}, {"errors", unread.errors}});
    terminal.say(counted(passed, failed));
    return unread.exit_for(failed);
}

namespace {

struct ScenarioCount {
    std::size_t passed = 0, failed = 0;
    json::array failures;
};

/// One model's scenarios. A scenario of a pack that several cities use runs under each of them once it is asked for
/// there.
void run_scenarios(const Terminal& terminal, const packs::Model& model, const language::World& world,
                   const std::string& title, ScenarioCount& count)
{
    const language::Program& program = *model.program;
    for (language::Index i = 0; i < program.scenarios.size(); ++i) {
        const language::Scenario& scenario = program.scenarios[i];
        if (scenario.title.find(title) == std::string::npos)
            continue;
        const language::ScenarioResult result = language::run_scenario(program, world, i, model.files);
        if (result.failures.empty()) {
            ++count.passed;
            continue;
        }
        ++count.failed;
        terminal.say("✗ " + scenario.title + "  （" + model.files[scenario.place.file].path + ":" +
                     std::to_string(scenario.place.line) + "）");
        for (const std::string& failure : result.failures) {
            terminal.say("  " + failure);
            count.failures.push_back(json::object{{"scenario", scenario.title}, {"failure", failure}});
        }
    }
}

} // namespace

Exit test_packs(const Terminal& terminal, const std::string& home_given, const std::vector<std::string>& packs,
                const std::string& title)
{
    const auto shipped = read_shipped(home_given);
    if (!shipped)
        return terminal.fail(shipped.error());
    const language::World world{shipped->areas, shipped->calendar};
    ScenarioCount count;
    Unread unread;
    for (const std::string& pack : packs) {
        const auto model = packs::load(pack_folder(shipped->home, pack), shipped->areas);
        if (!model) {
            unread.add(terminal, model.error());
            ++count.failed;
        } else if (!model->program) {
            terminal.say(language::render(model->diagnostics, model->files));
            ++count.failed;
        } else {
            run_scenarios(terminal, *model, world, title, count);
        }
    }
    terminal.tell(json::object{{"passed", count.passed},
                               {"failed", count.failed},
                               {"failures", std::move(count.failures)},
                               {"errors", unread.errors}});
    terminal.say(counted(count.passed, count.failed));
    return unread.exit_for(count.failed);
}

namespace {

/// Reads a pack whose scenarios all pass into the proof; otherwise tells why not.
bool ask(const Terminal& terminal, const Shipped& shipped, const fs::path& folder,
         const language::Proof::Wanted& wanted, language::Proof& proof, Unread& unread)
{
    const language::World world{shipped.areas, shipped.calendar};
    auto model = packs::load(folder, shipped.areas);
    if (!model) {
        unread.add(terminal, model.error());
        return false;
    }
    ScenarioCount count;
    if (model->program)
        run_scenarios(terminal, *model, world, "", count);
    else
        terminal.say(language::render(model->diagnostics, model->files));
    if (!model->program || count.failed != 0)
        return false;
    constexpr std::uint64_t whole = 1000;
    Progress progress(terminal, "证明", whole);
    proof.ask(std::move(model->program), world, model->files, wanted,
              [&](std::size_t done, std::size_t all) { progress.at(done * whole / all); });
    return true;
}

} // namespace

Exit prove_packs(const Terminal& terminal, const std::string& home_given, const std::vector<std::string>& packs)
{
    const auto shipped = read_shipped(home_given);
    if (!shipped)
        return terminal.fail(shipped.error());
    std::vector<fs::path> folders;
    for (const std::string& pack : packs)
        folders.push_back(fs::absolute(pack_folder(shipped->home, pack) / ".").lexically_normal().parent_path());
    const auto wanted = [&](const std::string& path) {
        return std::ranges::any_of(
            folders, [&](const fs::path& folder) { return path.starts_with(folder.filename().string() + "/"); });
    };
    language::Proof proof;
    Unread unread;
    std::size_t failed = 0;
    for (const fs::path& folder : folders)
        failed += ask(terminal, *shipped, folder, wanted, proof, unread) ? 0 : 1;
    const language::Diagnostics unproven = proof.unproven();
    if (!unproven.empty())
        terminal.say(language::render(unproven, proof.files()));
    json::array findings;
    for (const auto& found : unproven)
        findings.push_back(told(found, proof.files()));
    terminal.tell(json::object{{"proven", proof.noticed()},
                               {"unproven", unproven.size()},
                               {"failed", failed},
                               {"findings", std::move(findings)},
                               {"errors", unread.errors}});
    terminal.say(std::to_string(proof.noticed()) + " proven, " + std::to_string(unproven.size()) + " unproven");
    return unread.exit_for(failed + unproven.size());
}

namespace {

/// Writes beside the file and renames, so that a kill leaves the old text or the new one.
Result<Done> replace_file(const fs::path& path, const std::string& text)
{
    const fs::path beside = path.string() + ".new";
    std::ofstream out(beside, std::ios::binary);
    out << text;
    out.close();
    std::error_code trouble;
    if (out)
        fs::rename(beside, path, trouble);
    if (!out || trouble)
        return Error{Fault::unavailable, "file.unwritten", "写不了文件 `" + path.string() + "`",
                     "确认文件夹可写、磁盘未满",
                     "cannot write `" + path.string() + "`: make sure the folder is writable and the disk not full"};
    return Done{};
}

std::vector<fs::path> pack_texts(const std::vector<std::string>& paths)
{
    std::vector<fs::path> found;
    for (const std::string& path : paths) {
        if (!fs::is_directory(path)) {
            found.emplace_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path))
            if (entry.path().extension() == ".hm")
                found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

Exit format_packs(const Terminal& terminal, const std::vector<std::string>& paths, language::syntax::Spelling spelling,
                  FormatTo to)
{
    std::size_t passed = 0, failed = 0;
    json::array told_of;
    for (const fs::path& path : pack_texts(paths)) {
        const auto text = read_whole(path);
        if (!text)
            return terminal.fail(text.error());
        const language::syntax::Formatted formatted = language::syntax::format(*text, spelling);
        const std::vector<language::SourceFile> files{{path.string(), *text}};
        const bool broken = language::has_errors(formatted.diagnostics), canonical = formatted.text == *text;
        json::object one{{"file", path.string()}, {"canonical", !broken && canonical}};
        json::array findings;
        for (const auto& found : formatted.diagnostics)
            findings.push_back(told(found, files));
        one["findings"] = std::move(findings);
        if (broken) {
            terminal.say(language::render(formatted.diagnostics, files));
        } else if (to == FormatTo::output) {
            terminal.put(formatted.text);
            one["text"] = formatted.text;
        } else if (to == FormatTo::files && !canonical) {
            if (const auto written = replace_file(path, formatted.text); !written)
                return terminal.fail(written.error());
        } else if (to == FormatTo::check && !canonical) {
            terminal.say("未按规范书写：" + path.string());
        }
        ++(broken || (to == FormatTo::check && !canonical) ? failed : passed);
        told_of.push_back(std::move(one));
    }
    if (to != FormatTo::output)
        terminal.say(counted(passed, failed));
    terminal.tell(json::object{{"passed", passed}, {"failed", failed}, {"files", std::move(told_of)}});
    return failed == 0 ? Exit::done : Exit::no;
}

} // namespace huimin::tools
