// Any bytes: the parser never falls over, and what parses keeps its meaning through the formatter.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "language/syntax/format.h"
#include "language/syntax/internal/dump.h"
#include "language/syntax/parse.h"

using namespace huimin::language;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const syntax::Parsed parsed = syntax::parse(text, 0);
    if (has_errors(parsed.diagnostics)) {
        VERIFY(!render(parsed.diagnostics, {{"fuzz.hm", text}}).empty());
        return 0;
    }
    const std::string tree = syntax::dump(parsed.file);
    for (const auto spelling : {syntax::Spelling::chinese, syntax::Spelling::english}) {
        const syntax::Formatted once = syntax::format(text, spelling);
        const syntax::Parsed again = syntax::parse(once.text, 0);
        VERIFY(!has_errors(again.diagnostics));
        VERIFY(syntax::dump(again.file) == tree);
        VERIFY(syntax::format(once.text, spelling).text == once.text);
    }
    return 0;
}
