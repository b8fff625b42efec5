"""Mails on their way: a real Postfix that cannot deliver them and writes bounces, smarthosts that refuse us, DKIM."""

import email.policy
import pathlib
import sqlite3
import subprocess
import time

from support import peers
from support.desk import DeskTest, Outgoing, cluster, message, on_both_databases, wait_for

CLIENT = "Carla.Ruiz@contoso.example"


class Sending(DeskTest):
    limits = {"acks_per_sender_hour": 100, "acks_per_sender_day": 100}

    def row(self, recipient: str) -> dict:
        return next((row for row in self.desk.json("outbox") if row["recipient"] == recipient), {})

    def events(self, number: int = 1) -> str:
        return "\n".join(entry["text"] for entry in self.desk.show(number)["entries"] if entry["kind"] == "event")

    def answered_ticket(self, client: str = CLIENT) -> None:
        """Ticket 1 of `client`, taken and answered by Ana."""
        self.desk.send(message(client, "Printer"))
        wait_for(self.desk.tickets, "the ticket")
        self.desk.send(message("ana@desk.example", "Re: [#1] [take] Printer", "We look into it."), user="ana")
        wait_for(lambda: self.desk.show(1)["sla"]["responded_at"] or "delivery" in self.events(), "the answer")


@on_both_databases
class Bounces(Sending):
    """Postfix relays client domains to servers that misbehave, and desk.example to the desk."""

    def setUp(self):
        self.client_server = peers.ScriptedSmtp()
        self.addCleanup(self.client_server.close)
        self.postfix = None
        super().setUp()

    def make_desk(self, **more):
        desk = super().make_desk(outgoing="smtp://127.0.0.1:1", start=False, **more)
        transports = {"contoso.example": self.client_server.port, "desk.example": desk.smtp_port}
        # The technicians' mail goes to the client server; the rest of desk.example, including every return path, goes
        # to the desk.
        own = {f"{name}@desk.example": self.client_server.port for name in ("ana", "ben")}
        self.postfix = peers.Postfix({**own, **transports}, self.options)
        self.addCleanup(self.postfix.close)
        desk.config.write_text(desk.config.read_text().replace("smtp://127.0.0.1:1\"", f"smtp://127.0.0.1:{self.postfix.port}\""))
        desk.start()
        return desk

    # Postfix gives up after 6 s, and warns the sender of a waiting mail after 2 s.
    options = "maximal_queue_lifetime = 6s\nbounce_queue_lifetime = 6s\ndelay_warning_time = 2s"

    def told(self, technician: str) -> list[str]:
        """The texts that this technician got."""
        mails = [raw for _, to, raw in self.client_server.mails if to == f"{technician}@desk.example"]
        return [email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",)).get_content() for raw in mails]

    def test_a_refusal_behind_the_smarthost_comes_back_and_takes_the_first_response_back(self):
        self.client_server.answers[f"RCPT {CLIENT}"] = "550 5.1.1 no such person here"
        self.answered_ticket()
        events = wait_for(lambda: "delivery failed" in self.events() and self.events(), f"the bounce; {self.postfix.log()[-2000:]}")
        self.assertIn(f"delivery failed to {CLIENT.lower()}, 5.1.1", events)
        self.assertIn("no such person here", events)
        self.assertIn("first response taken back", events)
        ticket = self.desk.show(1)
        self.assertIsNone(ticket["sla"]["responded_at"])
        self.assertEqual(len(self.desk.tickets()), 1, "a bounce opens nothing")
        row = next(row for row in self.desk.json("outbox") if row["kind"] == "client-comment")
        self.assertEqual((row["status"], row["recipient"]), ("failed", CLIENT), "the outbox knows that it came back")
        self.assertIn(row["message_id"], events, "the event names the mail")
        wait_for(lambda: [text for text in self.told("ana") if "could not be delivered" in text], "Ana's word of it")

    def test_a_delay_is_an_event_and_what_follows_from_it_a_failure(self):
        self.client_server.answers[f"RCPT {CLIENT}"] = "450 4.2.0 come back later"
        self.answered_ticket()
        wait_for(lambda: "delivery report: delayed" in self.events(), f"the delay; {self.postfix.log()[-2000:]}", 60)
        self.assertIsNotNone(self.desk.show(1)["sla"]["responded_at"])
        self.assertFalse([text for text in self.told("ana") if "could not be delivered" in text])
        wait_for(lambda: "delivery failed" in self.events(), f"the failure; {self.postfix.log()[-2000:]}", 60)
        self.assertIsNone(self.desk.show(1)["sla"]["responded_at"])

    def test_a_server_that_drops_and_then_delays_gets_the_mail_once(self):
        self.client_server.answers[f"RCPT {CLIENT}"] = peers.ScriptedSmtp.DROP
        self.answered_ticket()
        wait_for(lambda: any(CLIENT in line for line in self.client_server.commands), "a dropped try")
        self.client_server.answers[f"RCPT {CLIENT}"] = peers.ScriptedSmtp.HANG
        time.sleep(1)
        del self.client_server.answers[f"RCPT {CLIENT}"]
        taken = wait_for(lambda: [raw for _, to, raw in self.client_server.mails if to == CLIENT and b"We look into it." in raw],
                         f"the answer; {self.postfix.log()[-2000:]}")
        self.desk.settle()
        self.assertEqual(len(taken), 1)
        self.assertNotIn("delivery failed", self.events())
        self.assertIsNotNone(self.desk.show(1)["sla"]["responded_at"])

    def test_an_address_that_keeps_failing_is_suspended_until_it_writes(self):
        self.client_server.answers[f"RCPT {CLIENT}"] = "550 5.1.1 no such person here"
        self.answered_ticket()
        for turn in range(2, 4):
            wait_for(lambda: self.events().count("delivery failed") >= turn - 1, f"bounce {turn - 1}")
            self.desk.send(message("ana@desk.example", "Re: [#1] Printer", f"Another word, the {turn}."), user="ana")
        wait_for(lambda: "nothing more is sent" in self.events(), f"the suspension; {self.postfix.log()[-2000:]}")
        self.assertEqual(self.desk.show(1)["suspended"], [CLIENT.lower()])
        failing = self.desk.json("status")["failing_addresses"]
        self.assertEqual([(one["address"], one["failures"]) for one in failing], [(CLIENT.lower(), 3)])
        self.assertEqual(self.desk.metrics()["ticketd_suspended_addresses"], 1)
        self.assertIn(f"Nothing is sent to {CLIENT.lower()}", self.desk.ctl("show", 1).stdout.decode())
        tried = len(self.client_server.commands)
        self.desk.send(message("ana@desk.example", "Re: [#1] Printer", "Nobody gets this."), user="ana")
        wait_for(lambda: "not sent to" in self.events(), "the event")
        self.desk.settle()
        self.assertFalse(any(CLIENT in line for line in self.client_server.commands[tried:]))
        self.assertTrue(wait_for(lambda: [text for text in self.told("ana") if "not sent to" in text], "Ana's word of it"))

        self.client_server.answers.clear()
        self.desk.send(message(CLIENT, "Re: [#1] Printer", "I can read again."))
        wait_for(lambda: "are sent to" in self.events(), "the end of it")
        self.assertEqual(self.desk.show(1)["suspended"], [])
        self.desk.send(message("ana@desk.example", "Re: [#1] Printer", "Welcome back."), user="ana")
        wait_for(lambda: [1 for _, to, raw in self.client_server.mails if to == CLIENT and b"Welcome back." in raw], "the answer")

    def test_a_bounce_that_anybody_could_write_changes_nothing(self):
        self.answered_ticket()
        self.desk.settle()
        before = self.desk.show(1)
        answer = wait_for(lambda: [raw for _, to, raw in self.client_server.mails if to == CLIENT and b"We look into it." in raw],
                          "the answer")[0]
        headers = answer.split(b"\r\n\r\n")[0].decode()
        reply_to = Outgoing(answer).reply_to
        report = peers.bounce(CLIENT, headers)
        for to in ("support@desk.example", reply_to, "support+" + "a" * 52 + "@desk.example"):
            self.desk.send(report.replace(b"@MARK@", str(len(to)).encode()), sender="", to=to)
        self.desk.settle()
        self.assertEqual(self.desk.show(1), before)
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_acknowledgements_ask_for_no_report_and_answers_for_one(self):
        self.client_server.answers[f"RCPT {CLIENT}"] = "550 5.1.1 no such person here"
        self.answered_ticket()
        wait_for(lambda: "delivery failed" in self.events(), "the bounce of the answer")
        self.desk.settle()
        self.assertEqual(self.events().count("delivery failed"), 1, "the acknowledgement came back to nobody")
        log = self.postfix.log()
        self.assertIn("status=bounced", log)


class Smarthosts(Sending):
    def setUp(self):
        self.first, self.second = peers.ScriptedSmtp(), peers.ScriptedSmtp()
        self.addCleanup(self.first.close)
        self.addCleanup(self.second.close)
        super().setUp()

    def edit(self, config: str) -> str:
        ways = [f'[[outgoing]]\nurl = "smtp://127.0.0.1:{server.port}"\n' for server in self.servers()]
        return config.replace('[outgoing]\nurl = "maildir:outgoing"', "".join(ways))

    def servers(self) -> list[peers.ScriptedSmtp]:
        return [self.first, self.second]

    def way(self, server) -> dict:
        return next(way for way in self.desk.json("status")["ways_out"] if way["name"].endswith(f":{server.port}"))

    def sent(self, server, to: str) -> list[bytes]:
        return [raw for _, recipient, raw in server.mails if recipient == to]

    def pause_is_over(self) -> None:
        """Makes the next probe due now."""
        statement = "update way_out set next_try_at = 0"
        if self.database == "sqlite":
            with sqlite3.connect(self.desk.folder / "ticketd.db", timeout=30) as file:
                file.execute(statement)
        else:
            cluster().sql(statement, self.desk.name)

    def is_open(self, server) -> bool:
        """The state as the daemon knows it; it checks every second."""
        return next(value for name, value in self.desk.metrics().items()
                    if name.startswith("ticketd_way_out_open") and f":{server.port}\"" in name) == 1


@on_both_databases
class TwoSmarthosts(Smarthosts):
    def test_one_that_refuses_us_is_left_alone_and_the_next_one_serves(self):
        self.first.answers["MAIL"] = "554 5.7.1 you are on a list"
        self.desk.send(message(CLIENT, "Listed"))
        self.desk.settle()
        self.assertEqual(len(self.sent(self.second, CLIENT)), 1)
        self.assertEqual(self.first.mails, [])
        way = self.way(self.first)
        self.assertEqual((way["state"], way["reason"]), ("refused", "554 5.7.1 you are on a list"))
        note = wait_for(lambda: self.sent(self.second, "postmaster@desk.example"), "the admin's note over the other smarthost")[0]
        self.assertIn(b"you are on a list", note)
        self.assertIn(" error outgoing smtp://", self.desk.log())
        self.assertIn("you are on a list", self.desk.ctl("status").stdout.decode())
        self.assertFalse(self.is_open(self.first))
        tried = self.first.connections
        for turn in range(5):
            self.desk.send(message(CLIENT, f"Another {turn}"))
        self.desk.settle()
        self.assertEqual(self.first.connections, tried, "who refuses us is not asked again and again")
        self.assertEqual(len(self.sent(self.second, "postmaster@desk.example")), 1, "the admin is told once")

        self.first.answers.clear()
        self.pause_is_over()

        def probe():
            self.desk.send(message(CLIENT, "Probe"))  # goes over the second smarthost until the daemon notices
            self.desk.settle()
            return self.way(self.first)["state"] == "open"
        wait_for(probe, "the end of the pause")
        self.desk.send(message(CLIENT, "Back to normal"))
        wait_for(lambda: [1 for raw in self.sent(self.first, CLIENT) if b"Back to normal" in raw], "mail over the first again")
        self.desk.settle()

    def test_one_that_cannot_be_reached_costs_no_mail_its_turn(self):
        self.first.close()
        self.second.answers["GREETING"] = "421 4.3.2 not now"
        self.desk.send(message(CLIENT, "Nobody there"))
        wait_for(lambda: self.way(self.second)["state"] == "unreachable", "the trouble")
        row = wait_for(lambda: (found := self.row(CLIENT)).get("status") == "queued" and found, "the mail in the queue")
        self.assertEqual(row["attempts"], 0)
        self.second.answers.clear()
        self.assertEqual(self.desk.ctl("outbox", "resume").returncode, 0)
        self.desk.settle()
        self.assertEqual(len(self.sent(self.second, CLIENT)), 1)

    def test_an_admin_pauses_and_resumes_all_or_one(self):
        self.assertEqual(self.desk.ctl("outbox", "pause").returncode, 0)
        wait_for(lambda: not self.is_open(self.first) and not self.is_open(self.second), "the daemon to know of it")
        self.desk.send(message(CLIENT, "Held"))
        wait_for(lambda: self.row(CLIENT), "the mail in the outbox")
        time.sleep(2)
        self.assertEqual((self.first.mails, self.second.mails), ([], []))
        self.assertIn("Sending is paused", self.desk.ctl("outbox").stdout.decode())
        self.assertTrue(self.way(self.first)["paused"])
        self.desk.stop()
        self.desk.start()
        time.sleep(1.5)
        self.assertEqual((self.first.mails, self.second.mails), ([], []), "a restart ends no pause")
        self.assertEqual(self.desk.ctl("outbox", "pause", f"smtp://127.0.0.1:{self.first.port}").returncode, 0)
        self.assertEqual(self.desk.ctl("outbox", "resume", f"smtp://127.0.0.1:{self.second.port}").returncode, 0)
        self.assertNotEqual(self.desk.ctl("outbox", "pause", "smtp://nowhere.example:25").returncode, 0)
        self.desk.ctl("outbox", "resume")
        self.desk.settle()
        self.assertEqual(len(self.sent(self.first, CLIENT)), 1)


@on_both_databases
class OneSmarthost(Smarthosts):
    def servers(self):
        return [self.first]

    def test_that_refuses_us_keeps_all_mail_and_tells_the_admin_when_it_can(self):
        self.first.answers["EHLO"] = self.first.answers["HELO"] = "550 5.7.1 go away"
        for turn in range(3):
            self.desk.send(message(CLIENT, f"Held {turn}"))
        wait_for(lambda: self.way(self.first)["state"] == "refused", "the pause")
        self.desk.settle(outgoing=False)
        self.assertEqual({row["attempts"] for row in self.desk.json("outbox")}, {0}, "no mail pays for it")
        self.assertIn("go away", self.desk.log())
        self.first.answers.clear()
        self.assertEqual(self.desk.ctl("outbox", "resume").returncode, 0)
        self.desk.settle()
        self.assertEqual(len(self.sent(self.first, CLIENT)), 3)
        note = self.sent(self.first, "postmaster@desk.example")
        self.assertEqual(len(note), 1)
        self.assertIn(b"There is no other way out", note[0])

    def test_a_mail_whose_own_sender_is_refused_does_not_stop_the_others(self):
        """5xx at MAIL pauses the smarthost; the next probe uses another mail."""
        self.first.answers["MAIL"] = "550 5.1.8 this sender is not known"
        self.desk.send(message(CLIENT, "Refused"))
        wait_for(lambda: self.way(self.first)["state"] == "refused", "the pause")
        # Other mails also count an attempt while they are being sent to this smarthost.
        rows = wait_for(lambda: [row for row in self.desk.json("outbox") if row["status"] == "queued" and row["attempts"] == 1
                                 and "not known" in (row["last_error"] or "")], "the refused one")
        self.first.answers.clear()
        self.pause_is_over()
        wait_for(lambda: self.way(self.first)["state"] == "open", "the end of the pause")
        wait_for(lambda: [1 for row in self.desk.json("outbox") if row["status"] == "sent"], "the others")
        self.assertEqual(self.desk.ctl("outbox", "retry", rows[0]["id"]).returncode, 0)
        self.desk.settle()


@on_both_databases
class Rates(Sending):
    limits = {**Sending.limits, "mails_per_domain_minute": 60}

    def test_what_is_too_much_for_a_domain_waits_and_others_do_not(self):
        # All mails are queued before the first one leaves, so they become due together, however long it takes to write them.
        self.assertEqual(self.desk.ctl("outbox", "pause").returncode, 0)
        wait_for(lambda: [value for name, value in self.desk.metrics().items() if name.startswith("ticketd_way_out_open")] == [0], "the pause")
        for turn in range(18):
            self.desk.send(message(f"client{turn}@contoso.example", f"Matter {turn}"))
        self.desk.send(message("other@fabrikam.example", "Elsewhere"))
        self.desk.settle(outgoing=False)
        self.assertEqual(self.desk.ctl("outbox", "resume").returncode, 0)

        def late():
            return [row for row in self.desk.json("outbox") if row["recipient"].endswith("@contoso.example") and row["status"] == "queued"
                    and "60 mails a minute go to contoso.example" in (row["last_error"] or "")]
        waiting = wait_for(late, "those that are too many")
        wait_for(lambda: self.desk.outgoing("other@fabrikam.example"), "the mail to the other domain")
        self.assertEqual(waiting[0]["attempts"], 0)
        wait_for(lambda: len([mail for mail in self.desk.outgoing() if mail.recipient.endswith("@contoso.example")]) == 18, "the rest")


@on_both_databases
class Dkim(Sending):
    def edit(self, config: str) -> str:
        return config.replace('url = "maildir:outgoing"',
                              'url = "maildir:outgoing"\ndkim = { domain = "desk.example", selector = "sel", key_file = "dkim.pem" }', 1)

    def make_desk(self, **more):
        desk = super().make_desk(start=False, **more)
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", desk.folder / "dkim.pem"],
                       check=True, capture_output=True, timeout=60)
        desk.start()
        return desk

    def test_opendkim_believes_every_mail(self):
        self.answered_ticket()
        self.desk.settle()
        mails = self.desk.outgoing()
        self.assertGreaterEqual(len(mails), 4)
        folder = pathlib.Path(self.desk.folder)
        public = subprocess.run("openssl pkey -in dkim.pem -pubout -outform DER | openssl base64 -A", shell=True, cwd=folder, check=True,
                                capture_output=True, text=True, timeout=60).stdout
        (folder / "public").write_text(f"sel._domainkey.desk.example v=DKIM1; k=rsa; p={public}\n")
        (folder / "opendkim.conf").write_text(f"TestPublicKeys {folder / 'public'}\nMode v\nSyslog no\n")
        for mail in mails:
            (folder / "mail").write_bytes(mail.raw.replace(b"\n", b"\r\n"))
            done = subprocess.run(["/usr/sbin/opendkim", "-x", "opendkim.conf", "-vv", "-t", "mail"], cwd=folder, capture_output=True,
                                  text=True, timeout=60)
            self.assertIn("succeeded", done.stdout + done.stderr, f"{mail}")
            self.assertEqual(done.returncode, 0)

    def test_a_key_that_is_none_is_said_at_once(self):
        (self.desk.folder / "dkim.pem").write_text("no key\n")
        done = self.desk.ctl("check")
        self.assertEqual(done.returncode, 78)
        self.assertIn("dkim.pem", done.stderr.decode())
        self.desk.hang_up()
        wait_for(lambda: "the old one stays" in self.desk.log(), "the refusal of the new config")
        self.desk.send(message(CLIENT, "Still signed"))
        self.desk.settle()
        self.assertTrue(all(mail.has("DKIM-Signature") for mail in self.desk.outgoing()))

