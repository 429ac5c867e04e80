// The lines of law that no scenario proves: one thing is changed at a time, < to ≤, an item left out, a rounding
// turned, and the scenarios are asked again. Where all of them still pass, the line might as well read otherwise.

#pragma once

#include <functional>
#include <map>
#include <memory>

#include "language/evaluate.h"

namespace huimin::language {

/// Gathers over several models that share packs: what the country sets is often proven by a city's scenarios only.
class Proof {
public:
    using Wanted = std::function<bool(const std::string& path)>;
    using Done = std::function<void(std::size_t rules_done, std::size_t rules)>;

    /// Changes every definition, policy, coordination and signal in the files wanted, and asks the scenarios that rest
    /// on it. All of them must pass to begin with. What a parameter is set to is not changed, only what is read of it.
    ///
    /// `program` is altered meanwhile and whole again after each rule: nobody else may hold it.
    void ask(std::shared_ptr<const Program> program, const World&, const std::vector<SourceFile>&, const Wanted&,
             const Done& = {});

    /// Changes that some scenario noticed.
    [[nodiscard]] std::size_t noticed() const;
    /// W3505 a change nobody notices  W3506 a rule without any scenario; with places in `files`.
    [[nodiscard]] Diagnostics unproven() const;
    [[nodiscard]] const std::vector<SourceFile>& files() const { return files_; }

private:
    struct Line {
        Diagnostic told;
        bool noticed = false;
    };
    struct Rule {
        Diagnostic without; ///< told when no scenario rests on it
        bool asked = false;
        std::map<std::string, Line> lines; ///< by what was changed
    };
    class Prover;
    /// The file's number here.
    std::uint32_t file(const SourceFile&);

    std::vector<SourceFile> files_;
    std::map<std::pair<std::string, std::uint32_t>, Rule> rules_; // by path and offset
};

} // namespace huimin::language
