"""Automatic actions: rules as an admin writes them, on the real daemon."""

import datetime
import re
import unittest

from support import clock
from support.desk import message, on_both_databases, wait_for
from support.working import ALIGNED, CLIENT, Work, WorkOfDays

ANA, BEN, CLEO, ADMIN = "ana@desk.example", "ben@desk.example", "cleo@desk.example", "postmaster@desk.example"

CLEO_AND_A_TEAM = """
[[technician]]
name = "cleo"
display_name = "Cleo Martin"
email = "cleo@desk.example"
teams = ["desk", "network"]

[[team]]
name = "desk"
lead = "cleo"
assign = "least-open"

[[calendar]]"""


def rule(name: str, when: str, then: str, on: str = '"new"', more: str = "") -> str:
    return f'[[rule]]\nname = "{name}"\non = [{on}]\n{more}\nwhen = {{ {when} }}\nthen = {{ {then} }}\n\n'


class Ruled(Work):
    rules = ""

    def edit(self, config: str) -> str:
        config = re.sub(r"(?s)\[\[rule\]\].*?(?=\[\[ticket_template\]\])", "", super().edit(config))
        config = config.replace("[[calendar]]", CLEO_AND_A_TEAM, 1).replace('teams = ["network"]\n', 'teams = ["network", "desk"]\n')
        return config.replace("[limits]", self.rules + "[limits]", 1)

    def head(self, number: int, *keys: str) -> tuple:
        shown = self.desk.show(number)
        return tuple(shown[key] for key in keys)


@on_both_databases
class FirstOrAll(Ruled):
    rules = (rule("the boss is heard", 'sender = "boss@private.example"', 'priority = "high", notify = ["cleo", "lead"]', more="stop = true")
             + rule("paint", 'subject_contains = "paint"', 'category = "Hardware", assign = "cleo", note = "Ask for the colour."')
             + rule("hardware of contoso", 'category = "Hardware", client = "Contoso", priority = ["low", "medium"]', 'status = "in-progress"')
             + rule("what waits is no more", 'status = "waiting-third-party", sender = "contoso.example"', 'priority = "low"', on='"update"'))

    def test_all_that_fit_run_in_their_order_and_see_what_came_before(self):
        number = self.opened("Wet PAINT in the lift")
        self.assertEqual(self.head(number, "category", "assignee", "status", "priority"), ("Hardware", "cleo", "in-progress", "medium"))
        notes = [entry["text"] for entry in self.desk.show(number)["entries"] if entry["kind"] == "note"]
        self.assertEqual(notes, ["Ask for the colour."])
        for why in ('category none → Hardware by ticketd: rule "paint"', 'assigned to cleo by ticketd: rule "paint"',
                    'status open → in-progress by ticketd: rule "hardware of contoso"'):
            self.assertIn(why, self.story(number))
        self.assertFalse(any("Ask for" in mail.raw.decode() for mail in self.desk.outgoing(CLIENT)))
        [told] = self.desk.outgoing(CLEO)
        self.assertIn("Wet PAINT in the lift", told.text)
        self.assertEqual(self.desk.outgoing(ANA), [], "cleo has it")

    def test_a_rule_with_stop_is_the_last(self):
        self.desk.send(message("boss@private.example", "Paint it black", "Please."))
        self.desk.settle()
        self.assertEqual(self.head(1, "category", "assignee", "status", "priority"), (None, None, "open", "high"))
        self.assertNotIn('rule "paint"', self.story(1))
        file = self.desk.folder / "trial.eml"
        file.write_bytes(message("boss@private.example", "Paint it black", "Please.").as_bytes())
        [tried] = self.desk.json("rules", "test", file)
        verdicts = {rule["rule"]: rule["verdict"] for rule in tried["rules"]}
        self.assertEqual(verdicts["paint"], "is left out: an earlier rule stops")
        self.assertTrue(self.desk.outgoing(CLEO))

    def test_an_update_is_a_mail_or_a_command(self):
        self.opened("Stairs")
        self.tag(1, "[wait3]", "The vendor knows.")
        self.assertEqual(self.head(1, "priority"), ("low",), "the sender of a rule is the requester, whoever writes")
        seen = self.desk.outgoing()
        self.desk.send(message(f"Carla <{CLIENT}>", "Re: [#1] Stairs", "When?", headers=ALIGNED))
        self.desk.new_mails(seen)
        self.assertEqual(self.head(1, "priority", "status"), ("low", "waiting-third-party"))
        self.assertEqual(self.story(1).count('rule "what waits is no more"'), 1)

    def test_what_a_technician_asked_for_is_not_undone(self):
        self.desk.send(message(ANA, "Paint the hall [assign=ben;wait3]", "Please."), user="ana")
        self.desk.settle()
        self.assertEqual(self.head(1, "category", "assignee", "status"), ("Hardware", "ben", "waiting-third-party"))


