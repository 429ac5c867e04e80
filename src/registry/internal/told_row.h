// A row as the journal's entries tell it: what it must look like when nobody went behind the registry's back.

#pragma once

#include <boost/json.hpp>

#include <array>
#include <string_view>
#include <unordered_map>

#include "registry/internal/row.h"

namespace huimin::registry {

/// `{facts, "owner_key":…, "source":…, "true_on":…, "origins":…}`; `county` too where a deed took the row elsewhere.
/// What an import changes is told shorter: the facts that changed, and where all of these come from.
[[nodiscard]] std::string row_as_json(const language::Record&, const KeptRow&, bool with_county = false);

/// Append parts of it to an object that is still open; nothing for what is not there.
void append_owner(std::string& json, std::optional<std::int64_t> owner);
void append_source(std::string& json, const language::Provenance&); ///< of the row
void append_teller(std::string& json, const language::Provenance&); ///< of what changed

/// The rows of one type, one record after the other, entry by entry.
class ToldRow {
public:
    explicit ToldRow(const language::Record&);

    /// The next record.
    void begin(RecordKey);
    /// What an entry says. False when what it says was there before is not what the earlier ones told.
    bool take(std::string_view action, const store::Value& before, const store::Value& after);
    /// Whether a row must stand now.
    [[nodiscard]] bool stands() const { return stands_; }
    /// Whether the row that stands, or the one in the history, is this one.
    bool is(const KeptRow&);

private:
    bool holds(const boost::json::object&) const;
    void apply(const boost::json::object& before, const boost::json::object& after);
    void set_origins(const boost::json::object& before, const boost::json::object& after, const language::Provenance&);
    void put(std::string_view name, const boost::json::value*);
    [[nodiscard]] static Stored fact_of(const boost::json::value&);

    const language::Record& record_;
    std::unordered_map<std::string_view, language::Index> fields_;
    std::array<unsigned char, 16'384> room_; ///< for reading entries
    KeptRow row_;                            ///< but for its origins
    Origins origins_;
    std::string told_origins_;
    bool stands_ = false;
    bool tells_place_ = false;   ///< owner and provenance were told: entries of older programs do not
    bool version_known_ = false; ///< where the row came from elsewhere, its version is taken as found
};

} // namespace huimin::registry
