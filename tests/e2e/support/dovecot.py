"""A real Dovecot with its own config, mailboxes and ports."""

import imaplib
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

from support import clock
from support import desk
from support import peers

PASSWORD = "open sesame 9"
ALL = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ UNSELECT UIDPLUS MOVE CONDSTORE QRESYNC AUTH=PLAIN"


class Dovecot:
    """Serves IMAPS with a certificate for localhost, and plain IMAP on loopback. `capabilities` replaces the list
    that it offers."""

    def __init__(self, capabilities: str = "", users: tuple[str, ...] = ("support",)):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-dovecot-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.certificate, self.key = peers.make_certificate(self.folder)
        self.port, self.plain_port = desk.free_port(), desk.free_port()
        self.owner = pwd.getpwnam("nobody")
        self.capabilities = capabilities
        (self.folder / "mail").mkdir()
        os.chown(self.folder / "mail", self.owner.pw_uid, self.owner.pw_gid)
        (self.folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in users))
        self.write_config()
        self.process: subprocess.Popen | None = None
        self._written = 0
        for user in users:
            self.make_folder(user, "INBOX")
        self.start()

    def write_config(self, more: str = "") -> None:
        capability = f"imap_capability = {self.capabilities}" if self.capabilities else ""
        (self.folder / "dovecot.conf").write_text(f"""
protocols = imap
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{self.folder}/mail/%u
mail_uid = {self.owner.pw_uid}
mail_gid = {self.owner.pw_gid}
first_valid_uid = 1
mail_fsync = never
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = {self.folder}/users
}}
userdb {{
  driver = static
  args = uid={self.owner.pw_uid} gid={self.owner.pw_gid} home={self.folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {self.plain_port}
  }}
  inet_listener imaps {{
    port = {self.port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol imap {{
  {capability}
}}
{more}
""")

    def start(self) -> None:
        with (self.folder / "err").open("ab") as errors:
            self.process = subprocess.Popen(["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=errors, env=clock.unmoved())
        desk.wait_for(self._listens, "Dovecot to listen")

    def _listens(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"Dovecot ended: {(self.folder / 'err').read_text()}{self.log()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Stops the server and all its sessions."""
        self.process.terminate()
        self.process.wait(30)

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        try:
            if self.process.poll() is None:
                self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    # --- the section in a desk's config ---

    def mailbox(self, name: str = "main", *, user: str = "support", folder: str = "INBOX", tls: bool = True, **more: str) -> str:
        (self.folder / "password").write_text(PASSWORD + "\n")
        url = f"imaps://{user}@localhost:{self.port}/{folder}" if tls else f"imap://{user}@127.0.0.1:{self.plain_port}/{folder}"
        keys = {"name": name, "url": url, "password_file": str(self.folder / "password"), "poll": "5s", **more}
        if tls:
            keys.setdefault("tls_ca", str(self.certificate))
        return "\n[[mailbox]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items() if value)

    # --- the mailbox, as other clients see it ---

    def make_folder(self, user: str, folder: str) -> pathlib.Path:
        """Creates the folder before the server sees it, because the server must never find one that belongs to
        another user."""
        root = self.folder / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        if not (root / "cur").exists():
            made = root.with_name(root.name + ".made")
            for name in ("tmp", "new", "cur"):
                (made / name).mkdir(parents=True)
            for path in (made, *made.iterdir()):
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
            made.rename(root)
        return root

    def put(self, *mails: bytes, user: str = "support", folder: str = "INBOX", when: float | None = None, seen: bool = False) -> None:
        """Delivers as a mail server does, into the Maildir. `when` becomes the INTERNALDATE. APPEND would refuse a
        date in the future of Dovecot's clock, which is not moved."""
        root = self.make_folder(user, folder)
        for raw in mails:
            self._written += 1
            name = f"{time.time():.6f}.P{os.getpid()}Q{self._written}.test"
            (root / "tmp" / name).write_bytes(raw)
            date = time.time() if when is None else when
            os.utime(root / "tmp" / name, (date, date))
            os.chown(root / "tmp" / name, self.owner.pw_uid, self.owner.pw_gid)
            (root / "tmp" / name).rename(root / "cur" / f"{name}:2,S" if seen else root / "new" / name)

    def client(self, user: str = "support") -> imaplib.IMAP4:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        connection = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=trust, timeout=30)
        connection.login(user, PASSWORD)
        return connection

    def flags(self, folder: str = "INBOX", user: str = "support") -> dict[str, str]:
        """UID -> flags of the mails in a folder; empty when there is no such folder."""
        with self.client(user) as connection:
            if connection.select(folder, readonly=True)[0] != "OK":
                return {}
            _, found = connection.uid("FETCH", "1:*", "(FLAGS)")
            rows = [row.decode() for row in found if row]
            return {row.split("UID ")[1].split()[0].strip(")"): row.split("FLAGS (")[1].split(")")[0] for row in rows}
