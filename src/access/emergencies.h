// Emergencies: reading beyond one's division when a life may depend on it, openly and for an hour.
//
// Whoever may read records of a type for a purpose somewhere may read up to 50 of them anywhere for 60 minutes, after
// writing why. The supervisor is told at once (outbox, topic `access.emergency`), every reading is journalled, and
// another person reviews it within three working days, or the account is suspended until they do. Never to change
// anything, and never for money.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/gate.h"

namespace huimin::access {

struct Emergency {
    std::int64_t key = 0, account = 0;
    std::string account_name, reason;
    std::int64_t begun_at = 0, ends_at = 0, review_by = 0; ///< milliseconds
    std::int64_t records = 0;                              ///< read so far
    std::optional<std::int64_t> reviewed_by, reviewed_at;
    std::string verdict, note;
    std::string login; ///< of the account, as the journal names it
};

enum class EmergencyVerdict { justified, abused };

class Emergencies {
public:
    static constexpr std::int64_t lasts = 60 * minute, records_max = 50, searches_max = 50;
    static constexpr std::size_t reason_min = 15;
    static constexpr int review_working_days = 3; ///< where the calendar of the year is not loaded, plain days: sooner

    Emergencies(Foundation& on, Gate& gate) : on_(on), gate_(gate) {}

    /// Fails with
    ///   access.reason           fewer than 15 characters
    ///   access.emergency_open   one of the account's is open, or waits for its review
    ///   access.forbidden        by a token, or by one who may read no records
    ///   and as Gate::permit for the session
    Result<std::int64_t> begin(const Caller&, std::string_view reason);

    /// Records of a type anywhere, to find out which of them it is: what is found is not shown before it is read. Fails
    /// with access.emergency_over, access.emergency_full (50 searches), and as Gate::permit.
    Result<Scope> seek(const Caller&, std::int64_t emergency, language::Index record, const Why&);
    /// One record anywhere, masked as for that purpose. Fails with access.emergency_over (60 minutes, or not the
    /// caller's), access.emergency_full (50 records), and as Gate::permit.
    Result<Scope> read(const Caller&, std::int64_t emergency, const RecordPlace&, const Why&);
    /// One of its fields in clear; fails as read and Gate::reveal.
    Result<Scope> reveal(const Caller&, std::int64_t emergency, const RecordPlace&, language::Index field, const Why&);

    /// Before its hour is over. Fails with access.emergency_over.
    Result<Done> end(const Caller&, std::int64_t emergency);

    /// By another person who administers accounts. Fails with access.four_eyes, access.no_emergency, access.reason (an
    /// abuse needs a note of 5 characters). Lifts the suspension.
    Result<Done> review(const Scope&, std::int64_t emergency, EmergencyVerdict, std::string_view note);

    /// Suspends the accounts whose review is overdue; yields how many. Run each minute.
    Result<std::int64_t> suspend_overdue();

    /// The newest first, of everybody, and of oneself; those before `before` where it is not 0.
    [[nodiscard]] Result<std::vector<Emergency>> list(const Scope&, std::int64_t before, std::int64_t rows_max);
    [[nodiscard]] Result<std::vector<Emergency>> own(const Caller&, std::int64_t before, std::int64_t rows_max);

private:
    Result<Scope> everywhere(const Caller&, language::Index record, const Why&);
    Result<Done> take_record(const Caller&, std::int64_t emergency, const RecordPlace&, const Scope&);
    Foundation& on_;
    Gate& gate_;
};

} // namespace huimin::access
