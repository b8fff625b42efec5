"""Makes DKIM signatures (RFC 6376, relaxed/relaxed) with the openssl program, and serves their keys over DNS."""

import base64
import hashlib
import pathlib
import re
import socket
import struct
import subprocess
import threading

from support import desk


def relaxed_field(name: str, value: str) -> str:
    unfolded = re.sub(r"\r\n(?=[ \t])", "", value)
    return name.lower() + ":" + re.sub(r"[ \t]+", " ", unfolded).strip()


def relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


class Signer:
    """A domain with one 2048-bit key under the selector s1."""

    def __init__(self, folder: pathlib.Path, domain: str):
        self.domain, self.key = domain, folder / f"{domain}.pem"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True, timeout=60)
        public = subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout", "-outform", "DER"], check=True, capture_output=True, timeout=60)
        self.record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public.stdout).decode()
        self.name = f"s1._domainkey.{domain}"

    def sign(self, raw: bytes, fields: tuple[str, ...] = ("From", "To", "Subject", "Date", "Message-ID")) -> bytes:
        head, body = raw.split(b"\r\n\r\n", 1)
        written = dict(reversed([(name.lower(), (name, value)) for name, value in
                                 re.findall(r"(?m)^([!-9;-~]+):((?:[^\r\n]|\r\n[ \t])*)", head.decode())]))
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        value = (f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s=s1; h={':'.join(fields)}; bh={digest}; b=")
        signed = "".join(relaxed_field(*written[name.lower()]) + "\r\n" for name in fields) + relaxed_field("DKIM-Signature", value)
        made = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=signed.encode(), check=True, capture_output=True,
                              timeout=60).stdout
        return f"DKIM-Signature: {value}{base64.b64encode(made).decode()}\r\n".encode() + raw


class NameServer:
    """Answers TXT queries from a table over UDP. Names in `silent` get no answer at all."""

    def __init__(self):
        self.records: dict[str, str] = {}
        self.silent: set[str] = set()
        self.asked: list[str] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = desk.free_port()
        self.socket.bind(("127.0.0.1", self.port))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.socket.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join(10)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            question, peer = self.socket.recvfrom(4096)
            if not question:
                return
            at, labels = 12, []
            while question[at]:
                labels.append(question[at + 1:at + 1 + question[at]].decode())
                at += 1 + question[at]
            name = ".".join(labels)
            self.asked.append(name)
            if name in self.silent:
                continue
            text = self.records.get(name, "").encode()
            parts = [text[i:i + 255] for i in range(0, len(text), 255)]
            data = b"".join(bytes([len(part)]) + part for part in parts)
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 300, len(data)) + data if text else b""
            flags = 0x8180 if text else 0x8183
            self.socket.sendto(question[:2] + struct.pack(">HHHHH", flags, 1, 1 if text else 0, 0, 0) + question[12:at + 5] + answer, peer)
