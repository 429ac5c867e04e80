// What all parts of this room share: the world, the city's roles, the journal, and one count of changes.

#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "access/password.h"
#include "access/secret.h"
#include "access/world.h"
#include "base/area.h"
#include "base/limits.h"
#include "base/working_days.h"
#include "language/program.h"
#include "store/journal.h"

namespace huimin::access {

/// Figures a city may set; each has one place.
struct Settings {
    int idle_minutes = 30;                    ///< where no role of the account says less (等保三级: a session ends)
    std::int64_t session_longest = 12 * hour; ///< from log-in to the end, whatever happens
    int sessions_max = limit("access", "sessions"); ///< of one account; the oldest gives way
    std::int64_t trust = 2 * one_second;            ///< how long a checked session is believed without asking the store
    std::int64_t dormant_after = 90 * day_long;     ///< an account unused for longer must be enabled again
    std::int64_t device_remembered = 180 * day_long;
    int devices_max = limit("access", "devices");              ///< of one account; the oldest gives way
    int reveals_per_hour = limit("access", "reveals");         ///< of one account
    std::int64_t export_rows = limit("access", "export_rows"); ///< of one file, whatever a right says
    std::size_t bulk_rows = 200;                               ///< a reading of more records is journalled by itself
    Hashing::Cost hashing;
};

struct Foundation {
    Foundation(World world_, std::shared_ptr<const language::Program> program_, const AreaTree& areas_,
               const WorkingDays& calendar_, Settings settings_ = {})
        : world(std::move(world_)), program(std::move(program_)), areas(&areas_), calendar(&calendar_),
          settings(settings_), journal(*world.keys), hashing(settings.hashing)
    {
    }

    World world;
    std::shared_ptr<const language::Program> program;
    const AreaTree* areas;
    const WorkingDays* calendar;
    Settings settings;
    store::Journal journal;
    Hashing hashing;
    CommonPasswords common_passwords;
    std::optional<Lockbox> lockbox; ///< none: no second factor can be set up

    /// Grows with each change of accounts, grants, sessions and tokens in this process. What was read before it is not
    /// believed after it.
    std::atomic<std::uint64_t> changes = 0;

    [[nodiscard]] store::Store& store() { return *world.store; }
};

} // namespace huimin::access
