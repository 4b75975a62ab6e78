import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cogov.contexts.reports.tests.importing_forms import MAP, csv_file, done, map_file, row

PROGRAM = """
import sys
from pathlib import Path
import django
django.setup()
from cogov.contexts.reports.importing import import_reports, sources
from cogov.kernel.actors import SYSTEM
from cogov.kernel.verify import Verification
sources.BATCH = 200
if sys.argv[1] == "verify":
    faults = list(Verification().findings())
    sys.exit(f"faults: {faults}" if faults else 0)
counts = import_reports(Path(sys.argv[2]), Path(sys.argv[3]), by=SYSTEM).counts
print(counts.read, counts.imported, counts.joined, counts.known, counts.refused)
"""
ROWS = 3_000
REPEATS = 300
KILLS = 2  # each costs a start of Django
SECONDS = 60  # until something hangs
CATEGORY = """
[[categories]]
code = "killed"
kind = "event"
name_zh = "测试"
name_en = "Test"
[repair]
"""


@pytest.mark.slow
def test_an_import_that_is_killed_again_and_again_ends_as_if_it_never_was(tmp_path):
    """Kill −9 in the middle of the work, in a process and a database of its own."""
    rows = [row(n, topic="?" if n % 1000 == 7 else "Lamps") for n in range(1, ROWS + 1)]
    rows += [done(f"d{n}", same_as=str(n)) for n in range(1, REPEATS + 1)]
    plan = MAP.replace("[repair]", CATEGORY).replace(
        '"Lamps" = "lamp", "Roads" = "road", "Neighbours" = "noise"', '"Lamps" = "killed"'
    )
    plan = plan.replace('missing = "keep"', 'missing = "keep"\noutside_city = "keep"')
    home = _Home(tmp_path, csv_file(tmp_path, rows), map_file(tmp_path, plan))
    home.run("-m", "django", "migrate", "--verbosity", "0")
    for kill in range(1, KILLS + 1):
        home.kill_when_there_are(kill * ROWS // (KILLS + 1))
    refused = ROWS // 1000  # among them 7, so that d7 repeats nothing
    assert home.run("-c", PROGRAM, "import", *home.files).split() == [
        str(ROWS + REPEATS), str(ROWS + REPEATS - refused), str(REPEATS - 1), "0", str(refused)
    ]  # fmt: skip
    lines = home.files[0] + ".refused.csv"
    assert len(Path(lines).read_text().splitlines()) == 1 + refused
    home.run("-c", PROGRAM, "verify")


class _Home:
    def __init__(self, folder: Path, *files: Path) -> None:
        self.folder, self.files = folder, [str(file) for file in files]
        (folder / "data").mkdir()
        self.environment = os.environ | {
            "COGOV_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "cogov.config.settings", "DATABASE_URL": ""
        }  # fmt: skip

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill_when_there_are(self, reports: int) -> None:
        command = [sys.executable, "-c", PROGRAM, "import", *self.files]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL) as process:
            until = time.monotonic() + SECONDS
            while self.reports() < reports and process.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)

    def reports(self) -> int:
        database = sqlite3.connect(self.folder / "data" / "cogov.sqlite3", timeout=SECONDS)
        try:
            return int(database.execute("SELECT COUNT(*) FROM reports_report").fetchone()[0])
        finally:
            database.close()
