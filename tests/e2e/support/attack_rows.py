"""Attempts by strangers, forgers and bystanders: each row is one mail on its own ticket, with its expected effects.

The desk's own mail server is mx.desk.example. A row's mail reaches the desk in the form in which that server would
deliver it: the header fields that the attacker wrote are below the border's Received, unless the row says that the
server wrote them."""

import base64
import dataclasses
import email.message
import email.utils
import time
import typing

from support import tokens
from support.desk import message

ANA, BEN, MALLORY = "ana@desk.example", "ben@desk.example", "mallory@evil.example"
DESK = "support@desk.example"
PASS = "mx.desk.example; dmarc=pass header.from=desk.example"  # our server's result for a technician's genuine mail
CLIENT_PASS = "mx.desk.example; dmarc=pass header.from=contoso.example"
EVIL_PASS = "mx.desk.example; dmarc=pass header.from=evil.example"
BORDER = "from mail.evil.example (mail.evil.example [203.0.113.66]) by mx.desk.example (Postfix) with ESMTPS id 1; Mon, 23 Nov 2026 12:00:00 +0000"
# Our server removes results with its own name from incoming mail (RFC 8601 5), so none is directly below its Received.
OUTSIDE = "from laptop ([192.0.2.7]) by mail.evil.example with ESMTPSA id 2; Mon, 23 Nov 2026 11:59:00 +0000"


@dataclasses.dataclass
class Ticket:
    """The target of a row: a client's ticket with one watcher, and the addresses that its participants were given."""
    number: int
    title: str
    client: str
    watcher: str
    opening_id: str
    key: tuple[int, bytes]
    rotated: tuple[int, bytes] = (0, b"")  # an older key that is still valid
    revoked: tuple[int, bytes] = (0, b"")  # a revoked key

    def token(self, party: str, **how) -> str:
        return f"support+{tokens.token(self.key, self.number, party, **how)}@desk.example"

    @property
    def ana(self) -> str:
        return self.token(ANA)


@dataclasses.dataclass
class Row:
    """`mail` makes the attack; its text contains the marker. By default no command runs and no client gets it."""
    name: str
    mail: typing.Callable[[Ticket, str], object]
    ran: bool = False              # the mail resolves the ticket
    trust: str | None = None       # of the entry with the marker; None: not checked; "-": there must be none
    kind: str = ""                 # of that entry: "comment" or "note"
    to_client: bool = False        # the client gets a mail with the marker
    user: str = ""                 # the user who logged in at the submission port
    watcher: str = ""              # an address that becomes a watcher
    refused: bool = False          # the server may refuse the mail at once
    sends: int = 1                 # how often the same bytes are sent


def mail_of(sender: str, t: Ticket, mark: str, *, to: str = DESK, tags: str = "[resolve]", subject: str | None = None, body: str = "",
            result: str = "", below: dict[str, str] | None = None, above: list[tuple[str, str]] | None = None,
            reply: bool = True) -> bytes:
    """`result`: our server's own Authentication-Results, above its Received. `below`: fields that came with the mail."""
    made = message(sender, subject if subject is not None else f"Re: [#{t.number}] {tags} {t.title}", body or f"{mark}\nPlease.", to=to)
    if reply:
        made["References"] = t.opening_id
    came_with = "".join(f"{name}: {value}\r\n" for name, value in (below or {}).items())
    if came_with:
        came_with = f"Received: {OUTSIDE}\r\n{came_with}"
    head = "".join(f"{name}: {value}\r\n" for name, value in above or [])
    if result:
        head += f"Authentication-Results: {result}\r\n"
    return f"{head}Received: {BORDER}\r\n{came_with}".encode() + made.as_bytes()


def by(sender: str, **how):
    """A row's mail with fixed values. Strings may be computed from the ticket."""
    def make(t: Ticket, mark: str) -> bytes:
        given = {key: value(t) if callable(value) else value for key, value in how.items()}
        if below := given.get("below"):
            given["below"] = {name: value(t) if callable(value) else value for name, value in below.items()}
        return mail_of(sender(t) if callable(sender) else sender, t, mark, **given)
    return make


