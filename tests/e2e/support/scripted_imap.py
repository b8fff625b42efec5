"""An IMAP server that keeps its mails in memory and misbehaves on demand."""

import base64
import imaplib
import socket
import threading
import time


class ScriptedImap:
    """One folder, plain IMAP on loopback. Change its contents under `lock`; `hang_up` ends every session."""

    def __init__(self, capabilities: str = "IMAP4rev1 SASL-IR UIDPLUS MOVE"):
        self.capabilities = capabilities
        self.lock = threading.Lock()
        self.mails: dict[int, bytes] = {}
        self.came = imaplib.Time2Internaldate(time.time())  # includes its quotes
        self.uid_validity, self.uid_next, self.mod_sequence = 7, 1, 1
        self.withheld: set[int] = set()  # in the folder, but never sent
        self.moved: list[bytes] = []
        self.read_only = False
        self.logins: list[str] = []  # passwords and tokens, in order
        self.accepted = {"secret"}
        self._sessions: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def add(self, *mails: bytes) -> None:
        with self.lock:
            for mail in mails:
                self.mails[self.uid_next] = mail
                self.uid_next += 1
                self.mod_sequence += 1

    def hang_up(self) -> None:
        with self.lock:
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            try:
                session.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the client disconnected first

    def close(self) -> None:
        # The thread ends before the socket's number is free; otherwise it would accept on the next socket that gets
        # this number.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()
        self.hang_up()

    def mailbox(self, **more: str) -> str:
        keys = {"name": "main", "url": f"imap://support@127.0.0.1:{self.port}/INBOX", "poll": "5s", **more}
        return "\n[[mailbox]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self.lock:
                self._sessions.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as stream:
                say = lambda text: connection.sendall(text.encode() + b"\r\n")
                say(f"* OK [CAPABILITY {self.capabilities}] hello")
                while line := stream.readline().decode().rstrip("\r\n"):
                    tag, command = line.split(" ", 1)
                    with self.lock:
                        answer = self._answer(command, connection, stream, say)
                    say(f"{tag} {answer}")
        except OSError:
            pass  # the connection was closed

    def _answer(self, command: str, connection: socket.socket, stream, say) -> str:
        word = command.split()[0] if not command.startswith("UID ") else " ".join(command.split()[:2])
        rest = command[len(word) + 1:]
        if word in ("LOGIN", "AUTHENTICATE"):
            return self._log_in(word, rest, stream, say)
        if word == "SELECT":
            say(f"* {len(self.mails)} EXISTS")
            say(f"* OK [UIDVALIDITY {self.uid_validity}] ok")
            say(f"* OK [UIDNEXT {self.uid_next}] ok")
            if "CONDSTORE" in self.capabilities:
                say(f"* OK [HIGHESTMODSEQ {self.mod_sequence}] ok")
            return "OK [READ-ONLY] look" if self.read_only else "OK [READ-WRITE] in"
        if word == "UID SEARCH":
            say("* SEARCH " + " ".join(map(str, self._among(rest.removeprefix("UID ").split()[0]))))
        if word == "UID FETCH":
            for uid in self._among(rest.split()[0]):
                self._give(uid, "BODY.PEEK[]" in rest, connection)
        if word == "UID MOVE":
            for uid in self._among(rest.split()[0]):
                self.moved.append(self.mails.pop(uid))
        return "OK done"

    def _log_in(self, word: str, rest: str, stream, say) -> str:
        if word == "LOGIN":
            shown = rest.split()[1].strip('"')
        else:
            shown = base64.b64decode(rest.split()[1]).decode().split("Bearer ")[-1].strip("\x01")
        self.logins.append(shown)
        if shown in self.accepted:
            return f"OK [CAPABILITY {self.capabilities}] in"
        if word == "AUTHENTICATE":
            say("+ e30=")
            stream.readline()
        return "NO [AUTHENTICATIONFAILED] no"

    def _give(self, uid: int, body: bool, connection: socket.socket) -> None:
        raw, place = self.mails[uid], sorted(self.mails).index(uid) + 1
        head = f"* {place} FETCH (UID {uid} "
        if not body:
            sequence = f" MODSEQ ({self.mod_sequence})" if "CONDSTORE" in self.capabilities else ""
            connection.sendall(f'{head}RFC822.SIZE {len(raw)} INTERNALDATE {self.came}{sequence})\r\n'.encode())
        elif uid not in self.withheld:
            connection.sendall(f"{head}BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _among(self, uids: str) -> list[int]:
        wanted = set()
        for part in uids.split(","):
            first, _, last = part.replace("*", str(max(self.mails, default=0))).partition(":")
            ends = sorted((int(first), int(last or first)))
            wanted |= set(range(ends[0], ends[1] + 1))
        return sorted(wanted & set(self.mails))
