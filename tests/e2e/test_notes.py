"""Internal texts, people who are added, tickets that are combined: notes, mentions, watchers, merges, and erasure."""

import hashlib
import re
import unittest
import urllib.parse

from support.desk import Outgoing, message, on_both_databases
from support.working import ALIGNED, CLIENT, Work

ANA, BEN, DORA, VENDOR = "ana@desk.example", "ben@desk.example", "dora@contoso.example", "vendor@parts.example"
OUR_PEOPLE = {ANA, BEN, "postmaster@desk.example"}


class Inside(Work):
    def write(self, sender: str, subject: str, text: str, to: str = "support@desk.example", **more) -> list[Outgoing]:
        """Sends a mail, with a login if the sender has one; returns the mails that result from it."""
        seen = self.desk.outgoing()
        user = {ANA: "ana", BEN: "ben"}.get(sender, "")
        headers = {**({} if user else ALIGNED), **more}
        self.desk.send(message(sender, subject, text, to=to, headers=headers), user=user)
        return self.desk.new_mails(seen)

    def told(self, mails: list[Outgoing], word: str) -> set[str]:
        return {mail.recipient for mail in mails if word in mail.text or word in mail.html or word in mail.raw.decode()}

    def texts(self, number: int, kind: str) -> list[str]:
        return [entry["text"] for entry in self.desk.show(number)["entries"] if entry["kind"] == kind]


@on_both_databases
class Notes(Inside):
    SECRET = "marzipan"

    def setUp(self):
        super().setUp()
        self.opened()
        self.tag(1, f"[take] [cc+={DORA};cc+={VENDOR}]")
        [to_ana] = [mail for mail in self.desk.outgoing(ANA) if "From home it crawls." in mail.text]
        self.reply, self.note = to_ana.reply_to, self.link(to_ana, "Add a note")[0]
        self.subject = to_ana["Subject"]

    def link(self, mail: Outgoing, label: str) -> tuple[str, str]:
        url = urllib.parse.urlsplit(re.search(rf"(?m)^ *{label}: (mailto:\S+)$", mail.text)[1])
        return urllib.parse.unquote(url.path), urllib.parse.parse_qs(url.query)["subject"][0]

    def test_no_way_leads_a_note_to_a_client(self):
        first = self.write(BEN, "Re: [#1] [note] Screen is slow", f"The {self.SECRET}.")
        [to_ana] = [mail for mail in first if mail.recipient == ANA]
        thread = {"In-Reply-To": f"<{to_ana.message_id}>"}
        ways = {
            "a tag": dict(subject="Re: [#1] [note] Screen is slow"),
            "its other name": dict(subject="Re: [#1] [internal] Screen is slow"),
            "in the text": dict(subject="Re: [#1] Screen is slow", text=f"#note\nThe {self.SECRET}."),
            "the address for notes": dict(subject=f"Re: {self.subject}", to=self.note),
            "the link for notes, with a client in Cc": dict(subject="Re: [#1] [note] Screen is slow", to=self.note, Cc=f"{CLIENT}, {DORA}"),
            "a reply to a note": dict(subject=f"Re: {to_ana['Subject']}", to=to_ana.reply_to, **thread),
            "a reply to a note, to all": dict(subject=f"Re: {to_ana['Subject']}", to=to_ana.reply_to, Cc=CLIENT, **thread),
            "beside another command": dict(subject="Re: [#1] [note] [high] [time=10m] Screen is slow"),
            "with an end": dict(subject="Re: [#1] [note] [resolve] Screen is slow"),
            "with a mention": dict(subject="Re: [#1] [note] Screen is slow", text=f"@ben the {self.SECRET}."),
        }
        for turn, (way, how) in enumerate(ways.items()):
            with self.subTest(way):
                text = how.pop("text", f"Number {turn}: the {self.SECRET}.")
                new = self.write(ANA, text=text, **how)
                notes = [entry for entry in self.texts(1, "note") if self.SECRET in entry]
                self.assertEqual(len(notes), turn + 2)
                self.assertEqual(self.told(new, self.SECRET) - OUR_PEOPLE, set())
        self.assertEqual(self.told(self.desk.outgoing(), self.SECRET) - OUR_PEOPLE, set())
        self.assertTrue(any("is solved. Is it?" in mail.text for mail in self.desk.outgoing(CLIENT)), "the end was told all the same")
        self.write(ANA, "Re: [#1] Screen is slow", "A word for all.")
        answer = self.desk.outgoing(CLIENT)[-1]
        self.assertNotIn(self.SECRET, answer.raw.decode())
        self.assertEqual(self.told(self.desk.outgoing(), "A word for all.") - OUR_PEOPLE, {CLIENT, DORA, VENDOR})

    def test_public_is_refused_where_notes_go(self):
        new = self.write(ANA, "Re: [#1] [public] Screen is slow", f"The {self.SECRET}.", to=self.note)
        self.assertEqual({mail.recipient for mail in new}, {ANA})
        self.assertIn("address for notes", new[0].text)
        self.assertEqual(self.texts(1, "note"), [])
        self.assertNotIn(self.SECRET, str(self.texts(1, "comment")))

    def test_what_others_send_to_the_address_for_notes_stays_inside(self):
        new = self.write(CLIENT, "Re: [#1] Screen is slow", f"Who forwarded me this {self.SECRET}?", to=self.note)
        self.assertEqual(self.told(new, self.SECRET), {ANA})
        self.assertEqual(len(self.texts(1, "note")), 1)

    def test_a_mention_counts_in_what_was_written_now(self):
        new = self.write(ANA, "Re: [#1] [note] Screen is slow",
                         "Nothing new, write to ben@desk.example.\n\nOn Monday Ana wrote:\n> @ben have a look\n")
        self.assertEqual(self.told(new, "Nothing new"), set(), "quoted, or an address: no mention")
        new = self.write(ANA, "Re: [#1] [note] Screen is slow", "(@Ben) have a look; @nobody too.")
        self.assertEqual({mail.recipient for mail in new}, {BEN})
        self.assertIn(BEN, self.desk.show(1)["watchers"])
        self.assertIn("ben@desk.example watches by ana", self.story(1))
        new = self.write(CLIENT, "Re: [#1] Screen is slow", "@ana @ben?")
        self.assertEqual(self.told(new, "@ana @ben?"), {ANA, BEN, DORA, VENDOR})


