"""Rules that come due for many tickets at once ask the admin first, end to end."""

import json
import unittest

from support.desk import DeskTest, message, on_both_databases, wait_for

ADMIN = "postmaster@desk.example"
CLIENT = "carla@contoso.example"
NAME = "Ana's sweep"
SWEEP = f"""[[rule]]
name = "{NAME}"
on = ["tick"]
then = {{ priority = "high" }}

"""
FEW = """[[rule]]
name = "a few"
on = ["tick"]
when = { category = "Hardware" }
then = { note = "Look at the cable." }

"""


@on_both_databases
class Masses(DeskTest):
    limits = {"rule_tickets": 3}
    rules = ""

    def edit(self, config: str) -> str:
        return config.replace("[limits]", self.rules + "[limits]", 1)

    def reload(self, rules: str, limit: int = 3) -> None:
        self.rules = rules
        self.desk.write_config(self.edit, {"rule_tickets": limit})
        known = self.desk.log().count("reckoned anew")
        self.desk.hang_up()
        wait_for(lambda: self.desk.log().count("reckoned anew") > known, "the new rules")

    def open_some(self, *titles: str) -> list[int]:
        """Opens tickets and returns their numbers, which may have gaps."""
        return [self.desk.json("new", "--title", title, "category=" + ("Hardware" if title == "Printer" else "Network"))["number"]
                for title in titles]

    def questions(self) -> list[dict]:
        return [mail for mail in self.desk.json("outbox") if mail["recipient"] == ADMIN]

    def asked(self, times: int) -> str:
        """Waits until the admin has been asked this often; returns the last question."""
        wait_for(lambda: len(self.questions()) >= times, f"question {times}")
        self.desk.settle()
        self.assertEqual(len(self.questions()), times)
        return self.desk.outgoing(ADMIN)[-1].text

    def high(self) -> list[int]:
        return sorted(head["number"] for head in self.desk.tickets() if head["priority"] == "high")

    def events(self, number: int, part: str) -> int:
        return sum(part in entry["text"] for entry in self.desk.show(number)["entries"])

    def rules_allow(self, name: str, status: int = 0) -> str:
        done = self.desk.ctl("rules", "allow", name)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stderr.decode()

    def test_a_mass_waits_for_a_yes_and_the_next_one_for_another(self):
        numbers = self.open_some("Printer", "Printer", "Lamp", "Lamp", "Desk")
        self.rules_allow(NAME, 64)
        self.reload(SWEEP + FEW)
        text = self.asked(1)
        for part in (f'"{NAME}" came due for 5 tickets', "may change 3", "sets priority high", f"#{numbers[0]} Printer\n",
                     f"#{numbers[4]} Desk\n", "ticketctl rules allow 'Ana'\\''s sweep'"):
            self.assertIn(part, text)
        wait_for(lambda: all(self.events(number, "Look at the cable.") == 1 for number in numbers[:2]), "the other rule")
        self.assertEqual(self.high(), [])
        [held] = self.desk.json("rules", "held")
        self.assertEqual((held["rule"], held["tickets"]), (NAME, 5))
        self.assertEqual(self.desk.json("status")["held_rules"], [held])
        self.assertIn("is on hold since", self.desk.ctl("status").stdout.decode())
        self.assertIn("5 tickets", self.desk.ctl("rules", "held").stdout.decode())
        self.rules_allow("a few", 66)

        # The rule stays on hold for new tickets, and after a restart.
        numbers += self.open_some("Lamp")
        self.desk.stop()
        self.desk.start()
        numbers += self.open_some("Printer")
        wait_for(lambda: self.events(numbers[-1], "Look at the cable.") == 1, "a tick for the last one")
        ticks = self.desk.metrics()["ticketd_ticks_total"]
        self.assertEqual((self.high(), len(self.questions())), ([], 1))

        self.rules_allow(NAME)
        wait_for(lambda: self.high() == numbers, "what was allowed")
        self.assertEqual([self.events(number, "priority medium → high") for number in numbers], [1] * 7)
        self.assertLessEqual(self.desk.metrics()["ticketd_ticks_total"], ticks + 2 * len(numbers))
        self.assertEqual(self.desk.json("rules", "held"), [])
        self.rules_allow(NAME, 66)
        numbers += self.open_some("Lamp")
        wait_for(lambda: self.high() == numbers, "a single one, which nobody is asked about")

        self.desk.stop()
        more = self.open_some("Lamp", "Lamp", "Lamp", "Lamp")
        self.desk.start()
        self.assertIn("came due for 4 tickets", self.asked(2))
        self.assertEqual(self.high(), numbers)
        self.assertEqual(json.loads(self.desk.ctl("rules", "allow", NAME, "--json").stdout), {"rule": NAME, "allowed": True})
        wait_for(lambda: self.high() == numbers + more, "the second mass")
        self.assertEqual([self.events(number, "priority medium → high") for number in numbers + more], [1] * 12)
        self.assertEqual(len(self.questions()), 2)

    def test_another_rule_or_limit_is_counted_anew(self):
        numbers = self.open_some("Printer", "Printer", "Lamp", "Lamp", "Desk")
        self.reload(SWEEP)
        self.asked(1)
        # The rule was edited but not yet reloaded, so an approval would be for something else.
        self.rules = SWEEP.replace("high", "low")
        self.desk.write_config(self.edit, self.limits)
        self.assertIn("reload ticketd", self.rules_allow(NAME, 65))
        self.reload(self.rules)
        self.assertIn("sets priority low", self.asked(2))
        self.assertEqual({head["priority"] for head in self.desk.tickets()}, {"medium"})
        self.reload(SWEEP.replace("then =", 'when = { category = "Hardware" }\nthen ='))
        wait_for(lambda: self.high() == numbers[:2], "the rule for fewer")
        self.assertEqual(self.desk.json("rules", "held"), [])

        self.reload(SWEEP.replace(NAME, "all of them").replace("high", "critical"))
        self.asked(3)
        self.reload(self.rules, limit=5)
        wait_for(lambda: {head["priority"] for head in self.desk.tickets()} == {"critical"}, "the rule under the higher limit")
        self.assertEqual(self.desk.json("rules", "held"), [])

    def test_clients_are_served_while_a_rule_is_on_hold(self):
        self.open_some("Lamp", "Lamp", "Lamp", "Lamp")
        self.reload(SWEEP)
        self.asked(1)
        self.desk.send(message(CLIENT, "Screen is dark", "Since noon."))
        self.desk.settle()
        number = self.desk.tickets()[-1]["number"]
        self.desk.send(message("ana@desk.example", f"Re: [#{number}] [resolve] Screen is dark", "Plug it in."), user="ana")
        self.desk.settle()
        self.assertEqual(self.desk.show(number)["status"], "resolved")
        self.rules_allow(NAME)
        wait_for(lambda: len(self.high()) == 5, "what was allowed")


if __name__ == "__main__":
    unittest.main()
