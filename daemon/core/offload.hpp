#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace ticketd {

namespace detail {

/// Runs `work` on the pool and passes its value or exception to `handler` on the handler's own executor.
template <class Value, class Handler, class Work>
void run_on(boost::asio::thread_pool& pool, Handler handler, Work work) {
    boost::asio::post(pool, [handler = std::move(handler), work = std::move(work)]() mutable {
        std::exception_ptr thrown;
        std::optional<Value> value;
        try {
            if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
                work();
                value.emplace();
            } else {
                value.emplace(work());
            }
        } catch (...) {
            thrown = std::current_exception();  // not lost: it is rethrown where the result is awaited
        }
        auto home = boost::asio::get_associated_executor(handler);
        boost::asio::post(home, [handler = std::move(handler), thrown, value = std::move(value)]() mutable {
            std::move(handler)(thrown, std::move(value));
        });
    });
}

}  // namespace detail

/// Runs blocking `work` on `pool` and resumes on the caller's executor with its value or exception. `work` may refer
/// to the caller's coroutine frame, because that waits, but to nothing that may end earlier.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> offload(boost::asio::thread_pool& pool, Work work) {
    using Result = std::invoke_result_t<Work>;
    using Value = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;
    auto value = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                      void(std::exception_ptr, std::optional<Value>)>(
        [](auto handler, boost::asio::thread_pool* where, Work job) {
            detail::run_on<Value>(*where, std::move(handler), std::move(job));
        },
        boost::asio::use_awaitable, &pool, std::move(work));
    if constexpr (!std::is_void_v<Result>) co_return std::move(*value);
}

/// Calls `work(i)` for every i below `count` on up to `threads` threads of `pool`, and resumes when all calls have
/// ended. Rethrows the first exception.
template <class Work>
boost::asio::awaitable<void> for_each_index(boost::asio::thread_pool& pool, std::size_t threads, std::size_t count, Work work) {
    if (count == 0) co_return;
    struct Shared {
        explicit Shared(Work w) : job(std::move(w)) {}
        Work job;
        std::atomic<std::size_t> next{0};
        std::atomic<std::size_t> running{0};
        std::atomic_flag failed;
        std::exception_ptr thrown;
    };
    const std::size_t workers = std::min(threads, count);
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr)>(
        [](auto handler, boost::asio::thread_pool* where, std::size_t worker_count, std::size_t total, Work job) {
            // Shared by the worker threads, because none of them knows which one ends last.
            auto shared = std::make_shared<Shared>(std::move(job));
            shared->running = worker_count;
            auto finish = std::make_shared<decltype(handler)>(std::move(handler));
            for (std::size_t worker = 0; worker < worker_count; ++worker) {
                boost::asio::post(*where, [shared, finish, total] {
                    try {
                        for (std::size_t i = shared->next++; i < total; i = shared->next++)
                            shared->job(i);
                    } catch (...) {
                        if (!shared->failed.test_and_set()) shared->thrown = std::current_exception();
                        shared->next = total;
                    }
                    if (--shared->running != 0) return;
                    auto home = boost::asio::get_associated_executor(*finish);
                    boost::asio::post(home, [shared, finish] { std::move (*finish)(shared->thrown); });
                });
            }
        },
        boost::asio::use_awaitable, &pool, workers, count, std::move(work));
}

}  // namespace ticketd
