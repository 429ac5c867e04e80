#include "tools/terminal.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <thread>

using namespace huimin;
using namespace huimin::tools;
using namespace std::chrono_literals;

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string said(const File& file)
{
    std::string text(static_cast<std::size_t>(std::ftell(file.get())), '\0');
    std::rewind(file.get());
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    return text;
}

} // namespace

TEST_CASE("an error's code decides the exit code")
{
    const struct {
        Fault fault;
        const char* code;
        Exit exit;
    } cases[] = {
        {Fault::invalid, "usage.missing", Exit::usage},
        {Fault::invalid, "month.form", Exit::usage},
        {Fault::missing, "alter.nothing", Exit::usage},
        {Fault::invalid, "alter.value", Exit::usage},
        {Fault::missing, "city.no_record", Exit::usage},
        {Fault::missing, "city.no_field", Exit::usage},
        {Fault::invalid, "city.value", Exit::usage},
        {Fault::invalid, "import.no_source", Exit::usage},
        {Fault::invalid, "store.address", Exit::usage},
        {Fault::missing, "store.missing", Exit::unavailable},
        {Fault::unavailable, "store.lost", Exit::unavailable},
        {Fault::missing, "city.none", Exit::unavailable},
        {Fault::invalid, "store.backup_damaged", Exit::unavailable},
        {Fault::invalid, "store.backup_form", Exit::unavailable},
        {Fault::invalid, "sheet.kind", Exit::unavailable},
        {Fault::invalid, "sheet.encoding", Exit::unavailable},
        {Fault::invalid, "import.column_missing", Exit::unavailable},
        {Fault::missing, "packs.missing", Exit::unavailable},
        {Fault::unavailable, "file.unread", Exit::unavailable},
        {Fault::missing, "registry.missing", Exit::no},
        {Fault::conflict, "store.not_empty", Exit::no},
        {Fault::conflict, "city.other", Exit::no},
        {Fault::conflict, "import.control_total", Exit::no},
        {Fault::invalid, "city.unchecked", Exit::no},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(exit_for(Error{c.fault, c.code, "", "", ""}) == c.exit, c.code);
}

TEST_CASE("progress shows once work has run for two seconds, also while the work has nothing to tell")
{
    const File quick(std::tmpfile()), slow(std::tmpfile()), silent(std::tmpfile());
    const Terminal to_quick(stdout, quick.get(), false), to_slow(stdout, slow.get(), false),
        to_silent(stdout, silent.get(), true);
    {
        Progress progress(to_quick, "导入", 10);
        progress.at(10);
    }
    {
        Progress told(to_slow, "备份"), untold(to_silent, "恢复");
        told.teller()(3, 4);
        std::this_thread::sleep_for(2300ms);
    }
    CHECK(said(quick).empty());
    CHECK(said(slow) == "备份 75% 2 秒\n");
    CHECK(said(silent) == "恢复 2 秒\n");
}
