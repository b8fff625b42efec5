// Chooses where log lines go and how they look.
#include "daemon/core/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace ticketd {
namespace {

/// Writes the journal's priority prefix (sd-daemon(3)): <3> error, <4> warning, <6> info, <7> debug.
class JournalPriority : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& msg, const std::tm&, spdlog::memory_buf_t& dest) override {
        const std::string_view prefix = msg.level >= spdlog::level::err    ? "<3>"
                                        : msg.level == spdlog::level::warn ? "<4>"
                                        : msg.level == spdlog::level::info ? "<6>"
                                                                           : "<7>";
        dest.append(prefix.data(), prefix.data() + prefix.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JournalPriority>(); }
};

}  // namespace

void start_log(bool verbose) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();  // shared_ptr: spdlog's interface demands it
    if (std::getenv("JOURNAL_STREAM") != nullptr) {
        auto formatter = std::make_unique<spdlog::pattern_formatter>();
        formatter->add_flag<JournalPriority>('*').set_pattern("%*%v");
        sink->set_formatter(std::move(formatter));
    } else {
        sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    }
    auto logger = std::make_shared<spdlog::logger>("ticketd", std::move(sink));
    logger->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

std::string describe(const std::exception_ptr& thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of unknown type";
    }
    return {};
}

void LogFailure::operator()(const std::exception_ptr& thrown) const {
    if (thrown) spdlog::error("{} ended: {}", what, describe(thrown));
}

}  // namespace ticketd
