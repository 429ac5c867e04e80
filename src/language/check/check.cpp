#include "language/check.h"

#include "base/sm3.h"
#include "language/check/internal/model.h"
#include "language/evaluate/words.h"

namespace huimin::language {

Checked check(std::span<const Input> inputs, const std::vector<SourceFile>& files, const AreaTree& areas)
{
    check_internal::Model model{inputs, files, areas};
    model.declare();
    model.type_parameters();
    model.type_policies();
    model.type_coordinations();
    model.type_signals();
    model.type_untranslated();
    model.type_roles();
    if (!has_errors(model.diagnostics))
        model.order_policies();
    model.type_scenarios();
    if (!has_errors(model.diagnostics)) // a city just begun has many holes: they would hide what is miswritten
        model.check_holes();
    model.check_floors();
    model.find_epochs();
    if (!has_errors(model.diagnostics)) { // what could not be typed reads nothing
        model.find_unread();
        model.look_at_conditions();
        model.look_at_extents();
        keep_words(model.program, areas);
    }

    Sm3 digest;
    for (const SourceFile& file : files) {
        digest.add_field(file.path);
        digest.add_field(file.text);
    }
    model.program.digest = hex(digest.finish());
    Checked checked{nullptr, std::move(model.diagnostics)};
    if (!has_errors(checked.diagnostics))
        checked.program = std::make_shared<const Program>(std::move(model.program));
    return checked;
}

} // namespace huimin::language
