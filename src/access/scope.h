// What one caller may do just now: the only key to records.
//
// A Scope is made by the Gate (access/gate.h) from a checked caller, an action and a purpose, and by nobody else. Every
// read and change of records takes one and translates it into the query; a query without it does not compile. It says
// who (for the journal), which records by type and division, and what of each field.
//
//     const Scope scope = TRY(gate.permit(caller, Action::read, person, {.purpose = relief}));
//     std::vector<store::Value> values{key};
//     rows = reader.query("select … where key = $1 and " + scope.extent(person).condition("area", values), values);
//
// What is out of scope is not found, like what does not exist: there is no other answer.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/division_ranges.h"
#include "language/program.h"
#include "store/journal.h"
#include "store/value.h"

namespace huimin::access {

/// A record by type and place.
struct RecordPlace {
    language::Index record = language::none;
    std::int64_t county = 0; ///< six digits
    std::int64_t key = 0;
    friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

/// How far a scope reaches among the records of one type: a record is in it when any of these says so.
struct Extent {
    AreaRanges areas;                        ///< it lies there, by its division
    std::optional<RecordPlace> own;          ///< it is this person's, of their household, or belongs to these
    std::optional<RecordPlace> organisation; ///< it points to this organisation, or belongs to what does
    std::optional<std::int64_t> rows_max;    ///< of one import or export; none: no limit

    [[nodiscard]] bool is_empty() const { return areas.empty() && !own && !organisation; }

    /// `areas` as SQL over a column of 12-digit codes, `(("area" between $3 and $4) or …)`; its values are appended to
    /// those the statement has so far. A row without a division lies nowhere.
    [[nodiscard]] std::string condition(std::string_view column, std::vector<store::Value>& values) const;

    friend bool operator==(const Extent&, const Extent&) = default;
};

enum class Sight {
    clear,
    masked, ///< as language::mask shows it
    hidden, ///< as if the field were not declared
};

class Scope {
public:
    // ---- who, why: for the journal and the log of reads
    [[nodiscard]] std::int64_t account() const { return account_; } ///< 0: the machine itself
    [[nodiscard]] std::int64_t session() const { return session_; }
    [[nodiscard]] const std::string& actor() const { return actor_; }     ///< log-in name
    [[nodiscard]] const std::string& purpose() const { return purpose_; } ///< name of the purpose
    [[nodiscard]] const std::string& matter() const { return matter_; }   ///< case or reason given; may be empty
    [[nodiscard]] const std::string& origin() const { return origin_; }   ///< session and address
    [[nodiscard]] language::Action action() const { return action_; }

    /// An entry of this caller's for the journal; `action` is `room.what`. Its texts are the scope's own.
    [[nodiscard]] store::JournalEntry entry(AreaCode county, std::string_view action, std::string_view record,
                                            std::int64_t key) const;

    // ---- what
    [[nodiscard]] bool reaches(language::Index record) const { return !extent(record).is_empty(); }
    [[nodiscard]] const Extent& extent(language::Index record) const;
    /// The one record it was made for: a revealing or an emergency. None: all of the extent.
    [[nodiscard]] const std::optional<RecordPlace>& only() const { return only_; }
    [[nodiscard]] bool covers(AreaCode area, language::Index record) const { return extent(record).areas.holds(area); }
    [[nodiscard]] std::optional<language::SystemObject> object() const { return object_; }

    [[nodiscard]] Sight sees(language::Index record, language::Index field) const;
    /// The value as this scope may show it: itself, masked text, or unknown where it is hidden.
    [[nodiscard]] language::Value shown(language::Index record, language::Index field, const language::Value&) const;
    /// Fields that may be searched, sorted and filtered by: a hidden one would tell itself by what is found.
    [[nodiscard]] bool may_ask_by(language::Index record, language::Index field) const
    {
        return sees(record, field) != Sight::hidden;
    }

private:
    friend class ScopeMaker;
    Scope() = default;

    std::shared_ptr<const language::Program> program_;
    std::shared_ptr<const std::vector<Extent>> extents_; ///< by record type
    std::int64_t account_ = 0, session_ = 0;
    std::string actor_, purpose_, matter_, origin_;
    language::Action action_ = language::Action::read;
    language::Index purpose_index_ = language::none;
    std::optional<language::SystemObject> object_;
    std::optional<RecordPlace> only_;
    language::Index clear_field_ = language::none; ///< of `only`: a revealing shows this one
    bool sees_all_ = false;                        ///< the machine itself
};

} // namespace huimin::access
