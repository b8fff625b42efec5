"""Work on tickets: time, absence, new tickets, mentions, reminders and closing, end to end."""

import csv
import datetime
import io
import re
import unittest
import urllib.parse

from support import clock
from support.desk import message, on_both_databases, wait_for
from support.working import ALIGNED, CLIENT, Work, WorkOfDays

@on_both_databases
class Time(Work):
    def test_the_log_holds_who_how_long_when_and_what(self):
        number = self.opened()
        self.tag(number, "[time=20m]", "Changed the cable.\nIt works.")
        self.tag(number, "[time=09:00-10:15;nonbillable;date=2026-11-20]", user="ben")
        shown = self.desk.show(number)
        self.assertEqual(shown["minutes_total"], 30 + 75)
        first, second = shown["time"]
        self.assertEqual({key: first[key] for key in ("technician", "minutes", "billable", "text")},
                         {"technician": "ana", "minutes": 30, "billable": True, "text": "Changed the cable."})
        self.assertEqual(second, {"technician": "ben", "minutes": 75, "billable": False, "from": "2026-11-20T08:00:00Z",
                                  "to": "2026-11-20T09:15:00Z", "text": ""})
        text = self.desk.ctl("show", number).stdout.decode()
        self.assertIn("1h45m  in all", text)
        self.assertFalse(any("20m" in mail.text or "time=" in mail.raw.decode() for mail in self.desk.outgoing(CLIENT)))

    def test_timers_of_several_run_at_once_and_corrections_are_lines(self):
        number = self.opened()
        self.tag(number, "[start]")
        self.tag(number, "[start]", user="ben")
        self.assertIn("timer of ben runs", self.desk.ctl("show", number).stdout.decode())
        self.tag(number, "[stop]")
        self.assertEqual([entry["technician"] for entry in self.desk.show(number)["time"]], ["ana"])
        self.assertEqual(self.desk.ctl("do", number, "stop", "--as", "ben").returncode, 0)
        self.assertEqual(self.desk.show(number)["minutes_total"], 30)
        self.assertEqual(self.desk.ctl("do", number, "time=-1m", "--as", "ben").returncode, 0)
        self.assertEqual(self.desk.ctl("do", number, "time=-1m", "--as", "ben").returncode, 65)
        self.assertEqual(len(self.desk.show(number)["time"]), 3)
        self.assertEqual(self.desk.show(number)["minutes_total"], 15)

    def test_the_report_sums_by_ticket_client_and_technician(self):
        number = self.opened()
        other = int(self.desk.json("new", "--title", '=cmd, "quoted"', "time=10m", "--as", "ben")["number"])
        self.tag(number, "[1h]")
        self.tag(number, "[time=30m;nonbillable;with=ben]")
        report = self.desk.json("report", "time")
        self.assertEqual(report["minutes_total"], 130)
        self.assertEqual(report["total"]["billable_minutes"], 70)
        self.assertEqual({row["number"]: row["minutes"] for row in report["tickets"]}, {number: 120, other: 10})
        self.assertEqual({row["technician"]: row["minutes"] for row in report["technicians"]}, {"ana": 90, "ben": 40})
        self.assertEqual({row["client"]: row["minutes"] for row in report["clients"]}, {"Contoso": 120, "": 10})
        self.assertEqual(self.desk.json("report", "time", "--client", "contoso")["minutes_total"], 120)
        self.assertEqual(self.desk.json("report", "time", "--technician", "ben")["minutes_total"], 40)
        self.assertEqual(self.desk.json("report", "sla")["billed"],
                         [{"client": None, "minutes": 10}, {"client": "Contoso", "minutes": 60}])
        self.assertEqual(self.desk.json("report", "sla", "--client", "contoso")["billed_minutes"], 60)
        for form, line in (("text", "Contoso                  1:00"), ("csv", "Contoso,,,,,,,,,,,,,,,60"), ("html", ">1:10</td>")):
            self.assertIn(line, self.desk.ctl("report", "sla", "--format", form).stdout.decode())
        self.desk.send(message("ana@desk.example", "[report day]", "please"), user="ana")
        self.desk.settle()
        self.assertEqual(len(self.mails_of("report", "ana@")), 1)
        self.assertEqual(self.desk.json("report", "time", "--to", "2020-01-01")["minutes_total"], 0)
        lines = self.desk.ctl("report", "time", "--format", "csv").stdout.decode()
        rows = list(csv.DictReader(io.StringIO(lines)))
        self.assertEqual(sum(int(row["minutes"]) for row in rows), 130)
        self.assertEqual([row["title"] for row in rows if row["ticket"] == str(other)], ["'=cmd, \"quoted\""])
        self.assertRegex(self.desk.ctl("report", "time").stdout.decode(), r"All +2:10 +1:10 +2:10")
        self.assertEqual(self.desk.ctl("report", "time", "--client", "nobody").returncode, 64)
        refused = self.desk.ctl("report", "time", "--technician", "nobody")
        self.assertEqual((refused.returncode, refused.stderr.decode()), (64, "There is no technician 'nobody'.\n"))


