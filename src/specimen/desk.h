// A clerk's desk: writes one file after another, drops the columns nobody asks for, and slips.

#pragma once

#include <string>
#include <vector>

#include "registry/sheet.h"
#include "specimen/files.h"
#include "specimen/mistakes.h"

namespace huimin::specimen {

/// A column as the office heads it, and the field it is for.
struct Column {
    const char* heading;
    const char* field;
    Content content = Content::words;
};

/// What one bureau sends.
struct Form {
    const char* name;
    const char* record;
    const char* source;
    const char* title;
    std::vector<Column> columns;
    bool gb18030 = false; ///< CSV as the old offices' software saves it
};

class Desk {
public:
    explicit Desk(const Drawing& drawing) : drawing_(drawing) {}

    /// `fill` is handed `add(row)`, with a cell for every column of the form.
    template <class Fill>
    Result<Done> draw_up(const Form& form, Fill fill)
    {
        TRY(begin(form));
        TRY(fill([&](const registry::Row& row) { return add(row); }));
        return finish(form);
    }

    /// Writes `目录.csv` and yields what was drawn up.
    Result<std::vector<OfficeFile>> hand_over();

private:
    Result<Done> begin(const Form&);
    Result<Done> add(const registry::Row&);
    Result<Done> finish(const Form&);
    Result<Done> as_gb18030(const std::string& name);
    [[nodiscard]] bool asked_for(const Form&, const Column&) const;

    const Drawing& drawing_;
    std::vector<OfficeFile> files_;
    std::optional<registry::SheetWriter> writer_;
    std::optional<Mistakes> mistakes_;
    std::vector<std::size_t> kept_; // of the form's columns
    std::vector<Content> contents_; // of those kept
};

} // namespace huimin::specimen