def to_ana(t: Ticket) -> str:
    return t.ana


def flipped(at: int):
    def address(t: Ticket) -> str:
        local, domain = t.ana.split("@")
        place = local.index("+") + 1 + at
        letter = tokens.LETTERS[(tokens.LETTERS.index(local[place]) + 1 + at % 30) % 32]
        return local[:place] + letter + local[place + 1:] + "@" + domain
    return address


def raw_from(line: str):
    """ana's own mail, except for its From field or fields."""
    def make(t: Ticket, mark: str) -> bytes:
        raw = mail_of(ANA, t, mark, to=t.ana, result=PASS)
        return raw.replace(b"From: ana@desk.example\r\n", line.encode() + b"\r\n")
    return make


def authentication_rows() -> list[Row]:
    """A forger who has ana's token and lacks only a result of our server."""
    written = {  # below the border: the sender wrote it, whatever it claims
        "as our server writes it": PASS,
        "with spf and dkim too": PASS + "; dkim=pass header.d=desk.example; spf=pass smtp.mailfrom=desk.example",
        "only dkim": "mx.desk.example; dkim=pass header.d=desk.example",
        "only auth": "mx.desk.example; auth=pass smtp.auth=ana@desk.example",
        "with a comment": "mx.desk.example (our server); dmarc=pass header.from=desk.example",
        "folded": "mx.desk.example;\r\n\tdmarc=pass header.from=desk.example",
        "with version": "mx.desk.example 1; dmarc=pass header.from=desk.example",
    }
    rows = [Row(f"results below the border, {name}", by(ANA, to=to_ana, below={"Authentication-Results": value}), trust="claimed")
            for name, value in written.items()]
    names = ["ARC-Authentication-Results", "X-Authentication-Results", "Authentication-Results-Original", "Old-Authentication-Results"]
    rows += [Row(f"a field that is no result: {name}", by(ANA, to=to_ana, above=[(name, PASS)]), trust="claimed") for name in names]
    rows.append(Row("results below a Received that claims to be ours",
                    by(ANA, to=to_ana, below={"Received": "from a by mx.desk.example; Mon, 23 Nov 2026 11:00:00 +0000",
                                              "Authentication-Results": PASS}), trust="claimed"))
    def placed(change):
        """The forger's mail with our server's words somewhere in its bytes."""
        def make(t: Ticket, mark: str) -> bytes:
            return change(mail_of(ANA, t, mark, to=t.ana, below={"X-Mailer": "Mail"}), f"Authentication-Results: {PASS}")
        return make

    def in_a_part(raw: bytes, line: str) -> bytes:
        head, body = raw.split(b"\r\n\r\n", 1)
        head = head.replace(b"Content-Type: text/plain", b"X-Type: text/plain")
        return (head + b'\r\nContent-Type: multipart/mixed; boundary="cut"\r\n\r\n--cut\r\n' + line.encode()
                + b"\r\nContent-Type: text/plain\r\n\r\n" + body + b"\r\n--cut--\r\n")

    def in_a_mail(raw: bytes, line: str) -> bytes:
        inner = line.encode() + b"\r\n" + message(ANA, "Re: [resolve]", "#resolve").as_bytes()
        head, body = raw.split(b"\r\n\r\n", 1)
        head = head.replace(b"Content-Type: text/plain", b"X-Type: text/plain")
        return (head + b'\r\nContent-Type: multipart/mixed; boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\n' + body
                + b"\r\n--cut\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--cut--\r\n")

    places = {
        "folded into a Received": lambda raw, line: raw.replace(b"id 1; Mon", f"id 1\r\n {line}; Mon".encode(), 1),
        "folded into the subject": lambda raw, line: raw.replace(b"Subject: ", f"Subject: \r\n {line}\r\n ".encode(), 1),
        "folded into References": lambda raw, line: raw.replace(b"References: ", f"References: <x@y>\r\n {line}\r\n ".encode(), 1),
        "at the top of the text": lambda raw, line: raw.replace(b"\r\n\r\n", f"\r\n\r\n{line}\r\n\r\n".encode(), 1),
        "in the header of a part": in_a_part,
        "in the header of an attached mail": in_a_mail,
        "with a blank before the colon": lambda raw, line: raw.replace(b"Subject: ", line.replace(":", " :", 1).encode() + b"\r\nSubject: ", 1),
        "under a name in capitals": lambda raw, line: raw.replace(b"Subject: ", line.replace("Authentication-Results", "AUTHENTICATION-RESULTS").encode()
                                                                  + b"\r\nSubject: ", 1),
        "at the end of the header": lambda raw, line: raw.replace(b"\r\n\r\n", f"\r\n{line}\r\n\r\n".encode(), 1),
        "as a Resent block": lambda raw, line: raw.replace(b"From: ", f"Resent-From: {ANA}\r\n{line}\r\nFrom: ".encode(), 1),
    }
    rows += [Row(f"results placed {name}", placed(change), trust="claimed" if "mail" not in name else None) for name, change in places.items()]
    wrong = {  # above the border, where our server writes, but with values that prove nothing
        "another server's": "mx.evil.example; dmarc=pass header.from=desk.example",
        "our name in capitals": "MX.DESK.EXAMPLE; dmarc=pass header.from=desk.example",
        "our name with a dot": "mx.desk.example.; dmarc=pass header.from=desk.example",
        "our name as a prefix": "mx.desk.example.evil.example; dmarc=pass header.from=desk.example",
        "our name as a suffix": "evil-mx.desk.example; dmarc=pass header.from=desk.example",
        "our name in a comment": "mx.evil.example (mx.desk.example); dmarc=pass header.from=desk.example",
        "our name encoded": "=?utf-8?q?mx.desk.example?=; dmarc=pass header.from=desk.example",
        "pass in a comment": "mx.desk.example; dmarc=fail (dmarc=pass) header.from=desk.example",
        "another version": "mx.desk.example 2; dmarc=pass header.from=desk.example",
        "of another domain": EVIL_PASS,
        "of a domain that begins alike": "mx.desk.example; dmarc=pass header.from=desk.example.evil.example",
        "of two domains": "mx.desk.example; dmarc=pass header.from=desk.example header.from=evil.example",
        "of no domain": "mx.desk.example; dmarc=pass",
        "dkim of another domain": "mx.desk.example; dkim=pass header.d=evil.example",
        "dkim with a fitting i= only": "mx.desk.example; dkim=pass header.d=evil.example header.i=@desk.example",
        "dkim that is neutral": "mx.desk.example; dkim=neutral header.d=desk.example",
        "spf alone": "mx.desk.example; spf=pass smtp.mailfrom=desk.example",
        "somebody else's login": "mx.desk.example; auth=pass smtp.auth=ben@desk.example",
        "dkim good, dmarc bad": "mx.desk.example; dkim=pass header.d=desk.example; dmarc=fail header.from=desk.example",
        "an open comment": "mx.desk.example (; dmarc=pass header.from=desk.example",
        "none": "mx.desk.example; none",
    }
    rows += [Row(f"results that prove nothing: {name}", by(ANA, to=to_ana, result=value), trust="claimed") for name, value in wrong.items()]
    rows.append(Row("an honest fail above a forged pass", by(ANA, to=to_ana, result="mx.desk.example; dmarc=fail header.from=desk.example",
                                                             below={"Authentication-Results": PASS}), trust="claimed"))
    return rows


