"""A week of promised times in less than a minute: each warning, breach and digest comes once, even if a daemon is
killed or restarted."""

import collections
import datetime
import email.utils
import json
import os
import re
import subprocess
import time
import unittest

from support import clock
from support.desk import PATIENCE, TICKETCTL, Desk, DeskTest, cluster, message, on_both_databases, wait_for

SPEED = 12_000  # a week in 50 seconds
MONDAY = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone.utc)  # 08:00 in Berlin, an hour before the office opens
SUNDAY = datetime.datetime(2026, 11, 29, 20, 0, tzinfo=datetime.timezone.utc)

RULES = """
[digest]
at = "07:30"

[[rule]]
name = "how urgent it is stands in the subject"
on = ["new"]
when = { subject_contains = ["prio-low"] }
then = { priority = "low" }
[[rule]]
name = "high"
on = ["new"]
when = { subject_contains = ["prio-high"] }
then = { priority = "high" }
[[rule]]
name = "critical"
on = ["new"]
when = { subject_contains = ["prio-critical"] }
then = { priority = "critical" }
"""

# The steps that come due under the test desk's contract within that week. For low priority, half of the 72 hours
# pass, but not all of them.
ALL = {50, 75, 90, 100}
EXPECTED = {
    "prio-critical": {"response": ALL, "resolution": ALL},
    "prio-high": {"response": ALL, "resolution": ALL},
    "prio-medium": {"response": ALL, "resolution": ALL},
    "prio-low": {"response": ALL, "resolution": {50}},
    "prio-medium waits": {"response": ALL, "resolution": set()},
}
TECHNICIANS = ("ana@desk.example", "ben@desk.example")


class FastClock:
    """A clock that all its processes read alike, however late they start. It runs at normal speed until it is sped
    up."""

    def __init__(self, begin: datetime.datetime, speed: int = 1):
        self.begin, self.speed, self.started = begin, speed, time.time()

    def now(self) -> datetime.datetime:
        return self.begin + datetime.timedelta(seconds=(time.time() - self.started) * self.speed)

    def speed_up(self, speed: int) -> None:
        """Applies to processes that are started from here on."""
        self.begin, self.started, self.speed = self.now(), time.time(), speed

    def wrapper(self) -> tuple[str, ...]:
        return clock.beginning(self.now(), self.speed)

    def wait_until(self, when: datetime.datetime) -> None:
        while (left := (when - self.now()).total_seconds() / self.speed) > 0:
            time.sleep(min(left, 1))


def fast_url() -> str:
    """A fresh database on PostgreSQL. libpq measures its timeout with the wall clock, which runs fast here, so it
    gets no limit."""
    return cluster().url(cluster().new_database()) + "&connect_timeout=0"


def told(mails) -> dict[tuple, list[int]]:
    """The percentages that were reported for each reader, ticket and clock, in the order of the mails' dates;
    duplicates of a mail count once."""
    found, seen = collections.defaultdict(list), set()
    for mail in sorted(mails, key=lambda one: email.utils.parsedate_to_datetime(one["Date"])):
        if mail.message_id in seen:
            continue
        seen.add(mail.message_id)
        subject = mail["Subject"].split("] ", 1)[-1]
        for percent, name in re.findall(r"(\d+) % of the (\w+) time are used", mail.text):
            found[mail.recipient, subject, name].append(int(percent))
        for name in re.findall(r"The (\w+) target was due", mail.text):
            found[mail.recipient, subject, name].append(100)
    return found


def digests(mails) -> collections.Counter:
    days = {}
    for mail in mails:
        if "this morning" in mail["Subject"]:
            days[mail.message_id] = (mail.recipient, email.utils.parsedate_to_datetime(mail["Date"]).date())
    return collections.Counter(days.values())