@on_both_databases
class Watchers(Inside):
    def test_who_is_added_sees_what_comes_later(self):
        self.opened()
        self.tag(1, f"[take] [cc+={VENDOR}]", "For the vendor from now on.")
        self.assertEqual(self.told(self.desk.outgoing(), "For the vendor"), {CLIENT})
        self.assertEqual(self.told(self.write(ANA, "Re: [#1] Screen is slow", "Second word."), "Second word."), {CLIENT, VENDOR})
        last = self.desk.outgoing(VENDOR)[-1]
        self.assertIn("mailto:", last["List-Unsubscribe"])
        self.assertNotIn("From home it crawls.", last.raw.decode())
        self.tag(1, f"[cc-={VENDOR}]")
        self.assertEqual(self.told(self.write(ANA, "Re: [#1] Screen is slow", "Third word."), "Third word."), {CLIENT})
        self.assertEqual(self.desk.show(1)["watchers"], [])

    def test_a_watcher_leaves_by_the_link(self):
        self.opened()
        self.tag(1, f"[take] [cc+={VENDOR}]")
        self.write(ANA, "Re: [#1] Screen is slow", "First word.")
        url = urllib.parse.urlsplit(self.desk.outgoing(VENDOR)[-1]["List-Unsubscribe"].strip("<>"))
        self.desk.send(message(VENDOR, "unsubscribe", "unsubscribe", to=urllib.parse.unquote(url.path)))
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["watchers"], [])
        self.assertEqual(len(self.desk.tickets()), 1)
        self.assertEqual(self.told(self.write(ANA, "Re: [#1] Screen is slow", "Second word."), "Second word."), {CLIENT})

    def test_a_client_brings_in_colleagues_and_nobody_else(self):
        self.write(f"Carla <{CLIENT}>", "Screen is slow", "From home it crawls.", Cc=f"{DORA}, eve@gmail.com, {VENDOR}, {BEN}")
        self.assertEqual([one for one in self.desk.show(1)["watchers"] if one != BEN], [DORA])
        new = self.write(ANA, "Re: [#1] Screen is slow", "A word for two.")
        self.assertEqual(self.told(new, "A word for two.") - OUR_PEOPLE, {CLIENT, DORA})