@on_both_databases
class People(Work):
    def test_who_is_away_gets_no_turn(self):
        self.desk.send(message("ben@desk.example", f"[away until {datetime.date.today().year + 2}-01-01]", "Off."), user="ben")
        self.desk.settle()
        self.assertEqual(self.desk.tickets(), [])
        self.assertEqual([row["technician"] for row in self.desk.json("away")], ["ben"])
        self.assertIn("you are away until", self.desk.one_mail("ben@desk.example").text)
        for subject in ("The vpn", "The wifi", "The router"):
            self.opened(subject)
        self.assertEqual({head["assignee"] for head in self.desk.tickets()}, {"ana"})
        self.assertEqual(self.desk.ctl("away", "ben", "--back").returncode, 0)
        self.opened("The vpn again")
        self.assertEqual(self.desk.show(4)["assignee"], "ben")
        self.assertEqual(self.desk.ctl("away", "ana", "--until", "yesterday").returncode, 64)
        self.assertEqual(self.desk.ctl("away", "nobody", "--until", "3d").returncode, 64)

    def test_new_tickets_from_the_shell(self):
        done = self.desk.json("new", "--title", "Chair", "--text", "It squeaks.", "--requester", CLIENT, "priority=high")
        shown = self.desk.show(done["number"])
        self.assertEqual((shown["title"], shown["description"], shown["priority"], shown["client"]),
                         ("Chair", "It squeaks.", "high", "Contoso"))
        self.assertIn("ticket #1", self.desk.one_mail(CLIENT).text)
        done = self.desk.json("new", "--template", "onboarding", "--title", "Zoe", "--text", "-")
        shown = self.desk.show(done["number"])
        self.assertEqual((shown["title"], shown["category"], shown["priority"]), ("New colleague: Zoe", "Hardware", "low"))
        self.assertIn("Account, laptop", shown["description"])
        self.assertEqual(self.desk.ctl("new").returncode, 65)
        self.assertEqual(self.desk.ctl("new", "--title", "x", "--template", "nothing").returncode, 65)
        self.assertEqual(len(self.desk.tickets()), 2)

    def test_a_mention_brings_a_colleague_in_and_a_note_stays_inside(self):
        number = self.opened()
        self.tag(number, "[take]")
        seen = self.desk.outgoing()
        self.tag(number, "[note]", "@ben the secret word is blue.")
        mails = self.desk.new_mails(seen)
        self.assertEqual({mail.recipient for mail in mails if "blue" in mail.text}, {"ben@desk.example"})
        self.assertIn("ben@desk.example", self.desk.show(number)["watchers"])
        self.desk.send(message(f"Carla <{CLIENT}>", f"Re: [#{number}] Screen is slow", "@ana @ben hurry", headers=ALIGNED))
        self.assertFalse(any("blue" in mail.raw.decode() for mail in self.desk.outgoing(CLIENT)))