@on_both_databases
class Turns(Ruled):
    rules = (rule("network", 'subject_contains = "vpn"', 'assign = "team:network"')
             + rule("desk", 'subject_contains = "chair"', 'assign = "team:desk"'))

    def assignees(self, subject: str, count: int) -> list[str]:
        return [self.desk.show(self.opened(subject))["assignee"] for _ in range(count)]

    def test_round_robin_passes_over_who_is_away_until_the_day(self):
        turns = self.assignees("The vpn", 6)
        self.assertEqual(sorted(turns[:3]), ["ana", "ben", "cleo"])
        self.assertEqual(turns[3:], turns[:3])
        self.desk.send(message(BEN, f"[away until {datetime.date.today().year + 2}-01-01]", "Off."), user="ben")
        self.desk.settle()
        self.assertEqual(sorted(self.assignees("The vpn", 4)), ["ana", "ana", "cleo", "cleo"])
        self.desk.send(message(BEN, "[back]", "Here."), user="ben")
        self.desk.settle()
        self.assertIn("ben", self.assignees("The vpn", 3))

    def test_least_open_counts_what_each_has_open(self):
        for owner, count in (("ana", 2), ("ben", 1), ("cleo", 3)):
            for _ in range(count):
                self.tag(self.opened("Window"), f"[assign={owner}]")
        self.assertEqual(self.assignees("The chair", 1), ["ben"])
        self.assertEqual(self.desk.ctl("away", "ben", "--until", "3d").returncode, 0)
        self.assertEqual(self.assignees("The chair", 1), ["ana"])
        self.assertEqual(self.desk.ctl("away", "ben", "--back").returncode, 0)
        self.assertEqual(self.assignees("The chair", 1), ["ben"])
        for number in (4, 5, 6):
            self.tag(number, "[close]")
        self.assertEqual(self.assignees("The chair", 1), ["cleo"], "what is closed is not open")


