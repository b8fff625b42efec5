"""An administrator's work: check, start, reload, stop, look at the state."""

import re
import smtplib
import socket
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from support.desk import ROOT, TICKETCTL, TICKETD, DeskTest, Desk, message, on_both_databases, wait_for

CLIENT = "carla@contoso.example"


class Check(unittest.TestCase):
    def setUp(self):
        self.desk = Desk("sqlite", start=False)
        self.addCleanup(self.desk.close)

    def check(self, text: str) -> subprocess.CompletedProcess:
        self.desk.config.write_text(text)
        return subprocess.run([TICKETD, "--config", self.desk.config, "--check"], capture_output=True, text=True, timeout=30)

    def test_the_contract_desk_is_accepted_as_it_stands(self):
        done = self.check((ROOT / "tests" / "config" / "desk.toml").read_text())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_example_is_accepted(self):
        done = self.check((ROOT / "config" / "example.toml").read_text())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_mistake_is_named_with_file_line_and_column(self):
        text = self.desk.config.read_text()
        line = text.splitlines().index("[desk]") + 2
        done = self.check(text.replace("[desk]\n", "[desk]\ncolour = \"red\"\n"))
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, rf"(?m)^{re.escape(str(self.desk.config))}:{line}:\d+: .*colour")

    def test_a_file_that_is_not_there_is_a_mistake_too(self):
        self.desk.config.unlink()
        done = subprocess.run([TICKETD, "--config", self.desk.config, "--check"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn(str(self.desk.config), done.stderr)

    def test_conf_d_is_read_after_the_file(self):
        folder = self.desk.folder / "conf.d"
        folder.mkdir()
        (folder / "10-more.toml").write_text('[[client]]\nname = "Fabrikam"\ndomains = ["fabrikam.example"]\n')
        (folder / "20-bad.toml").write_text('\n[[client]]\nname = 7\n')
        done = self.check(self.desk.config.read_text())
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"20-bad\.toml:3:\d+: ")

    def test_trying_a_mail_where_there_is_no_desk_yet_makes_none(self):
        mail = self.desk.folder / "trial.eml"
        mail.write_bytes(message(CLIENT, "Lamp").as_bytes())
        before = sorted(self.desk.folder.iterdir())
        for verb in (("explain",), ("rules", "test")):
            done = self.desk.ctl(*verb, mail)
            self.assertEqual(done.returncode, 66, done.stderr.decode())
            self.assertIn("There is no database", done.stderr.decode())
            self.assertEqual(sorted(self.desk.folder.iterdir()), before)

    def test_password_hashes_differ_and_never_show_the_password(self):
        hashes = {subprocess.run([TICKETCTL, "password"], input="sesame\n", capture_output=True, text=True, timeout=30).stdout for _ in range(2)}
        self.assertEqual(len(hashes), 2)
        for line in hashes:
            self.assertNotIn("sesame", line)
            self.assertRegex(line, r"^\$scrypt\$")

    def test_help_names_the_verbs_that_work_and_no_others(self):
        done = subprocess.run([TICKETCTL, "--help"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0)
        for verb in ("list", "show", "do", "deliver", "parse", "outbox", "quarantine", "status", "migrate", "check", "password"):
            self.assertRegex(done.stdout, rf"(?m)^\s+{verb}\b")
        self.assertEqual(subprocess.run([TICKETCTL, "no-such-verb"], capture_output=True, timeout=30).returncode, 64)

    def test_the_manual_names_every_verb_and_option(self):
        manual = (ROOT / "daemon" / "ctl" / "ticketctl.1").read_text()
        verbs = re.findall(r"(?m)^  (\w+) {2,}", subprocess.run([TICKETCTL, "--help"], capture_output=True, text=True,
                                                             timeout=30).stdout.split("Subcommands:")[1])
        self.assertGreaterEqual(len(verbs), 11)
        for verb in verbs:
            self.assertRegex(manual, rf"(?m)^\.(It|Ss|Cm|Ic).*\b{verb}\b", f"{verb} in the manual")
            options = re.findall(r"(--[a-z]+)", subprocess.run([TICKETCTL, verb, "--help"], capture_output=True, text=True,
                                                               timeout=30).stdout)
            for option in set(options) - {"--help"}:
                self.assertIn(option[2:], manual, f"{verb} {option} in the manual")


@on_both_databases
class Signals(DeskTest):
    def test_a_bad_config_is_refused_on_sighup_and_the_old_one_stays(self):
        good = self.desk.config.read_text()
        self.desk.config.write_text(good.replace('name = "Northwind Support"', 'nmae = "Northwind Support"'))
        self.desk.hang_up()
        wait_for(lambda: re.search(r"ticketd\.toml:\d+:\d+: ", self.desk.log()), "the complaint in the log")
        self.desk.send(message(CLIENT, "Still here"))
        self.assertIn("Northwind Support", self.desk.one_mail(CLIENT)["From"])

    def test_a_good_config_is_taken_on_sighup_without_losing_a_session(self):
        self.desk.config.write_text(self.desk.config.read_text().replace('name = "Northwind Support"', 'name = "Southwind Support"'))
        self.desk.hang_up()
        self.desk.wait_notified("READY=1")
        self.desk.send(message(CLIENT, "New name"))
        self.assertIn("Southwind Support", self.desk.one_mail(CLIENT)["From"])

    def test_sigterm_lets_a_mail_under_way_finish(self):
        client = smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30)
        client.ehlo("x.example")
        client.mail(CLIENT)
        client.rcpt("support@desk.example")
        client.putcmd("data")
        self.assertEqual(client.getreply()[0], 354)
        mail = message(CLIENT, "Half way").as_bytes()
        client.send(mail[:50])
        time.sleep(0.2)
        self.desk.process.terminate()
        wait_for(self.is_closed, "the end of the listening socket")
        client.send(mail[50:] + b"\r\n.\r\n")
        self.assertEqual(client.getreply()[0], 250)
        client.close()
        self.assertEqual(self.desk.process.wait(30), 0)
        self.desk.start()
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()], ["Half way"])

    def is_closed(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.desk.smtp_port)) != 0

    def test_it_stops_quickly_when_nothing_is_under_way(self):
        # The daemon gives work in progress half a minute.
        self.assertEqual(self.desk.stop(seconds=20), 0)

    def test_the_watchdog_is_fed(self):
        self.desk.stop()
        self.desk.start(wrapper=("env", "WATCHDOG_USEC=2000000"))
        for _ in range(3):
            self.desk.wait_notified("WATCHDOG=1", 5)

    def test_a_start_finds_what_the_last_run_left(self):
        self.desk.send(message(CLIENT, "Before the stop"))
        self.desk.stop()
        self.desk.start()
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()], ["Before the stop"])
        self.assertEqual(len(self.desk.outgoing(CLIENT)), 1)


