"""What tests of a ticket's life share: a client who writes, technicians who answer with tags, and days that pass."""

import datetime
import os
import pathlib
import re
import time

from desk import DeskTest, Outgoing, message

CLIENT = "carla@contoso.example"
ALIGNED = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}
LIBRARY = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
DAY = 86400


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
        """What a client's program makes of "reply" to a mail of the desk; the mails that the desk sends then."""
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
    """The real daemon while its calendar is moved on, from a Monday morning; its timers and deadlines keep to the real time."""

    def edit(self, config: str) -> str:
        assert "holidays = [" in config
        return re.sub(r"(?m)^holidays = .*$", "", config)

    def setUp(self):
        self.desk = self.make_desk(start=False)
        self.moved = self.desk.folder / "moved"
        monday = datetime.datetime.now(datetime.timezone.utc).replace(hour=9, minute=0, second=0, microsecond=0)
        monday += datetime.timedelta(days=7 - monday.weekday())
        self.days = (monday.timestamp() - time.time()) / DAY
        self.pass_days(0)
        self.desk.start(wrapper=("env", f"LD_PRELOAD={LIBRARY}", f"FAKETIME_TIMESTAMP_FILE={self.moved}", "FAKETIME_NO_CACHE=1",
                                 "FAKETIME_DONT_FAKE_MONOTONIC=1"))

    def pass_days(self, count: float) -> None:
        self.days += count
        fresh = self.moved.with_suffix(".new")
        fresh.write_text(f"+{int(self.days * DAY)}")
        os.replace(fresh, self.moved)