def sender_rows() -> list[Row]:
    lookalikes = ["ana@desk-example.example", "ana@desk.example.evil.example", "ana@xn--dsk-5cd.example", "ana@desk.examp1e",
                  "ana@sub.desk.example", "ana%desk.example@evil.example", "ana@desk.example@evil.example"]
    rows = [Row(f"From {address}", by(address, to=to_ana, result=f"mx.desk.example; dmarc=pass header.from={address.rsplit('@')[-1]}"),
                trust="claimed") for address in lookalikes if address.count("@") == 1]
    lines = {
        "two From fields": f"From: {MALLORY}\r\nFrom: {ANA}",
        "two From fields, hers first": f"From: {ANA}\r\nFrom: {MALLORY}",
        "two people in From": f"From: {ANA}, {MALLORY}",
        "her address as the name": f'From: "{ANA}" <{MALLORY}>',
        "her address in a comment": f"From: {MALLORY} ({ANA})",
        "her address encoded as the name": f"From: =?utf-8?b?{base64.b64encode(ANA.encode()).decode()}?= <{MALLORY}>",
        "Sender is hers": f"From: {MALLORY}\r\nSender: {ANA}",
        "Reply-To is hers": f"From: {MALLORY}\r\nReply-To: {ANA}",
        "a group of hers": f"From: {ANA}: {MALLORY};",
    }
    return rows + [Row(name, raw_from(line), trust="claimed") for name, line in lines.items()]


