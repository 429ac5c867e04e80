// Facts told by somebody, checked and put into a row: what a form, a program or the command line may change.

#pragma once

#include "registry/internal/row.h"

namespace huimin::registry {

/// The fact as it is kept, once it is of the field's kind, in its range and, for numbers of persons and organisations,
/// well formed. Fails with registry.kind, registry.range, registry.number, registry.text, registry.places.
Result<Stored> checked_fact(const language::Program&, const language::Field&, const language::Value&);

/// Puts facts into a row and notes where they come from. Fails as checked_fact.
Result<Done> put_facts(const language::Program&, const language::Record&, KeptRow&, const std::vector<FactChange>&,
                       const Telling&);

/// Fails with registry.required, naming what is missing.
Result<Done> check_required(const language::Record&, const KeptRow&);

/// Holds a row in the version the caller has seen. Fails with registry.missing and registry.conflict.
Result<KeptRow> hold_version(store::Transaction&, const language::Record&, RecordKey, std::int64_t version);

/// Keeps `before` in the history and lets `after` stand in its place, told to the journal.
Result<Done> replace_row(store::Transaction&, Registry&, const language::Record&, const KeptRow& before, KeptRow after,
                         const Telling&, const char* action);

/// Changes facts of one record. Fails as hold_version, put_facts, check_required, and with registry.taken and
/// registry.elsewhere.
Result<Done> change_row(store::Transaction&, Registry&, language::Index record, RecordKey, std::int64_t version,
                        const std::vector<FactChange>&, const Telling&);

/// The county of the division that the row names; none when its record names none.
[[nodiscard]] std::optional<std::int64_t> county_of(const language::Record&, const KeptRow&);

} // namespace huimin::registry
