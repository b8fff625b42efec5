"""How mail programs write an answer: what they put around the words, above or below which quote.

Each program takes the mail that is answered and the paragraphs that a person types, and gives a mail. None of them is exact in
all that it does; together they have the habits that matter to whoever must tell the words from the quote: marks, attributions in
several languages, header blocks, no marks at all, lines wrapped anew, HTML alone, answers between the questions.
"""

import datetime
import email.message
import email.policy
import email.utils
import html
import random
import re
import textwrap

WHEN = datetime.datetime(2026, 11, 23, 9, 15, tzinfo=datetime.timezone.utc)


def attribution(style: str, name: str, address: str) -> str:
    return {
        "en": f"On Mon, Nov 23, 2026 at 9:15 AM {name} <{address}> wrote:",
        "en-short": f"On 23/11/2026 09:15, {name} wrote:",
        "de": f"Am 23.11.26 um 09:15 schrieb {name}:",
        "fr": f"Le lun. 23 nov. 2026 à 09:15, {name} <{address}> a écrit :",
        "hu": f"{name} <{address}> ezt írta (időpont: 2026. nov. 23., H, 9:15):",
    }[style]


def header_block(labels: tuple[str, str, str, str], name: str, address: str, to: str, subject: str, bold: bool = False) -> list[str]:
    star = "*" if bold else ""
    values = (f"{name} <{address}>", "Monday, November 23, 2026 9:15 AM", to, subject)
    return [f"{star}{label}:{star} {value}" for label, value in zip(labels, values)]


EN = ("From", "Sent", "To", "Subject")
DE = ("Von", "Gesendet", "An", "Betreff")
PT = ("De", "Enviado", "Para", "Assunto")


def wrapped(lines: list[str], width: int) -> list[str]:
    out = []
    for line in lines:
        out += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    return out


def marked(lines: list[str], mark: str = "> ") -> list[str]:
    return [(mark + line).rstrip() if not line.startswith(">") or mark != "> " else ">" + line for line in lines]


class Original:
    """The mail that is answered, as the program shows it."""

    def __init__(self, mail: email.message.EmailMessage):
        self.name, self.address = email.utils.parseaddr(str(mail["From"]))
        self.name = self.name or self.address
        self.to = str(mail["To"] or "")
        self.subject = str(mail["Subject"] or "")
        plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
        self.lines = plain.get_content().rstrip("\n").split("\n")
        self.html = rich.get_content() if rich else "<p>" + "<br>".join(map(html.escape, self.lines)) + "</p>"


def on_top(own: list[str], quote: list[str]) -> list[str]:
    return own + [""] + quote


def between(own: list[str], quote: list[str], rng: random.Random) -> list[str]:
    """The person types after quoted lines, in order, and takes nothing away."""
    places = [i + 1 for i, line in enumerate(quote) if len(line) > 12] or [len(quote)]
    chosen = sorted(rng.sample(places, min(len(own), len(places))))
    chosen += [len(quote)] * (len(own) - len(chosen))
    out = []
    for i, line in enumerate(quote + [None]):
        for place, words in zip(chosen, own):
            if place == i:
                out += ["", words, ""]
        if line is not None:
            out.append(line)
    return out


def plain_mail(lines: list[str]) -> tuple[str, str]:
    return "\n".join(lines) + "\n", ""


def as_html(paragraphs: list[str]) -> str:
    return "".join(f"<div>{html.escape(one)}</div>" if one else "<div><br></div>" for one in paragraphs)


def inner(page: str) -> str:
    body = re.search(r"<body[^>]*>(.*)</body>", page, re.S | re.I)
    return body[1] if body else page


def gmail(own, old, rng):
    text = on_top(own, [attribution("en", old.name, old.address), ""] + marked(old.lines))
    rich = (f"<div dir=\"ltr\">{as_html(own)}</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">"
            f"{html.escape(attribution('en', old.name, old.address))}<br></div><blockquote class=\"gmail_quote\">{inner(old.html)}</blockquote></div>")
    return "\n".join(text) + "\n", rich


def gmail_html_only(own, old, rng):
    return "", gmail(own, old, rng)[1]


def outlook(labels):
    def write(own, old, rng):
        return plain_mail(own + ["", ""] + header_block(labels, old.name, old.address, old.to, old.subject) + [""] + old.lines)
    write.__name__ = "outlook-" + labels[0]
    return write


