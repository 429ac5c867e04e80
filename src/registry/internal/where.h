// The condition of a select, made of typed parts; every value is bound, none is written into the text.

#pragma once

#include <deque>
#include <string>
#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

class Where {
public:
    Where() = default;
    Where(const Where&) = delete;
    Where& operator=(const Where&) = delete;

    /// `$1`, `$2`, … for a value, which is kept as long as this stands.
    std::string bind(std::int64_t);
    std::string bind(std::string);
    std::string bind(const Stored&);

    void also(const std::string& condition) { text_ += (text_.empty() ? "" : " and ") + condition; }
    [[nodiscard]] std::string text() const { return text_.empty() ? "1 = 1" : text_; }
    [[nodiscard]] store::Values values() const { return values_; }

    /// The rows of `record` (called `table` in the select) that lie inside: by county, and below a county by the
    /// division that the record or the one it belongs to names; or that are the reader's own or of the reader's
    /// organisation.
    std::string inside(const Extent&, const language::Program&, const language::Record&, const std::string& table);

    /// The question whether a record stands at a place and lies inside.
    std::string at_and_inside(RecordKey, const Extent&, const language::Program&, const language::Record&);

private:
    std::string own(const access::RecordPlace&, const language::Program&, const language::Record&, const std::string&);
    std::string of_organisation(const access::RecordPlace&, const language::Program&, const language::Record&,
                                const std::string&);

    std::string text_;
    std::deque<std::string> texts_; // Values only look at them.
    std::vector<store::Value> values_;
};

/// Whether a record stands and lies inside. Asks nothing for the whole country.
Result<bool> lies_inside(store::Reader&, const language::Program&, const language::Record&, RecordKey, const Extent&);

/// Whether a record lies inside what the actor's scope reaches, put together with what follows; none: it does.
Result<std::optional<store::Whether>> ask_inside(store::Transaction&, const language::Program&, const language::Record&,
                                                 RecordKey, const Actor&);

/// Fails with registry.missing where the actor's scope does not reach the record: it is not there for them.
Result<Done> must_be_inside(store::Reader&, const language::Program&, const language::Record&, RecordKey, const Actor&);

/// The first and last 12-digit code of a division and all below it.
[[nodiscard]] std::pair<std::int64_t, std::int64_t> codes_below(AreaCode);

/// The end of all texts that begin so: a text is one when begin ≤ text < this.
[[nodiscard]] inline std::string after_all(std::string begin) { return std::move(begin) + "\xF4\x8F\xBF\xBF"; }

} // namespace huimin::registry
