#include "language/evaluate.h"
#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

void write_line(const Step& step, const Program& program, std::string& out)
{
    out += step.text;
    if (step.value == "是")
        out += " ✓";
    else if (step.value == "否")
        out += " ✗";
    else if (step.value == "未知")
        out += " ? 未知";
    else if (!step.value.empty())
        out += (step.text.find(" = ") == std::string::npos ? "：" : " = ") + step.value;
    for (const Citation& citation : step.citations)
        out += " " + citation_text(citation, program);
    if (!step.origin.empty())
        out += "（" + step.origin + "）";
    out += "\n";
}

void write_tree(const Step& step, const Program& program, const std::string& indent, std::string& out)
{
    write_line(step, program, out);
    for (const Step& child : step.children) {
        const bool last = &child == &step.children.back();
        out += indent + (last ? "└ " : "├ ");
        write_tree(child, program, indent + (last ? "  " : "│ "), out);
    }
}

} // namespace

std::string render(const Step& step, const Program& program)
{
    std::string out;
    write_tree(step, program, "", out);
    return out;
}

std::string render(const Explanation& explanation, const Program& program) { return render(explanation.root, program); }

} // namespace huimin::language
