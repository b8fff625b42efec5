"""Outgoing mail over SMTP: to a real Postfix, and to a server that refuses, defers and disconnects as scripted."""

import base64
import email.utils

from support import peers
from support.desk import DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"


@on_both_databases
class RealPostfix(DeskTest):
    def setUp(self):
        self.postfix = peers.Postfix()
        self.addCleanup(self.postfix.close)
        super().setUp()

    def make_desk(self, **more):
        return super().make_desk(outgoing=f"smtp://127.0.0.1:{self.postfix.port}", **more)

    def edit(self, config: str) -> str:
        return f'tls_ca = "{self.postfix.certificate}"\n' + config

    def test_what_arrives_is_what_the_desk_meant(self):
        self.desk.send(message(f"Çarla Ümit <{CLIENT}>", "Drücker brennt – 火事", "Es raucht. 🔥\n.\n..Punkte am Anfang\nFrom here on\n"))
        arrived = wait_for(lambda: self.postfix.mails(CLIENT), f"the acknowledgement in Postfix; {self.postfix.log()}")
        ack = arrived[0]
        self.assertIn("Drücker brennt – 火事", ack["Subject"])
        self.assertEqual(ack["Return-Path"].strip(), "<>")
        self.assertEqual(ack.mail["To"].addresses[0].display_name, "Çarla Ümit")
        self.assertIn("using TLS", ack["Received"], "STARTTLS was taken")
        self.assertTrue(ack.text.strip() and ack.html.strip())
        self.assertEqual(ack.mail.get_content_type(), "multipart/alternative")
        self.assertEqual(ack.mail.defects, [])
        self.assertTrue(email.utils.parsedate_to_datetime(ack["Date"]))
        for line in ack.raw.split(b"\n"):
            self.assertLessEqual(len(line), 998)
            self.assertTrue(line.isascii())
        notice = wait_for(lambda: self.postfix.mails("ana@desk.example"), "Ana's notice")[0]
        self.assertIn("Es raucht. 🔥", notice.text)
        self.assertIn("..Punkte am Anfang", notice.text)
        self.assertIn("From here on", notice.text)
        self.desk.settle()

    def test_an_answer_to_what_arrived_finds_its_ticket(self):
        self.desk.send(message(CLIENT, "Round trip"))
        ack = wait_for(lambda: self.postfix.mails(CLIENT), "the acknowledgement")[0]
        self.desk.send(message("ana@desk.example", "Re: [#1] [resolve] Round trip", "Mended."), user="ana")
        comment = wait_for(lambda: [mail for mail in self.postfix.mails(CLIENT) if "Mended." in mail.text], "the comment")[0]
        self.assertRegex(comment["Return-Path"], r"support\+[a-z2-7]+@desk\.example")
        self.assertTrue(set(comment["References"].split()) & set(ack["References"].split()))
        self.desk.send(message(CLIENT, "Re: " + comment["Subject"], "Not quite.", to=comment.reply_to))
        self.desk.settle(outgoing=False)
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.assertEqual(len(self.desk.tickets()), 1)


