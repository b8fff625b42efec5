"""A real ticketd in its own folder, with functions to write to it and to examine what it did."""

import atexit
import email
import email.message
import email.policy
import email.utils
import functools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from support import postgres

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("TICKETD_BUILD", ROOT / "build" / "release"))
TICKETD = BUILD / "bin" / "ticketd"
TICKETCTL = BUILD / "bin" / "ticketctl"
PASSWORDS = {"ana": "correct horse 7", "ben": "battery staple 8"}
PATIENCE = 30.0  # seconds to wait for an expected condition


def wait_for(condition, what: str, seconds: float = PATIENCE):
    """Returns the first true value of condition(); fails the test when none comes in time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.02)


_taken: set[int] = set()


def free_port() -> int:
    """A port below the range from which the kernel assigns ports, so that nobody gets it before it is used."""
    while True:
        port = random.randint(15000, 30000)
        if port in _taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _taken.add(port)
        return port


@functools.cache
def cluster() -> postgres.Cluster:
    made = postgres.Cluster()
    atexit.register(made.close)
    return made


@functools.cache
def password_hash(name: str) -> str:
    done = subprocess.run([TICKETCTL, "password"], input=PASSWORDS[name], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


def message(sender: str, subject: str, body: str = "", *, to: str = "support@desk.example", message_id: str = "",
            headers: dict[str, str] | None = None) -> email.message.EmailMessage:
    """An ordinary mail as a mail program writes it."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = email.utils.formatdate(localtime=False)
    mail["Message-ID"] = message_id or email.utils.make_msgid(domain="client.example")
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(body or f"Hello,\n{subject}?\nRegards")
    return mail


class Outgoing:
    """One mail that the desk sent."""

    def __init__(self, raw: bytes, path: pathlib.Path | None = None):
        self.raw = raw
        self.path = path
        self.mail: email.message.EmailMessage = email.message_from_bytes(raw, policy=email.policy.default)

    def __getitem__(self, header: str) -> str:
        return str(self.mail[header] or "")

    def has(self, header: str) -> bool:
        return header in self.mail

    @property
    def recipient(self) -> str:
        return self["Delivered-To"].strip("<>") or self["To"]

    @property
    def text(self) -> str:
        return self.mail.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.mail.get_body(("html",)).get_content()

    @property
    def message_id(self) -> str:
        return self["Message-ID"].strip().strip("<>")

    @property
    def reply_to(self) -> str:
        return email.utils.parseaddr(self["Reply-To"])[1]

    def __repr__(self) -> str:
        return f"<to {self.recipient}: {self['Subject']}>"


