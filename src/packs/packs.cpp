#include "packs/packs.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "language/syntax/parse.h"

namespace huimin::packs {

namespace fs = std::filesystem;
using language::SourceFile;

namespace {

constexpr std::uintmax_t file_bytes_max = 4U << 20U;

Error missing(const std::string& what, const std::string& remedy, const std::string& english)
{
    return Error{Fault::missing, "packs.missing", what, remedy, english};
}

Result<std::string> read_text(const fs::path& path)
{
    std::error_code trouble;
    const auto size = fs::file_size(path, trouble);
    std::ifstream in(path, std::ios::binary);
    if (trouble || !in || size > file_bytes_max)
        return Error{Fault::unavailable, "packs.unread", "读不了规则文件 `" + path.string() + "`",
                     "确认文件存在、可读且不超过 4 MB",
                     "cannot read `" + path.string() + "`: it must exist, be readable and at most 4 MB"};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

Result<std::vector<fs::path>> texts_of(const fs::path& folder)
{
    std::error_code trouble;
    std::vector<fs::path> found;
    for (fs::recursive_directory_iterator it(folder, trouble), end; !trouble && it != end; it.increment(trouble))
        if (it->path().extension() == ".hm")
            found.push_back(it->path());
    if (trouble || found.empty())
        return missing("`" + folder.string() + "` 不是规则包：没有这个文件夹，或里面没有 .hm 文件",
                       "给出规则包的文件夹，例如 packs/national",
                       "`" + folder.string() + "` is no pack: there is no such folder, or it holds no .hm file");
    std::sort(found.begin(), found.end());
    return found;
}

/// Reads pack folders depth first, so that what is used stands before who uses it.
class Reading {
public:
    Result<Done> read(const fs::path& folder)
    {
        const fs::path here = fs::weakly_canonical(folder);
        if (!open_.insert(here).second)
            return Error{
                Fault::conflict, "packs.circle", "规则包 `" + here.filename().string() + "` 绕了一圈又采用自己",
                "从其中一个 城市 声明里去掉 采用", "packs use each other in a circle through `" + here.string() + "`"};
        if (!done_.contains(here)) {
            const std::size_t first = trees_.size();
            for (const fs::path& path : TRY(texts_of(here)))
                TRY(read_file(path, here));
            TRY(read_used(here, first));
        }
        open_.erase(here);
        return Done{};
    }

    Result<Model> check(const AreaTree& areas)
    {
        std::vector<language::Input> inputs;
        for (const Tree& tree : trees_)
            inputs.push_back({tree.file, tree.level, tree.parsed.get()});
        std::sort(inputs.begin(), inputs.end(),
                  [](const auto& a, const auto& b) { return std::pair(a.level, a.file) < std::pair(b.level, b.file); });
        Model model{std::move(files_), nullptr, std::move(diagnostics_)};
        if (language::has_errors(model.diagnostics))
            return model;
        language::Checked checked = language::check(inputs, model.files, areas);
        model.program = std::move(checked.program);
        model.diagnostics.insert(model.diagnostics.end(), checked.diagnostics.begin(), checked.diagnostics.end());
        return model;
    }

private:
    struct Tree {
        std::uint32_t file;
        int level;
        std::unique_ptr<language::syntax::File> parsed;
    };

    Result<Done> read_file(const fs::path& path, const fs::path& folder)
    {
        const auto index = static_cast<std::uint32_t>(files_.size());
        files_.push_back({fs::relative(path, folder.parent_path()).string(), TRY(read_text(path))});
        language::syntax::Parsed parsed = language::syntax::parse(files_.back().text, index);
        diagnostics_.insert(diagnostics_.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        trees_.push_back({index, 0, std::make_unique<language::syntax::File>(std::move(parsed.file))});
        return Done{};
    }

    Result<Done> read_used(const fs::path& folder, std::size_t first)
    {
        const std::size_t last = trees_.size();
        std::vector<std::string> uses;
        for (std::size_t i = first; i < last; ++i)
            for (const auto& declaration : trees_[i].parsed->declarations)
                if (const auto* city = std::get_if<language::syntax::CityDeclaration>(&declaration))
                    uses.insert(uses.end(), city->uses.begin(), city->uses.end());
        int level = 0;
        for (const std::string& name : uses) {
            const fs::path used = folder.parent_path() / name;
            if (!fs::is_directory(used))
                return missing("规则包 `" + folder.filename().string() + "` 采用的 `" + name + "` 不在 `" +
                                   folder.parent_path().string() + "`",
                               "把它放到同一个文件夹里，或改正 采用 后面的名字",
                               "the pack `" + name + "` that `" + folder.filename().string() +
                                   "` uses does not stand beside it");
            TRY(read(used));
            level = std::max(level, levels_[fs::weakly_canonical(used)] + 1);
        }
        for (std::size_t i = first; i < last; ++i)
            trees_[i].level = level;
        levels_[folder] = level;
        done_.insert(folder);
        return Done{};
    }

    std::vector<SourceFile> files_;
    std::vector<Tree> trees_;
    language::Diagnostics diagnostics_;
    std::set<fs::path> open_, done_;
    std::map<fs::path, int> levels_;
};

} // namespace

Result<Model> load(const fs::path& folder, const AreaTree& areas)
{
    Reading reading;
    TRY(reading.read(folder));
    return reading.check(areas);
}

} // namespace huimin::packs