def outlook_html(own, old, rng):
    block = "<br>".join(f"<b>{line.split(':', 1)[0]}:</b>{html.escape(line.split(':', 1)[1])}"
                        for line in header_block(EN, old.name, old.address, old.to, old.subject))
    return "", (f"<html><body>{as_html(own)}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0'><p>{block}</p></div></div>"
                f"{inner(old.html)}</body></html>")


def outlook_below(own, old, rng):
    """The answer stands below the quote that has no marks."""
    return plain_mail(["-----Original Message-----"] + header_block(EN, old.name, old.address, old.to, old.subject) + [""] + old.lines + [""] + own)


def thunderbird(own, old, rng):
    return plain_mail(on_top(own, [attribution("de", old.name, old.address)] + marked(old.lines)))


def thunderbird_below(own, old, rng):
    return plain_mail([attribution("en-short", old.name, old.address)] + marked(old.lines) + [""] + own)


def apple(own, old, rng):
    return plain_mail(on_top(own, [attribution("fr", old.name, old.address), ""] + marked(old.lines)))


def nobody_knows_its_language(own, old, rng):
    return plain_mail(on_top(own, [attribution("hu", old.name, old.address), ""] + marked(old.lines)))


def wraps_anew(own, old, rng):
    """It wraps the quote at 72 letters and marks each line."""
    return plain_mail(on_top(own, [attribution("en", old.name, old.address)] + marked(wrapped(old.lines, 70))))


def pushes_out(own, old, rng):
    """It marks first and wraps then: the ends of long lines lose their mark."""
    quote = []
    for line in marked(old.lines):
        quote += textwrap.wrap(line, 74, break_long_words=False, break_on_hyphens=False) or [""]
    return plain_mail(on_top(own, [attribution("en", old.name, old.address)] + quote))


def answers_between(own, old, rng):
    return plain_mail([attribution("en-short", old.name, old.address)] + between(own, marked(old.lines), rng))


def tabs(own, old, rng):
    return plain_mail(on_top(own, [attribution("en-short", old.name, old.address), ""] + marked(old.lines, "\t")))


def answers_in_html_quote(own, old, rng):
    parts = re.split(r"(?<=</div>)", inner(old.html))
    places = sorted(rng.sample(range(len(parts)), min(len(own), len(parts))))
    places += [len(parts) - 1] * (len(own) - len(places))
    out = []
    for i, part in enumerate(parts):
        out.append(part)
        for place, words in zip(places, own):
            if place == i:
                out.append(f"</blockquote><p>{html.escape(words)}</p><blockquote type=\"cite\">")
    return "", (f"<html><body><div class=\"moz-cite-prefix\">{html.escape(attribution('en-short', old.name, old.address))}<br></div>"
                f"<blockquote type=\"cite\">{''.join(out)}</blockquote></body></html>")


PROGRAMS = [gmail, gmail_html_only, outlook(EN), outlook(DE), outlook(PT), outlook_html, outlook_below, thunderbird, thunderbird_below,
            apple, nobody_knows_its_language, wraps_anew, pushes_out, answers_between, tabs]


def answer(program, own: list[str], old: email.message.EmailMessage, *, name: str, address: str, to: str, rng: random.Random,
           headers: dict[str, str] | None = None, tags: str = "") -> email.message.EmailMessage:
    """The mail that `program` makes of the paragraphs `own`, as an answer to `old`."""
    original = Original(old)
    text, rich = program(own, original, rng)
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = email.utils.formataddr((name, address))
    mail["To"] = to
    subject = original.subject if original.subject.lower().startswith("re:") else "Re: " + original.subject
    mail["Subject"] = f"{tags} {subject}".strip() if tags else subject
    mail["Date"] = email.utils.format_datetime(WHEN)
    mail["Message-ID"] = f"<{rng.getrandbits(80):x}@{address.split('@')[1]}>"
    mail["In-Reply-To"] = str(old["Message-ID"])
    mail["References"] = f"{old['References'] or ''} {old['Message-ID']}".strip()
    for field, value in (headers or {}).items():
        mail[field] = value
    if text:
        mail.set_content(text)
        if rich:
            mail.add_alternative(rich, subtype="html")
    else:
        mail.set_content(rich, subtype="html")
    return mail
