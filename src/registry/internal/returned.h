// The rows of an import that come back: in the file's own layout, with what was found and what to do behind each.

#pragma once

#include "registry/internal/reading.h"

namespace huimin::registry {

class ReturnedRows {
public:
    /// Nothing is written before the first row comes back. `heading` outlives it.
    ReturnedRows(const ImportRequest& request, const Heading& heading) : request_(&request), heading_(&heading) {}

    Result<Done> add(const ReadRow&);
    /// Everything is on the disk, beside its place.
    Result<Done> close();
    /// The file under its name; empty when no row came back.
    Result<std::filesystem::path> finish();

private:
    Result<Done> begin();
    const ImportRequest* request_;
    const Heading* heading_;
    std::vector<std::size_t> columns_; ///< of the file, without those of an earlier coming back
    std::filesystem::path path_;
    std::optional<SheetWriter> writer_;
};

} // namespace huimin::registry
