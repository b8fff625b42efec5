"""Mailboxes that were restored, report wrong data or hang; tokens; mails of the maximum size; daemons that take over."""

import hashlib
import os
import pathlib
import shutil
import signal
import tempfile
import time
import unittest

from support import dovecot
from support.desk import Desk, DeskTest, message, on_both_databases, wait_for
from support.scripted_imap import ScriptedImap
from test_imap import CLIENT, MailboxTest, mail

ADMIN = "postmaster@desk.example"


@on_both_databases
class Restored(MailboxTest):
    capabilities = dovecot.ALL.replace(" CONDSTORE QRESYNC", "")

    def test_mail_that_gets_old_uids_after_a_restore_is_not_passed_over(self):
        self.server.put(mail("Before the backup"))
        self.wait_for_titles("Before the backup")
        self.desk.stop()
        self.server.stop()
        saved = self.server.folder / "saved"
        shutil.copytree(self.server.folder / "mail", saved)
        self.server.start()
        self.desk.start()
        self.server.put(mail("After the backup 1"), mail("After the backup 2"))
        titles = ["Before the backup", "After the backup 1", "After the backup 2"]
        self.wait_for_titles(*titles)
        self.desk.stop()
        self.server.stop()
        # UIDVALIDITY stays the same, but UIDs are lower than before.
        shutil.rmtree(self.server.folder / "mail")
        shutil.copytree(saved, self.server.folder / "mail")
        for path in [self.server.folder / "mail", *(self.server.folder / "mail").rglob("*")]:
            os.chown(path, self.server.owner.pw_uid, self.server.owner.pw_gid)
        self.server.put(mail("After the restore"))
        self.server.start()
        self.desk.start()
        self.wait_for_titles(*titles, "After the restore")
        self.assertIn("was restored", self.desk.log())
        wait_for(lambda: set(self.server.flags().values()) == {"\\Seen"}, "the flags")


class Scripted(DeskTest):
    """A desk that reads a mailbox of the scripted server."""

    database = "sqlite"
    capabilities = "IMAP4rev1 SASL-IR UIDPLUS MOVE CONDSTORE"
    mailbox: dict[str, str] = {}

    def setUp(self) -> None:
        self.server = ScriptedImap(self.capabilities)
        self.addCleanup(self.server.close)
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-imap-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.files, True)
        (self.files / "secret").write_text("secret\n")
        self.before()
        super().setUp()

    def before(self) -> None:
        """The mails in the mailbox before the desk sees it."""

    def edit(self, config: str) -> str:
        return config + self.server.mailbox(password_file=str(self.files / "secret"), **self.mailbox)

    def reload(self) -> None:
        self.desk.hang_up()
        self.desk.wait_notified("READY=1")

    def titles(self) -> list[str]:
        return sorted(head["title"] for head in self.desk.tickets())

    def wait_for_titles(self, *titles: str) -> None:
        wait_for(lambda: self.titles() == sorted(titles), f"tickets {titles}; the log ends:\n{self.desk.log()[-3000:]}")


class Sequences(Scripted, unittest.TestCase):
    def before(self) -> None:
        self.server.add(*(mail(f"Number {n}") for n in range(1, 4)))

    def test_a_mod_sequence_that_went_back_tells_of_a_restore(self):
        self.wait_for_titles("Number 1", "Number 2", "Number 3")
        with self.server.lock:
            # The state before Number 3 arrived. Two other mails have arrived since, so UIDNEXT does not reveal the restore.
            del self.server.mails[3]
            self.server.mails.update({3: mail("Number 4"), 4: mail("Number 5")})
            self.server.uid_next, self.server.mod_sequence = 5, 3
        self.server.hang_up()
        self.wait_for_titles(*(f"Number {n}" for n in range(1, 6)))
        self.assertIn("was restored", self.desk.log())

    def test_new_mail_and_lost_connections_are_no_restore(self):
        self.wait_for_titles("Number 1", "Number 2", "Number 3")
        self.server.hang_up()
        self.server.add(mail("Number 4"))
        self.wait_for_titles(*(f"Number {n}" for n in range(1, 5)))
        self.assertNotIn("was restored", self.desk.log())


class Withheld(Scripted, unittest.TestCase):
    def before(self) -> None:
        self.server.add(mail("First"), mail("Kept back"), mail("Last"))
        self.server.withheld = {2}

    def test_a_mail_that_the_server_does_not_give_is_put_aside_and_told(self):
        for tries in range(1, 9):
            wait_for(lambda: self.desk.log().count("does not give it") == tries, f"try {tries}")
            self.reload()  # skips the wait before the next attempt
        self.wait_for_titles("First", "Last")
        wait_for(lambda: self.server.moved, "the folder for what is put aside")
        self.assertIn(b"Subject: Kept back", self.server.moved[0])
        told = wait_for(lambda: self.desk.outgoing(ADMIN), "a mail to the admin")
        self.assertEqual(len(told), 1)
        self.assertIn("cannot be fetched", " ".join(told[0].text.split()))
        self.assertIn("does not give it", self.desk.log())

    def test_a_mail_that_is_gone_when_it_is_fetched_stops_nothing(self):
        with self.server.lock:
            del self.server.mails[2]
        self.server.hang_up()
        self.wait_for_titles("First", "Last")
        self.assertEqual(self.desk.outgoing(ADMIN), [])


