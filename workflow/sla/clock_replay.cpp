// Recomputes a clock from its log alone, span by span.
#include "workflow/sla/clock_replay.hpp"

#include "workflow/model/business_time.hpp"
#include "workflow/model/status.hpp"

#include <algorithm>

namespace workflow {

namespace {

using std::chrono::microseconds;
using Kind = ClockEvent::Kind;

/// Which answers in the log do not count, because no client got them. Each bounce report discards the first one that
/// still counts.
std::vector<bool> lost_answers(const std::vector<ClockEvent>& log) {
    std::vector<bool> lost(log.size());
    for (std::size_t now = 0; now < log.size(); ++now) {
        // After a merge with a ticket that had no answer yet, earlier answers do not count.
        const bool waited_for = log[now].kind == Kind::used && log[now].clock == Clock::response;
        if (log[now].kind != Kind::answer_back && !waited_for) continue;
        for (std::size_t i = 0; i < now; ++i) {
            if (log[i].kind != Kind::answer || lost[i]) continue;
            lost[i] = true;
            if (!waited_for) break;
        }
    }
    return lost;
}

/// Goes through the log and adds a span for each interval between two events.
class LogWalk {
public:
    LogWalk(const Directory& directory, const std::vector<ClockEvent>& log, Clock clock)
        : directory_(directory), log_(log), clock_(clock), lost_(lost_answers(log)) {}

    Replay to(Instant now) {
        for (std::size_t i = 0; i < log_.size(); ++i) {
            go(std::min(log_[i].at, now));
            take(log_[i], lost_[i]);
        }
        if (!stopped_) go(now);
        while (stopped_ && !replay_.spans.empty() && replay_.spans.back().from >= stopped_at_)
            replay_.spans.pop_back();
        replay_.priority = priority_;
        replay_.contract = contract_;
        return std::move(replay_);
    }

private:
    [[nodiscard]] bool counts() const {
        if (clock_ == Clock::response) return !answered_ && !is_done(status_);
        return status_ == Status::open || status_ == Status::in_progress;
    }

    [[nodiscard]] std::string why() const {
        if (clock_ == Clock::response && (answered_ || !is_done(status_))) return answered_ ? "answered" : "no answer yet";
        switch (status_) {
            case Status::open:
                return "open";
            case Status::in_progress:
                return "in progress";
            case Status::waiting_customer:
                return "waits for the customer";
            case Status::waiting_third_party:
                return "waits for a third party";
            case Status::resolved:
                return "resolved";
            case Status::closed:
                return "closed";
        }
        return {};
    }

    void go(Instant until) {
        if (begun_ && at_ < until) {
            ClockSpan span;
            span.from = at_;
            span.to = until;
            span.counts = counts();
            span.why = why();
            span.priority = priority_;
            span.contract = contract_;
            if (span.counts) span.time = business_time_between(directory_.business_calendar(contract_, priority_), at_, until);
            replay_.used += span.time;
            replay_.spans.push_back(std::move(span));
        }
        at_ = until;
    }

    void take(const ClockEvent& event, bool lost) {
        switch (event.kind) {
            case Kind::opened:
            case Kind::terms:
                priority_ = event.priority;
                contract_ = event.contract;
                begun_ = begun_ || (event.kind == Kind::opened && clock_ != Clock::update);
                return;
            case Kind::status:
                return moved(event.status, event.at);
            case Kind::answer:
                if (clock_ == Clock::update && !lost) {
                    // Each reply restarts the clock that runs until the next one.
                    replay_ = {};
                    begun_ = true;
                }
                if (clock_ == Clock::response && !lost && !answered_) {
                    // The clock may have stopped already, when the ticket was resolved.
                    if (!stopped_) stopped_at_ = event.at;
                    stopped_ = answered_ = true;
                }
                return;
            case Kind::answer_back:
                return;
            case Kind::used:
                if (event.clock != clock_) return;
                replay_.used = event.time;
                if (clock_ != Clock::response) return;
                answered_ = false;
                stopped_ = is_done(status_);
                return;
        }
    }

    void moved(Status status, Instant at) {
        const bool was_done = is_done(status_);
        status_ = status;
        if (clock_ == Clock::response && answered_) return;
        stopped_ = is_done(status);
        if (stopped_ && !was_done) stopped_at_ = at;
        const bool reopened = was_done && !stopped_;
        if (!reopened || clock_ != Clock::resolution) return;
        if (directory_.contract_or_default(contract_).reopen != config::Contract::Reopen::anew) return;
        replay_.used = microseconds{0};
        replay_.anew = true;
    }

    const Directory& directory_;
    const std::vector<ClockEvent>& log_;
    Clock clock_;
    std::vector<bool> lost_;
    Replay replay_;
    Instant at_{};
    Status status_ = Status::open;
    Priority priority_ = Priority::medium;
    std::string contract_;
    bool begun_ = false;
    bool answered_ = false;
    bool stopped_ = false;  // stopped at present; a reopening may start it again
    Instant stopped_at_{};
};

}  // namespace

Replay replay_clock(const Directory& directory, const std::vector<ClockEvent>& log, Clock clock, Instant now) {
    return LogWalk(directory, log, clock).to(now);
}

std::optional<Instant> first_answer(const std::vector<ClockEvent>& log) {
    const auto lost = lost_answers(log);
    for (std::size_t i = 0; i < log.size(); ++i)
        if (log[i].kind == Kind::answer && !lost[i]) return log[i].at;
    return std::nullopt;
}

}  // namespace workflow
