"""Imports of old mail from files: mbox, Maildir, .eml, and folders of them."""

import datetime
import email.utils
import mailbox
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time

from support.desk import TICKETCTL, DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"
YEAR_AGO = datetime.datetime(2025, 3, 4, 8, 30, 15, tzinfo=datetime.timezone.utc)


def old_mail(subject: str, body: str = "", when: datetime.datetime = YEAR_AGO, **headers: str):
    mail = message(CLIENT, subject, body, headers=headers)
    mail.replace_header("Date", email.utils.format_datetime(when))
    return mail


def as_file(mail) -> bytes:
    return mail.as_bytes().replace(b"\r\n", b"\n")


def as_mbox(*mails, when: str = "Tue Mar  4 08:30:15 2025") -> bytes:
    """The file as programs write it (mboxrd): a From line, ">" before From lines in the text, and an empty line at
    the end."""
    quoted = (re.sub(rb"(?m)^(>*From )", rb">\1", as_file(mail)) for mail in mails)
    return b"".join(b"From carla@contoso.example " + when.encode() + b"\n" + raw + b"\n" for raw in quoted)


class ImportTest(DeskTest):
    def setUp(self) -> None:
        super().setUp()
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-import-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.files, True)

    def write(self, name: str, raw: bytes) -> pathlib.Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        return path

    def take(self, *paths, options: tuple[str, ...] = ()) -> tuple[int, int]:
        """Imports, waits for the tickets, and returns how many mails were new and how many were known."""
        summary = self.desk.json("import", *options, *paths)
        self.assertEqual(summary["left_out"], 0)
        self.desk.settle()
        return summary["imported"], summary["known"]

    def titles(self) -> list[str]:
        return sorted(head["title"] for head in self.desk.tickets())


