"""Checks of files that are not C++: the units, the table of includes, the manual pages, the one script."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Units(unittest.TestCase):
    def test_the_service_is_exposed_to_at_most_one_point_one(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", ROOT / "systemd" / "ticketd.service"],
                              capture_output=True, text=True, timeout=60)
        score = re.search(r"Overall exposure level for ticketd\.service: (\d+\.\d+)", done.stdout)
        self.assertIsNotNone(score, done.stdout + done.stderr)
        self.assertLessEqual(float(score[1]), 1.1, done.stdout)

    def test_systemd_understands_every_unit(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in (ROOT / "systemd").glob("ticketd*.s*"):
                text = unit.read_text().replace("/usr/bin/ticketd", "/bin/true")
                (pathlib.Path(folder) / unit.name).write_text(re.sub(r"(?m)^Documentation=.*\n", "", text))
            units = sorted(pathlib.Path(folder).iterdir())
            self.assertEqual(len(units), 4)
            done = subprocess.run(["systemd-analyze", "verify", "--recursive-errors=no", *units], capture_output=True, text=True, timeout=60)
            mine = [line for line in done.stderr.splitlines() if "ticketd" in line]
            self.assertEqual(mine, [])

    def test_every_protocol_has_a_socket_of_its_name(self):
        names = {re.search(r"FileDescriptorName=(\w+)", unit.read_text())[1] for unit in (ROOT / "systemd").glob("*.socket")}
        self.assertEqual(names, {"smtp", "submission", "lmtp"})


class Includes(unittest.TestCase):
    def check(self, files: dict[str, str]) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name in ("config", "mail", "workflow", "templates", "storage", "daemon"):
                (root / name).mkdir()
            for name, text in files.items():
                (root / name).parent.mkdir(exist_ok=True)
                (root / name).write_text(text)
            return subprocess.run([ROOT / "tests" / "check_includes", root], capture_output=True, text=True, timeout=60)

    def test_what_the_table_allows_passes(self):
        done = self.check({"mail/a.cpp": '#include "config/time.hpp"\n#include "mail/b.hpp"\n#include <vmime/vmime.hpp>\n',
                           "workflow/a.hpp": '#include "mail/message/message.hpp"\n', "storage/a.cpp": '#include <soci/soci.h>\n'})
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_it_forbids_is_named(self):
        for file, text in {
            "config/a.cpp": '#include "mail/message.hpp"\n',
            "mail/a.hpp": '#include "storage/inbox.hpp"\n',
            "workflow/a.cpp": '#include "mail/parse/parse.hpp"\n',
            "workflow/model/a.cpp": '#include "workflow/tickets/b.hpp"\n',
            "workflow/rules/a.cpp": '#include "workflow/reports/b.hpp"\n',
            "mail/odd/a.cpp": '#include "mail/message/message.hpp"\n',
            "workflow/b.cpp": "auto n = std::chrono::system_clock::now();\n",
            "templates/a.cpp": "#include <boost/asio/awaitable.hpp>\n",
            "templates/b.hpp": "auto t = ::time(nullptr);\n",
            "storage/a.cpp": '#include "daemon/desk.hpp"\n',
            "daemon/a.cpp": "#include <soci/soci.h>\n",
            "config/b.cpp": "#include <vmime/vmime.hpp>\n",
        }.items():
            with self.subTest(file):
                done = self.check({file: text})
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"{file}:1:", done.stdout)


@unittest.skipUnless(shutil.which("mandoc"), "mandoc is one of lint's packages")
class Manuals(unittest.TestCase):
    def test_every_page_is_well_formed(self):
        pages = [page for section in "158" for page in ROOT.glob(f"*/**/*.{section}") if "build" not in page.parts]
        self.assertGreaterEqual(len(pages), 2)
        for page in pages:
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, timeout=30)
            self.assertEqual((done.returncode, done.stdout), (0, ""))


class Dates(unittest.TestCase):
    """A test that names a date would pass only on some days, unless nothing compares that date with today's."""

    LITERAL = re.compile(r"\b20[2-9]\d-\d\d-\d\d|\b\d{1,2}[ -][A-Z][a-z]{2}[ -]20[2-9]\d\b|\bdatetime\((20[2-9]\d)|\bdate\(20[2-9]\d")
    ALLOWED = {
        "attack_rows.py": "Received lines: who wrote them counts, not when",
        "clock.py": "where the moved calendars begin",
        "mail_programs.py": "the dates in what it quotes",
        "smime.py": "a certificate of the past",
        "test_hours.py": "days worked, all of them over, and reports of just those",
        "test_import.py": "mail of years ago",
        "test_loops.py": "a bounce: it is threaded by what it returns",
        "test_opening.py": "a quotation",
        "test_sla.py": "a desk with a clock of its own",
        "test_units.py": "this",
        "test_work.py": "a day worked, and one before all reports",
    }

    def test_no_other_test_names_a_day(self):
        naming = {path.name for path in pathlib.Path(__file__).parent.rglob("*.py") if self.LITERAL.search(path.read_text())}
        self.assertEqual(naming, set(self.ALLOWED), "use clock.py, or say here why the day does not matter")

    def test_only_the_clock_moves_clocks(self):
        moving = {path.name for path in pathlib.Path(__file__).parent.rglob("*.py") if "LD_PRELOAD" in path.read_text()}
        self.assertEqual(moving, {"clock.py", "test_units.py"})


class Script(unittest.TestCase):
    def test_it_explains_itself_and_refuses_what_it_does_not_know(self):
        done = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0)
        for verb in ("run", "test", "build", "asan", "tsan", "bench", "fuzz", "lint"):
            self.assertIn(f"./dev {verb}", done.stdout)
        for words in (["nonsense"], ["test", "--at"], ["test", "--at", "40d"], ["test", "--at", "2027-02-30 00:00:00"]):
            self.assertNotEqual(subprocess.run([ROOT / "dev", *words], capture_output=True, timeout=30).returncode, 0)

    def test_the_list_to_run_removes_no_mail_server(self):
        words = re.search(r"run_packages=\((.*?)\)", (ROOT / "dev").read_text(), re.S)[1].split()
        self.assertIn("g++", words)
        self.assertFalse({"postfix", "exim4", "dovecot-imapd"} & set(words))
