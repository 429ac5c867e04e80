// Units read whole, names and all, for what has to be told about each of them by name.

#pragma once

#include <map>

#include "census/census.h"

namespace huimin::census {

/// Reads all units of a record that belongs to none, by county and key, some thousand at a time, and hands them over
/// with every fact and with their names as labels. All of one moment. Fails with census.stopped, and as `take` does.
Result<Done> read_whole(registry::Registry&, language::Index record, const Work&,
                        const std::function<Result<Done>(std::vector<Census::UnitAtHand>&)>& take);

/// What records are called: by the field that names them; their keys where they have none.
Result<std::map<registry::RecordKey, std::string>> names_of(registry::Registry&, language::Index record,
                                                            const RecordKeys&);

} // namespace huimin::census
