"""Signatures that the desk checks itself, because no header of its own servers reports on them."""

import time

from support import tokens
from support.desk import DeskTest, message, on_both_databases, wait_for
from support.dkim import NameServer, Signer

ANA, CLIENT = "ana@desk.example", "carla@contoso.example"


@on_both_databases
class Dkim(DeskTest):
    def edit(self, config: str) -> str:
        return config.replace("[trust]", f'[trust]\ndns = ["127.0.0.1:{self.names.port}"]', 1)

    def setUp(self):
        self.names = NameServer()
        self.addCleanup(self.names.close)
        super().setUp()
        self.signer = Signer(self.desk.folder, "desk.example")
        self.names.records[self.signer.name] = self.signer.record
        self.desk.send(message(CLIENT, "Screen is slow", "From home it crawls."))
        self.desk.settle()
        key = tokens.newest_key(self.desk.folder / "keys")
        self.address = f"support+{tokens.token(key, 1, ANA)}@desk.example"

    def mail(self, tags: str = "[take]", sender: str = ANA) -> bytes:
        return message(sender, f"Re: [#1] {tags} Screen is slow", to=self.address, body="Mine.").as_bytes()

    def after(self, raw: bytes) -> str:
        self.desk.send(raw, sender=ANA, to=self.address)
        self.desk.settle()
        return self.desk.show(1)["assignee"]

    def test_a_good_signature_and_a_token_make_a_technician(self):
        self.assertEqual(self.after(self.signer.sign(self.mail())), "ana")
        self.assertEqual(self.names.asked, [self.signer.name])

    def test_a_key_is_asked_for_once(self):
        for _ in range(3):
            self.after(self.signer.sign(self.mail()))
        self.assertEqual(self.names.asked, [self.signer.name])

    def test_what_was_changed_on_the_way_shows_nothing(self):
        raw = self.signer.sign(self.mail("[high]"))
        self.assertNotEqual(self.after(raw.replace(b"[high]", b"[take]")), "ana")

    def test_another_domains_signature_shows_nothing(self):
        other = Signer(self.desk.folder, "evil.example")
        self.names.records[other.name] = other.record
        self.assertNotEqual(self.after(other.sign(self.mail())), "ana")

    def test_our_servers_word_goes_before_our_own_look(self):
        raw = b"Authentication-Results: mx.desk.example; dkim=fail header.d=desk.example\r\n" + self.signer.sign(self.mail())
        self.assertNotEqual(self.after(raw), "ana")
        self.assertEqual(self.names.asked, [])

    def test_a_silent_name_server_holds_up_nobody_else(self):
        slow = Signer(self.desk.folder, "slow.example")
        self.names.silent.add(slow.name)
        self.desk.send(slow.sign(message("sam@slow.example", "From a slow domain").as_bytes()), sender="sam@slow.example",
                       to="support@desk.example")
        start = time.monotonic()
        self.desk.send(message("quick@contoso.example", "Quick matter"))
        wait_for(lambda: [t for t in self.desk.tickets() if t["title"] == "Quick matter"], "the mail without a signature")
        quick = time.monotonic() - start
        wait_for(lambda: [t for t in self.desk.tickets() if t["title"] == "From a slow domain"], "the mail with one")
        self.assertLess(quick, time.monotonic() - start)
        self.desk.settle()
        self.assertEqual(sorted(t["title"] for t in self.desk.tickets()), ["From a slow domain", "Quick matter", "Screen is slow"])

    def test_a_stop_while_a_key_is_waited_for_loses_nothing(self):
        slow = Signer(self.desk.folder, "slow.example")
        self.names.silent.add(slow.name)
        self.desk.send(slow.sign(message("sam@slow.example", "From a slow domain").as_bytes()), sender="sam@slow.example",
                       to="support@desk.example")
        self.assertEqual(self.desk.stop(), 0)
        self.desk.start()
        self.desk.settle()
        self.assertEqual([t["title"] for t in self.desk.tickets()].count("From a slow domain"), 1)