class ReadOnly(Scripted, unittest.TestCase):
    mailbox = {"after": "move:Done"}

    def before(self) -> None:
        self.server.add(mail("First"), mail("Second"))
        self.server.read_only = True

    def test_a_folder_that_becomes_writable_is_told_what_was_taken(self):
        self.wait_for_titles("First", "Second")
        self.desk.settle()
        self.assertEqual(self.server.moved, [])
        self.server.read_only = False
        self.server.hang_up()
        wait_for(lambda: len(self.server.moved) == 2, "both in their folder")
        self.assertEqual(self.titles(), ["First", "Second"])


class TokenFile(Scripted, unittest.TestCase):
    """A token that another program renews in its file."""

    capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"

    def before(self) -> None:
        (self.files / "token").write_text("token-1\n")
        self.server.accepted = {"token-1"}
        self.server.add(mail("First"))

    def edit(self, config: str) -> str:
        return config + self.server.mailbox(oauth2=str(self.files / "token"))

    def test_a_renewed_token_is_read_at_the_next_login_and_a_refused_one_is_told_once(self):
        self.wait_for_titles("First")
        self.server.accepted = {"token-2"}
        (self.files / "token").write_text("token-2\n")
        self.server.hang_up()
        self.server.add(mail("Second"))
        self.wait_for_titles("First", "Second")
        self.assertEqual(self.server.logins, ["token-1", "token-2"])
        self.server.accepted = {"token-3"}
        self.server.hang_up()
        told = wait_for(lambda: self.desk.outgoing(ADMIN), "a mail to the admin")
        self.assertIn("AUTHENTICATIONFAILED", told[0].text)
        # It is refused again after a reload: the log says so, but the admin has already been notified.
        self.reload()
        wait_for(lambda: len(self.server.logins) == 4, "one more try")
        (self.files / "token").write_text("token-3\n")
        self.server.add(mail("Third"))
        self.reload()
        self.wait_for_titles("First", "Second", "Third")
        self.assertEqual(len(self.desk.outgoing(ADMIN)), 1)
        self.assertEqual(self.server.logins[-1], "token-3")
        self.assertNotIn("token-", self.desk.log().replace(str(self.files), ""))


class Upgraded(MailboxTest, unittest.TestCase):
    """STARTTLS, with a certificate that is checked."""

    database = "sqlite"

    def edit(self, config: str) -> str:
        mailbox = self.server.mailbox(tls=False, tls_ca=str(self.server.certificate))
        return config + mailbox.replace("127.0.0.1", "localhost")

    def test_a_plain_connection_is_upgraded_before_the_password_is_shown(self):
        self.server.put(mail("Under TLS"))
        self.wait_for_titles("Under TLS")
        self.assertNotIn("without TLS", self.desk.log())
        self.assertRegex(self.server.log(), r"Login: user=<support>.*TLS")


@on_both_databases
class Large(MailboxTest):
    def test_a_mail_as_large_as_it_may_be_comes_whole(self):
        content = os.urandom(24 * 1024 * 1024)
        large = message(CLIENT, "Large")
        large.add_attachment(content, maintype="application", subtype="octet-stream", filename="disk.img")
        self.server.put(mail("Before"), large.as_bytes(), mail("After"))
        wait_for(lambda: self.titles() == ["After", "Before", "Large"], "three tickets", 120)
        number = next(head["number"] for head in self.desk.tickets() if head["title"] == "Large")
        attachment = self.desk.show(number)["entries"][0]["attachments"][0]
        self.assertEqual((attachment["size"], attachment["sha256"]), (len(content), hashlib.sha256(content).hexdigest()))


class Hung(MailboxTest, unittest.TestCase):
    """A daemon that is alive but does nothing: its lease expires."""

    database = "postgresql"

    def test_a_mailbox_of_a_daemon_that_hangs_is_taken_over_within_a_minute(self):
        first = self.desk
        self.server.put(mail("For the first"))
        self.wait_for_titles("For the first")
        second = Desk("postgresql", edit=self.edit, url=first.url)
        self.addCleanup(second.close)
        first.process.send_signal(signal.SIGSTOP)
        try:
            begin = time.monotonic()
            self.server.put(mail("For the second"))
            wait_for(lambda: len(second.tickets()) == 2, "the second daemon", 60)
            print(f"took over from a daemon that hangs after {time.monotonic() - begin:.1f} s")
        finally:
            first.process.send_signal(signal.SIGCONT)
        wait_for(lambda: "the lease is lost" in first.log() or "Another daemon reads" in first.log(), "the first to see it", 60)
        self.server.put(mail("For either"))
        wait_for(lambda: len(second.tickets()) == 3, "one ticket a mail")
        second.settle()
        self.assertEqual(len(second.tickets()), 3)