@clock.needs_faketime
@on_both_databases
class InTime(Ruled, WorkOfDays):
    rules = (rule("nobody looks", 'status = "open", age = "1d"', 'escalate = true, priority = "high"', on='"tick"')
             + rule("half of it", 'sla_used = 50, category = "Network"', 'note = "Half the time is gone."', on='"tick"')
             + rule("remind", 'status = "waiting-customer", idle_business_days = [2, 5, 10]', "remind = true", on='"tick"')
             + rule("the end", 'status = "waiting-customer", idle_business_days = 12', "close = true", on='"tick"')
             + rule("gone", 'status = "waiting-third-party", idle_business_days = 3', 'status = "open", notify = ["assignee"]', on='"tick"')
             + rule("a chat", 'sender = "boss@private.example"', 'status = "resolved"', on='"tick"'))

    def away(self, name: str) -> None:
        self.assertEqual(self.desk.ctl("away", name, "--until", "60d").returncode, 0)

    def test_what_nobody_looks_at_is_escalated_to_who_is_there(self):
        """Escalation goes to the lead; if there is none, to the team; if nobody is there, to the admin."""
        self.opened("A chair")
        self.tag(1, "[assign=desk]")
        self.opened("Another chair")
        self.tag(2, "[assign=ben]")
        self.away("cleo")
        seen = self.desk.outgoing()
        self.pass_days(1.01)
        wait_for(lambda: 'escalated by ticketd: rule "nobody looks"' in self.story(1) + self.story(2), "the escalation")
        wait_for(lambda: self.head(1, "priority") == ("high",) and self.head(2, "priority") == ("high",), "the priorities")
        told = {mail.recipient for mail in self.desk.new_mails(seen) if 'rule "nobody looks"' in mail.text}
        self.assertTrue({ANA, BEN} <= told, told)
        self.assertNotIn(ADMIN, told)
        self.away("ana")
        self.away("ben")
        self.opened("A third chair")
        self.tag(3, "[assign=desk]")
        seen = self.desk.outgoing()
        self.pass_days(1.01)
        wait_for(lambda: "escalated" in self.story(3), "the escalation")
        [told] = [mail for mail in self.desk.new_mails(seen, ADMIN) if "escalated" in mail.text]
        self.assertIn('Ticket #3 was escalated by rule "nobody looks".', told.text)
        self.assertIn("Ticket #3 needs somebody", told.text)
        self.assertNotIn("configuration", told.text)

    def test_a_share_of_the_promised_time_runs_a_rule_once(self):
        self.opened("The wifi")
        self.pass_days(7)
        wait_for(lambda: "Half the time is gone." in str(self.desk.show(1)["entries"]), "the note")
        self.pass_days(7)
        self.desk.settle()
        self.assertEqual(str(self.desk.show(1)["entries"]).count("Half the time is gone."), 1)
        self.assertFalse(any("Half the time" in mail.raw.decode() for mail in self.desk.outgoing(CLIENT)))

    def test_reminders_stop_when_the_client_answers_and_begin_anew(self):
        self.opened("The chair")
        self.tag(1, "[take] [wait]", "Which one?")
        self.pass_days(5)
        [first] = wait_for(lambda: self.reminders(), "the reminder")
        self.assertIn("tell us so, and we will close it", first.text)
        self.assertNotIn("last reminder", first.text)
        self.answer(first, "The red one.")
        self.assertEqual(self.head(1, "status"), ("open",))
        self.pass_days(9)
        self.tag(1, "[wait]", "And which leg?")
        self.assertEqual(len(self.reminders()), 1)
        self.pass_days(5)
        wait_for(lambda: len(self.reminders()) == 2, "the next first reminder")
        self.pass_days(5)
        wait_for(lambda: len(self.reminders()) == 3, "the second one")
        self.pass_days(5.5)
        wait_for(lambda: len(self.reminders()) == 4, "the last one")
        last = self.reminders()[-1]
        words = re.search(r"This is our last reminder: if we hear nothing from you, we will close it on\s+(\w+ \d+ \w+ \d{4})\.", last.text)
        self.assertIsNotNone(words, last.text)
        self.assertIn(words[1], last.html)
        self.assertEqual(self.head(1, "status"), ("waiting-customer",))
        self.pass_days(5)
        wait_for(lambda: self.head(1, "status") == ("closed",), "the end")
        self.assertEqual(len(self.reminders()), 4)
        self.assertIn('status waiting-customer → closed by ticketd: rule "the end"', self.story(1))
        end = next(entry["at"][:10] for entry in self.desk.show(1)["entries"] if "→ closed" in entry["text"])
        self.assertGreaterEqual(end, self.promised(words[1]), "not before the day that was told")

    def reminders(self):
        return [mail for mail in self.desk.outgoing(CLIENT) if "we still\nneed an answer from you" in mail.text]

    def promised(self, day: str) -> str:
        return f"{datetime.datetime.strptime(day, '%a %d %b %Y'):%Y-%m-%d}"

    def test_what_a_rule_resolves_the_client_is_asked_about(self):
        self.desk.send(message("boss@private.example", "Only so you know", "I am in Rome."))
        self.desk.settle()
        wait_for(lambda: self.head(1, "status") == ("resolved",), "the rule")
        [question] = [mail for mail in self.desk.new_mails([], "boss@private.example") if "is solved. Is it?" in mail.text]
        self.assertIn("No, not yet", question.text)
        self.assertIsNone(self.desk.show(1)["sla"]["responded_at"], "nobody has answered")
        self.pass_days(5.1)
        wait_for(lambda: self.head(1, "status") == ("closed",), "the end")

    def test_a_third_party_that_says_nothing_is_brought_back(self):
        self.opened("The chair")
        self.tag(1, "[assign=ben] [wait3]", "The vendor has it.")
        seen = self.desk.outgoing()
        self.pass_days(7)
        wait_for(lambda: self.head(1, "status") == ("open",), "it")
        self.assertTrue(any('You are told by rule "gone"' in mail.text for mail in self.desk.new_mails(seen, BEN)))
        self.assertEqual(self.desk.new_mails(seen, CLIENT), [])


if __name__ == "__main__":
    unittest.main()
