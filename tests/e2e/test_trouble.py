"""Failures on a server: the database is unavailable, the disk is full, a mail is broken, a peer hangs. No mail that
got a 250 is lost."""

import os
import pathlib
import random
import smtplib
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

from support import peers
from support import postgres
from support.desk import Desk, DeskTest, cluster, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"


def reply_code(desk: Desk, mail) -> int:
    """The desk's reply after a mail: 250, or the code of its refusal."""
    try:
        desk.send(mail)
        return 250
    except smtplib.SMTPDataError as refused:
        return refused.smtp_code
    except smtplib.SMTPRecipientsRefused as refused:
        return next(iter(refused.recipients.values()))[0]
    except smtplib.SMTPSenderRefused as refused:
        return refused.smtp_code
    except smtplib.SMTPConnectError as refused:
        return refused.smtp_code


class PostgresqlAway(unittest.TestCase):
    def setUp(self):
        self.cluster = postgres.Cluster()
        self.addCleanup(self.cluster.close)
        self.url = self.cluster.url(self.cluster.new_database())

    def desk(self, **more) -> Desk:
        desk = Desk("postgresql", url=self.url, **more)
        self.addCleanup(desk.close)
        return desk

    def test_a_database_that_stops_means_451_and_comes_back_without_a_restart(self):
        desk = self.desk()
        desk.send(message(CLIENT, "Before"))
        desk.settle()
        self.cluster.stop()
        self.assertEqual(reply_code(desk, message(CLIENT, "Meanwhile")), 451)
        done = desk.ctl("deliver", "--from", CLIENT, "--to", "support@desk.example", input=message(CLIENT, "By pipe").as_bytes())
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertIsNone(desk.process.poll())
        self.cluster.start()
        wait_for(lambda: reply_code(desk, message(CLIENT, "After")) == 250, "250 after the database came back")
        desk.settle()
        titles = [head["title"] for head in desk.tickets()]
        self.assertEqual(titles[0], "Before")
        self.assertEqual(titles.count("After"), 1)
        self.assertNotIn("Meanwhile", titles)

    def test_mail_that_got_250_just_before_survives_the_stop(self):
        desk = self.desk(limits={"acks_per_sender_hour": 1000, "acks_per_sender_day": 1000, "acks_per_hour": 1000,
                                 "unaligned_tickets_per_hour": 1000})
        taken = 0
        for turn in range(60):
            taken += reply_code(desk, message(CLIENT, f"Row {turn}")) == 250
        self.cluster.stop()
        self.cluster.start()
        desk.settle()
        self.assertEqual(len(desk.tickets()), taken)
        self.assertEqual(desk.quarantine(), [])

    def test_a_start_without_the_database_waits_for_it(self):
        self.cluster.stop()
        desk = self.desk()
        self.assertEqual(reply_code(desk, message(CLIENT, "Too early")), 451)
        self.cluster.start()
        wait_for(lambda: reply_code(desk, message(CLIENT, "In time")) == 250, "250 after the database came up")
        desk.settle()
        self.assertEqual([head["title"] for head in desk.tickets()], ["In time"])

    def test_a_killed_connection_costs_no_mail(self):
        desk = self.desk()
        desk.send(message(CLIENT, "One"))
        desk.settle()
        self.cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' "
                         "and pid <> pg_backend_pid()")
        wait_for(lambda: reply_code(desk, message(CLIENT, "Two")) == 250, "250 over a fresh connection")
        desk.settle()
        self.assertEqual([head["title"] for head in desk.tickets()], ["One", "Two"])


class SqliteLocked(unittest.TestCase):
    def test_a_locked_file_means_451_and_nothing_is_lost(self):
        desk = Desk("sqlite")
        self.addCleanup(desk.close)
        desk.send(message(CLIENT, "Before"))
        desk.settle()
        other = sqlite3.connect(desk.folder / "ticketd.db", isolation_level=None)
        other.execute("begin exclusive")
        self.assertEqual(reply_code(desk, message(CLIENT, "Meanwhile")), 451)
        other.execute("rollback")
        other.close()
        wait_for(lambda: reply_code(desk, message(CLIENT, "After")) == 250, "250 once the file is free")
        desk.settle()
        titles = [head["title"] for head in desk.tickets()]
        self.assertEqual((titles[0], titles.count("After")), ("Before", 1))

    def test_a_second_daemon_on_one_file_refuses_to_start(self):
        desk = Desk("sqlite")
        self.addCleanup(desk.close)
        second = Desk("sqlite", url=f"sqlite:{desk.folder}/ticketd.db", start=False)
        self.addCleanup(second.close)
        second.start(ready=False)
        self.assertNotEqual(second.process.wait(30), 0)
        self.assertIn(str(desk.process.pid), second.log())
        desk.send(message(CLIENT, "The first one still works"))


