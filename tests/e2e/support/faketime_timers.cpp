// Makes timers and sleeps end under libfaketime, before which it is preloaded (clock.py). The programs are not changed.

#include <dlfcn.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <ctime>

/// Asio sets its only timer here. To fire "at once" it asks for an absolute time in the past. libfaketime (0.9.10)
/// turns such a time, or a span that its speed rounds to nothing, into never, and no timer would ever fire again. So
/// each becomes a span that is long enough.
extern "C" int timerfd_settime(int fd, int flags, const itimerspec* wanted, itimerspec* before) {
    using Settime = int (*)(int, int, const itimerspec*, itimerspec*);
    static const auto next = reinterpret_cast<Settime>(dlsym(RTLD_NEXT, "timerfd_settime"));
    constexpr long shortest = 100'000;  // nanoseconds
    itimerspec span = *wanted;
    const bool disarms = span.it_value.tv_sec == 0 && span.it_value.tv_nsec == 0;
    if (!disarms && span.it_value.tv_sec == 0) {
        span.it_value.tv_nsec = std::max(span.it_value.tv_nsec, shortest);
        flags &= ~TFD_TIMER_ABSTIME;
    }
    return next(fd, flags, &span, before);
}

/// Python sleeps until a time of the monotonic clock, which is not moved. libfaketime takes it for a time of the
/// moved clock and refuses.
extern "C" int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
    using Sleep = int (*)(clockid_t, int, const timespec*, timespec*);
    static const auto next = reinterpret_cast<Sleep>(dlsym(RTLD_NEXT, "clock_nanosleep"));
    static const auto real = reinterpret_cast<Sleep>(dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "clock_nanosleep"));
    return (clock == CLOCK_MONOTONIC ? real : next)(clock, flags, wanted, left);
}
