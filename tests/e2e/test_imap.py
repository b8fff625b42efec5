"""Mail fetched from IMAP mailboxes: a real Dovecot, with and without the extensions of newer servers."""

import base64
import pathlib
import shutil
import signal
import socket
import statistics
import tempfile
import threading
import time
import unittest

from support import dovecot
import imap_crash
from support.desk import Desk, DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"
OLD = dovecot.ALL.replace(" IDLE", "").replace(" MOVE", "").replace(" CONDSTORE QRESYNC", "").replace(" ENABLE", "")


def mail(subject: str, **more) -> bytes:
    return message(CLIENT, subject, **more).as_bytes()


class MailboxTest(DeskTest):
    """A desk that reads a mailbox on its own Dovecot."""

    capabilities = ""
    mailbox: dict[str, str] = {}

    def setUp(self) -> None:
        self.server = dovecot.Dovecot(self.capabilities)
        self.addCleanup(self.server.close)
        self.before()
        super().setUp()

    def before(self) -> None:
        """The mails in the mailbox before the desk sees it."""

    def edit(self, config: str) -> str:
        return config + self.server.mailbox(**self.mailbox)

    def titles(self) -> list[str]:
        return sorted(head["title"] for head in self.desk.tickets())

    def wait_for_titles(self, *titles: str) -> None:
        wait_for(lambda: self.titles() == sorted(titles), f"tickets {titles}; the log ends:\n{self.desk.log()[-3000:]}")


@on_both_databases
class Mailbox(MailboxTest):
    def before(self) -> None:
        now = time.time()
        self.server.put(mail("From last year"), when=now - 300 * 86400)
        self.server.put(mail("From this morning"), when=now - 3 * 3600)
        self.server.put(mail("Seen by a colleague"), when=now - 60, seen=True)

    def test_a_mailbox_gives_what_is_not_too_old_and_then_all_that_comes(self):
        self.wait_for_titles("From this morning", "Seen by a colleague")
        self.server.put(mail("Just now"))
        self.wait_for_titles("From this morning", "Seen by a colleague", "Just now")
        wait_for(lambda: list(self.server.flags().values()).count("\\Seen") == 3, "the flags")
        self.assertEqual(self.server.flags()["1"], "", "the old mail stays as it is")
        # A colleague moves in an old mail: the mail is old, but it has only just arrived in the folder.
        self.server.put(mail("Moved in by hand"), when=time.time() - 200 * 86400)
        self.wait_for_titles("From this morning", "Seen by a colleague", "Just now", "Moved in by hand")
        shown = next(head for head in self.desk.tickets() if head["title"] == "From this morning")
        self.assertLess(shown["created_at"], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 2 * 3600)))

    def test_nothing_is_taken_twice_after_restarts_and_new_uids(self):
        self.wait_for_titles("From this morning", "Seen by a colleague")
        self.desk.stop()
        # The mailbox is restored from a backup: every UID changes.
        for index in (self.server.folder / "mail" / "support").glob("dovecot*"):
            index.unlink()
        self.server.restart()
        self.server.put(mail("After the restore"))
        self.desk.start()
        self.wait_for_titles("After the restore", "From this morning", "Seen by a colleague")
        self.assertIn("has new UIDs", self.desk.log())
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 3)

    def test_the_same_mail_by_smtp_and_from_the_mailbox_is_one_ticket(self):
        copy = message(CLIENT, "Twice")
        self.desk.send(copy)
        self.server.put(copy.as_bytes())
        self.server.put(mail("Another one"))
        self.wait_for_titles("From this morning", "Seen by a colleague", "Twice", "Another one")
        self.desk.settle()
        self.assertEqual(self.titles().count("Twice"), 1)


class Moves:
    """Tests the actions on fetched mails, with new and with old servers."""

    def test_taken_mails_move_into_a_folder_that_is_made(self):
        self.server.put(*(mail(f"Number {n}") for n in range(5)))
        self.wait_for_titles(*(f"Number {n}" for n in range(5)))
        wait_for(lambda: len(self.server.flags("Erledigt-&AOQ-")) == 5, "five mails in the folder")
        self.assertEqual(self.server.flags(), {})

    def test_what_others_do_to_the_mailbox_meanwhile_harms_nothing(self):
        stop = threading.Event()

        def meddle():
            with self.server.client() as other:
                while not stop.is_set():
                    other.select("INBOX")
                    _, found = other.uid("SEARCH", "SUBJECT", "Spam")
                    for uid in found[0].split():
                        other.uid("STORE", uid, "+FLAGS", "(\\Deleted)")
                    other.expunge()
                    other.uid("STORE", "1:*", "+FLAGS", "(\\Seen)")

        thread = threading.Thread(target=meddle)
        thread.start()
        try:
            for n in range(60):
                self.server.put(mail(f"Spam {n}"), mail(f"Wanted {n}"))
            wanted = {f"Wanted {n}" for n in range(60)}
            wait_for(lambda: wanted <= set(self.titles()), "every mail that nobody removed", 60)
        finally:
            stop.set()
            thread.join()
        self.desk.settle()
        titles = self.titles()
        self.assertEqual(len(titles), len(set(titles)), "none twice")


