#!/usr/bin/env python3
"""Measures how fast mails of a Dovecot mailbox get into the inbox and into tickets; all figures come from one run.

`plain read` is the speed of a client that only reads the mails and stores nothing. `taken` counts mails whose inbox
rows are committed, `done` those whose tickets, entries and outgoing mails are committed, too. Outgoing mails are held
in the outbox.
"""

import argparse
import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

TARGET = 1500  # mails a second


def fill(server) -> None:
    line = "A line of a mail that somebody wrote about a printer.\n"
    text = line * max(1, (options.size - 400) // len(line))
    for n in range(options.mails):
        server.put(desk.message(f"client{n % 500}@contoso.example", f"Mail {n}", text).as_bytes())
    with server.client() as connection:
        connection.select("INBOX")  # makes Dovecot index its folder first, which is not to be measured
        connection.fetch("1:*", "(RFC822.SIZE)")


def plain_read(server) -> float:
    with server.client() as connection:
        connection.select("INBOX", readonly=True)
        started = time.monotonic()
        for first in range(1, options.mails + 1, 200):
            connection.uid("FETCH", f"{first}:{min(first + 199, options.mails)}", "(UID BODY.PEEK[])")
        return options.mails / (time.monotonic() - started)


def cpu_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(kind: str, url: str, after: str, tls: bool) -> None:
    server = dovecot.Dovecot()
    hung = peers.ScriptedSmtp({"GREETING": peers.ScriptedSmtp.HANG})
    one = None
    try:
        fill(server)
        plain = plain_read(server)
        mailbox = server.mailbox(backlog="all", after=after, tls=tls)
        one = desk.Desk(kind, url=url, limits=CAPS, outgoing=f"smtp://127.0.0.1:{hung.port}", edit=lambda config: config + mailbox)
        started = time.monotonic()

        def count(*statuses: str) -> int:
            now = one.metrics()
            return sum(int(now.get(f'ticketd_inbox_mails{{status="{status}"}}', 0)) for status in statuses)

        desk.wait_for(lambda: count("queued", "running", "done") >= options.mails, f"all mails: {one.log()[-2000:]}", 900)
        taken = time.monotonic() - started
        desk.wait_for(lambda: count("done") >= options.mails, "all tickets", 900)
        done = time.monotonic() - started
        cpu = cpu_seconds(one.process.pid) * 1000 / options.mails
        name = f"{kind}, {after}, {'TLS' if tls else 'in the clear'}"
        print(f"{name:<34} {plain:>12.0f} {options.mails / taken:>9.0f} {options.mails / done:>9.0f} {cpu:>8.3f}", flush=True)
    finally:
        if one:
            one.kill()
            one.close()
        hung.close()
        server.close()


def main() -> None:
    print(f"{options.mails} mails of {options.size} bytes, one mailbox, {os.cpu_count()} cores; target: {TARGET}/s")
    print(f"{'':<34} {'plain read/s':>12} {'taken/s':>9} {'done/s':>9} {'CPU ms':>8}")
    for kind in options.databases:
        cluster = postgres.Cluster(durable=True) if kind == "postgresql" else None
        try:
            for after, tls in (("seen", True), ("move:Done", True), ("delete", True), ("seen", False)):
                drive(kind, cluster.url(cluster.new_database()) if cluster else "", after, tls)
        finally:
            if cluster:
                cluster.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=5120)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    options.build = options.build.resolve()
    os.environ["TICKETD_BUILD"] = str(options.build)
    # The harness reads TICKETD_BUILD when it is imported.
    from support import desk
    from support import dovecot
    from support import peers
    from support import postgres
    from bench import CAPS
    main()
