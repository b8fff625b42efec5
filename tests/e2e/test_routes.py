"""The other routes: LMTP, a pipe, submission over TLS; and the parts of a mail."""

import base64
import hashlib
import json
import os
import smtplib
import socket
import ssl
import struct

from support import peers
from support.desk import PASSWORDS, DeskTest, message, on_both_databases

CLIENT = "carla@contoso.example"


@on_both_databases
class Routes(DeskTest):
    def deliver(self, raw: bytes, *more: str) -> int:
        return self.desk.ctl("deliver", "--from", CLIENT, "--to", "support@desk.example", *more, input=raw).returncode

    def test_a_pipe_delivers_while_the_daemon_runs(self):
        self.assertEqual(self.deliver(message(CLIENT, "By pipe").as_bytes()), 0)
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()], ["By pipe"])

    def test_a_pipe_delivers_while_the_daemon_is_down(self):
        self.desk.stop()
        self.assertEqual(self.deliver(message(CLIENT, "While you slept").as_bytes()), 0)
        self.desk.start()
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()], ["While you slept"])
        self.assertIn("[#1]", self.desk.one_mail(CLIENT)["Subject"])

    def test_a_pipe_refuses_what_is_no_mail_for_the_desk(self):
        self.assertEqual(self.deliver(b""), 65)
        mail = message(CLIENT, "Too large").as_bytes()
        self.desk.stop()
        self.desk.write_config(limits={"message_bytes": 10000})
        self.desk.start()
        self.assertEqual(self.deliver(mail + b"x" * 20000), 65)

    def test_unix_line_ends_are_kept_from_a_pipe_and_refused_over_smtp(self):
        mail = b"From: carla@contoso.example\nTo: support@desk.example\nSubject: Bare line feeds\nMessage-ID: <bare@x.example>\n\nOne\nTwo\n"
        self.assertEqual(self.deliver(mail), 0)
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["title"], "Bare line feeds")
        with socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) as raw:
            stream = raw.makefile("rb")
            stream.readline()
            for line in (b"HELO x.example", b"MAIL FROM:<a@x.example>", b"RCPT TO:<support@desk.example>", b"DATA"):
                raw.sendall(line + b"\r\n")
                self.assertIn(stream.readline()[:1], b"23")
            raw.sendall(mail.replace(b"bare@", b"other@") + b"\r\n.\r\n")
            self.assertEqual(stream.readline()[:3], b"550")

    def test_lmtp_answers_for_each_recipient(self):
        mail = message(CLIENT, "By LMTP")
        with smtplib.LMTP(str(self.desk.lmtp), timeout=30) as client:
            client.ehlo_or_helo_if_needed()
            self.assertEqual(client.mail(CLIENT)[0], 250)
            self.assertEqual(client.rcpt("support@desk.example")[0], 250)
            self.assertEqual(client.rcpt("nobody@elsewhere.example")[0] // 100, 5)
            self.assertEqual(client.rcpt("help@desk.example")[0], 250)
            client.putcmd("data")
            self.assertEqual(client.getreply()[0], 354)
            client.send(mail.as_bytes() + b".\r\n")
            self.assertEqual([client.getreply()[0], client.getreply()[0]], [250, 250])
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()], ["By LMTP"])

    def test_smtp_takes_only_mail_for_the_desk(self):
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30) as client:
            client.ehlo("x.example")
            client.mail(CLIENT)
            for address, first_digit in (("support@desk.example", 2), ("SUPPORT+anything@Desk.Example", 2), ("help@desk.example", 2),
                                         ("postmaster@desk.example", 2), ("someone@desk.example", 5), ("x@gmail.example", 5)):
                self.assertEqual(client.rcpt(address)[0] // 100, first_digit, address)

    def test_submission_wants_a_login_and_the_mx_port_offers_none(self):
        with smtplib.SMTP("127.0.0.1", self.desk.submission_port, timeout=30) as client:
            client.ehlo("x.example")
            self.assertIn("auth", client.esmtp_features)
            self.assertEqual(client.mail("ana@desk.example")[0], 530)
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30) as client:
            client.ehlo("x.example")
            self.assertNotIn("auth", client.esmtp_features)
            self.assertTrue({"size", "8bitmime", "pipelining", "enhancedstatuscodes"} <= set(client.esmtp_features), client.esmtp_features)
            self.assertNotIn(client.docmd("VRFY", "ana")[0], (250, 251))

    def test_attachments_are_kept_byte_by_byte(self):
        drawing, table = os.urandom(70_000), "Größe;1\r\n".encode() * 100
        for subject in ("First", "Second"):
            mail = message(CLIENT, subject, "See the files.")
            mail.add_attachment(drawing, maintype="image", subtype="png", filename="Zeichnung – Süd.png")
            mail.add_attachment(table, maintype="text", subtype="csv", filename="a.csv")
            self.desk.send(mail)
        self.desk.settle()
        for number in (1, 2):
            ticket = self.desk.show(number)
            files = {f["name"]: f for entry in ticket["entries"] for f in entry["attachments"]}
            self.assertEqual(files["Zeichnung – Süd.png"]["sha256"], hashlib.sha256(drawing).hexdigest())
            self.assertEqual(files["Zeichnung – Süd.png"]["size"], len(drawing))
            self.assertEqual(files["a.csv"]["sha256"], hashlib.sha256(table).hexdigest())

    def test_parse_says_what_a_file_holds(self):
        mail = message("Zoë <carla@contoso.example>", "Prüfung", "Grüße")
        mail.add_attachment(b"\0\1\2", maintype="application", subtype="octet-stream", filename="b.bin")
        files = []
        for name in ("one.eml", "two.eml"):
            files.append(self.desk.folder / name)
            files[-1].write_bytes(mail.as_bytes())
        done = self.desk.ctl("parse", *map(str, files), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[0]["subject"], "Prüfung")
        self.assertEqual(lines[0]["from"], [{"name": "Zoë", "address": CLIENT}])
        self.assertEqual((lines[0]["kind"], lines[0]["bounce"]), ("human", None))
        self.assertEqual([(a["name"], a["sha256"]) for a in lines[0]["attachments"]], [("b.bin", hashlib.sha256(b"\0\1\2").hexdigest())])

    def test_parse_prints_one_object_a_file_and_nothing_else(self):
        # A version attribute of eight bytes makes libytnef complain on standard output.
        content = b"damaged."
        winmail = struct.pack("<IHBIIQH", 0x223E9F78, 1, 1, 0x00089006, len(content), int.from_bytes(content, "little"), sum(content))
        mail = message(CLIENT, "Minutes", "see file")
        mail.add_attachment(winmail, maintype="application", subtype="ms-tnef", filename="winmail.dat")
        damaged, empty, binary = (self.desk.folder / name for name in ("damaged.eml", "empty.eml", "binary.eml"))
        damaged.write_bytes(mail.as_bytes())
        empty.write_bytes(b"")
        binary.write_bytes(bytes(range(256)) * 8)
        done = self.desk.ctl("parse", "--json", *map(str, (damaged, empty, self.desk.folder / "missing.eml", binary, damaged)))
        self.assertEqual(done.returncode, 66)
        lines = [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]
        self.assertEqual([line["subject"] for line in lines], ["Minutes", "", "", "", "Minutes"])
        self.assertEqual({tuple(line) for line in lines}, {tuple(lines[0])})
        self.assertEqual(lines[2]["defects"], ["the file cannot be read"])


