"""Time worked: how the contract counts it, timers over several days, and the report of a period."""

import csv
import io
import re
import unittest
import urllib.parse

from support import clock
from support.desk import message, on_both_databases, wait_for
from support.working import CLIENT, Work, WorkOfDays

ANA, BEN = "ana@desk.example", "ben@desk.example"


@on_both_databases
class Counted(Work):
    """The contract gold rounds up to 15 minutes; silver counts at least half an hour and then whole hours."""

    def edit(self, config: str) -> str:
        return config.replace("[[client]]", """[[contract]]
name = "silver"
rounding = "1h"
minimum = "30m"

[[client]]
name = "Fabrikam"
domains = ["fabrikam.example"]
contract = "silver"

[[client]]""", 1)

    def total(self, number: int) -> int:
        return self.desk.show(number)["minutes_total"]

    def test_each_contract_counts_in_its_way_and_only_what_somebody_pays_for(self):
        self.opened()
        for sender in ("amy@fabrikam.example", "eve@elsewhere.example"):
            self.desk.send(message(sender, "Another matter"))
        self.desk.settle()
        rows = (
            # ticket, the items in order, the minutes counted for each
            (1, ("time=1m", "time=15m", "time=16m", "time=5m;nonbillable"), (15, 30, 60, 65)),
            (2, ("time=10m", "time=61m", "time=10m;nonbillable"), (60, 180, 190)),
            (3, ("time=7m", "time=1h30m"), (7, 97)),
        )
        for number, entries, totals in rows:
            for items, total in zip(entries, totals):
                self.assertEqual(self.desk.ctl("do", number, *items.split(";"), "--as", "ana").returncode, 0)
                self.assertEqual(self.total(number), total, f"#{number} {items}")

    def test_a_correction_is_a_line_of_its_own(self):
        self.opened()
        self.tag(1, "[time=40m]", "Moved the screen.")
        self.tag(1, "[time=-10m;for=\"a break\"]")
        lines = self.desk.show(1)["time"]
        self.assertEqual([(line["minutes"], line["text"]) for line in lines], [(45, "Moved the screen."), (-10, "a break")])
        seen = self.desk.outgoing()
        self.tag(1, "[time=-40m]")
        [refusal] = self.desk.new_mails(seen)
        self.assertEqual(refusal.recipient, ANA)
        self.assertIn("30m", refusal.text)
        self.assertEqual(self.total(1), 35)
        self.tag(1, "[time=-30m]")
        self.assertEqual((self.total(1), len(self.desk.show(1)["time"])), (0, 3))

    def test_the_report_of_a_period_is_the_same_in_every_form(self):
        self.opened()
        self.desk.send(message("amy@fabrikam.example", "The other; \"quoted\", matter"))
        self.desk.settle()
        days = (("2026-10-30", 1, "ana", 15), ("2026-10-31", 1, "ben", 30), ("2026-11-01", 2, "ana", 60), ("2026-11-02", 2, "ben", 120))
        for day, number, who, minutes in days:
            self.assertEqual(self.desk.ctl("do", number, f"time={minutes}m", f"date={day}", "--as", who).returncode, 0)
        self.assertEqual(self.desk.ctl("do", 2, "time=20m", "nonbillable", "date=2026-11-01", "--as", "ben").returncode, 0)
        for first, last, minutes in (("2026-10-30", "2026-11-02", 245), ("2026-10-31", "2026-11-01", 110), ("2026-11-02", "2026-11-02", 120),
                                     ("2026-11-03", "2026-12-01", 0)):
            self.assertEqual(self.desk.json("report", "time", "--from", first, "--to", last)["minutes_total"], minutes, f"{first} to {last}")
        period = ("report", "time", "--from", "2026-10-31", "--to", "2026-11-01")
        report = self.desk.json(*period)
        self.assertEqual({row["technician"]: row["minutes"] for row in report["technicians"]}, {"ana": 60, "ben": 50})
        self.assertEqual({row["client"]: row["minutes"] for row in report["clients"]}, {"Contoso": 30, "Fabrikam": 80})
        self.assertEqual({row["number"]: row["minutes"] for row in report["tickets"]}, {1: 30, 2: 80})
        self.assertEqual(report["total"]["billable_minutes"], 90)
        rows = list(csv.DictReader(io.StringIO(self.desk.ctl(*period, "--format", "csv").stdout.decode())))
        self.assertEqual(sorted((int(row["ticket"]), row["technician"], int(row["minutes"])) for row in rows),
                         [(1, "ben", 30), (2, "ana", 60), (2, "ben", 20)])
        self.assertEqual({row["title"] for row in rows if row["ticket"] == "2"}, {'The other; "quoted", matter'})
        text = self.desk.ctl(*period).stdout.decode()
        self.assertRegex(text, r"(?m)^All +1:50 +1:30 +1:50$")
        self.assertRegex(text, r"(?m)Fabrikam +1:20 ")
        self.assertEqual(self.desk.json(*period, "--client", "fabrikam", "--technician", "ben")["minutes_total"], 20)
        shown = self.desk.ctl("show", 2).stdout.decode()
        self.assertIn("3h20m  in all", shown)
        self.assertRegex(shown, r"ben .*20m")

    def test_no_client_reads_of_it(self):
        self.opened()
        self.tag(1, "[time=1h7m;for=\"coffee\"]", "He broke it.")
        self.tag(1, "[20m]", "It is the cable.")
        self.tag(1, "[start] [resolve]", "Done.")
        sent = "".join(mail.raw.decode() + mail.text for mail in self.desk.outgoing(CLIENT))
        self.assertIn("It is the cable.", sent)
        for word in ("1h7m", "1h15m", "coffee", "He broke it", "timer", "time="):
            self.assertNotIn(word, sent)


