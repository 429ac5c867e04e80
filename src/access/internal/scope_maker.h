// The only maker of scopes.

#pragma once

#include "access/caller.h"
#include "access/scope.h"

namespace huimin::access {

class ScopeMaker {
public:
    using Extents = std::shared_ptr<const std::vector<Extent>>;

    static Scope of(std::shared_ptr<const language::Program> program, const Caller& caller, language::Action action,
                    language::Index purpose, std::string matter, Extents extents)
    {
        Scope scope;
        scope.account_ = caller.account();
        scope.session_ = caller.session();
        scope.actor_ = caller.login();
        scope.origin_ = caller.origin();
        scope.action_ = action;
        scope.purpose_index_ = purpose;
        if (purpose != language::none)
            scope.purpose_ = program->purposes[purpose].heading.name;
        scope.matter_ = std::move(matter);
        scope.extents_ = std::move(extents);
        scope.program_ = std::move(program);
        return scope;
    }
    static Scope on_object(Scope scope, language::SystemObject object)
    {
        scope.object_ = object;
        return scope;
    }
    static Scope on_one(Scope scope, RecordPlace place, language::Index clear_field)
    {
        scope.only_ = place;
        scope.clear_field_ = clear_field;
        return scope;
    }
    static Scope with_extents(Scope scope, Extents extents)
    {
        scope.extents_ = std::move(extents);
        return scope;
    }
    static Scope of_the_machine(std::shared_ptr<const language::Program> program, std::string actor,
                                std::string purpose, language::Action action, Extents extents)
    {
        Scope scope;
        scope.actor_ = std::move(actor);
        scope.purpose_ = std::move(purpose);
        scope.origin_ = "machine";
        scope.action_ = action;
        scope.extents_ = std::move(extents);
        scope.program_ = std::move(program);
        scope.sees_all_ = true;
        return scope;
    }
};

} // namespace huimin::access
