"""S/MIME mails signed by the openssl program: people with certificates, and an authority that issues them."""

import datetime
import email.message
import email.utils
import pathlib
import subprocess

from support import clock


def openssl(*arguments, input: bytes | None = None) -> bytes:
    return subprocess.run(["openssl", *map(str, arguments)], input=input, capture_output=True, check=True, timeout=60).stdout


class Person:
    """One certificate for `address`, issued by `authority` or self-signed."""

    def __init__(self, folder: pathlib.Path, name: str, address: str, *, authority: "Person | None" = None, expired: bool = False):
        self.key, self.certificate = folder / f"{name}.key", folder / f"{name}.crt"
        request = folder / f"{name}.csr"
        about = folder / f"{name}.cnf"
        constraints = "CA:TRUE" if not address else "CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection"
        names = f"subjectAltName=email:{address}\n" if address else ""
        about.write_text(f"{names}basicConstraints={constraints}\n")
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", request, "-subj", f"/CN={name}")
        issuer = ["-CA", authority.certificate, "-CAkey", authority.key, "-CAcreateserial"] if authority else ["-signkey", self.key]
        # The program accepts no negative -days, so an expired certificate is made with a clock in the past.
        past = clock.beginning(datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)) if expired else ()
        subprocess.run([*past, "openssl", "x509", "-req", "-in", request, "-extfile", about, "-days", "30", "-out", self.certificate,
                        *issuer], capture_output=True, check=True, timeout=60)

    @property
    def fingerprint(self) -> str:
        shown = openssl("x509", "-in", self.certificate, "-noout", "-fingerprint", "-sha256").decode()
        return shown.split("=")[1].strip().replace(":", "").lower()

    def sign(self, entity: bytes, *, opaque: bool = False, also: "Person | None" = None, digest: str = "sha256",
             options: tuple[str, ...] = ()) -> bytes:
        """The MIME entity that contains `entity` and its signature, starting with its Content-Type."""
        who = [part for one in (self, also) if one for part in ("-signer", one.certificate, "-inkey", one.key)]
        made = openssl("cms", "-sign", "-binary", "-md", digest, *who, *(["-nodetach"] if opaque else []), *options, "-crlfeol",
                       input=entity)
        return made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def text_entity(text: str, subject: str = "") -> bytes:
    """The content to sign: a text, with the Subject of the mail in its own header if one is given (RFC 9788)."""
    kind = 'text/plain; charset="utf-8"' + ('; protected-headers="v1"' if subject else "")
    head = f"Content-Type: {kind}\r\n" + (f"Subject: {subject}\r\n" if subject else "")
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()


def mail_around(signed: bytes, sender: str, subject: str, to: str) -> bytes:
    head = (f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {email.utils.formatdate()}\r\n"
            f"Message-ID: {email.utils.make_msgid(domain='desk.example')}\r\n")
    return head.encode() + signed
