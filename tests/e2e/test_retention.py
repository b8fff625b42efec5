"""[retention] on the real daemon, whose calendar is moved: old data is removed, needed data stays, and the desk keeps
working."""

import unittest

from support import clock
from support.desk import DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"
ALIGNED = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}


@clock.needs_faketime
@on_both_databases
class Retention(DeskTest):
    def edit(self, config: str) -> str:
        return 'spam_header = "X-Spam-Flag"\n' + config + '\n[retention]\nraw_mail = "10d"\nclosed_tickets = "60d"\n'

    def setUp(self):
        self.desk = self.make_desk(start=False)
        self.desk.start()

    def after(self, days: int):
        """Restarts the desk `days` later; retention runs right after a start."""
        self.desk.stop()
        self.desk.clock = clock.later(days * clock.DAY)
        self.desk.start()

    def opened(self, subject: str, text: str) -> int:
        self.desk.send(message(f"Carla <{CLIENT}>", subject, text, headers=ALIGNED))
        self.desk.settle()
        return max(head["number"] for head in self.desk.tickets())

    def acknowledgement(self, number: int) -> dict:
        return next(mail for mail in self.desk.json("outbox")
                    if mail["kind"] == "acknowledgement" and mail["ticket"] == number)

    def text_of(self, mail: dict) -> str:
        shown = self.desk.ctl("outbox", "show", mail["id"])
        return shown.stdout.decode() if shown.returncode == 0 else ""

    def test_old_bytes_go_and_long_closed_tickets_are_erased(self):
        closed = self.opened("Screen is slow", "The marimba4711 hums.")
        open_one = self.opened("Keys stick", "All of them.")
        self.desk.send(message("Mallory <m@spam.example>", "Win", "Now.", headers={"X-Spam-Flag": "YES"}))
        wait_for(lambda: len(self.desk.json("quarantine")) == 1, "the mail in quarantine")
        self.assertEqual(self.desk.ctl("do", closed, "close", "time=20m", "--as", "ana").returncode, 0)
        self.desk.settle()
        self.assertIn("Screen is slow", self.text_of(self.acknowledgement(closed)))

        self.after(days=11)
        wait_for(lambda: not self.text_of(self.acknowledgement(open_one)), "the end of the old mails' bytes")
        wait_for(lambda: "retention: the bytes of" in self.desk.log(), "the line in the log")
        self.assertEqual(self.desk.ctl("outbox", "show", self.acknowledgement(closed)["id"]).returncode, 66)
        self.assertIn("marimba4711", self.desk.ctl("show", closed).stdout.decode())
        [aside] = self.desk.json("quarantine")
        self.assertIn("Now.", self.desk.ctl("quarantine", "show", aside["id"]).stdout.decode())
        late = self.opened("Another one", "Young.")
        self.assertIn("Another one", self.text_of(self.acknowledgement(late)))

        self.after(days=61)
        wait_for(lambda: self.desk.show(closed)["title"] == "erased", "the end of the closed ticket")
        shown = self.desk.show(closed)
        self.assertEqual([(entry["author"], entry["text"]) for entry in shown["entries"]],
                         [("ticketd", "all that the ticket held was erased by ticketd: closed for 60d")])
        self.assertEqual((shown["status"], shown["minutes_total"]), ("closed", 30))  # 20 minutes, rounded by the contract
        self.assertEqual(self.desk.json("search", "marimba4711"), [])
        self.assertEqual(self.desk.show(open_one)["title"], "Keys stick")
        if self.desk.kind == "sqlite":
            self.desk.stop()
            self.assertNotIn(b"marimba4711 hums", (self.desk.folder / "ticketd.db").read_bytes())


if __name__ == "__main__":
    unittest.main()