@clock.needs_faketime
@on_both_databases
class Timers(WorkOfDays):
    """Starts on a Monday at 10:00; the calendar office ends at 18:00."""

    def test_a_timer_counts_what_passes_between_start_and_stop(self):
        self.opened()
        self.tag(1, "[start]")
        self.pass_days(1 / 24)
        self.tag(1, "[start]", user="ben")
        self.pass_days(0.5 / 24)
        self.tag(1, "[stop]")
        self.tag(1, "[resolve]", user="ana")
        lines = {line["technician"]: line for line in self.desk.show(1)["time"]}
        self.assertTrue(90 <= lines["ana"]["minutes"] <= 105 and 30 <= lines["ben"]["minutes"] <= 45, lines)
        self.assertIn("the ticket is resolved", self.story(1))
        self.assertTrue(any("the ticket is resolved" in mail.text for mail in self.desk.outgoing(ANA) + self.desk.outgoing(BEN)),
                        "whose timer ended hears of it")

    def test_a_forgotten_timer_is_asked_about_each_day_until_it_is_stopped(self):
        self.opened()
        self.tag(1, "[start]")
        self.pass_days(0.2)
        self.desk.settle()
        self.assertEqual(self.questions(), [])
        self.pass_days(0.5)
        [question] = wait_for(self.questions, "the question")
        self.assertEqual(question.recipient, ANA)
        self.assertRegex(question.text, r"Your timer has been running since \d{4}-\d\d-\d\d \d\d:\d\d CES?T, which is \d+h")
        for body in (question.text, question.html):
            self.assertIn("[stop=17:30]", body)
        self.pass_days(1)
        wait_for(lambda: len(self.questions()) == 2, "the next day's")
        url = urllib.parse.urlsplit(re.search(r"Stop the timer: (mailto:\S+)", question.text)[1])
        subject = urllib.parse.parse_qs(url.query)["subject"][0]
        self.assertIn("[stop]", subject)
        to = urllib.parse.unquote(url.path)
        self.desk.send(message(ANA, subject.replace("[stop]", "[stop=45m]"), "-- \nSent from my phone", to=to), user="ana")
        self.desk.settle()
        self.assertEqual([line["minutes"] for line in self.desk.show(1)["time"]], [45])
        self.pass_days(3)
        self.desk.settle()
        self.assertEqual(len(self.questions()), 2)

    def questions(self):
        return [mail for mail in self.desk.outgoing() if "Is your timer on" in mail.text]


if __name__ == "__main__":
    unittest.main()
