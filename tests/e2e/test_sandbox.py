"""The daemon as its unit runs it: inherited sockets, no privileges, the unit's system call filter."""

import os
import shutil
import smtplib
import socket
import sys
import unittest

from support.desk import ROOT, DeskTest, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"


@unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
@on_both_databases
class SocketActivated(DeskTest):
    def edit(self, config: str) -> str:
        # An ordinary user cannot open these ports, so the daemon must use the inherited sockets.
        return config.replace(f"127.0.0.1:{self.smtp}", "127.0.0.1:25").replace(f"127.0.0.1:{self.submission}", "127.0.0.1:587")

    def make_desk(self, **more):
        self.smtp = self.submission = 0
        desk = super().make_desk(start=False, **more)
        self.smtp, self.submission = desk.smtp_port, desk.submission_port
        desk.write_config(self.edit)
        for path in (desk.folder, desk.config):
            shutil.chown(path, "nobody")
        desk.start(ready=False, wrapper=(
            "systemd-socket-activate", "-E", "NOTIFY_SOCKET", "-l", f"[::]:{desk.smtp_port}", "-l", f"127.0.0.1:{desk.submission_port}", "-l",
            str(desk.lmtp), "--fdname=smtp:submission:lmtp", sys.executable, "-B", str(ROOT / "tests" / "e2e" / "support" / "sandbox.py"),
            str(ROOT / "systemd" / "ticketd.service")))
        os.chmod(desk.folder / "notify.sock", 0o666)
        return desk

    def is_open(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.desk.smtp_port)) == 0

    def test_it_serves_on_sockets_it_was_given_and_has_no_privilege(self):
        aligned = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}
        wait_for(self.is_open, "the socket")
        self.desk.send(message(CLIENT, "Activated", headers=aligned))
        self.desk.wait_notified("READY=1")
        self.desk.settle()
        status = dict(line.split(":\t") for line in open(f"/proc/{self.desk.process.pid}/status").read().splitlines() if ":\t" in line)
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"], int(status["CapEff"], 16), int(status["CapBnd"], 16)), ("1", "2", 0, 0))
        self.assertNotEqual(status["Uid"].split()[0], "0")

        self.desk.send(message("ana@desk.example", "Re: [#1] [resolve] Activated", "Done."), user="ana")
        self.desk.send(message(CLIENT, "By LMTP"), route="lmtp")
        self.desk.settle()
        self.assertEqual([(head["title"], head["status"]) for head in self.desk.tickets()], [("Activated", "resolved"), ("By LMTP", "open")])
        opened = self.desk.show(1)["entries"][0]
        self.assertEqual(opened["trust"], "participant", "127.0.0.1 is trusted on a socket for both families, too")
        self.assertTrue(self.desk.outgoing(CLIENT))
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30) as client:
            self.assertEqual(client.noop()[0], 250)