class TwoDaemons(unittest.TestCase):
    def test_two_daemons_share_one_postgresql_and_each_mail_is_one_ticket(self):
        caps = {"acks_per_sender_hour": 1000, "acks_per_sender_day": 1000, "acks_per_hour": 1000, "unaligned_tickets_per_hour": 1000}
        first = Desk("postgresql", limits=caps)
        self.addCleanup(first.close)
        second = Desk("postgresql", url=first.url, limits=caps, start=False)
        self.addCleanup(second.close)
        for name in ("keys",):
            (second.folder / name).write_bytes((first.folder / name).read_bytes())
            (second.folder / name).chmod(0o600)
        second.start()
        for turn in range(80):
            (first, second)[turn % 2].send(message(f"user{turn % 9}@contoso.example", f"Matter {turn}"))
        first.settle()
        second.settle()
        self.assertEqual(sorted(head["title"] for head in first.tickets()), sorted(f"Matter {turn}" for turn in range(80)))
        acks = [mail for desk in (first, second) for mail in desk.outgoing() if mail.recipient.endswith("@contoso.example")]
        self.assertEqual(len({mail["X-Ticketd-Ticket"] for mail in acks}), 80)
        self.assertEqual(len(acks), 80)


@on_both_databases
class NewerSchema(DeskTest):
    def test_a_newer_schema_is_refused_with_a_clear_word(self):
        self.desk.stop()
        statement = "update schema_version set version = version + 1000"
        if self.database == "sqlite":
            with sqlite3.connect(self.desk.folder / "ticketd.db") as file:
                file.execute(statement)
        else:
            cluster().sql(statement, self.desk.name)
        self.desk.start(ready=False)
        self.assertNotEqual(self.desk.process.wait(30), 0)
        self.assertIn("newer", self.desk.log())
        self.assertNotEqual(self.desk.ctl("check").returncode, 0)
        self.assertNotEqual(self.desk.ctl("migrate").returncode, 0)


@unittest.skipUnless(os.geteuid() == 0, "a small file system needs root to be mounted")
class FullDisk(unittest.TestCase):
    def small_disk(self, megabytes: int) -> pathlib.Path:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-disk-", dir="/tmp"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)], check=True, timeout=30)

        def remove():
            subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=30)
            folder.rmdir()
        self.addCleanup(remove)
        return folder

    def fill_and_free(self, desk: Desk, disk: pathlib.Path) -> None:
        desk.send(message(CLIENT, "Before"))
        desk.settle()
        ballast = disk / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
        body = random.Random(1).randbytes(60_000).hex()
        codes = [reply_code(desk, message(CLIENT, f"Meanwhile {turn}", body)) for turn in range(8)]
        self.assertIn(452, codes)
        self.assertLessEqual(set(codes), {250, 452})
        self.assertIsNone(desk.process.poll(), desk.log())
        ballast.unlink()
        wait_for(lambda: reply_code(desk, message(CLIENT, "After")) == 250, "250 once there is room")
        desk.settle()
        titles = [head["title"] for head in desk.tickets()]
        expected = ["Before"] + [f"Meanwhile {turn}" for turn, code in enumerate(codes) if code == 250] + ["After"]
        self.assertEqual(sorted(titles), sorted(expected))
        self.assertEqual(desk.quarantine(), [])

    def test_sqlite_on_a_full_disk_says_452(self):
        disk = self.small_disk(12)
        desk = Desk("sqlite", folder=pathlib.Path(tempfile.mkdtemp(dir=disk)), url=f"sqlite:{disk}/ticketd.db")
        self.addCleanup(desk.close)
        self.fill_and_free(desk, disk)

    def test_postgresql_on_a_full_tablespace_says_452(self):
        disk = self.small_disk(40)
        space = disk / "space"
        space.mkdir()
        subprocess.run(["chown", "postgres", str(space)], check=True)
        own = postgres.Cluster()
        self.addCleanup(own.close)
        own.sql(f"create tablespace small location '{space}'")
        desk = Desk("postgresql", url=own.url(own.new_database("small")))
        self.addCleanup(desk.close)
        self.fill_and_free(desk, disk)