@on_both_databases
class ScriptedPeer(DeskTest):
    limits = {"acks_per_sender_hour": 100, "acks_per_sender_day": 100}

    def setUp(self):
        self.sink = peers.ScriptedSmtp()
        self.addCleanup(self.sink.close)
        super().setUp()

    def make_desk(self, **more):
        return super().make_desk(outgoing=f"smtp://127.0.0.1:{self.sink.port}", **more)

    def row(self, recipient: str) -> dict:
        return next((row for row in self.desk.json("outbox") if row["recipient"] == recipient), {})

    def sent_to(self, recipient: str) -> list[bytes]:
        return [raw for _, to, raw in self.sink.mails if to == recipient]

    def test_one_connection_carries_many_mails(self):
        for turn in range(6):
            self.desk.send(message(CLIENT, f"Matter {turn}"))
        self.desk.settle()
        self.assertEqual(len(self.sent_to(CLIENT)), 6)
        self.assertEqual(len(self.sent_to("ana@desk.example")), 6)
        self.assertLessEqual(self.sink.connections, 8, "18 mails, few connections")

    def test_a_refused_recipient_fails_alone_and_for_good(self):
        self.sink.answers[f"RCPT {CLIENT}"] = "550 5.1.1 no such user"
        self.desk.send(message(CLIENT, "Wrong address"))
        self.desk.settle()
        self.assertEqual(self.row(CLIENT)["status"], "failed")
        self.assertIn("no such user", self.row(CLIENT)["last_error"])
        for technician in ("ana@desk.example", "ben@desk.example"):
            raw = self.sent_to(technician)
            self.assertEqual(len([mail for mail in raw if b"[#1] Wrong address" in mail]), len(raw))
            self.assertGreaterEqual(len(raw), 1, "the notice of the new ticket is not held up")
        events = [entry["text"] for entry in self.desk.show(1)["entries"] if entry["kind"] == "event"]
        self.assertTrue(any(CLIENT in text and "no such user" in text for text in events), events)

    def test_a_deferred_mail_goes_out_later_with_the_same_message_id(self):
        self.sink.answers[f"RCPT {CLIENT}"] = "450 4.2.0 greylisted"
        self.desk.send(message(CLIENT, "Patience"))
        wait_for(lambda: self.row(CLIENT).get("last_error"), "the refusal in the outbox")
        row = self.row(CLIENT)
        self.assertEqual((row["status"], row["attempts"]), ("queued", 1))
        self.assertIn("greylisted", row["last_error"])
        self.assertTrue(row["next_try_at"])
        self.assertEqual(self.sent_to(CLIENT), [])
        self.sink.answers.clear()
        self.assertEqual(self.desk.ctl("outbox", "retry", row["id"]).returncode, 0)
        self.desk.settle()
        self.assertEqual(self.row(CLIENT)["status"], "sent")
        self.assertIn(row["message_id"].encode(), self.sent_to(CLIENT)[0])

    def test_a_connection_that_breaks_after_data_may_repeat_the_mail_but_not_its_id(self):
        self.sink.answers["BODY"] = peers.ScriptedSmtp.HANG
        self.desk.send(message(CLIENT, "Cut off"))
        wait_for(lambda: "DATA" in self.sink.commands, "a mail under way")
        self.desk.kill()
        self.sink.drop_connections()
        self.sink.answers.clear()
        self.desk.start()
        self.desk.settle()
        ids = [line for raw in self.sent_to(CLIENT) for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:")]
        self.assertGreaterEqual(len(ids), 1)
        self.assertEqual(len(set(ids)), 1)

    def test_a_smarthost_that_refuses_everybody_keeps_the_mail_waiting(self):
        self.sink.answers["MAIL"] = "554 5.7.1 you are on a list"
        self.desk.send(message(CLIENT, "Listed"))
        wait_for(lambda: self.row(CLIENT).get("last_error"), "the refusal in the outbox")
        self.assertEqual(self.row(CLIENT)["status"], "queued", "the smarthost is at fault, not the recipient")
        self.sink.answers.clear()
        for row in self.desk.json("outbox"):
            self.desk.ctl("outbox", "retry", row["id"])
        self.desk.ctl("outbox", "resume")
        self.desk.settle()
        self.assertEqual(len(self.sent_to(CLIENT)), 1)


@on_both_databases
class Login(DeskTest):
    def setUp(self):
        self.sink = None
        super().setUp()

    def make_desk(self, **more):
        desk = super().make_desk(start=False, outgoing="submission://127.0.0.1:1", **more)
        certificate = peers.make_certificate(desk.folder)
        self.sink = peers.ScriptedSmtp(certificate=certificate)
        self.addCleanup(self.sink.close)
        (desk.folder / "smarthost.password").write_text("s3cret pass\n")
        (desk.folder / "smarthost.password").chmod(0o600)
        text = desk.config.read_text().replace("submission://127.0.0.1:1", f"submission://localhost:{self.sink.port}")
        text = text.replace("[outgoing]\n", '[outgoing]\nuser = "desk"\npassword_file = "smarthost.password"\n')
        desk.config.write_text(f'tls_ca = "localhost.crt"\n{text}')
        desk.start()
        return desk

    def test_the_password_goes_over_tls_only(self):
        self.desk.send(message(CLIENT, "Log in"))
        self.desk.settle()
        self.assertEqual(len([1 for _, to, _ in self.sink.mails if to == CLIENT]), 1)
        words = [command.upper().split()[0] for command in self.sink.commands]
        self.assertLess(words.index("STARTTLS"), words.index("AUTH"))
        login = next(command for command in self.sink.commands if command.upper().startswith("AUTH"))
        self.assertEqual(base64.b64decode(login.split()[2]), b"\0desk\0s3cret pass")

    def test_a_certificate_of_somebody_else_gets_no_password(self):
        self.desk.stop()
        (self.desk.folder / "other").mkdir()
        other = peers.make_certificate(self.desk.folder / "other")
        self.desk.config.write_text(self.desk.config.read_text().replace('tls_ca = "localhost.crt"', f'tls_ca = "{other[0]}"'))
        self.desk.start()
        self.desk.send(message(CLIENT, "Do not log in"))
        wait_for(lambda: any(row["last_error"] for row in self.desk.json("outbox")), "the refusal in the outbox")
        self.assertEqual([command for command in self.sink.commands if command.upper().startswith(("AUTH", "MAIL"))], [])
        self.assertEqual(self.sink.mails, [])
