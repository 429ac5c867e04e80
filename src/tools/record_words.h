// Records and facts as words of the command line: read from them, and told in them.

#pragma once

#include "registry/list.h"
#include "tools/city_store.h"

namespace huimin::tools {

/// The record that words name: a number it has or had, `330282:key`, or a name that only one bears. Fails with
/// registry.missing, and with city.several, which lists them.
Result<registry::RecordKey> find_named(CityStore&, language::Index record, const std::string& words);

/// The same, where the record stands in the lists. Fails also with registry.merged, which names the record that it was
/// merged into, or the place it moved to.
Result<registry::RecordKey> find_standing(CityStore&, language::Index record, const std::string& words);

/// `330282:key`
[[nodiscard]] std::string place_text(registry::RecordKey);

/// `工资=1200`. `confirmed`: the facts whose value is meant so, though it is not usual. Fails with city.no_field and
/// city.value.
Result<std::vector<registry::FactChange>> read_facts(const CityStore&, language::Index record,
                                                     const std::vector<std::string>& words,
                                                     const std::vector<std::string>& confirmed);

/// `工资>=1000`, `姓名~建`, `姓名^王`, `死亡日期?` (not known), `死亡日期!` (known), `区划@330282` (in it). Fails as
/// read_facts.
Result<std::vector<registry::Condition>> read_conditions(const CityStore&, language::Index record,
                                                         const std::vector<std::string>& words);

/// Fails with city.no_field.
Result<language::Index> find_field(const CityStore&, language::Index record, const std::string& name);

/// A fact in words: `1,200.00 元/月`, `是`, `未知`; masked where the field is.
[[nodiscard]] std::string fact_text(const CityStore&, const language::Field&, const language::Value&, bool clear);

/// `公安户籍，2025-06-30`; empty when not said.
[[nodiscard]] std::string origin_text(const language::Provenance&);

} // namespace huimin::tools
