"""Technicians who sign with S/MIME: the signed content counts as confirmed, and nothing else in the mail does.

The desk's server adds no results to these mails, and they have no reply token: only the signature proves who wrote
them."""

import pathlib
import tempfile

from support import tokens
from support.desk import DeskTest, message, on_both_databases
from support.smime import Person, mail_around, text_entity

ANA, BEN, CLIENT, OUTSIDER = "ana@desk.example", "ben@desk.example", "carla@contoso.example", "vendor@parts.example"
TITLE = "Screen is slow"


@on_both_databases
class Smime(DeskTest):
    def edit(self, config: str) -> str:
        config = config.replace('email = "ana@desk.example"\n', f'email = "ana@desk.example"\nsmime_fingerprint = "{self.ana.fingerprint}"\n', 1)
        return config.replace("[trust]\n", f'[trust]\nsmime_ca = "{self.authority.certificate}"\n', 1)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="ticketd-smime-", dir="/tmp")))
        self.folder.chmod(0o755)
        self.ana = Person(self.folder, "ana", ANA)
        self.authority = Person(self.folder, "authority", "")
        super().setUp()
        for _ in range(2):
            self.desk.send(message(CLIENT, TITLE, "From home it crawls."))
        self.desk.settle()

    def send(self, signed: bytes, *, subject: str = f"Re: [#1] {TITLE}", sender: str = ANA, to: str = "support@desk.example") -> dict:
        self.desk.send(mail_around(signed, sender, subject, to), sender=sender, to=to)
        self.desk.settle()
        return self.desk.show(1)

    def explained(self, signed: bytes) -> str:
        file = self.folder / "mail.eml"
        file.write_bytes(mail_around(signed, ANA, f"Re: [#1] {TITLE}", "support@desk.example"))
        return self.desk.json("explain", file)["why"]

    def trust_of(self, shown: dict, text: str) -> list[str]:
        return [entry["trust"] for entry in shown["entries"] if text in entry["text"] and entry["kind"] == "comment"]

    def told(self, who: str, words: str) -> bool:
        """Joins the lines of a mail, because its words may be broken over lines."""
        return any(words in " ".join(mail.text.split()) for mail in self.desk.outgoing(who))

    def assert_nothing_ran(self, shown: dict) -> None:
        self.assertEqual((shown["status"], shown["assignee"]), ("open", None), shown)
        self.assertEqual(self.trust_of(shown, "Mine."), ["claimed"] * len(self.trust_of(shown, "Mine.")))
        self.assertFalse(self.told(CLIENT, "Mine."))

    def test_commands_in_the_signed_text_run_as_confirmed(self):
        shown = self.send(self.ana.sign(text_entity("[#1]\n#take #high\n\nMine.\n")))
        self.assertEqual((shown["assignee"], shown["priority"]), ("ana", "high"))
        self.assertEqual(self.trust_of(shown, "Mine."), ["confirmed"])
        self.assertTrue(self.told(CLIENT, "Mine."))

    def test_a_signed_subject_counts_and_the_one_outside_does_not(self):
        entity = text_entity("Mine.\n", f"Re: [#1] [take] [cc+={OUTSIDER}] {TITLE}")
        shown = self.send(self.ana.sign(entity), subject="...")
        self.assertEqual(shown["assignee"], "ana")
        self.assertIn(OUTSIDER, str(shown["watchers"]))

    def test_a_signature_around_the_text_counts_too(self):
        shown = self.send(self.ana.sign(text_entity("[#1]\n#take\nMine.\n"), opaque=True))
        self.assertEqual(shown["assignee"], "ana")
        self.assertEqual(self.trust_of(shown, "Mine."), ["confirmed"])

    def test_a_whole_mail_may_be_wrapped(self):
        inner = message(ANA, f"Re: [#1] [take] {TITLE}", "Mine.").as_bytes()
        shown = self.send(self.ana.sign(b"Content-Type: message/rfc822\r\n\r\n" + inner), subject="...")
        self.assertEqual(shown["assignee"], "ana")
        self.assertEqual(self.trust_of(shown, "Mine."), ["confirmed"])

    def test_line_ends_that_a_program_changed_do_no_harm(self):
        raw = mail_around(self.ana.sign(text_entity("[#1]\n#take\nMine.\n")), ANA, f"Re: [#1] {TITLE}", "support@desk.example")
        done = self.desk.ctl("deliver", "--from", ANA, "--to", "support@desk.example", input=raw.replace(b"\r\n", b"\n"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["assignee"], "ana")

    def test_an_authority_vouches_for_the_address_it_names(self):
        ben = Person(self.folder, "ben", BEN, authority=self.authority)
        shown = self.send(ben.sign(text_entity("[#1]\n#take\nMine.\n")), sender=BEN)
        self.assertEqual(shown["assignee"], "ben")

    def test_commands_in_the_subject_outside_do_not_run_and_ana_reads_where_they_belong(self):
        self.assert_nothing_ran(self.send(self.ana.sign(text_entity("[#1]\nMine.\n")), subject=f"Re: [#1] [take] {TITLE}"))
        self.assertTrue(self.told(ANA, "it does not cover the subject"))
        self.assertTrue(self.told(ANA, "as #words in the first lines"))

    def test_commands_for_a_ticket_that_is_not_signed_do_not_run(self):
        self.assert_nothing_ran(self.send(self.ana.sign(text_entity("#take\nMine.\n"))))
        self.assertTrue(self.told(ANA, "write [#1] at the top of the text"))

    def test_a_mail_that_is_taken_to_another_ticket_runs_on_neither(self):
        key = tokens.newest_key(self.desk.folder / "keys")
        token = f"support+{tokens.token(key, 1, BEN)}@desk.example"
        self.assert_nothing_ran(self.send(self.ana.sign(text_entity("[#2]\n#take\nMine.\n")), to=token))
        self.assertIsNone(self.desk.show(2)["assignee"])

    def test_a_signed_mail_counts_once_however_it_is_wrapped(self):
        signed = self.ana.sign(text_entity("[#1]\n#take\nMine.\n"))
        self.assertEqual(self.send(signed)["assignee"], "ana")
        self.desk.ctl("do", 1, "unassign")
        self.assertIsNone(self.send(signed)["assignee"])
        self.assertIsNone(self.send(signed, subject=f"Fwd: [#1] {TITLE}")["assignee"])

    def test_what_shows_nobody(self):
        other = Person(self.folder, "other", ANA)
        expired = Person(self.folder, "expired", ANA, authority=self.authority, expired=True)
        stranger = Person(self.folder, "stranger", "eve@evil.example", authority=self.authority)
        entity = text_entity("[#1]\n#take\nMine.\n")
        good = self.ana.sign(entity)
        attached = (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n[#1]\r\n#take\r\nMine.\r\n--x\r\n"
                    b"Content-Type: message/rfc822\r\n\r\n" + mail_around(good, ANA, "Re: [#1]", "support@desk.example") + b"\r\n--x--\r\n")
        with_footer = (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                       + good.split(b"\r\n", 1)[1] + b"\r\n--x\r\n\r\nA footer.\r\n--x--\r\n")
        rows = {
            "a changed text": (good.replace(b"#take", b"#low "), "the signature is wrong"),
            "another certificate for her address": (other.sign(entity), "is no technician's"),
            "an expired certificate": (expired.sign(entity), "its certificate has expired"),
            "a stranger's certificate": (stranger.sign(entity), "is no technician's"),
            "two signers": (self.ana.sign(entity, also=other), "not exactly one signer"),
            "a weak digest": (self.ana.sign(entity, digest="sha1"), "its digest is weak"),
            "no time of signing": (self.ana.sign(entity, options=("-noattr",)), "does not say when it was made"),
            "no certificate": (self.ana.sign(entity, options=("-nocerts",)), "bring its certificate along"),
            "signed in another mail": (attached, "a technician's address without"),
            "with text beside it": (with_footer, "a technician's address without"),
            "a signature that is none": (good.split(b"MII")[0] + b"MIIabc\r\n" + good[good.rindex(b"\r\n------"):], "it cannot be read"),
            "somebody else's mail inside": (self.ana.sign(
                b"Content-Type: message/rfc822\r\n\r\n" + message(CLIENT, f"Re: [#1] [take] {TITLE}", "Mine.").as_bytes()),
                "the mail that it covers is somebody else's"),
        }
        for name, (signed, why) in rows.items():
            with self.subTest(name):
                self.assertIn(why, self.explained(signed))
                self.assert_nothing_ran(self.send(signed))

    def test_a_good_signature_under_another_name_is_nobodys(self):
        signed = self.ana.sign(text_entity("[#1]\n#take\nMine.\n"))
        for sender in (BEN, CLIENT, "eve@evil.example"):
            with self.subTest(sender):
                self.assert_nothing_ran(self.send(signed, sender=sender))

    def test_an_authority_that_is_not_there_is_told_at_the_start(self):
        self.authority.certificate.unlink()
        checked = self.desk.ctl("check")
        self.assertNotEqual(checked.returncode, 0)
        self.assertIn("trust.smime_ca", (checked.stdout + checked.stderr).decode())
