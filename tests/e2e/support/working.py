"""Support code for tests of a ticket's life: a client who writes, technicians who answer with tags, and a calendar
that can be moved."""

import re

from support import clock
from support.desk import DeskTest, Outgoing, message

CLIENT = "carla@contoso.example"
ALIGNED = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}


class Work(DeskTest):
    def opened(self, subject: str = "Screen is slow") -> int:
        known = len(self.desk.tickets())
        self.desk.send(message(f"Carla <{CLIENT}>", subject, "From home it crawls.", headers=ALIGNED))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), known + 1)
        return max(head["number"] for head in self.desk.tickets())

    def tag(self, number: int, tags: str, text: str = "", user: str = "ana"):
        body = text or "-- \nSent from my phone"
        self.desk.send(message(f"{user}@desk.example", f"Re: [#{number}] {tags} Screen is slow", body), user=user)
        self.desk.settle()

    def answer(self, to: Outgoing, text: str, *, sender: str = CLIENT, headers: dict[str, str] | None = None) -> list[Outgoing]:
        """Sends the reply of a client's mail program to a mail of the desk; returns the mails that the desk then
        sends."""
        seen = self.desk.outgoing()
        subject = to["Subject"] if to["Subject"].startswith("Re: ") else f"Re: {to['Subject']}"
        thread = {"In-Reply-To": f"<{to.message_id}>", "References": f"{to['References']} <{to.message_id}>".strip()}
        self.desk.send(message(sender, subject, text, to=to.reply_to, headers={**thread, **(ALIGNED if headers is None else headers)}))
        return self.desk.new_mails(seen)

    def story(self, number: int) -> str:
        return "\n".join(entry["text"] for entry in self.desk.show(number)["entries"] if entry["kind"] == "event")

    def mails_of(self, kind: str, to: str = "") -> list[dict]:
        return [mail for mail in self.desk.json("outbox") if mail["kind"] == kind and to in mail["recipient"]]


class WorkOfDays(Work):
    """The real daemon while its calendar is moved, starting at clock.MONDAY. Its timers and deadlines use real time."""

    def edit(self, config: str) -> str:
        assert "holidays = [" in config
        return re.sub(r"(?m)^holidays = .*$", "", config)

    def setUp(self):
        self.desk = self.make_desk(start=False)
        self.days = clock.Days(self.desk.folder / "moved", clock.MONDAY)
        self.desk.clock = self.days.wrapper()
        self.desk.start()

    def pass_days(self, count: float) -> None:
        self.days.go_on(count)
