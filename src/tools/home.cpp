#include "tools/home.h"

#include <fstream>
#include <sstream>

namespace huimin::tools {

namespace fs = std::filesystem;

Result<fs::path> find_home(const std::string& given)
{
    const auto is_home = [](const fs::path& folder) {
        return fs::is_directory(folder / "packs") && fs::is_directory(folder / "data");
    };
    if (!given.empty()) {
        if (is_home(given))
            return fs::path(given);
        return Error{Fault::missing, "home.missing", "`" + given + "` 里没有 packs 和 data 两个文件夹",
                     "用 --home 给出惠民所在的文件夹",
                     "`" + given + "` does not hold the folders packs and data; name Huimin's folder with --home"};
    }
    for (const fs::path& folder : {fs::current_path(), fs::path(HUIMIN_SOURCE_DIR)})
        if (is_home(folder))
            return folder;
    return Error{Fault::missing, "home.missing",
                 "找不到惠民自带的 packs 和 data 文件夹，当前文件夹是 `" + fs::current_path().string() + "`",
                 "到惠民的文件夹里运行，或用 --home 给出它",
                 "packs and data not found; run in Huimin's folder or name it with --home"};
}

Result<std::string> read_whole(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in)
        text << in.rdbuf();
    if (!in || !text)
        return Error{Fault::unavailable, "file.unread", "读不了文件 `" + path.string() + "`", "确认文件存在而且可读",
                     "cannot read `" + path.string() + "`: make sure that it exists and may be read"};
    return std::move(text).str();
}

Result<AreaTree> read_areas(const fs::path& home)
{
    std::string rows = TRY(read_whole(home / "data" / "areas.csv"));
    rows += TRY(read_whole(home / "data" / "area_changes.csv"));
    return AreaTree::read(rows);
}

Result<WorkingDays> read_calendar(const fs::path& home)
{
    return WorkingDays::read(TRY(read_whole(home / "data" / "calendar.csv")));
}

fs::path pack_folder(const fs::path& home, const std::string& named)
{
    for (const fs::path& folder : {fs::path(named), home / named, home / "packs" / named})
        if (fs::is_directory(folder))
            return folder;
    return named.find('/') == std::string::npos ? home / "packs" / named : fs::path(named);
}

} // namespace huimin::tools
