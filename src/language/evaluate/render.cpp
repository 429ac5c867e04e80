#include "language/evaluate.h"
#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

/// `settled`: the step lies below a condition whose verdict stands without what is not known.
void write_line(const Step& step, const Program& program, Tongue tongue, bool settled, std::string& out)
{
    out += step.text;
    const bool marked = step.sort == Step::Sort::condition && step.verdict;
    const bool open = step.verdict == Verdict::unknown && step.sort != Step::Sort::sentence;
    if (open && settled)
        out += in(tongue, "：未知，不影响结论", ": not known, and changes nothing");
    else if (marked && open)
        out += in(tongue, " ? 未知", " ? not known");
    else if (marked && step.value.empty())
        out += step.verdict == Verdict::yes ? " ✓" : " ✗";
    else if (!step.value.empty())
        out.append(step.text.find(" = ") == std::string::npos ? in(tongue, "：", ": ") : " = ").append(step.value);
    for (const Citation& citation : step.citations)
        out += " " + citation_text(citation, program);
    if (!step.origin.empty())
        out.append(in(tongue, "（", " (")).append(step.origin).append(in(tongue, "）", ")"));
    out += "\n";
}

void write_tree(const Step& step, const Program& program, Tongue tongue, bool settled, const std::string& indent,
                std::string& out)
{
    write_line(step, program, tongue, settled, out);
    const bool settles = step.sort == Step::Sort::condition && step.verdict && step.verdict != Verdict::unknown;
    for (const Step& child : step.children) {
        const bool last = &child == &step.children.back();
        out += indent + (last ? "└ " : "├ ");
        write_tree(child, program, tongue, settled || settles, indent + (last ? "  " : "│ "), out);
    }
}

} // namespace

std::string render(const Step& step, const Program& program, Tongue tongue)
{
    std::string out;
    write_tree(step, program, tongue, false, "", out);
    return out;
}

std::string render(const Explanation& explanation, const Program& program, Tongue tongue)
{
    return render(explanation.root, program, tongue);
}

} // namespace huimin::language