@on_both_databases
class Import(ImportTest):
    def test_an_mbox_is_taken_apart_and_its_text_given_back(self):
        text = "Hello,\n\nFrom here on it smokes.\n>From there it did not.\n\nFrom carla, with regards\n"
        box = self.write("box", as_mbox(old_mail("First", text), old_mail("Second"), old_mail("Third")))
        self.assertEqual(self.take(box), (3, 0))
        self.assertEqual(self.titles(), ["First", "Second", "Third"])
        first = next(head["number"] for head in self.desk.tickets() if head["title"] == "First")
        self.assertIn("From here on it smokes.\n>From there", self.desk.show(first)["entries"][0]["text"].replace("\n\n", "\n"))

    def test_files_folders_and_maildirs_are_taken_in_one_go(self):
        self.write("Mail/cur/1741077015.a.host:2,S", as_file(old_mail("Read")))
        self.write("Mail/new/1741077016.b.host", as_file(old_mail("Unread")))
        self.write("Mail/tmp/1741077017.c.host", as_file(old_mail("Not delivered yet")))
        self.write("folder/2024/a.eml", as_file(old_mail("In a folder")))
        self.write("folder/b.mbox", as_mbox(old_mail("In a box 1"), old_mail("In a box 2")))
        self.write("folder/notes.txt", b"no mail")
        single = self.write("single.eml", old_mail("Alone").as_bytes())
        paths = (self.files / "Mail", self.files / "folder", single)
        self.assertEqual(self.take(*paths), (6, 0))
        all_titles = ["Alone", "In a box 1", "In a box 2", "In a folder", "Read", "Unread"]
        self.assertEqual(self.titles(), all_titles)
        # A second import reads no mail again, even if a reader has changed the flags of a mail or moved it from new to cur.
        (self.files / "Mail/new/1741077016.b.host").rename(self.files / "Mail/cur/1741077016.b.host:2,RS")
        self.assertEqual(self.take(*paths), (0, 0))
        # Mails that arrived in the meantime are imported.
        self.write("Mail/new/1741077018.d.host", as_file(old_mail("Newer")))
        with (self.files / "folder/b.mbox").open("ab") as box:
            box.write(as_mbox(old_mail("In a box 3")))
        self.assertEqual(self.take(*paths), (2, 0))
        self.assertEqual(self.titles(), sorted([*all_titles, "Newer", "In a box 3"]))

    def test_mails_that_are_known_by_another_way_are_not_taken_again(self):
        by_smtp = [message(CLIENT, f"By SMTP {n}") for n in range(3)]
        for mail in by_smtp:
            self.desk.send(mail)
        self.desk.settle()
        box = self.write("box", as_mbox(*by_smtp, old_mail("Only in the file")))
        self.assertEqual(self.take(box), (1, 3))
        # The same mails in another file, as another program wrote them.
        maildir = mailbox.Maildir(self.files / "Copies", create=True)
        for mail in by_smtp:
            maildir.add(mail.as_bytes())
        self.assertEqual(self.take(self.files / "Copies"), (0, 3))
        self.assertEqual(self.titles(), ["By SMTP 0", "By SMTP 1", "By SMTP 2", "Only in the file"])
        # The other way round: an imported mail arrives again by SMTP.
        again = message(CLIENT, "Here and there")
        self.take(self.write("one.eml", as_file(again)))
        self.desk.send(again)
        self.desk.settle()
        self.assertEqual(self.titles().count("Here and there"), 1)

    def test_old_mail_keeps_its_dates_and_threads_and_tells_nobody(self):
        first = old_mail("Printer on fire")
        answer = old_mail("Re: Printer on fire", "It went out by itself.", YEAR_AGO + datetime.timedelta(days=2),
                          **{"In-Reply-To": first["Message-ID"], "References": first["Message-ID"]})
        box = self.write("box", as_mbox(first) + as_mbox(answer, when="Thu Mar  6 08:30:15 2025"))
        self.assertEqual(self.take(box), (2, 0))
        self.assertEqual(self.titles(), ["Printer on fire"])
        shown = self.desk.show(1)
        self.assertEqual(shown["created_at"], "2025-03-04T08:30:15Z")
        comments = [(entry["at"], entry["text"]) for entry in shown["entries"] if entry["kind"] == "comment"]
        self.assertEqual([at for at, _ in comments], ["2025-03-04T08:30:15Z", "2025-03-06T08:30:15Z"])
        self.assertIn("went out by itself", comments[1][1])
        time.sleep(2)  # two ticks, in which missed deadlines would be reported
        self.desk.settle()
        self.assertEqual(self.desk.outgoing(), [])

    def test_mails_are_taken_by_their_dates_whichever_files_they_are_in(self):
        first = old_mail("Roof leaks", "In the hall.")
        answers = [old_mail("Re: Roof leaks", f"Bucket {n}.", YEAR_AGO + datetime.timedelta(days=n), **{"In-Reply-To": first["Message-ID"]})
                   for n in (1, 2, 3)]
        sent = self.write("a-sent.mbox", as_mbox(answers[2], answers[0]))
        inbox = self.write("z-inbox.mbox", as_mbox(answers[1], first))
        self.assertEqual(self.take(sent, inbox), (4, 0))
        self.assertEqual(self.titles(), ["Roof leaks"])
        texts = [entry["text"].strip() for entry in self.desk.show(1)["entries"] if entry["kind"] == "comment"]
        self.assertEqual(texts, ["In the hall.", "Bucket 1.", "Bucket 2.", "Bucket 3."])
        self.assertEqual(self.take(sent, inbox), (0, 0))

    def test_with_notify_the_client_and_the_technicians_hear_of_it(self):
        box = self.write("box", as_mbox(old_mail("Printer on fire")))
        self.assertEqual(self.take(box, options=("--notify",)), (1, 0))
        self.assertIn("[#1]", self.desk.outgoing(CLIENT)[0]["Subject"])
        self.assertTrue(self.desk.outgoing("ana@desk.example"))
        self.assertEqual(self.desk.show(1)["created_at"], "2025-03-04T08:30:15Z")

    def test_an_import_that_was_killed_goes_on_where_it_stood(self):
        text = "".join(f"Line {n} of an old mail about a printer.\n" for n in range(60))
        mails = 12_000  # more than an import handles between two updates of its progress
        parts = as_mbox(*(old_mail(f"Old {n:05}", text) for n in range(20))).split(b"From carla@")[1:]
        with (self.files / "box").open("wb") as box:
            for n in range(mails):
                part = parts[n % 20].replace(f"Old {n % 20:05}".encode(), f"Old {n:05}".encode())
                box.write(b"From carla@" + re.sub(rb"(?m)^(Message-ID: <)", b"\\g<1>%d." % n, part))
        self.desk.stop()  # so that only the import changes the counts
        shown = self.kill_an_import_on_a_terminal(self.files / "box", at_least=mails // 5)
        self.assertRegex(shown, r"\[#*-+\] +\d+ %  \d+ mails  \d+/s")
        taken = self.desk.json("status")["inbox"]["queued"]
        self.assertGreater(taken, 0)
        self.assertLess(taken, mails)
        # It starts in the middle: no mail is read a second time.
        summary = self.desk.json("import", self.files / "box")
        self.assertEqual((summary["imported"], summary["known"]), (mails - taken, 0))
        self.assertEqual(self.desk.json("import", self.files / "box")["imported"], 0)
        self.desk.start()
        self.desk.settle(seconds=180)
        self.assertEqual(self.titles(), [f"Old {n:05}" for n in range(mails)])
        self.assertEqual(self.desk.outgoing(), [])

    def kill_an_import_on_a_terminal(self, path: pathlib.Path, at_least: int) -> str:
        """Kills the import when its progress line has reached `at_least` mails; returns what the terminal showed. The
        import runs at low priority, so that this process sees the line in time on a busy machine."""
        master, terminal = pty.openpty()
        seen = b""
        try:
            with subprocess.Popen(["nice", "-n", "19", TICKETCTL, "--config", self.desk.config, "import", path], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=terminal) as process:
                def has_come_far():
                    nonlocal seen
                    if select.select([master], [], [], 0.02)[0]:
                        seen += os.read(master, 65536)
                    return any(int(count) >= at_least for count in re.findall(rb"(\d+) mails", seen))
                wait_for(has_come_far, "the bar to move on")
                process.kill()
        finally:
            os.close(terminal)
            os.close(master)
        return seen.decode().rsplit("\r", 1)[-1]


@on_both_databases
class Unreadable(ImportTest):
    limits = {"message_bytes": 20_000}

    def test_a_mail_too_large_is_named_and_left_out_and_the_others_come(self):
        large = old_mail("Large", "x" * 70 + "\n" + ("y" * 70 + "\n") * 400)
        box = self.write("box", as_mbox(old_mail("Before"), large, old_mail("After")))
        done = self.desk.ctl("import", "--json", box)
        self.assertEqual(done.returncode, 65)
        self.assertIn(b"larger than limits.message_bytes (20000)", done.stderr)
        self.assertIn(str(box).encode(), done.stderr)
        self.desk.settle()
        self.assertEqual(self.titles(), ["After", "Before"])

    def test_what_is_no_mail_is_refused_and_nothing_is_taken(self):
        good = self.write("good.eml", as_file(old_mail("Good")))
        for bad in (self.files / "nowhere", self.write("empty/notes.txt", b"x").parent):
            done = self.desk.ctl("import", good, bad)
            self.assertEqual(done.returncode, 66)
            self.assertIn(str(bad).encode(), done.stderr)
        self.assertEqual(self.desk.ctl("import").returncode, 64)
        self.assertEqual(self.titles(), [])
