#include "tools/usage.h"

#include <CLI/CLI.hpp>

namespace huimin::tools {

namespace {

struct Wording {
    const char* code;
    const char* message;
};

Wording wording_of(const std::string& name)
{
    if (name == "RequiredError" || name == "ArgumentMismatch")
        return {"usage.missing", "命令行里缺少必须写的"};
    if (name == "ExtrasError")
        return {"usage.unexpected", "命令行里有不认识的"};
    if (name == "ExcludesError" || name == "RequiresError" || name == "OptionNotFound")
        return {"usage.together", "命令行里有不能这样放在一起的"};
    return {"usage.value", "命令行里的值不合适"};
}

/// The options that the sentence names; without any, what stands behind its colon or before its verb.
std::string subject_of(const std::string& sentence)
{
    std::string options;
    for (std::size_t at = sentence.find("--"); at != std::string::npos; at = sentence.find("--", at + 2)) {
        const std::size_t end =
            std::min(sentence.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at), sentence.size());
        const std::string option = "`" + sentence.substr(at, end - at) + "`";
        if (options.find(option) == std::string::npos)
            options += (options.empty() ? "" : "、") + option;
    }
    if (!options.empty())
        return options;
    if (sentence.starts_with("A subcommand"))
        return "命令";
    if (const std::size_t colon = sentence.rfind(": "); colon != std::string::npos)
        return "`" + sentence.substr(colon + 2) + "`";
    return "`" + sentence.substr(0, sentence.find(' ')) + "`";
}

} // namespace

std::string command_of(const CLI::App& app)
{
    std::string command = app.get_name();
    for (const CLI::App* under : app.get_subcommands())
        command += " " + command_of(*under);
    return command;
}

Error usage_error(const CLI::App& app, const CLI::ParseError& wrong)
{
    // A word that is no command is told as a missing command.
    if (const auto words = app.remaining(true); wrong.get_name() == "RequiredError" && !words.empty())
        return usage_error(app, CLI::ExtrasError(words));
    const Wording wording = wording_of(wrong.get_name());
    const std::string sentence = wrong.what(), help = command_of(app) + " --help";
    return {Fault::invalid, wording.code, wording.message + ("：" + subject_of(sentence)),
            "运行 " + help + " 看写法和例子", sentence + "; see " + help};
}

} // namespace huimin::tools
