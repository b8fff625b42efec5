"""Old mails from files: silent, with their own dates, and never twice."""

import email.utils
import mailbox
import os
import pty
import signal
import subprocess
import time

from desk import TICKETCTL, DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"
DAY = 86400


def old_mail(subject: str, days: float, **more):
    return message(CLIENT, subject, headers={"X-Age": str(days)}, **more)


@on_both_databases
class Import(DeskTest):
    def aged(self, subject: str, days: float, **more):
        mail = old_mail(subject, days, **more)
        mail.replace_header("Date", email.utils.formatdate(time.time() - days * DAY))
        return mail

    def write_mbox(self, *mails, name: str = "old.mbox"):
        path = self.desk.folder / name
        box = mailbox.mbox(str(path))
        for mail in mails:
            entry = mailbox.mboxMessage(mail)
            stamp = email.utils.mktime_tz(email.utils.parsedate_tz(mail["Date"]))
            entry.set_from("carla@contoso.example", time.gmtime(stamp))
            box.add(entry)
        box.close()
        return path

    def run_import(self, *arguments) -> dict:
        summary = self.desk.json("import", *arguments)
        self.desk.settle()
        return summary

    def titles(self) -> list[str]:
        return sorted(head["title"] for head in self.desk.tickets())

    def test_old_mails_become_tickets_of_their_own_dates_and_nobody_is_written_to(self):
        path = self.write_mbox(self.aged("Two years old", 730), self.aged("Three days old", 3, body="From me to you\n>From a quote"))
        self.assertEqual(self.run_import(path), {"imported": 2, "known": 0, "left_out": 0})
        self.assertEqual(self.titles(), ["Three days old", "Two years old"])
        time.sleep(2.5)  # the clock ticks: what was due long ago is told to nobody
        self.desk.settle()
        self.assertEqual(self.desk.outgoing(), [])
        for head in self.desk.tickets():
            days = 730 if head["title"] == "Two years old" else 3
            then = time.gmtime(time.time() - days * DAY)
            self.assertEqual(head["created_at"][:10], time.strftime("%Y-%m-%d", then))
            self.assertEqual(self.desk.show(head["number"])["entries"][0]["at"][:10], time.strftime("%Y-%m-%d", then))
        shown = next(head["number"] for head in self.desk.tickets() if head["title"] == "Three days old")
        self.assertIn("From me to you", self.desk.show(shown)["entries"][0]["text"])

    def test_with_notify_they_are_acknowledged(self):
        path = self.write_mbox(self.aged("Please do tell me", 1))
        self.run_import("--notify", path)
        self.assertIn("[#1]", self.desk.one_mail(CLIENT)["Subject"])

    def test_folders_maildirs_and_single_files(self):
        maildir = mailbox.Maildir(str(self.desk.folder / "Maildir"))
        key = maildir.add(self.aged("From a Maildir", 5))
        folder = self.desk.folder / "letters" / "2025"
        folder.mkdir(parents=True)
        (folder / "a.eml").write_bytes(self.aged("From a file", 9).as_bytes())
        (folder / "b.txt").write_text("no mail")
        self.assertEqual(self.run_import(self.desk.folder / "Maildir", self.desk.folder / "letters")["imported"], 2)
        self.assertEqual(self.titles(), ["From a Maildir", "From a file"])
        # A program marks the mail as read, which renames its file.
        entry = maildir[key]
        entry.set_subdir("cur")
        entry.set_flags("S")
        maildir[key] = entry
        again = self.run_import(self.desk.folder / "Maildir", self.desk.folder / "letters")
        self.assertEqual(again, {"imported": 0, "known": 0, "left_out": 0}, "nothing is read a second time")
        missing = self.desk.ctl("import", self.desk.folder / "nowhere")
        self.assertEqual(missing.returncode, 66)

    def test_what_came_by_another_way_already_is_known(self):
        mail = self.aged("By SMTP first", 1)
        self.desk.send(mail)
        self.desk.settle()
        self.assertEqual(self.run_import(self.write_mbox(mail, self.aged("Only here", 2))), {"imported": 1, "known": 1, "left_out": 0})
        self.assertEqual(self.titles(), ["By SMTP first", "Only here"])

    def test_an_import_that_is_killed_goes_on_where_it_stood(self):
        count = 3000
        # Mails without Message-ID and of the same content: only the position tells them apart.
        mails = []
        for n in range(count):
            mail = self.aged(f"Number {n:04}", 30)
            del mail["Message-ID"]
            mails.append(mail)
        path = self.write_mbox(*mails)
        for _ in range(3):
            begun = subprocess.Popen([TICKETCTL, "--config", self.desk.config, "import", path], stdout=subprocess.DEVNULL)
            time.sleep(0.08)
            begun.send_signal(signal.SIGKILL)
            begun.wait(30)
        self.run_import(path)
        self.desk.settle(outgoing=False, seconds=120)
        self.assertEqual(self.titles(), [f"Number {n:04}" for n in range(count)])

    def test_a_mail_too_large_is_named_and_left_out(self):
        path = self.write_mbox(self.aged("Small", 1), self.aged("Large", 1, body="x" * 70 + ("y" * 70 + "\n") * 4000), self.aged("Last", 1))
        self.desk.stop()
        self.desk.write_config(limits={"message_bytes": 200_000, "attachment_bytes": 100_000})
        self.desk.start()
        done = self.desk.ctl("import", path)
        self.assertEqual(done.returncode, 65)
        self.assertIn(str(path).encode(), done.stderr)
        self.desk.settle()
        self.assertEqual(self.titles(), ["Last", "Small"])

    def test_a_terminal_gets_a_progress_bar_and_a_pipe_does_not(self):
        path = self.write_mbox(*(self.aged(f"Number {n}", 30) for n in range(20)))
        self.assertEqual(self.desk.ctl("import", path).stderr, b"")
        path = self.write_mbox(*(self.aged(f"Another {n}", 30) for n in range(20)), name="more.mbox")
        ours, theirs = pty.openpty()
        with open(ours, "rb", buffering=0) as terminal:
            subprocess.run([TICKETCTL, "--config", self.desk.config, "import", path], stderr=theirs, stdout=subprocess.DEVNULL,
                           timeout=60, check=True)
            os.close(theirs)
            self.assertRegex(os.read(terminal.fileno(), 65536).decode(), r"\r\[#+\] 100 %  20 mails")
