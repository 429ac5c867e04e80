// One record read by its place, within what the reader may see: the question is worded once for a type and an extent,
// and then only asked, together with those of others (store/questions.h).
//
//     const auto read = reads.of(person, scope.extent(person));
//     questions.ask(read->question(), at.county, at.key, [read](Result<store::Answered> answer) {
//         … read->record(*answer) …
//     });

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "registry/list.h"
#include "store/questions.h"

namespace huimin::registry {

class PointRead {
public:
    PointRead(const language::Program&, language::Index record, Extent inside);

    [[nodiscard]] const std::shared_ptr<const store::RowQuestion>& question() const { return question_; }
    /// Asked alone, of a transaction perhaps.
    [[nodiscard]] Result<std::optional<ListedRecord>> read(store::Reader&, RecordKey) const;
    /// With all its facts; none where there is no such record inside.
    [[nodiscard]] std::optional<ListedRecord> record(const store::Answered&) const;

private:
    friend class PointReads;
    const language::Record& record_;
    language::Index index_;
    Extent inside_;
    std::vector<language::Index> fields_;
    std::shared_ptr<const store::RowQuestion> question_;
};

/// Those that were asked for lately. Any thread may ask.
class PointReads {
public:
    /// The program outlives it.
    explicit PointReads(const language::Program& program) : program_(program) {}
    [[nodiscard]] std::shared_ptr<const PointRead> of(language::Index record, const Extent& inside);

private:
    static constexpr std::size_t kept_max = 256;

    const language::Program& program_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<const PointRead>> kept_;
};

} // namespace huimin::registry