def token_rows() -> list[Row]:
    fresh = dict(subject="A new matter", reply=False)
    rows = [Row(f"her token with letter {at} changed", by(ANA, to=flipped(at), result=PASS, tags="[resolve]"))
            for at in (0, 1, 2, 9, 20, 26, 27, 40, 51)]
    rows += [
        Row("an expired token", by(ANA, to=lambda t: t.token(ANA, expires=time.time() - 7200), result=PASS), trust="claimed"),
        Row("a token cut short", by(ANA, to=lambda t: t.ana.replace("@", "", 1)[:50] + "@desk.example", result=PASS), trust="claimed"),
        Row("a token that was made for ben", by(ANA, to=lambda t: t.token(BEN), result=PASS), trust="claimed"),
        Row("a token that was made for the client", by(ANA, to=lambda t: t.token(t.client), result=PASS), trust="claimed"),
        Row("a token of another ticket", by(ANA, to=lambda t: Ticket(t.number + 1000, "", "", "", "", t.key).ana, result=PASS),
            trust="claimed"),
        Row("a return path for a token", by(ANA, to=lambda t: t.token(ANA, purpose="return_path"), result=PASS), trust="claimed"),
        Row("an unsubscribe address for a token", by(ANA, to=lambda t: t.token(ANA, purpose="unsubscribe"), result=PASS), trust="-"),
        Row("a token under another key", by(ANA, to=lambda t: Ticket(t.number, "", "", "", "", (t.key[0], b"\1" * 32)).ana, result=PASS),
            trust="claimed"),
        Row("a token under a key that is gone", by(ANA, to=lambda t: Ticket(t.number, "", "", "", "", (9, t.key[1])).ana, result=PASS),
            trust="claimed"),
        Row("a token whose key was revoked", by(ANA, to=lambda t: Ticket(t.number, "", "", "", "", t.revoked).ana, result=PASS), trust="claimed"),
        Row("a token whose key was rotated away from", by(ANA, to=lambda t: Ticket(t.number, "", "", "", "", t.rotated).ana, result=PASS),
            ran=True, trust="technician", to_client=True),
        Row("the client's rotated token in mallory's hands",
            by(MALLORY, to=lambda t: Ticket(t.number, "", "", "", "", t.rotated).token(t.client), result=EVIL_PASS, tags=""), trust="claimed"),
        Row("no token at all", by(ANA, result=PASS), trust="claimed"),
        Row("a forwarded token, mallory's true From", by(MALLORY, to=to_ana, result=EVIL_PASS), trust="claimed"),
        Row("a forwarded token without her domain", by(ANA, to=to_ana), trust="claimed"),
        Row("the client's token in mallory's hands", by(MALLORY, to=lambda t: t.token(t.client), result=EVIL_PASS, tags=""), trust="claimed"),
        Row("the client's action address in mallory's hands",
            by(MALLORY, to=lambda t: t.token(t.client, purpose="action"), result=EVIL_PASS, tags="[solved]"), trust="claimed",
            kind="note"),
        Row("a token in the body only", by(ANA, result=PASS, body=lambda t: f"to {t.ana}\n"), trust=None),
        Row("her token and another matter", by(ANA, to=to_ana, subject="Something else", reply=False), trust="-"),
        Row("an invented token", by(MALLORY, to="support+" + "a2" * 26 + "@desk.example", **fresh), trust="-"),
    ]
    return rows