class MovesWithANewServer(Moves, MailboxTest, unittest.TestCase):
    database = "sqlite"
    mailbox = {"after": "move:Erledigt-ä"}


class MovesWithAnOldServer(Moves, MailboxTest, unittest.TestCase):
    database = "sqlite"
    capabilities = OLD
    mailbox = {"after": "move:Erledigt-ä", "tls": ""}


@on_both_databases
class TooLarge(MailboxTest):
    limits = {"message_bytes": 200_000, "attachment_bytes": 100_000}
    mailbox = {"after": "delete"}

    def test_a_mail_too_large_is_moved_aside_and_the_admin_is_told(self):
        self.server.put(mail("Small"), mail("Large", body="x" * 70 + "\n" + ("y" * 70 + "\n") * 4000), mail("Small, too"))
        self.wait_for_titles("Small", "Small, too")
        wait_for(lambda: len(self.server.flags("ticketd-too-large")) == 1, "the large mail in its folder")
        wait_for(lambda: self.server.flags() == {}, "an empty INBOX")
        told = wait_for(lambda: self.desk.outgoing("postmaster@desk.example"), "a mail to the admin")
        self.assertEqual(len(told), 1)
        self.assertIn("too large", told[0]["Subject"])
        self.assertIn("ticketd-too-large", told[0].text)


@on_both_databases
class Idle(MailboxTest):
    mailbox = {"poll": "1d"}  # only IDLE can report the mail in time

    def test_a_ticket_is_there_long_before_the_next_look(self):
        self.server.put(mail("First"))
        self.wait_for_titles("First")
        times = []
        for n in range(9):
            time.sleep(0.3)  # gives the desk time to return to IDLE
            begin = time.monotonic()
            self.server.put(mail(f"Number {n}"))
            wait_for(lambda: self.desk.metrics()["ticketd_tickets_opened_total"] == n + 2, "the ticket")
            times.append(time.monotonic() - begin)
        print(f"arrival to ticket with IDLE on {self.database}: median {statistics.median(times):.3f} s, longest {max(times):.3f} s")

    def test_a_mailbox_of_a_restarted_server_is_read_on(self):
        self.server.put(mail("Before"))
        self.wait_for_titles("Before")
        self.server.stop()
        self.server.put(mail("While it was down"))
        self.server.start()
        self.wait_for_titles("Before", "While it was down")

    def test_stopping_and_reloading_do_not_wait_for_idle(self):
        self.server.put(mail("Before"))
        self.wait_for_titles("Before")
        self.assertEqual(self.desk.stop(seconds=20), 0)


class Backlog(MailboxTest, unittest.TestCase):
    database = "sqlite"

    def before(self) -> None:
        for folder in ("All", "None"):
            self.server.put(mail(f"Old, {folder}"), folder=folder, when=time.time() - 900 * 86400)
            self.server.put(mail(f"New, {folder}"), folder=folder)

    def edit(self, config: str) -> str:
        return config + self.server.mailbox("everything", folder="All", backlog="all") + \
            self.server.mailbox("nothing", folder="None", backlog="none")

    def test_a_mailbox_gives_all_or_nothing_of_what_it_had(self):
        self.wait_for_titles("Old, All", "New, All")
        self.server.put(mail("Newer, None"), folder="None")
        self.wait_for_titles("Old, All", "New, All", "Newer, None")


class Refused(MailboxTest, unittest.TestCase):
    database = "sqlite"

    def edit(self, config: str) -> str:
        mailbox = self.server.mailbox()
        (self.server.folder / "password").write_text("wrong\n")
        return config + mailbox

    def test_a_refused_login_is_tried_once_and_told_once(self):
        told = wait_for(lambda: self.desk.outgoing("postmaster@desk.example"), "a mail to the admin")
        self.assertEqual(len(told), 1)
        self.assertIn("No mail comes from main", told[0]["Subject"])
        self.assertNotIn("wrong", told[0].text)
        self.assertEqual(self.desk.log().count("is refused, no mail comes"), 1, "the next try comes after a minute")
        # After the password is corrected, SIGHUP makes it try at once.
        (self.server.folder / "password").write_text(dovecot.PASSWORD + "\n")
        self.server.put(mail("At last"))
        self.desk.process.send_signal(signal.SIGHUP)
        self.wait_for_titles("At last")


