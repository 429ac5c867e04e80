// The journal: who did what, when, why, with the values before and after, chained so that no one can change it unseen.
//
// An entry is written in the transaction of the change it tells of: both stand or neither. The sealer numbers entries
// and chains them: hash[n] = SM3(0x01 || hash[n-1] || each field as 4 bytes of length, big end first, and its bytes);
// a field that is null has the length 0xffffffff and no bytes; hash[0] is 32 zeros. Fields in order: seq, area, entry,
// at (each 8 bytes, big end first), actor, purpose, action, record, key (8 bytes), before, after, origin.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/area.h"
#include "base/how_far.h"
#include "base/result.h"
#include "store/key_maker.h"
#include "store/schema.h"
#include "store/store.h"

namespace huimin::store {

struct JournalEntry {
    AreaCode area;                ///< the county the record belongs to; 0 for what belongs to none
    std::string_view actor;       ///< the account, or the part of the system, that did it
    std::string_view purpose;     ///< the case or the listed purpose it was done for
    std::string_view action;      ///< `registry.change`, `ledger.release`, `access.unmask` …
    std::string_view record = {}; ///< type of the record
    std::int64_t key = 0;         ///< its key
    std::optional<std::string_view> before = std::nullopt; ///< JSON of what changed, as it was
    std::optional<std::string_view> after = std::nullopt;  ///< … as it is
    std::string_view origin = {};                          ///< session, address, request
    std::int64_t entry = 0; ///< its own key, from the KeyMaker, where a row must name it; 0: one is made
};

class Journal {
public:
    explicit Journal(KeyMaker& keys) : keys_(&keys) {}

    /// Yields the entry's own key; its time is KeyMaker::milliseconds_of that.
    Result<std::int64_t> write(Transaction&, const JournalEntry&);

    /// For imports: many entries in one transaction.
    class Bulk {
    public:
        Result<Done> add(const JournalEntry&);
        Result<std::int64_t> finish() { return rows_.finish(); }

    private:
        friend class Journal;
        Bulk(store::Bulk rows, KeyMaker& keys) : rows_(std::move(rows)), keys_(&keys) {}
        store::Bulk rows_;
        KeyMaker* keys_;
    };
    Result<Bulk> bulk(Transaction&);

private:
    KeyMaker* keys_;
};

/// The last sealed entry. Kept elsewhere (printed, sent to another host) it is an anchor: proof of all that stood then.
struct JournalHead {
    std::int64_t seq = 0;
    std::string hash = std::string(64, '0'); ///< 64 hexadecimal digits

    /// `12:66c7f0f4…`
    [[nodiscard]] std::string text() const { return std::to_string(seq) + ":" + hash; }
    /// Fails with store.anchor_form.
    static Result<JournalHead> parse(std::string_view);
    friend bool operator==(const JournalHead&, const JournalHead&) = default;
};

/// Anchors as they are kept: one a line; empty lines and what follows `#` are for people. Fails with store.anchor_form.
Result<std::vector<JournalHead>> read_anchors(std::string_view text);

/// Numbers and chains all entries not yet sealed. Run by a server each second, by the command line at its end; any
/// number may run at once.
Result<JournalHead> seal_journal(Store&);

/// Which entries are read. Empty texts, 0 and none ask nothing.
struct JournalQuestion {
    std::string_view actor = {};  ///< exactly
    std::string_view action = {}; ///< itself, or all of a room: `registry` finds `registry.change`
    std::string_view record = {}; ///< type
    std::int64_t key = 0;
    std::optional<std::int64_t> from = {};         ///< milliseconds: from then on
    std::optional<std::int64_t> until = {};        ///< milliseconds: before then
    std::int64_t before_seq = 0, before_entry = 0; ///< `seq` and `entry` of the last one of the page before: both
    /// Divisions whose entries are read, first and last of each range; none: all.
    std::vector<std::pair<AreaCode, AreaCode>> areas = {};
    std::int64_t rows_max = 50;
};

struct ReadEntry {
    AreaCode area;
    std::int64_t entry = 0, seq = 0, at = 0, key = 0; ///< `at`: milliseconds
    std::string actor, purpose, action, record, origin;
    std::optional<std::string> before, after;
};

/// Sealed entries, the newest first: whoever wants the latest too seals before. A page costs the same however long the
/// journal is; but a question by actor or action alone passes over the others' newer entries.
Result<std::vector<ReadEntry>> read_journal(Reader&, const JournalQuestion&);

struct JournalVerdict {
    enum class State {
        sound = 0,
        broken = 1,
        cannot_tell = 2, ///< the recorded head is gone, so the end may be missing
    };
    State state = State::sound;
    std::int64_t first_bad = 0; ///< seq of the first broken or missing entry, 0 when sound
    std::string reason = {};    ///< in Chinese, empty when sound
    std::int64_t sealed = 0;    ///< entries checked
    std::int64_t unsealed = 0;  ///< entries that wait for the sealer
};

[[nodiscard]] std::string_view text_of(JournalVerdict::State); ///< sound, broken, cannot_tell

/// Reads the journal through and names the first entry that was edited, removed, inserted or moved. A copy set back as
/// a whole, or one rewritten with right hashes, shows only against anchors kept elsewhere. Hand in a snapshot where a
/// sealer may run. `how_far` counts entries. Fails with store.stopped when told to stop.
Result<JournalVerdict> verify_journal(Reader&, std::span<const JournalHead> anchors = {}, const HowFar& how_far = {},
                                      const std::stop_token& stop = {});
/// What a reading through that was told to stop fails with.
[[nodiscard]] Error verifying_stopped();

} // namespace huimin::store