@on_both_databases
class Looking(DeskTest):
    def setUp(self):
        super().setUp()
        for turn, sender in enumerate((CLIENT, "dave@elsewhere.example", "boss@private.example")):
            self.desk.send(message(sender, f"Matter {turn}"))
            self.desk.settle()

    def test_metrics_are_prometheus_text_on_loopback(self):
        url = f"http://127.0.0.1:{self.desk.metrics_port}"
        with urllib.request.urlopen(url + "/metrics", timeout=10) as page:
            self.assertIn("text/plain", page.headers["Content-Type"])
            text = page.read().decode()
        self.assertRegex(text, r"(?m)^# TYPE ticketd_\w+ (counter|gauge|histogram)$")
        for line in text.splitlines():
            self.assertRegex(line, r"^(#.*|[a-z_:][a-zA-Z0-9_:]*(\{[^}]*\})? [-+0-9.eInfNa]+)$")
        self.assertEqual(self.desk.metrics()["ticketd_tickets_opened_total"], 3)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url + "/etc/passwd", timeout=10)
        self.assertEqual(refused.exception.code, 404)

    def test_list_filters(self):
        for arguments, expected in ((("--client", "Contoso"), [1, 3]), (("--requester", "dave@elsewhere.example"), [2]),
                                    (("--status", "open"), [1, 2, 3]), (("--status", "closed"), []), (("--assignee", "none"), [1, 2, 3]),
                                    (("--priority", "high"), [])):
            self.assertEqual([head["number"] for head in self.desk.json("list", *arguments)], expected, arguments)
        self.assertEqual(self.desk.ctl("list", "--status", "nonsense").returncode, 64)

    def test_do_changes_a_ticket_while_the_daemon_runs(self):
        seen = self.desk.outgoing()
        self.assertEqual(self.desk.ctl("do", 1, "assign=ben", "priority=critical", "wip").returncode, 0)
        ticket = self.desk.show(1)
        self.assertEqual((ticket["assignee"], ticket["priority"], ticket["status"]), ("ben", "critical", "in-progress"))
        self.assertTrue(any(mail.recipient == "ben@desk.example" for mail in self.desk.new_mails(seen)), "Ben hears of it")
        numbers = [(entry["kind"], entry["number"]) for entry in ticket["entries"]]
        self.assertEqual([number for kind, number in numbers if kind != "event"], [1], "as split= and [show] count")
        self.assertEqual({number for kind, number in numbers if kind == "event"}, {None})
        self.assertTrue(ticket["entries"][1]["text"].startswith("opened by "))

    def test_do_refuses_nonsense_whole(self):
        for items in (("status=nonsense",), ("high", "assign=nobody"), ("frobnicate",)):
            done = self.desk.ctl("do", 1, *items)
            self.assertEqual(done.returncode, 65, (items, done.stdout, done.stderr))
            self.assertTrue(done.stderr)
        self.assertEqual(self.desk.show(1)["priority"], "medium")
        self.assertEqual(self.desk.ctl("do", 99, "high").returncode, 66)
        for number in ("0", "-1", "99999999999999999999", "one"):
            for words in (("do", number, "high"), ("show", number), ("sla", "explain", number)):
                done = self.desk.ctl(*words)
                self.assertEqual(done.returncode, 64, words)
                self.assertEqual(done.stderr.decode().splitlines()[0], "N is a ticket's number: 1 or more.", words)
            self.assertEqual(self.desk.ctl("erase", number, "--yes").returncode, 64, number)

    def test_outbox_and_status_add_up(self):
        rows = self.desk.json("outbox")
        self.assertEqual({row["status"] for row in rows}, {"sent"})
        self.assertEqual(len(rows), len(self.desk.outgoing()))
        raw = self.desk.ctl("outbox", "show", rows[0]["id"]).stdout
        self.assertTrue(any(raw.replace(b"\r\n", b"\n") in mail.raw.replace(b"\r\n", b"\n") for mail in self.desk.outgoing()))
        status = self.desk.json("status")
        self.assertEqual((status["tickets"]["all"], status["inbox"]["done"], status["outbox"]["sent"]), (3, 3, len(rows)))

    def test_people_can_read_it_too(self):
        listing = self.desk.ctl("list").stdout.decode()
        self.assertEqual(len(listing.splitlines()), 3)
        self.assertIn("Matter 0", self.desk.ctl("show", 1).stdout.decode())
        self.assertEqual(self.desk.ctl("show", 99).returncode, 66)
        self.assertEqual(self.desk.ctl("status").returncode, 0)
        self.assertEqual(self.desk.ctl("check").returncode, 0)
        self.assertEqual(self.desk.ctl("migrate").returncode, 0)

    def test_the_log_names_ids_and_no_bodies_or_secrets(self):
        secret = "Zanzibar-7749"
        self.desk.send(message(CLIENT, f"Subject {secret}", f"Body {secret}"))
        self.desk.send(message("ana@desk.example", "Re: [#1] hello", f"Text {secret}"), user="ana")
        self.desk.settle()
        log = self.desk.log()
        self.assertNotIn(secret, log)
        self.assertNotIn("correct horse", log)
        self.assertNotIn(self.desk.outgoing(CLIENT)[0].reply_to.split("@")[0], log)
