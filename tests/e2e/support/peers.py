"""Mail servers to which the desk sends: a real Postfix, and one that misbehaves on demand."""

import email
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from support import clock
from support import desk


def make_certificate(folder: pathlib.Path, name: str = "localhost") -> tuple[pathlib.Path, pathlib.Path]:
    """A self-signed certificate for `name` and 127.0.0.1, and its key."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", str(key), "-out",
                    str(certificate)], check=True, capture_output=True, timeout=60)
    return certificate, key


class Postfix:
    """A Postfix with its own config, queue and port. Every mail to any domain goes into one Maildir, except the
    domains in `transports`, which it relays to a port of this machine as an MTA does: it tries again, gives up
    after a while and writes bounces."""

    def __init__(self, transports: dict[str, int] | None = None, more: str = ""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-postfix-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.port = desk.free_port()
        config, queue, data, self.maildir = (self.folder / name for name in ("config", "queue", "data", "mail"))
        for made in (config, queue, data, self.maildir):
            made.mkdir()
        shutil.chown(data, "postfix")
        owner = pwd.getpwnam("nobody")
        os.chown(self.maildir, owner.pw_uid, owner.pw_gid)
        certificate, key = make_certificate(self.folder)
        (config / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {self.folder}/log
maillog_file_prefixes = /tmp
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all/
virtual_mailbox_base = {self.maildir}
virtual_minimum_uid = 1
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_received_header = yes
smtpd_peername_lookup = no
alias_maps =
alias_database =
transport_maps = {self.table(transports or {})}
smtp_connect_timeout = 5s
smtp_helo_timeout = 5s
smtp_mail_timeout = 5s
smtp_rcpt_timeout = 5s
smtp_data_init_timeout = 5s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
smtp_destination_concurrency_failed_cohort_limit = 1000
{more}
""")
        (config / "master.cf").write_text(f"""
127.0.0.1:{self.port} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
proxymap  unix  - - n - - proxymap
virtual   unix  - n n - - virtual
smtp      unix  - - n - - smtp
error     unix  - - n - - error
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
""")
        self.config = config
        self.certificate = certificate
        self._command("start")
        desk.wait_for(self._listens, "Postfix to listen")

    @staticmethod
    def table(transports: dict[str, int]) -> str:
        rows = ", ".join(f"{{ {to} = smtp:[127.0.0.1]:{port} }}" for to, port in transports.items())
        return f"inline:{{ {rows} }}" if rows else ""

    def _command(self, verb: str) -> None:
        done = subprocess.run(["postfix", "-c", str(self.config), verb], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, env=clock.unmoved())
        if done.returncode != 0:
            raise RuntimeError(f"postfix {verb}: {done.stderr}{self.log()}")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def mails(self, to: str = "") -> list["desk.Outgoing"]:
        found = [desk.Outgoing(path.read_bytes(), path) for path in sorted(self.maildir.glob("**/new/*"))]
        return [mail for mail in found if not to or mail["Delivered-To"] == to]

    def close(self) -> None:
        try:
            self._command("stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def bounce(recipient: str, headers: str) -> bytes:
    """A delivery report (RFC 3464), as anybody who has seen the `headers` of the reported mail can write it."""
    return (f"From: MAILER-DAEMON@mx.contoso.example\r\nTo: support@desk.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            f"Message-ID: <forged-@MARK@@mx.contoso.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nIt failed.\r\n--b\r\n'
            f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.contoso.example\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\n{headers}\r\n--b--\r\n").encode()


class ScriptedSmtp:
    """An SMTP server with scripted answers. `answers` maps a command (GREETING, EHLO, MAIL, RCPT, DATA, BODY, or
    `RCPT <address>`) to a reply line, to HANG or to DROP. `mails` holds the accepted mails as (sender, recipient,
    bytes)."""

    HANG = "hang"
    DROP = "drop"

    def __init__(self, answers: dict[str, str] | None = None, certificate: tuple[pathlib.Path, pathlib.Path] | None = None,
                 credentials: tuple[str, str] | None = None):
        self.answers = dict(answers or {})
        self.mails: list[tuple[str, str, bytes]] = []
        self.connections = 0
        self.commands: list[str] = []
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*map(str, certificate))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._ended = False
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone would let the waiting accept take one more
        self.drop_connections()
        self._accepting.join()  # else it would accept on the next socket that gets this number
        self._listener.close()

    def drop_connections(self) -> None:
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._open.clear()

    def _accept(self) -> None:
        while not self._ended:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve_quietly, args=(connection,), daemon=True).start()

    def _serve_quietly(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        except (OSError, ValueError, ssl.SSLError):
            pass  # the desk closed the connection, or the test dropped it
        finally:
            connection.close()

    def _reply(self, connection, key: str, default: str) -> bool:
        """Sends the scripted reply; returns true when it is positive."""
        answer = self.answers.get(key, default)
        while answer == self.HANG:
            time.sleep(0.05)
            if self._ended:
                raise OSError("ended")
            connection.send(b"")
            answer = self.answers.get(key, default)
        if answer == self.DROP:
            connection.shutdown(socket.SHUT_RDWR)
            raise OSError("dropped")
        connection.sendall(answer.encode() + b"\r\n")
        return answer[0] in "23"

    def _serve(self, connection) -> None:
        self._reply(connection, "GREETING", "220 sink.example ESMTP")
        stream = connection.makefile("rb")
        sender, recipients, secure = None, [], False
        while True:
            line = stream.readline(65536)
            if not line:
                return
            command = line.decode("latin-1").rstrip("\r\n")
            self.commands.append(command)
            verb = command.upper()
            if verb.startswith(("EHLO", "HELO")):
                offer = ["sink.example", "PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"]
                if self._tls and not secure:
                    offer.append("STARTTLS")
                if secure:
                    offer.append("AUTH PLAIN LOGIN")
                lines = [f"250-{word}" for word in offer[:-1]] + [f"250 {offer[-1]}"]
                self._reply(connection, "EHLO", "\r\n".join(lines))
            elif verb == "STARTTLS" and self._tls:
                connection.sendall(b"220 go ahead\r\n")
                connection = self._tls.wrap_socket(connection, server_side=True)
                stream, secure = connection.makefile("rb"), True
                self._open.append(connection)
            elif verb.startswith("AUTH"):
                self._reply(connection, "AUTH", "235 2.7.0 welcome")
            elif verb.startswith("MAIL FROM:"):
                recipients = []
                sender = command[10:].split(">")[0].strip(" <") if self._reply(connection, "MAIL", "250 2.1.0 ok") else None
            elif verb.startswith("RCPT TO:") and sender is None:
                connection.sendall(b"503 5.5.1 MAIL first\r\n")
            elif verb.startswith("RCPT TO:"):
                address = command[8:].split(">")[0].strip(" <")
                if self._reply(connection, f"RCPT {address}", self.answers.get("RCPT", "250 2.1.5 ok")):
                    recipients.append(address)
            elif verb == "DATA":
                if not recipients:
                    connection.sendall(b"554 5.5.1 no valid recipients\r\n")
                elif self._reply(connection, "DATA", "354 go on"):
                    body = self._read_body(stream)
                    if self._reply(connection, "BODY", "250 2.0.0 taken"):
                        self.mails += [(sender, recipient, body) for recipient in recipients]
            elif verb == "RSET":
                sender, recipients = None, []
                connection.sendall(b"250 2.0.0 ok\r\n")
            elif verb == "QUIT":
                connection.sendall(b"221 2.0.0 bye\r\n")
                return
            elif verb == "NOOP":
                connection.sendall(b"250 2.0.0 ok\r\n")
            else:
                connection.sendall(b"502 5.5.1 what\r\n")

    @staticmethod
    def _read_body(stream) -> bytes:
        lines = []
        while True:
            line = stream.readline()
            if not line:
                raise OSError("cut off")
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
