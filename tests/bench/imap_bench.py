"""How fast mails come out of a Dovecot mailbox into the inbox: python3 imap_bench.py [MAILS]. TICKETD_BUILD names the build."""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import dovecot  # noqa: E402
from desk import Desk, message, wait_for  # noqa: E402

TARGET = 1500  # mails a second


def fill(server: dovecot.Dovecot, mails: int) -> None:
    text = "".join(f"Line {n} of a mail that somebody wrote about a printer.\n" for n in range(85))  # 5 KB with its header
    for n in range(mails):
        server.put(message(f"client{n % 500}@contoso.example", f"Mail {n}", text).as_bytes())
    with server.client() as connection:
        connection.select("INBOX")  # Dovecot reads its own folder once, which is not what is measured
        connection.fetch("1:*", "(RFC822.SIZE)")


def measure(database: str, after: str, tls: bool, mails: int) -> dict:
    server = dovecot.Dovecot()
    try:
        fill(server, mails)
        desk = Desk(database, edit=lambda config: config + server.mailbox(backlog="all", after=after, tls=tls), start=False)
        try:
            begin = time.monotonic()
            desk.start()

            def in_the_inbox() -> int:
                now = desk.metrics()
                return sum(int(now.get(f'ticketd_inbox_mails{{status="{status}"}}', 0)) for status in ("queued", "running", "done"))

            wait_for(lambda: in_the_inbox() >= mails, "all mails in the inbox", 600)
            fetched = time.monotonic() - begin
            desk.settle(outgoing=False, seconds=600)
            decided = time.monotonic() - begin
            return {"database": database, "after": after, "tls": tls, "mails": mails, "fetched_per_second": round(mails / fetched),
                    "tickets_per_second": round(mails / decided), "target": TARGET}
        finally:
            desk.close()
    finally:
        server.close()


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for database in ("sqlite", "postgresql"):
        for after, tls in (("seen", True), ("move:Done", True), ("seen", False)):
            print(json.dumps(measure(database, after, tls, mails)), flush=True)


if __name__ == "__main__":
    main()