class Certificates(MailboxTest, unittest.TestCase):
    database = "sqlite"
    mailbox = {"tls_ca": ""}

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        wait_for(lambda: "is refused, no mail comes" in self.desk.log(), "the refusal")
        self.assertIn("certificate verify failed", self.desk.log())
        self.assertNotIn("Login: user", self.server.log(), "no password was shown to a stranger")


class Tokens(DeskTest, unittest.TestCase):
    """OAuth2 with a script: an expired token is renewed, a refused one is reported once."""

    database = "sqlite"

    def setUp(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.accepting = threading.Thread(target=self.accept, daemon=True)
        for end in (self.listener.close, self.accepting.join, lambda: self.listener.shutdown(socket.SHUT_RDWR)):  # from the last to the first
            self.addCleanup(end)
        self.good, self.shown, self.ended = {"token-1"}, [], False
        self.accepting.start()
        super().setUp()

    def edit(self, config: str) -> str:
        counter = self.desk_folder_script()
        port = self.listener.getsockname()[1]
        return config + f'\n[[mailbox]]\nname = "main"\nurl = "imap://support@127.0.0.1:{port}/INBOX"\npoll = "5s"\noauth2 = ["{counter}", "a b"]\n'

    def desk_folder_script(self) -> pathlib.Path:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-token-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, folder, True)
        script = folder / "token"
        script.write_text(f"#!/bin/sh\n[ \"$1\" = 'a b' ] || exit 1\necho x >>{folder}/n\necho token-$(wc -l <{folder}/n)\n")
        script.chmod(0o755)
        return script

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb", buffering=0) as stream:
            def say(line: str) -> None:
                stream.write(line.encode() + b"\r\n")
            say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello")
            while line := stream.readline().decode().rstrip("\r\n"):
                tag, command = line.split(" ", 1)
                if command.startswith("AUTHENTICATE"):
                    token = base64.b64decode(command.split()[-1]).decode().split("Bearer ")[1].strip("\x01")
                    self.shown.append(token)
                    if token not in self.good:
                        say("+ e30=")
                        stream.readline()
                        say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                        continue
                    say(f"{tag} OK [CAPABILITY IMAP4rev1] in")
                elif command.startswith("SELECT"):
                    say("* 0 EXISTS")
                    say("* OK [UIDVALIDITY 3] ok")
                    say("* OK [UIDNEXT 1] ok")
                    say(f"{tag} OK [READ-WRITE] in")
                elif command == "NOOP" and self.ended:
                    return
                else:
                    say(f"{tag} OK done")

    def test_an_expired_token_is_renewed_once_and_a_refused_one_is_told_once(self):
        wait_for(lambda: self.shown == ["token-1"], f"the first token: {self.desk.log()}")
        # The token expires, and the server ends the session.
        self.good, self.ended = {"token-2"}, True
        wait_for(lambda: len(self.shown) >= 3, "a renewed token")
        self.assertEqual(self.shown[:3], ["token-1", "token-1", "token-2"])
        self.assertEqual(self.desk.outgoing("postmaster@desk.example"), [], "an expired token is no news")
        self.good = set()
        told = wait_for(lambda: self.desk.outgoing("postmaster@desk.example"), "a mail to the admin")
        self.assertIn("AUTHENTICATIONFAILED", told[0].text)
        self.assertEqual(self.shown[3:], ["token-2", "token-3"], "one fresh token, then no more tries for a while")
        self.assertNotIn("token-", self.desk.log())


class Lease(MailboxTest, unittest.TestCase):
    database = "postgresql"

    def test_another_daemon_takes_over_within_a_minute(self):
        first = self.desk
        wait_for(lambda: "mailbox=main opened" in first.log(), "the first daemon in the mailbox")
        second = Desk("postgresql", edit=self.edit, url=first.url, folder=None)
        self.addCleanup(second.close)
        self.server.put(mail("For the first"))
        self.wait_for_titles("For the first")
        time.sleep(6)
        self.assertNotIn("mailbox=main opened", second.log(), "one reads at a time")
        first.kill()
        begin = time.monotonic()
        self.server.put(mail("For the second"))
        wait_for(lambda: len(second.tickets()) == 2, "the second daemon", 60)
        print(f"took over after {time.monotonic() - begin:.1f} s")


class Crash(MailboxTest, unittest.TestCase):
    """A short run of imap_crash.py, which can be run for longer by hand."""

    database = "sqlite"
    mailbox = {"after": "move:Done"}

    def test_kills_and_restarts_lose_nothing_and_double_nothing(self):
        figures = imap_crash.run(self.desk, self.server, mails=200, kills=8, restarts=2, seconds=45)
        self.assertEqual((figures["lost"], figures["double"], figures["quarantined"], figures["moved"]), (0, 0, 0, 200), figures)