@on_both_databases
class Tls(DeskTest):
    def edit(self, config: str) -> str:
        return (f'tls_certificate = "localhost.crt"\ntls_key = "localhost.key"\n' + config).replace("plain_auth_on_loopback = true", "")

    def make_desk(self, **more):
        desk = super().make_desk(start=False, **more)
        self.certificate, _ = peers.make_certificate(desk.folder)
        desk.start()
        return desk

    def test_a_login_needs_tls_and_what_came_before_it_is_forgotten(self):
        context = ssl.create_default_context(cafile=str(self.certificate))
        with smtplib.SMTP("localhost", self.desk.submission_port, timeout=30) as client:
            client.ehlo("x.example")
            self.assertNotIn("auth", client.esmtp_features)
            login = base64.b64encode(f"\0ana\0{PASSWORDS['ana']}".encode()).decode()
            self.assertGreaterEqual(client.docmd("AUTH PLAIN", login)[0], 500)
            client.starttls(context=context)
            self.assertEqual(client.mail("ana@desk.example")[0] // 100, 5)
            client.ehlo("x.example")
            self.assertNotIn("starttls", client.esmtp_features)
            client.login("ana", PASSWORDS["ana"])
            client.sendmail("ana@desk.example", ["support@desk.example"], message("ana@desk.example", "Router died [high]").as_bytes())
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["priority"], "high")

    def test_commands_sent_behind_starttls_are_not_run(self):
        with socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) as plain:
            stream = plain.makefile("rb", buffering=0)
            stream.readline()
            plain.sendall(b"EHLO x.example\r\n")
            while stream.readline()[3:4] == b"-":
                pass
            plain.sendall(b"STARTTLS\r\nMAIL FROM:<injected@evil.example>\r\n")
            answer = stream.readline()
            if answer[:1] != b"2":
                return  # refusing the whole session is also correct (RFC 3207 4.2)
            context = ssl.create_default_context(cafile=str(self.certificate))
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                secure.sendall(b"RCPT TO:<support@desk.example>\r\n")
                self.assertEqual(secure.recv(1000)[:1], b"5")