class Week:
    """Setup and checks that both tests share."""

    maxDiff = None

    def open_tickets(self, desk: Desk) -> FastClock:
        """Starts the desk at normal speed; the week begins with the next start."""
        fast = FastClock(MONDAY)
        desk.start(wrapper=fast.wrapper())
        for subject in EXPECTED:
            desk.send(message("carla@contoso.example", subject))
        desk.settle()
        numbers = {ticket["title"]: ticket["number"] for ticket in desk.json("list")}
        self.assertEqual(set(numbers), set(EXPECTED))
        waiting = numbers["prio-medium waits"]
        desk.send(message("ana@desk.example", f"[#{waiting}] [wait] prio-medium waits", " "), user="ana")
        desk.settle()
        self.assertEqual(desk.show(waiting)["status"], "waiting-customer")
        self.assertEqual(desk.stop(), 0)
        fast.speed_up(SPEED)
        return fast

    def check_history(self, desk: Desk) -> None:
        """Each step is in the ticket's history, once."""
        for ticket in desk.json("list"):
            steps = [(entry["data"]["clock"], entry["data"].get("percent", 100)) for entry in desk.show(ticket["number"])["entries"]
                     if entry["kind"] == "event" and entry["event"] in ("sla-warning", "sla-breach")]
            wanted = [(name, percent) for name, percents in EXPECTED[ticket["title"]].items() for percent in percents]
            self.assertEqual(sorted(steps), sorted(wanted), ticket["title"])

    def check(self, desks: list[Desk]) -> None:
        expected = {(reader, subject, clock): sorted(percents)
                    for reader in TECHNICIANS for subject, clocks in EXPECTED.items()
                    for clock, percents in clocks.items() if percents}

        def mails():
            return [mail for desk in desks for mail in desk.outgoing()]
        def are_all_there():
            now = told(mails())
            return all(now[key][-1:] == percents[-1:] for key, percents in expected.items())
        wait_for(are_all_there, "the last of them")
        now = told(mails())
        self.assertEqual({key for key, percents in now.items() if percents}, set(expected))
        for key, percents in expected.items():
            # At this speed several steps pass between two looks: the last one speaks for all.
            self.assertEqual(now[key], sorted(set(now[key])), f"{key}: each once, in order")
            self.assertLessEqual(set(now[key]), set(percents), key)
        self.check_history(desks[0])
        for reader in TECHNICIANS:
            got = {day.day: count for (who, day), count in digests(mails()).items() if who == reader and 24 <= day.day <= 27}
            self.assertEqual(got, {24: 1, 25: 1, 26: 1, 27: 1}, f"digests to {reader}")


@clock.needs_faketime
class SqliteWeek(Week, unittest.TestCase):
    def test_each_is_told_once_and_what_came_while_the_desk_was_down_is_told_late(self):
        desk = Desk(edit=lambda text: text + RULES, start=False)
        self.addCleanup(desk.close)
        fast = self.open_tickets(desk)
        desk.start(wrapper=fast.wrapper())
        fast.wait_until(MONDAY + datetime.timedelta(days=1, hours=4))
        desk.kill()
        fast.wait_until(MONDAY + datetime.timedelta(days=1, hours=20))
        desk.start(wrapper=fast.wrapper())
        fast.wait_until(SUNDAY)
        self.check([desk])
        self.assertTrue(any("tells it late" in mail.text for mail in desk.outgoing()), "the day it was down")


@clock.needs_faketime
class PostgresqlWeek(Week, unittest.TestCase):
    def test_two_daemons_tell_each_once_and_one_is_killed_half_way(self):
        url = fast_url()
        first = Desk("postgresql", url=url, edit=lambda text: text + RULES, start=False)
        self.addCleanup(first.close)
        fast = self.open_tickets(first)
        keys = str(first.folder / "keys")
        second = Desk("postgresql", url=url, start=False,
                      edit=lambda text: text.replace('key_file = "keys"', f'key_file = "{keys}"') + RULES)
        self.addCleanup(second.close)
        first.start(wrapper=fast.wrapper())
        second.start(wrapper=fast.wrapper())
        fast.wait_until(MONDAY + datetime.timedelta(days=3))
        second.kill()
        fast.wait_until(SUNDAY)
        self.check([first, second])
        self.assertTrue(told(second.outgoing()) or digests(second.outgoing()), "the second one did a part of the work")