class Desk:
    """One daemon on one database, stopped and removed by close()."""

    def __init__(self, database: str = "sqlite", *, edit=None, limits: dict[str, int] | None = None, folder: pathlib.Path | None = None,
                 outgoing: str = "", url: str = "", start: bool = True):
        self.folder = folder or pathlib.Path(tempfile.mkdtemp(prefix="ticketd-e2e-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.kind = database
        self.name = ""
        if not url:
            if database == "postgresql":
                self.name = cluster().new_database()
                url = cluster().url(self.name)
            else:
                url = "sqlite:ticketd.db"
        self.url = url
        self.smtp_port, self.submission_port, self.metrics_port = free_port(), free_port(), free_port()
        self.lmtp = self.folder / "lmtp.sock"
        self.maildir = self.folder / "outgoing"
        self.config = self.folder / "ticketd.toml"
        self.log_path = self.folder / "log"
        self.process: subprocess.Popen | None = None
        self._notify: socket.socket | None = None
        self.last_log = ""
        self.clock: tuple[str, ...] = ()  # words before its programs that make them read another time (clock.py)
        self.write_config(edit, limits or {}, outgoing)
        if start:
            self.start()

    # --- the config ---

    def write_config(self, edit=None, limits: dict[str, int] | None = None, outgoing: str = "") -> None:
        text = (ROOT / "tests" / "config" / "desk.toml").read_text()
        replacements = {
            '"127.0.0.1:2525"': f'"127.0.0.1:{self.smtp_port}"',
            '"127.0.0.1:2587"': f'"127.0.0.1:{self.submission_port}"',
            '"127.0.0.1:9464"': f'"127.0.0.1:{self.metrics_port}"',
            '"sqlite:ticketd.db"': json.dumps(self.url),
            "@ANA_HASH@": password_hash("ana"),
            "@BEN_HASH@": password_hash("ben"),
        }
        if outgoing:
            replacements['"maildir:outgoing"'] = json.dumps(outgoing)
        for old, new in replacements.items():
            assert old in text, f"{old} is not in the desk's config any more"
            text = text.replace(old, new, 1)
        for key, value in (limits or {}).items():
            text, count = re.subn(rf"(?m)^{key} = \d+", f"{key} = {value}", text)
            if count == 0:
                text = text.replace("[limits]\n", f"[limits]\n{key} = {value}\n", 1)
        self.config.write_text(edit(text) if edit else text)

    # --- the daemon ---

    def start(self, *, ready: bool = True, wrapper: tuple[str, ...] = ()) -> None:
        """Starts the daemon and waits until it reports READY=1 (sd_notify), as systemd would."""
        if self._notify:
            self._notify.close()
        where = self.folder / "notify.sock"
        where.unlink(missing_ok=True)
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(str(where))
        self._notify.setblocking(False)
        self.log_path.touch()
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen([*self.clock, *wrapper, str(TICKETD), "--config", str(self.config)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env={**os.environ, "NOTIFY_SOCKET": str(where)})
        if ready:
            self.wait_notified("READY=1")

    def wait_notified(self, what: str, seconds: float = PATIENCE) -> str:
        """The first notification from the daemon that contains `what`."""
        def read():
            assert self.process is not None and self._notify is not None
            try:
                word = self._notify.recv(4096).decode()
            except BlockingIOError:
                if self.process.poll() is not None:
                    raise AssertionError(f"ticketd ended with {self.process.returncode}:\n{self.log()}") from None
                return None
            return word if what in word else None
        return wait_for(read, f"{what} from ticketd; its log:\n{self.log()}", seconds)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def stop(self, seconds: float = 30) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(seconds)

    def hang_up(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def close(self) -> None:
        try:
            if self.process is not None and self.process.poll() is None:
                self.process.terminate()
                try:
                    status = self.process.wait(45)
                except subprocess.TimeoutExpired:
                    self.kill()
                    raise AssertionError(f"ticketd did not stop on SIGTERM:\n{self.log()[-4000:]}") from None
                if status != 0:
                    raise AssertionError(f"ticketd stopped with {status}:\n{self.log()[-4000:]}")
        finally:
            self.last_log = self.log()
            if self._notify:
                self._notify.close()
            if self.name and cluster().folder.exists():
                try:
                    cluster().sql(f"drop database if exists {self.name} with (force)")
                except RuntimeError:
                    pass  # the whole cluster is removed at the end
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- writing to it ---

    def send(self, mail, *, sender: str | None = None, to: str | list[str] | None = None, user: str = "", route: str = "smtp") -> None:
        """Sends one mail and returns after its 250; raises smtplib's errors for anything else."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        if sender is None:
            sender = email.utils.parseaddr(str(mail["From"]))[1]
        if to is None:
            to = email.utils.parseaddr(str(mail["To"]))[1]
        to = [to] if isinstance(to, str) else to
        if route == "lmtp":
            with smtplib.LMTP(str(self.lmtp), timeout=60) as client:
                client.sendmail(sender, to, raw)
            return
        port = self.submission_port if user else self.smtp_port
        with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example", timeout=60) as client:
            if user:
                client.login(user, PASSWORDS[user])
            client.sendmail(sender, to, raw)

    def swaks(self, *arguments: str, user: str = "") -> subprocess.CompletedProcess:
        """Sends a mail as an administrator would by hand."""
        port = self.submission_port if user else self.smtp_port
        command = ["swaks", "--server", f"127.0.0.1:{port}", "--timeout", "60", *arguments]
        if user:
            command += ["--auth", "PLAIN", "--auth-user", user, "--auth-password", PASSWORDS[user]]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    # --- looking at it ---

    def ctl(self, *arguments: str | int, input: bytes = b"", seconds: float = 60) -> subprocess.CompletedProcess:
        return subprocess.run([*self.clock, str(TICKETCTL), "--config", str(self.config), *map(str, arguments)], input=input,
                              capture_output=True, timeout=seconds)

    def json(self, *arguments: str | int):
        done = self.ctl(*arguments, "--json")
        if done.returncode != 0:
            raise AssertionError(f"ticketctl {arguments}: exit {done.returncode}: {done.stderr.decode()}")
        return json.loads(done.stdout)

    def show(self, number: int) -> dict:
        return self.json("show", number)

    def tickets(self) -> list[dict]:
        return self.json("list")

    def metrics(self) -> dict[str, float]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30) as page:
            lines = page.read().decode().splitlines()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line and not line.startswith("#")}

    def settle(self, outgoing: bool = True, seconds: float = PATIENCE) -> None:
        """Returns when every mail that got a 250 is processed and, with outgoing, every mail that results from it has
        been sent."""
        def idle():
            now = self.metrics()
            waiting = [now.get(f'ticketd_inbox_mails{{status="{s}"}}', 0) for s in ("queued", "running")]
            if outgoing:
                waiting += [now.get(f'ticketd_outbox_mails{{status="{s}"}}', 0) for s in ("queued", "sending")]
            return sum(waiting) == 0
        wait_for(idle, f"an idle desk; its log ends:\n{self.log()[-3000:]}", seconds)

    def outgoing(self, to: str = "", kind: str = "") -> list[Outgoing]:
        """The mails that were delivered to the Maildir, oldest first; `to` selects one recipient, `kind` one value of
        X-Ticketd-Kind."""
        mails = []
        for path in (self.maildir / "new").glob("*"):
            try:
                mails.append((path.stat().st_mtime_ns, path.name, Outgoing(path.read_bytes(), path)))
            except FileNotFoundError:
                continue
        found = [mail for _, _, mail in sorted(mails, key=lambda item: item[:2])]
        return [mail for mail in found if not to or mail.recipient.lower() == to]

    def one_mail(self, to: str) -> Outgoing:
        """The only mail to this recipient after everything has settled."""
        self.settle()
        mails = self.outgoing(to)
        if len(mails) != 1:
            raise AssertionError(f"{len(mails)} mails to {to}, not one: {mails}; all: {self.outgoing()}")
        return mails[0]

    def new_mails(self, seen: list[Outgoing], to: str = "") -> list[Outgoing]:
        """The mails sent since `seen` was taken, after everything has settled."""
        self.settle()
        old = {mail.path for mail in seen}
        return [mail for mail in self.outgoing(to) if mail.path not in old]

    def quarantine(self) -> list:
        return self.json("quarantine")


class DeskTest:
    """Mixed into one TestCase per database by @on_both_databases. Each test has a fresh desk, so its first ticket is
    number 1."""

    database = ""
    limits: dict[str, int] = {}

    def edit(self, config: str) -> str:
        return config

    def setUp(self) -> None:
        self.desk = self.make_desk()

    def make_desk(self, **more) -> Desk:
        options = {"limits": self.limits, "edit": self.edit, **more}
        desk = Desk(self.database, **options)
        self.addCleanup(desk.close)
        return desk

    def run(self, result=None):
        """Shows the daemon's log next to a failure."""
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before and hasattr(self, "desk"):
            print(f"--- log of ticketd in {self.id()} ---\n{self.desk.last_log[-6000:]}\n---", file=sys.stderr)


def on_both_databases(mixin):
    """Makes NameOnSqlite and NameOnPostgresql from a DeskTest."""
    module = sys.modules[mixin.__module__]
    for database in ("sqlite", "postgresql"):
        name = f"{mixin.__name__}On{database.capitalize()}"
        case = type(name, (mixin, unittest.TestCase), {"database": database, "__module__": mixin.__module__, "__doc__": None})
        setattr(module, name, case)
    return mixin
