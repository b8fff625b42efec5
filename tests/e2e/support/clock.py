"""What time it is: the one place of the tests that moves a clock.

`./dev test --at` moves a whole run by TICKETD_TEST_SHIFT seconds (tests/under_clock). Every process is given that same number and no
moment to begin at, so all of them read the same time however late they start; what a test moves on its own desk comes on top of it.
Only the wall clock moves: deadlines keep to real seconds, and files have their real dates.
"""

import datetime
import os
import pathlib
import time
import unittest

BUILD = pathlib.Path(os.environ.get("TICKETD_BUILD", pathlib.Path(__file__).resolve().parents[3] / "build" / "release"))
SHIFT = int(os.environ.get("TICKETD_TEST_SHIFT") or 0)  # seconds, of the whole run
FAKETIME = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
DAY = 86400
# Where a calendar of days, office hours or zones is what is tested, its desk begins here, on whatever day the test runs: 10:00 in Berlin,
# behind the holidays, and eleven weeks before the clocks there change.
MONDAY = datetime.datetime(2027, 1, 11, 9, tzinfo=datetime.timezone.utc)

needs_faketime = unittest.skipUnless(FAKETIME, "libfaketime is not installed")


def _wrapper(*settings: str) -> tuple[str, ...]:
    """What stands in front of a command that reads another time. FAKETIME_SHARED would give it the test's own start."""
    return ("env", "-u", "FAKETIME", "-u", "FAKETIME_SHARED", f"LD_PRELOAD={BUILD}/lib/libfaketime_timers.so:{FAKETIME}",
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1", *settings)


def later(seconds: float) -> tuple[str, ...]:
    """In front of a command: its clock is so far ahead of the test's own."""
    return _wrapper(f"FAKETIME={SHIFT + int(seconds):+d}")


def beginning(moment: datetime.datetime, speed: int = 1) -> tuple[str, ...]:
    """In front of a command: its clock begins then, and runs at this pace."""
    return _wrapper("TZ=UTC", f"FAKETIME=@{moment.astimezone(datetime.timezone.utc):%Y-%m-%d %H:%M:%S} x{speed}")


def unmoved() -> dict[str, str]:
    """The environment of peers that would not bear a moved clock, and whose date nobody looks at."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD" and "FAKE" not in name}


class Days:
    """A clock that is moved on while the command runs that reads it, from `begin` on (default: from now)."""

    def __init__(self, file: pathlib.Path, begin: datetime.datetime | None = None):
        self.file = file
        self.ahead = begin.timestamp() - time.time() if begin else 0.0  # seconds, of the test's own clock
        self.go_on(0)

    def go_on(self, days: float) -> None:
        self.ahead += days * DAY
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{SHIFT + int(self.ahead):+d}")
        os.replace(fresh, self.file)

    def now(self) -> float:
        return time.time() + self.ahead

    def wrapper(self) -> tuple[str, ...]:
        return _wrapper(f"FAKETIME_TIMESTAMP_FILE={self.file}", "FAKETIME_NO_CACHE=1")
