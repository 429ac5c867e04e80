// What is done to records besides changing their facts: added, removed, moved, given another head. Each is one
// transaction with its history and its entry in the journal.

#pragma once

#include <map>
#include <vector>

#include "registry/list.h"

namespace huimin::registry {

/// Adds a record, to the one it belongs to where its type belongs to another. A person needs no number.
///
/// Fails with the codes of Registry::change and
///   registry.owner   its type belongs to another and none is given, or the other way round
Result<RecordKey> add(Registry&, language::Index record, std::optional<RecordKey> owner, const std::vector<FactChange>&,
                      const Telling&);

/// The same; yields the record with all its facts as it now stands.
Result<ListedRecord> add_and_show(Registry&, language::Index record, std::optional<RecordKey> owner,
                                  const std::vector<FactChange>&, const Telling&);

/// Takes a record out of the lists: what was entered by mistake, or is no more. It stays in the history; its numbers
/// are free for others.
///
/// Fails with registry.missing, registry.conflict and
///   registry.in_use  something belongs to it or names it still
Result<Done> remove(Registry&, language::Index record, RecordKey, std::int64_t version, const Telling&);

/// Where a record goes: to another that it will belong to, or to another division when it names one itself.
struct Destination {
    std::optional<RecordKey> owner;
    std::optional<AreaCode> area;
};

/// Moves a record with what belongs to it, and changes facts with it (a new address, the relation to the new head). In
/// another county it keeps its key: the row is closed here and opened there, and history, numbers and links follow.
/// Yields its new place. Fails with the codes of Registry::change and
///   registry.owner   the destination does not suit its type, or is not there
Result<RecordKey> move(Registry&, language::Index record, RecordKey, std::int64_t version, const Destination&,
                       const std::vector<FactChange>&, const Telling&);

/// Makes a member the head of a household. The relation to the head of everybody else is asked anew: it becomes what
/// `relations` says by the member's key, or unknown.
///
/// The field is the member's choice that has a value `head` (GB/T 4761). Fails with the codes of Registry::change and
///   registry.no_head  the record knows no heads, or the person is no member of that household
Result<Done> change_head(Registry&, language::Index member, RecordKey household, RecordKey head,
                         const std::map<std::int64_t, language::ChoiceNumber>& relations, const Telling&);

} // namespace huimin::registry