@on_both_databases
class Rules(Work):
    def edit(self, config: str) -> str:
        flip = """[[rule]]
name = "{0}"
on = ["new"]
when = {{ category = "Hardware", priority = "{1}" }}
then = {{ priority = "{2}" }}

"""
        return config.replace("[limits]", flip.format("up", "medium", "high") + flip.format("down", "high", "medium") + "[limits]", 1)

    def test_rules_can_be_tried_on_mails(self):
        file = self.desk.folder / "trial.eml"
        file.write_bytes(message(CLIENT, "An outage of the vpn").as_bytes())
        [tried] = self.desk.json("rules", "test", file)
        self.assertIsNone(tried["ticket"])
        verdicts = {rule["rule"]: (rule["verdict"], rule["does"]) for rule in tried["rules"]}
        verdict, does = verdicts["an outage is critical"]
        self.assertEqual(verdict, "applies")
        self.assertIn("priority medium → critical by ticketd", does)
        self.assertEqual(verdicts["up"], ("does not apply", []))
        self.assertEqual(verdicts["remind customers we wait for"][0], "waits for time to pass")
        self.assertEqual(self.desk.tickets(), [])
        self.assertIn("applies", self.desk.ctl("rules", "test", file).stdout.decode())
        self.assertEqual(self.desk.ctl("rules", "test", self.desk.folder / "nothing").returncode, 66)

    def test_rules_that_undo_each_other_are_reported_to_the_admin(self):
        self.opened("The printer is slow")
        self.assertIn("stopped after 10 rounds", "".join(entry["text"] for entry in self.desk.show(1)["entries"]))
        self.assertEqual([mail["recipient"] for mail in self.mails_of("trouble")], ["postmaster@desk.example"])


@on_both_databases
class Story(Work):
    def tap(self, which: str, ticket_mail) -> None:
        """Follows a link in the question as a mail program does, with its address and subject, and a signature below."""
        links = [urllib.parse.urlsplit(url) for url in re.findall(r"mailto:\S+", ticket_mail.text)]
        subjects = {urllib.parse.parse_qs(link.query)["subject"][0]: urllib.parse.unquote(link.path) for link in links if link.query}
        [(subject, address)] = [(one, to) for one, to in subjects.items() if one.split("]")[1].strip(" [") == which]
        self.desk.send(message(f"Carla <{CLIENT}>", subject, "-- \nSent from my phone", to=address), to=address)
        self.desk.settle()

    def test_the_client_says_whether_it_is_solved(self):
        number = self.opened()
        for which, status in (("not solved", "open"), ("solved", "closed")):
            seen = self.desk.outgoing(CLIENT)
            self.tag(number, "[resolve]", f"Changed the cable, {which}.")
            self.assertEqual(self.desk.show(number)["status"], "resolved")
            [question] = self.desk.new_mails(seen, CLIENT)
            self.tap(which, question)
            self.assertEqual(self.desk.show(number)["status"], status)
        self.assertIn("the client says it is solved", "".join(entry["text"] for entry in self.desk.show(number)["entries"]))

    def test_a_templates_address_fills_the_ticket(self):
        self.desk.send(message(f"Carla <{CLIENT}>", "Zoe", "From Monday on.", to="support+onboarding@desk.example", headers=ALIGNED),
                       to="support+onboarding@desk.example")
        self.desk.settle()
        shown = self.desk.show(1)
        self.assertEqual((shown["title"], shown["category"], shown["priority"]), ("New colleague: Zoe", "Hardware", "low"))


@on_both_databases
class Search(Work):
    def found(self, *words) -> list[int]:
        return [head["number"] for head in self.desk.json("search", *words)]

    def test_words_are_found_in_titles_texts_and_notes(self):
        first, second = self.opened("Screen is slow in Zürich"), self.opened("Another one")
        self.tag(first, "[note]", "The cable under the carpet is broken; ask O'Neill.")
        self.assertEqual(self.found("crawls"), [second, first])
        self.assertEqual(self.found("CRAWLS", "zurich"), [first])
        self.assertEqual(self.found('"under the carpet"', "o'neill"), [first])
        self.assertEqual(self.found('"the under"'), [])
        self.assertEqual(self.found("--limit", "1", "crawls"), [second])
        [head] = self.desk.json("search", "carpet")
        self.assertIn("under the carpet is broken", head["snippet"])
        self.assertEqual((head["title"], head["client"]), ("Screen is slow in Zürich", "Contoso"))
        self.assertEqual(self.desk.ctl("do", first, 'title="Renamed"').returncode, 0)
        self.assertEqual((self.found("zurich"), self.found("renamed")), ([], [first]))
        self.assertIn("under the carpet", self.desk.ctl("search", "carpet").stdout.decode())
        self.assertEqual(self.desk.ctl("search", "--", "--").returncode, 64)
        self.assertEqual(self.desk.ctl("search", "nothing").stdout, b"")


