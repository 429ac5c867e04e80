#include "access/machine.h"

#include "access/internal/scope_maker.h"

namespace huimin::access {

Scope machine_scope(std::shared_ptr<const language::Program> program, std::string actor, std::string purpose,
                    language::Action action)
{
    Extent everything;
    everything.areas = AreaRanges::everywhere();
    auto extents = std::make_shared<const std::vector<Extent>>(program->records.size(), everything);
    return ScopeMaker::of_the_machine(std::move(program), std::move(actor), std::move(purpose), action,
                                      std::move(extents));
}

Scope machine_scope(std::shared_ptr<const language::Program> program, std::string actor, std::string purpose,
                    language::Action action, language::SystemObject object)
{
    return ScopeMaker::on_object(
        ScopeMaker::of_the_machine(std::move(program), std::move(actor), std::move(purpose), action, nullptr), object);
}

} // namespace huimin::access
