#!/usr/bin/env python3
"""Throughput of a desk on both databases, compared with the machine's limit; all figures come from one run.

Mails count as processed when their tickets, entries and outgoing mails are committed. `held` keeps the outgoing
mails in the outbox (the smarthost sends no greeting), `sent` delivers them to smtp-sink at the same time.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

CAPS = {name: 100_000_000 for name in ("acks_per_sender_hour", "acks_per_sender_day", "acks_per_hour", "unaligned_tickets_per_hour")}


def smtp_sink(port: int) -> subprocess.Popen:
    command = ["smtp-sink", "-c", f"127.0.0.1:{port}", "1000"]
    if os.geteuid() == 0:
        command[1:1] = ["-u", "nobody"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ceiling(options) -> float:
    """Mails a second from Postfix's smtp-source to its smtp-sink, which store nothing."""
    port = desk.free_port()
    sink = smtp_sink(port)
    try:
        desk.wait_for(lambda: is_open(port), "smtp-sink")
        started = time.monotonic()
        subprocess.run(["smtp-source", "-s", str(options.sessions), "-m", str(options.mails), "-l", str(options.size), "-f", "a@b.example",
                        "-t", "support@desk.example", f"127.0.0.1:{port}"], check=True, stdin=subprocess.DEVNULL, timeout=600)
        return options.mails / (time.monotonic() - started)
    finally:
        sink.kill()
        sink.wait()


def is_open(port: int) -> bool:
    with desk.socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def load(options, which, **more) -> dict:
    command = [str(options.build / "bin" / "desk_bench"), "--json", "--port", str(which.smtp_port), "--metrics-port", str(which.metrics_port),
               "--pid", str(which.process.pid), "--sessions", str(options.sessions), "--size", str(options.size)]
    for name, value in more.items():
        command += [f"--{name}", str(value)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1200)
    if done.returncode != 0:
        raise SystemExit(f"desk_bench: {done.stdout}{done.stderr}\n{which.log()[-2000:]}")
    return json.loads(done.stdout)


def show(name: str, figures: dict) -> None:
    print(f"{name:<34} {figures['accepted_per_s']:>7} {figures['processed_per_s']:>9} {figures['p50_ms']:>8.2f} {figures['p99_ms']:>8.2f} "
          f"{figures['cpu_ms_per_mail']:>8.3f} {figures['rss_mib']:>7.1f} {figures['peak_mib']:>7.1f}", flush=True)


def drive(options, kind: str, url: str) -> None:
    hung = peers.ScriptedSmtp({"GREETING": peers.ScriptedSmtp.HANG})
    one = desk.Desk(kind, url=url, limits=CAPS, outgoing=f"smtp://127.0.0.1:{hung.port}")
    try:
        load(options, one, mails=200, first=90_000_000)  # warms caches and creates files
        full = load(options, one, mails=options.mails, answers=options.answers)
        show(f"{kind}, held, full load", full)
        half = max(full["processed_per_s"] / 2, 1)
        show(f"{kind}, held, half load", load(options, one, mails=int(min(options.mails, half * 10)), first=50_000_000, rate=half))
    finally:
        one.kill()
        hung.close()
        one.close()


def drive_with_sink(options, kind: str, url: str) -> None:
    port = desk.free_port()
    sink = smtp_sink(port)
    one = desk.Desk(kind, url=url, limits=CAPS, outgoing=f"smtp://127.0.0.1:{port}")
    try:
        load(options, one, mails=200, first=90_000_000)
        started = time.monotonic()
        show(f"{kind}, sent, full load", load(options, one, mails=options.mails, answers=options.answers))
        one.settle(seconds=900)
        print(f"{'':<34} all outgoing mails taken after {time.monotonic() - started:.1f} s")
    finally:
        one.kill()
        sink.kill()
        sink.wait()
        one.close()


def drain(options, kind: str, url: str) -> None:
    """Measures how fast a full outbox is sent: it is filled while the smarthost hangs, then the desk is pointed at
    smtp-sink."""
    hung = peers.ScriptedSmtp({"GREETING": peers.ScriptedSmtp.HANG})
    one = desk.Desk(kind, url=url, limits=CAPS, outgoing=f"smtp://127.0.0.1:{hung.port}")
    port = desk.free_port()
    sink = smtp_sink(port)
    try:
        load(options, one, mails=options.mails, first=1)
        one.kill()
        hung.close()
        one.config.write_text(one.config.read_text().replace(f"smtp://127.0.0.1:{hung.port}", f"smtp://127.0.0.1:{port}"))
        desk.wait_for(lambda: is_open(port), "smtp-sink")
        one.start()
        began, before = time.monotonic(), one.metrics()["ticketd_outgoing_sent_total"]
        cpu = cpu_seconds(one.process.pid)
        one.settle(seconds=900)
        sent, took = one.metrics()["ticketd_outgoing_sent_total"] - before, time.monotonic() - began
        spent = (cpu_seconds(one.process.pid) - cpu) * 1000 / max(sent, 1)
        print(f"{kind + ', outbox into smtp-sink':<34} {sent / took:>7.0f} mails/s out ({sent:.0f} mails in {took:.1f} s, {spent:.3f} ms CPU each)")
    finally:
        one.kill()
        sink.kill()
        sink.wait()
        one.close()


def parse_alone(options) -> None:
    """Measures how fast mails are parsed, one at a time on one core, and compares the results with the targets."""
    done = subprocess.run([str(options.build / "bin" / "parse_bench"), "--benchmark_format=json", "--benchmark_min_time=1"], check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600)
    read = {each["name"]: each for each in json.loads(done.stdout)["benchmarks"]}
    large = read["BM_Attachment20M"]
    print(f"parse 5 KB:        {read['BM_SmallMail']['items_per_second']:>8.0f} mails/s (target 30,000)")
    print(f"parse 50 KB:       {read['BM_Alternative50K']['items_per_second']:>8.0f} mails/s (target 5,000; text and HTML)")
    print(f"parse 20 MB:       {large['bytes_per_second'] / 1e6:>8.0f} MB/s (target 500; one attachment)")
    print(f"parse 20 MB peak:  {large['peak/message']:>8.2f} times the mail (target under 3; the mail itself is one of them)")


def cpu_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    print(f"{options.mails} mails of {options.size} bytes, {options.sessions} sessions, {options.answers} % answers, {os.cpu_count()} cores")
    parse_alone(options)
    print(f"smtp-source to smtp-sink: {ceiling(options):.0f}/s")
    print(f"{'':<34} {'taken/s':>7} {'done/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'CPU ms':>8} {'MiB':>7} {'peak':>7}")
    for kind in options.databases:
        cluster = postgres.Cluster(durable=True) if kind == "postgresql" else None
        try:
            def fresh() -> str:
                return cluster.url(cluster.new_database()) if cluster else ""
            drive(options, kind, fresh())
            drive_with_sink(options, kind, fresh())
            drain(options, kind, fresh())
        finally:
            if cluster:
                cluster.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--size", type=int, default=5120)
    parser.add_argument("--answers", type=int, default=0, help="percent of mails that answer an earlier one")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    options.build = options.build.resolve()
    os.environ["TICKETD_BUILD"] = str(options.build)
    # The harness reads TICKETD_BUILD when it is imported.
    from support import desk
    from support import peers
    from support import postgres
    main()