@on_both_databases
class Erase(Work):
    def test_what_a_person_wrote_is_gone_and_the_desk_goes_on(self):
        self.desk.send(message(f"Carla <{CLIENT}>", "Screen xylophone7731", "It says xylophone7731.", headers=ALIGNED))
        self.desk.settle()
        self.tag(1, "[note]", "She called.")
        self.assertEqual(len(self.desk.json("search", "xylophone7731")), 1)
        self.assertEqual(self.desk.ctl("erase", "1").returncode, 64)  # there is no terminal to ask on
        self.assertEqual(self.desk.ctl("erase", "7", "--yes").returncode, 66)
        self.assertEqual(self.desk.ctl("erase", "carla", "--yes").returncode, 64)
        done = self.desk.json("erase", CLIENT.upper(), "--yes")
        self.assertEqual((done["tickets"], done["entries"]), (1, 1))
        self.assertEqual(self.desk.json("search", "xylophone7731"), [])
        shown = self.desk.ctl("show", "1", "--full", "--json").stdout.decode()
        self.assertNotIn("xylophone", shown)
        self.assertNotIn("carla", shown.lower())
        self.assertIn("She called.", shown)
        self.assertIn("was erased by admin", shown)
        self.assertNotIn("carla", self.desk.ctl("outbox", "--json").stdout.decode().lower())
        self.tag(1, "[wip]", "Still here.")
        self.assertEqual(self.desk.show(1)["status"], "in-progress")
        self.assertEqual(self.desk.json("erase", "1", "--yes")["tickets"], 1)
        shown = self.desk.show(1)
        self.assertEqual((shown["title"], shown["status"], len(shown["entries"])), ("erased", "closed", 1))
        self.assertEqual(self.opened(), 2)
        if self.desk.kind == "sqlite":
            self.desk.stop()
            for path in self.desk.folder.glob("ticketd.db*"):
                self.assertNotIn(b"xylophone7731", path.read_bytes(), path.name)


@clock.needs_faketime
@on_both_databases
class Days(WorkOfDays):
    def edit(self, config: str) -> str:
        return super().edit(config).replace("[limits]", """[[rule]]
name = "the end"
on = ["tick"]
when = { status = "waiting-customer", idle_business_days = 12 }
then = { close = true }

[limits]""", 1)

    def test_reminders_come_and_the_ticket_is_closed(self):
        number = self.opened()
        self.tag(number, "[wait]", "Which screen is it?")
        for count in (1, 2, 3):  # 2, 5 and 10 business days have passed after 5, 10 and 15 days, and 12 after 20
            self.assertEqual(len(self.mails_of("reminder", CLIENT)), count - 1)
            self.pass_days(5)
            wait_for(lambda: len(self.mails_of("reminder", CLIENT)) == count, f"reminder {count}")
        texts = [self.desk.ctl("outbox", "show", mail["id"]).stdout.decode() for mail in self.mails_of("reminder", CLIENT)]
        self.assertEqual(sorted("last reminder" in text for text in texts), [False, False, True])
        self.pass_days(5)
        wait_for(lambda: self.desk.show(number)["status"] == "closed", "the ticket's end")
        self.assertEqual(len(self.mails_of("reminder", CLIENT)), 3)

    def test_a_resolved_ticket_closes_and_a_forgotten_timer_is_asked_about(self):
        number, other = self.opened(), self.opened("Another one")
        self.tag(number, "[resolve]")
        self.tag(other, "[start]")
        self.pass_days(1)
        wait_for(lambda: len(self.mails_of("timer-question", "ana@")) == 1, "the question about the timer")
        self.assertEqual(self.desk.show(number)["status"], "resolved")
        self.pass_days(4.1)
        wait_for(lambda: self.desk.show(number)["status"] == "closed", "the resolved ticket's end")


if __name__ == "__main__":
    unittest.main()