@on_both_databases
class Merging(Inside):
    def test_every_mail_stays_where_it_can_be_found_and_replies_go_on(self):
        self.opened("Screen is slow")
        self.write(f"Dora <{DORA}>", "The screen hangs", "Mine hangs, says pelican.")
        self.tag(1, "[take]")
        to_dora = self.desk.one_mail(DORA)
        [to_ben] = [mail for mail in self.desk.outgoing(BEN) if "pelican" in mail.text]
        self.write(ANA, "Re: [#2] [merge=1] The screen hangs", "")
        merged = self.desk.show(2)
        self.assertEqual((merged["status"], merged["links"]), ("closed", [{"kind": "merged-into", "number": 1}]))
        self.assertIn("pelican", merged["description"])
        self.assertEqual([head["number"] for head in self.desk.json("search", "pelican")], [2])
        self.assertIn("#2", self.story(1))

        told = self.answer(to_dora, "It hangs again.", sender=f"Dora <{DORA}>")
        self.assertEqual(self.texts(1, "comment")[-1], "It hangs again.")
        self.assertEqual({mail.recipient for mail in told}, {ANA, CLIENT}, "who took part in either")
        self.write(f"Dora <{DORA}>", "Re: [#2] The screen hangs", "By the old number.")
        self.assertEqual(self.texts(1, "comment")[-1], "By the old number.")
        self.write(BEN, f"Re: {to_ben['Subject']}", "I know that one.", to=to_ben.reply_to, **{"In-Reply-To": f"<{to_ben.message_id}>"})
        self.assertEqual(self.texts(1, "comment")[-1], "I know that one.")
        self.assertEqual(self.told(self.desk.outgoing(), "I know that one.") - OUR_PEOPLE, {CLIENT, DORA})
        self.assertEqual(len(self.desk.tickets()), 2)
        refused = self.desk.ctl("do", 2, "high")
        self.assertEqual(refused.returncode, 65)
        self.assertIn("was merged into #1: use that number", refused.stderr.decode())
        self.assertEqual(self.desk.ctl("do", 1, "merge=2").returncode, 65, "no circle")


@on_both_databases
class Erased(Inside):
    def test_nothing_is_left_of_a_ticket_with_its_attachments(self):
        page = b"%PDF-1.4 toucan " + bytes(range(256)) * 40
        shared = b"\x89PNG penguin " + bytes(range(255, -1, -1)) * 40
        for subject, files in (("Contract toucan7", (page, shared)), ("Other matter", (shared,))):
            mail = message(f"Carla <{CLIENT}>", subject, "Attached, says toucan7." if "toucan" in subject else "Attached.", headers=ALIGNED)
            for turn, content in enumerate(files):
                mail.add_attachment(content, maintype="application", subtype="pdf", filename=f"{subject.split()[-1]}-{turn}.pdf")
            self.desk.send(mail)
            self.desk.settle()
        self.tag(1, "[note] [time=10m;for=toucan7]", "toucan7 again")
        self.assertEqual([head["number"] for head in self.desk.json("search", "toucan7")], [1])
        kept = {one["sha256"] for entry in self.desk.show(2)["entries"] for one in entry["attachments"]}
        self.assertEqual(kept, {hashlib.sha256(shared).hexdigest()})
        done = self.desk.json("erase", "1", "--yes")
        self.assertEqual(done["tickets"], 1)
        self.assertEqual(self.desk.json("search", "toucan7"), [])
        shown = self.desk.show(1)
        self.assertEqual((shown["status"], shown["requester"], shown["minutes_total"]), ("closed", None, 15))
        self.assertIn("erased by", self.story(1))
        self.assertNotIn("toucan", self.desk.ctl("show", 1, "--full").stdout.decode())
        self.assertEqual({one["sha256"] for entry in self.desk.show(2)["entries"] for one in entry["attachments"]}, kept)
        if self.desk.kind == "sqlite":
            self.desk.stop()
            whole = b"".join(path.read_bytes() for path in self.desk.folder.glob("ticketd.db*"))
            self.assertNotIn(b"toucan", whole)
            self.assertNotIn(hashlib.sha256(page).digest(), whole)
            self.assertNotIn(hashlib.sha256(page).hexdigest().encode(), whole)


if __name__ == "__main__":
    unittest.main()
