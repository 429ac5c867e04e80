// 幸福清单: what each household is entitled to, what is not yet known, and what has to be found out.

#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "language/evaluate.h"

namespace huimin::tools {

/// 元/月, 元/年, 元/日, 元（一次）; 认定身份 for a standing.
[[nodiscard]] std::string unit_of(const language::Policy&);

/// 1,234.50
[[nodiscard]] std::string yuan(Wide fen);

/// One household's list: granted with who and how much, the sum per month, then what is open, gathered by person.
[[nodiscard]] std::string entitlement_list(const language::Program&, const language::Instance& household,
                                           const std::vector<language::Answer>&);

/// All households' lists in one text, `幸福清单.txt`. It takes its place when it is finished: until then the former one
/// stands, also when the work is stopped or the machine fails.
class EntitlementLists {
public:
    /// Fails with file.unwritten.
    static Result<EntitlementLists> create(const std::filesystem::path& folder, const language::Program&, Day);
    EntitlementLists(EntitlementLists&&) = default;
    EntitlementLists& operator=(EntitlementLists&&) = delete;
    ~EntitlementLists();

    void add(const language::Instance& household, const std::vector<language::Answer>&);
    /// Fails with file.unwritten when the disk was full.
    Result<std::size_t> finish();

private:
    EntitlementLists(const language::Program& program, std::filesystem::path path);

    const language::Program* program_;
    std::filesystem::path path_, unfinished_;
    std::ofstream out_;
    std::size_t count_ = 0;
};

} // namespace huimin::tools
