#include "tools/command_line.h"

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/packs_commands.h"

namespace huimin::tools {

namespace {

constexpr const char* exit_codes =
    "退出码 exit codes: 0 完成 done · 1 运行了，结论是否 ran, and the answer is no · "
    "2 命令行有误 wrong command line · 3 文件、存储或机器出错 file, store or machine failed";

/// Everything the options are read into. Lives as long as the parse.
struct Words {
    bool json = false;
    std::string home;
    std::vector<std::string> packs;
    std::string title;
    bool write = false, check_only = false;
    std::string language = "zh";
};

using Run = std::function<Exit(const Terminal&)>;

class CommandLine {
public:
    CommandLine()
    {
        app_.footer(exit_codes);
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_flag("--json", words_.json, "给程序看的结果：一个 JSON 文档 / one JSON document for programs");
        app_.add_option("--home", words_.home, "惠民自带的 packs 和 data 所在 / where packs and data are");
        packs_commands();
    }

    Exit run(int count, char** words)
    {
        try {
            app_.parse(count, words);
        } catch (const CLI::ParseError& wrong) {
            return app_.exit(wrong) == 0 ? Exit::done : Exit::usage;
        }
        return run_(Terminal(stdout, stderr, words_.json));
    }

private:
    CLI::App* command(CLI::App& under, const char* name, const char* what, const std::string& example, Run run)
    {
        CLI::App* command = under.add_subcommand(name, what);
        command->footer("例 example:\n  " + example + "\n\n" + exit_codes);
        command->callback([this, run = std::move(run)] { run_ = run; });
        return command;
    }
    CLI::App* command(const char* name, const char* what, const std::string& example, Run run)
    {
        return command(app_, name, what, example, std::move(run));
    }

    void packs_commands()
    {
        command("check", "检查规则包 / check packs", "huimin check packs/ningbo",
                [this](const Terminal& to) { return check_packs(to, words_.home, words_.packs); })
            ->add_option("packs", words_.packs, "规则包文件夹 / pack folders")
            ->required();

        auto* test =
            command("test", "运行规则包里的案例 / run the packs' scenarios", "huimin test packs/ningbo --title 高龄",
                    [this](const Terminal& to) { return test_packs(to, words_.home, words_.packs, words_.title); });
        test->add_option("packs", words_.packs, "规则包文件夹 / pack folders")->required();
        test->add_option("--title", words_.title, "只运行标题含此文字的案例 / only scenarios whose title holds this");

        auto* format = command("fmt", "规范书写规则包 / write packs in canonical form",
                               "huimin fmt --lang en packs/national/minimum-living", [this](const Terminal& to) {
                                   const auto spelling = words_.language == "en" ? language::syntax::Spelling::english
                                                                                 : language::syntax::Spelling::chinese;
                                   const FormatTo where = words_.write        ? FormatTo::files
                                                          : words_.check_only ? FormatTo::check
                                                                              : FormatTo::output;
                                   return format_packs(to, words_.packs, spelling, where);
                               });
        format->add_option("paths", words_.packs, ".hm 文件或文件夹 / files or folders")->required();
        format->add_option("--lang", words_.language, "zh 或 en")->check(CLI::IsMember({"zh", "en"}));
        auto* write = format->add_flag("--write", words_.write, "写回文件 / into the files");
        format->add_flag("--check", words_.check_only, "只说哪些不规范 / only tell which differ")->excludes(write);

        command("coverage", "目录里的需求有多少已承载、已证明 / requirements carried and proven", "huimin coverage",
                [this](const Terminal& to) { return coverage(to, words_.home); });
    }

    CLI::App app_{"惠民 Huimin：城市民政的工作系统 / the working system of a city's civil affairs", "huimin"};
    Words words_;
    Run run_;
};

} // namespace

Exit run_command_line(int count, char** words) { return CommandLine().run(count, words); }

} // namespace huimin::tools
