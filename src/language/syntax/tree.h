// The syntax tree: what a pack file says, names still unresolved.
//
// Built by parse(), read by the checker and by nobody else. Chinese and English spelling give the same tree.

#pragma once

#include "language/syntax/declarations.h"

namespace huimin::language::syntax {

using Declaration =
    std::variant<SourceDeclaration, CityDeclaration, ChoiceDeclaration, RecordDeclaration, ParameterDeclaration,
                 DefineDeclaration, PolicyDeclaration, CoordinationDeclaration, ScaleDeclaration, SignalDeclaration,
                 Untranslated, ScenarioDeclaration, RoleDeclaration, PurposeDeclaration>;

struct File {
    Path module;
    std::vector<Declaration> declarations;
};

} // namespace huimin::language::syntax
