"""The time of the tests: only this module moves a clock.

`./dev test --at` moves a whole run by TICKETD_TEST_SHIFT seconds (tests/under_clock). Every process gets the same
number and no start time, so all read the same time however late they start. A test may move the clock of its own desk
in addition. Only the wall clock moves: deadlines use real seconds, and files have their real dates.
"""

import datetime
import os
import pathlib
import time
import unittest

BUILD = pathlib.Path(os.environ.get("TICKETD_BUILD", pathlib.Path(__file__).resolve().parents[3] / "build" / "release"))
SHIFT = int(os.environ.get("TICKETD_TEST_SHIFT") or 0)  # seconds by which the whole run is moved
FAKETIME = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
DAY = 86400
# Tests of calendars, office hours or time zones start their desk at this time, on whatever day they run: 10:00 in
# Berlin, after the holidays, and eleven weeks before the clocks change there.
MONDAY = datetime.datetime(2027, 1, 11, 9, tzinfo=datetime.timezone.utc)

needs_faketime = unittest.skipUnless(FAKETIME, "libfaketime is not installed")


def _wrapper(*settings: str) -> tuple[str, ...]:
    """The words before a command that make it read another time. FAKETIME_SHARED would give it the test's own start."""
    return ("env", "-u", "FAKETIME", "-u", "FAKETIME_SHARED", f"LD_PRELOAD={BUILD}/lib/libfaketime_timers.so:{FAKETIME}",
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1", *settings)


def later(seconds: float) -> tuple[str, ...]:
    """Words before a command: its clock is this much ahead of the test's own."""
    return _wrapper(f"FAKETIME={SHIFT + int(seconds):+d}")


def beginning(moment: datetime.datetime, speed: int = 1) -> tuple[str, ...]:
    """Words before a command: its clock starts at this time and runs at this speed."""
    return _wrapper("TZ=UTC", f"FAKETIME=@{moment.astimezone(datetime.timezone.utc):%Y-%m-%d %H:%M:%S} x{speed}")


def unmoved() -> dict[str, str]:
    """The environment for peers that do not work with a moved clock, and whose dates do not matter."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD" and "FAKE" not in name}


class Days:
    """A clock that can be moved while the command that reads it runs. It starts at `begin` (default: now)."""

    def __init__(self, file: pathlib.Path, begin: datetime.datetime | None = None):
        self.file = file
        self.ahead = begin.timestamp() - time.time() if begin else 0.0  # seconds ahead of the test's own clock
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
