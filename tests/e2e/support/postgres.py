"""A temporary PostgreSQL on a Unix socket, created for one run of the tests and removed afterwards."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from support import clock


def _bin() -> pathlib.Path:
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not versions:
        raise RuntimeError("PostgreSQL is not installed: ./dev test installs it")
    return versions[-1].parent


class Cluster:
    """Runs initdb, starts and stops the server, and creates databases. The server refuses to run as root, so root
    starts it as user postgres."""

    def __init__(self, durable: bool = False):
        self.bin = _bin()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ticketd-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.sockets = self.folder
        self.durable = durable
        self._names = 0
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.folder.chmod(0o755)
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
                  "--pgdata", str(self.data))
        self.start()

    def _as_postgres(self, *command: str) -> list[str]:
        return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(self._as_postgres(str(self.bin / program), *arguments), cwd="/", stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, env=clock.unmoved())
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.sockets} -c max_connections=60"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=on -c full_page_writes=off -c shared_buffers=32MB"
        self._run("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self.data), "--log", str(self.folder / "log"),
                  "--options", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate", "--pgdata", str(self.data))

    def sql(self, statement: str, database: str = "postgres") -> str:
        done = subprocess.run([str(self.bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-U", "postgres",
                               "-d", database, "-c", statement], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def new_database(self, tablespace: str = "") -> str:
        self._names += 1
        name = f"desk{self._names}"
        self.sql(f"create database {name} strategy file_copy" + (f" tablespace {tablespace}" if tablespace else ""))
        return name

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def close(self) -> None:
        try:
            self.stop()
        except RuntimeError:
            pass  # a test may have stopped it
        for _ in range(20):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.1)