def command_rows() -> list[Row]:
    own = dict(to=to_ana, result=PASS)

    def quoted(t: Ticket, mark: str) -> bytes:
        return mail_of(ANA, t, mark, to=t.ana, result=PASS, tags="", body=f"{mark}\n\nOn Monday ben wrote:\n> #resolve\n> /resolve\n")

    def attached(t: Ticket, mark: str) -> bytes:
        made = email.message.EmailMessage(policy=email.policy.SMTP)
        for name, value in (("From", ANA), ("To", t.ana), ("Subject", f"Re: [#{t.number}] {t.title}"), ("References", t.opening_id),
                            ("Date", email.utils.formatdate()), ("Message-ID", email.utils.make_msgid(domain="desk.example"))):
            made[name] = value
        made.set_content(mark)
        made.add_attachment("#resolve\n", filename="notes.txt")
        inner = message(BEN, f"[#{t.number}] [resolve]", "#resolve")
        made.add_attachment(inner)
        return f"Authentication-Results: {PASS}\r\nReceived: {BORDER}\r\n".encode() + made.as_bytes()

    def vacation(t: Ticket, mark: str) -> bytes:
        return mail_of(ANA, t, mark, to=t.ana, result=PASS, below={"Auto-Submitted": "auto-replied"})

    return [
        Row("commands in quoted text", quoted, trust="technician", to_client=True),
        Row("commands in attachments", attached, trust="technician", to_client=True),
        Row("commands in the middle of a title", by(ANA, **own, subject=lambda t: f"Re: [#{t.number}] the [resolve] button of {t.title}"),
            trust="technician", to_client=True),
        Row("commands in an absence note", vacation, trust=None),
        Row("commands in her display name", by(f'"[#1] [resolve]" <{ANA}>', to=to_ana, result=PASS, tags=""), trust="technician", to_client=True),
        Row("one bad word beside a good one", by(ANA, **own, tags="[resolve; assign=nobody-here]"), trust="-"),
        Row("a client's commands", by(lambda t: t.client, to=lambda t: t.token(t.client), result=CLIENT_PASS), trust="participant"),
        Row("a client's commands in an encoded subject",
            by(lambda t: t.client, result=CLIENT_PASS, subject=lambda t: f"=?utf-8?q?Re:_[=23{t.number}]_[resolve]?="), trust="participant"),
        Row("a client's body commands", by(lambda t: t.client, result=CLIENT_PASS, tags="", body=lambda t: f"MARK{t.number}X\n#resolve\n/resolve\n"),
            trust="participant"),
        Row("a client who adds a watcher", by(lambda t: t.client, result=CLIENT_PASS, tags="[cc+=mallory@evil.example]"), trust="participant"),
        Row("a client who mentions ben and writes a note", by(lambda t: t.client, result=CLIENT_PASS, tags="[note]",
                                                              body=lambda t: f"MARK{t.number}X @ben have a look"), trust="participant"),
        Row("a client's Cc inside", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": "new@contoso.example"}),
            trust="participant", watcher="new@contoso.example"),
        Row("a client's Cc at a freemail domain", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": "carla.private@gmail.com"}),
            trust="participant"),
        Row("a client's Cc at a name that ends like theirs", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": "x@evilcontoso.example"}),
            trust="participant"),
        Row("a client's Cc below their domain", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": "x@guest.contoso.example"}),
            trust="participant"),
        Row("a Cc inside of a mail in the client's name", by(lambda t: t.client, tags="", below={"Cc": "new@contoso.example"}), trust="claimed"),
        Row("a colleague's Cc, who takes no part", by("zoe@contoso.example", result=CLIENT_PASS, tags="", below={"Cc": "new@contoso.example"}),
            trust="claimed"),
        Row("a technician's Cc outside", by(ANA, **own, tags="", below={"Cc": MALLORY}), trust="technician", to_client=True),
        Row("the desk copied to itself", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": DESK}), trust="participant"),
        Row("a client's answers elsewhere", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Reply-To": MALLORY}), trust="participant"),
        Row("mallory's answers to the client", by(MALLORY, result=EVIL_PASS, tags="", below={"Reply-To": lambda t: t.client}), trust="claimed"),
        Row("a client's Cc outside", by(lambda t: t.client, result=CLIENT_PASS, tags="", below={"Cc": MALLORY}), trust="participant"),
        Row("mallory copies everybody in", by(MALLORY, result=EVIL_PASS, tags="", below={"Cc": f"{MALLORY}, {ANA}, {BEN}"}), trust="claimed"),
        Row("mallory knows the number", by(MALLORY, result=EVIL_PASS, reply=False), trust="-"),
        Row("mallory knows a Message-ID", by(MALLORY, result=EVIL_PASS, tags=""), trust="claimed"),
        Row("mallory answers in the client's name", by(lambda t: t.client, tags=""), trust="claimed"),
        Row("our own header from outside", by(MALLORY, result=EVIL_PASS, reply=False, subject="Hello",
                                              below={"X-Ticketd-Ticket": "1", "X-Ticketd-Status": "resolved"}), trust="-"),
        Row("a list that writes her name", by(ANA, to=to_ana, result=PASS, below={"List-Id": "<team.desk.example>", "Precedence": "list"})),
        Row("a third party asks to add an outsider", by(ANA, to=to_ana, result=PASS, tags=f"[cc+={MALLORY}]"), trust=None),
    ]


def reading_rows() -> list[Row]:
    """Our server checks one reading of these mails; the desk could be tricked into another one."""
    def above(field: typing.Callable[[Ticket], str]):
        def make(t: Ticket, mark: str) -> bytes:
            return f"{field(t)}\r\n".encode() + mail_of(ANA, t, mark, to=t.ana, tags="", result=PASS)
        return make

    def hidden(t: Ticket, mark: str) -> bytes:
        ours, theirs = mail_of("support@desk.example", t, mark, to=t.ana, result=PASS).split(b"From: ", 1)
        return ours + f"Sender: {ANA}\r\n".encode() + b"X: a\r\n" * 1000 + b"From: " + theirs

    def parts_of_a_text(t: Ticket, mark: str) -> bytes:
        raw = mail_of(ANA, t, mark, to=t.ana, tags="", result=PASS, body=f"Mallory wrote:\n--bb\n\n#resolve\n{mark}\n--bb--\n")
        return b'Content-Type: multipart/mixed; boundary="bb"\r\n' + raw

    return [
        Row("a second Subject above hers", above(lambda t: f"Subject: Re: [#{t.number}] [resolve] {t.title}"), trust="claimed"),
        Row("a second Message-ID above hers", above(lambda t: "Message-ID: <again@desk.example>"), trust="claimed"),
        Row("a second To above hers", above(lambda t: f"To: {DESK}"), trust="claimed"),
        Row("a second Content-Type that makes parts of her text", parts_of_a_text, trust="claimed"),
        Row("From behind a thousand fields, hers in Sender", hidden, trust="claimed"),
    ]


def good_rows() -> list[Row]:
    """Mails that must work, so that the rows above fail for the right reason."""
    return [
        Row("her token and her domain", by(ANA, to=to_ana, result=PASS), ran=True, trust="technician", to_client=True),
        Row("her token in capitals", by(ANA, to=lambda t: t.ana.replace("support", "SUPPORT").upper(), result=PASS), ran=True,
            trust="technician", to_client=True),
        Row("her token and her login told by our server",
            by(ANA, to=to_ana, result="mx.desk.example; auth=pass smtp.auth=ana@desk.example"), ran=True, trust="technician", to_client=True),
        Row("her own login", by(ANA), user="ana", ran=True, trust="confirmed", to_client=True),
        Row("another's login", by(BEN), user="ana", refused=True),
        Row("her mail with Reply-To elsewhere", by(ANA, to=to_ana, result=PASS, below={"Reply-To": MALLORY}), ran=True, trust="technician",
            to_client=True),
    ]
