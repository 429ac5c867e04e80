#include <algorithm>

#include "store/internal/journal_chain.h"
#include "store/journal.h"

namespace huimin::store {

namespace {

using State = JournalVerdict::State;

/// Walks the sealed entries in order until one breaks the chain.
class Walk {
public:
    explicit Walk(std::vector<JournalHead> anchors) : anchors_(std::move(anchors))
    {
        std::ranges::sort(anchors_, {}, &JournalHead::seq);
        pass_anchors();
    }

    /// False when the walk ends here.
    bool step(const Rows& rows, std::size_t fields)
    {
        const std::int64_t seq = rows[fields].integer();
        const std::int64_t expected = verdict.sealed + 1;
        if (seq > expected)
            return breaks(expected, "条目缺失");
        if (seq < expected)
            return breaks(seq, "条目重复或被插入");
        const Sm3Digest& hash = chain_.add(seq, rows.cells().first(fields));
        if (!(rows[fields + 1] == Value(std::as_bytes(std::span(hash)))))
            return breaks(seq, "条目内容与链不符");
        verdict.sealed++;
        return pass_anchors();
    }

    void end(const std::optional<JournalHead>& head)
    {
        if (verdict.state != State::sound)
            return;
        if (next_anchor_ < anchors_.size())
            breaks(verdict.sealed + 1, "锚点之前的条目缺失");
        else if (head && head->seq > verdict.sealed)
            breaks(verdict.sealed + 1, "末尾的条目缺失");
        else if (head && (head->seq < verdict.sealed || head->hash != hex(chain_.last())))
            breaks(head->seq + 1, "条目与封存记录不符");
        else if (!head && verdict.sealed > 0) {
            verdict.state = State::cannot_tell;
            verdict.reason = "封存记录缺失，无法判断末尾是否完整";
        }
    }

    JournalVerdict verdict;

private:
    bool breaks(std::int64_t seq, const char* reason)
    {
        verdict.state = State::broken;
        verdict.first_bad = seq;
        verdict.reason = reason;
        return false;
    }

    bool pass_anchors()
    {
        for (; next_anchor_ < anchors_.size() && anchors_[next_anchor_].seq == verdict.sealed; next_anchor_++)
            if (anchors_[next_anchor_].hash != hex(chain_.last()))
                return breaks(verdict.sealed, "条目与锚点不符");
        return true;
    }

    std::vector<JournalHead> anchors_;
    std::size_t next_anchor_ = 0;
    internal::JournalChain chain_{Sm3Digest{}};
};

} // namespace

Result<std::vector<JournalHead>> read_anchors(std::string_view text)
{
    std::vector<JournalHead> anchors;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.substr(0, line.find_first_of("#\r"));
        line = line.substr(0, line.find_last_not_of(' ') + 1);
        if (!line.empty())
            anchors.push_back(TRY(JournalHead::parse(line)));
    }
    return anchors;
}

std::string_view text_of(JournalVerdict::State state)
{
    switch (state) {
    case State::sound: return "sound";
    case State::broken: return "broken";
    case State::cannot_tell: return "cannot_tell";
    }
    return {};
}

Error verifying_stopped()
{
    return Error{Fault::unavailable, "store.stopped", "核对停下了", "需要时重新核对", "the verifying was stopped"};
}

Result<JournalVerdict> verify_journal(Reader& reader, std::span<const JournalHead> anchors, const HowFar& how_far,
                                      const std::stop_token& stop)
{
    const std::optional<JournalHead> head = TRY(internal::recorded_head(reader));
    Walk walk(std::vector<JournalHead>(anchors.begin(), anchors.end()));
    {
        Rows rows = TRY(reader.scan("select " + Dialect::names(internal::journal_fields) +
                                    ", seq, hash from journal where seq is not null order by seq"));
        while (!stop.stop_requested() && TRY(rows.next()) && walk.step(rows, internal::journal_fields.size()))
            if (how_far && head)
                how_far(static_cast<std::uint64_t>(walk.verdict.sealed), static_cast<std::uint64_t>(head->seq));
    }
    if (stop.stop_requested())
        return verifying_stopped();
    walk.end(head);
    walk.verdict.unsealed = TRY(reader.find_integer("select count(*) from journal where seq is null")).value_or(0);
    return walk.verdict;
}

} // namespace huimin::store