@clock.needs_faketime
@on_both_databases
class Seen(DeskTest):
    """An hour passes in a second."""

    def setUp(self) -> None:
        url = fast_url() if self.database == "postgresql" else ""
        self.desk = self.make_desk(edit=lambda text: text + RULES, start=False, url=url)
        self.clock = FastClock(MONDAY, 3600)
        self.desk.start(wrapper=self.clock.wrapper())

    def ctl(self, *arguments: str) -> str:
        done = subprocess.run([*self.clock.wrapper(), str(TICKETCTL), "--config", str(self.desk.config), *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, env=os.environ)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def answer_to(self, tag: str):
        before = self.desk.outgoing()
        self.desk.send(message("ana@desk.example", tag, " "), user="ana")
        return wait_for(lambda: next((mail for mail in self.desk.new_mails(before, "ana@desk.example") if tag in mail["Subject"]), None),
                        f"an answer to {tag}", PATIENCE)

    def test_a_breached_ticket_is_seen_everywhere(self):
        self.desk.send(message("carla@contoso.example", "prio-critical fire & smoke"))
        self.desk.send(message("carla@contoso.example", "prio-low lamp"))
        wait_for(lambda: any("response target was due" in mail.text for mail in self.desk.outgoing("ben@desk.example")), "the breach")

        answer = self.answer_to("[list breached]")
        self.assertIn("fire & smoke", answer.text)
        self.assertIn("First response overdue", answer.text)
        self.assertNotIn("lamp", answer.text)
        self.assertIn("fire &amp; smoke", answer.html)
        self.assertIn("<table", answer.html)
        self.assertEqual(len(self.desk.json("list")), 2, "a question opens no ticket")
        self.assertIn("lamp", self.answer_to("[list]").text)

        head = json.loads(self.ctl("show", "1", "--json"))["sla"]
        self.assertEqual((head["state"], head["breached"]), ("red", ["response"]))
        self.assertRegex(self.ctl("list"), r"#1 .*red 2026-11-23")

        story = json.loads(self.ctl("sla", "explain", "1", "--json"))
        response = next(clock for clock in story["clocks"] if clock["clock"] == "response")
        self.assertEqual((response["state"], response["missed"], response["target_seconds"], response["calendar"]),
                         ("running", True, 900, "24x7"))
        self.assertEqual(sum(span["seconds"] for span in response["spans"] if span["counts"]), response["used_seconds"])
        self.assertIn("no answer yet", self.ctl("sla", "explain", "1"))

    def test_the_report_tells_what_was_met_and_missed(self):
        self.desk.send(message("carla@contoso.example", "prio-critical fire"))
        self.desk.send(message("carla@contoso.example", "prio-low lamp"))
        wait_for(lambda: any("response target was due" in mail.text for mail in self.desk.outgoing("ben@desk.example")), "the breach")
        self.desk.send(message("ana@desk.example", "[#2] [resolve] prio-low lamp", "A new one is in."), user="ana")
        self.desk.settle()
        day = f"{self.clock.now():%Y-%m-%d}"
        report = json.loads(self.ctl("report", "sla", "--from", "2026-11-23", "--to", day, "--client", "contoso", "--json"))
        rows = {row["priority"]: row for row in report["rows"]}
        self.assertEqual((rows["critical"]["response"]["missed"], rows["low"]["response"]["met"]), (1, 1))
        self.assertEqual(rows["low"]["resolution"]["met"], 1)
        self.assertEqual(report["total"]["tickets"], 2)
        self.assertEqual(sum(age["tickets"] for age in report["backlog"]), 1)
        csv = self.ctl("report", "sla", "--from", "2026-11-23", "--format", "csv").splitlines()
        self.assertEqual(len(csv), 3)
        self.assertTrue(csv[1].startswith("Contoso,critical,1,0,1,"), csv[1])
        self.assertIn("First response", self.ctl("report", "sla", "--from", "2026-11-23"))
        self.assertIn("<table", self.ctl("report", "sla", "--format", "html"))
        answer = self.answer_to("[report week]")
        self.assertIn("Tickets opened from Mon 16 Nov 2026 to Sun 22 Nov 2026", answer.text)
        self.assertIn("bgcolor", answer.html)


if __name__ == "__main__":
    unittest.main()