@on_both_databases
class BrokenMail(DeskTest):
    def edit(self, config: str) -> str:
        return 'spam_header = "X-Spam-Flag"\n' + config

    def test_spam_waits_in_quarantine_with_its_bytes_and_is_never_answered(self):
        mail = message(CLIENT, "Buy now", headers={"X-Spam-Flag": "YES"}).as_bytes()
        self.desk.send(mail, sender=CLIENT, to="support@desk.example")
        self.desk.settle()
        self.assertEqual(self.desk.tickets(), [])
        self.assertEqual(self.desk.outgoing(), [])
        kept = self.desk.quarantine()
        self.assertEqual(len(kept), 1)
        self.assertTrue(kept[0]["reason"])
        shown = self.desk.ctl("quarantine", "show", kept[0]["id"])
        self.assertEqual(shown.returncode, 0)
        self.assertTrue(shown.stdout.endswith(mail), "the bytes as they came, perhaps under trace headers")
        self.assertEqual(self.desk.ctl("quarantine", "drop", kept[0]["id"]).returncode, 0)
        self.assertEqual(self.desk.quarantine(), [])

    def test_whatever_comes_is_a_ticket_or_in_quarantine_and_never_stops_the_next(self):
        noise = random.Random(7)
        mails = {
            "empty header": b"\r\nonly a body\r\n",
            "no body": b"From: a@contoso.example\r\nSubject: no body\r\n\r\n",
            "noise": b"From: b@contoso.example\r\nSubject: noise\r\n\r\n" + noise.randbytes(5000).replace(b"\0", b"").replace(b"\r", b"")
                     .replace(b"\n", b"\r\n") + b"\r\n",
            "deep": b"From: c@contoso.example\r\nSubject: deep\r\n" + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)) + b"\r\nend\r\n",
            "colons": b"From: d@contoso.example\r\nTo: " + b"a:" * 20000 + b"\r\nSubject: colons\r\n\r\nx\r\n",
            "wide": b"From: e@contoso.example\r\nSubject: wide\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * 9000,
            "charset": b"From: =?nonsense?B?AAAA?= <f@contoso.example>\r\nSubject: =?utf-8?Q?=FF=FE?=\r\n"
                       b"Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: x-unknown\r\n\r\n\xff\xfe\r\n",
        }
        for name, mail in mails.items():
            with self.subTest(name):
                self.desk.send(mail, sender="x@contoso.example", to="support@desk.example")
        self.desk.send(message(CLIENT, "An ordinary one"))
        self.desk.settle()
        heads = self.desk.tickets()
        self.assertIn("An ordinary one", [head["title"] for head in heads])
        self.assertEqual(len(heads) + len(self.desk.quarantine()), len(mails) + 1)
        for head in heads:
            self.desk.show(head["number"])


@on_both_databases
class HangingPeers(DeskTest):
    limits = {"command_seconds": 2, "session_seconds": 6, "sessions_per_trusted_peer": 12, "sessions_per_peer": 12}

    def test_a_client_that_says_nothing_is_told_421_and_closed(self):
        with socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) as silent:
            started = time.monotonic()
            data = b""
            while chunk := silent.recv(1000):
                data += chunk
            self.assertIn(b"\r\n421", data)
            self.assertLess(time.monotonic() - started, 15)

    def test_a_client_that_trickles_a_mail_does_not_hold_its_session_for_ever(self):
        with socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) as slow:
            stream = slow.makefile("rb", buffering=0)
            stream.readline()
            for line in (b"HELO x", b"MAIL FROM:<a@x.example>", b"RCPT TO:<support@desk.example>", b"DATA"):
                slow.sendall(line + b"\r\n")
                stream.readline()
            started = time.monotonic()
            with self.assertRaises(OSError):
                while time.monotonic() - started < 25:
                    slow.sendall(b"x")
                    time.sleep(0.2)
                self.fail("the trickle was never cut off")

    def test_mail_is_taken_while_others_hang_and_too_many_sessions_are_told_so(self):
        hanging = [socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) for _ in range(11)]
        try:
            for one in hanging:
                self.assertTrue(one.recv(200).startswith(b"220"))
            self.desk.send(message(CLIENT, "Through the crowd"))
            extra = [socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) for _ in range(3)]
            self.assertTrue(extra[-1].recv(200).startswith((b"421", b"450", b"452")))
            for one in extra:
                one.close()
        finally:
            for one in hanging:
                one.close()


@on_both_databases
class HangingSmarthost(DeskTest):
    def setUp(self):
        self.sink = peers.ScriptedSmtp({"GREETING": peers.ScriptedSmtp.HANG})
        self.addCleanup(self.sink.close)
        super().setUp()

    def make_desk(self, **more):
        return super().make_desk(outgoing=f"smtp://127.0.0.1:{self.sink.port}", **more)

    def test_a_smarthost_that_hangs_stops_nothing_else_and_gets_its_mail_later(self):
        self.desk.send(message(CLIENT, "Nobody answers"))
        self.desk.settle(outgoing=False)
        wait_for(lambda: self.sink.connections, "a connection to the smarthost")
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.desk.send(message(CLIENT, "And another"))
        self.desk.settle(outgoing=False)
        self.assertEqual(len(self.desk.tickets()), 2)
        self.sink.answers.clear()  # the peer answers again, late
        wait_for(lambda: any(to == CLIENT for _, to, _ in self.sink.mails), "the acknowledgement at the smarthost")
