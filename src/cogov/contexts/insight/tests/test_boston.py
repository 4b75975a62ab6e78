"""The figures against another city's own, and against the journal read by other code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[5]
ROWS = 3_000


@pytest.mark.slow
def test_bostons_in_time_is_ours_and_every_count_follows_from_the_journal(shared_data: Path) -> None:
    """The whole measurement is `python -m benchmarks.sla.run`; this is a slice of it, spread over all years."""
    table = shared_data / "requests" / "boston_311_sla_2011_2023.parquet"
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "COGOV_MODE")}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sla.run", str(table), "--rows", str(ROWS)],
        cwd=HOME, env={**inherited, "PYTHONPATH": str(HOME / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "another way: 0 differences" in done.stdout
    found = re.search(r"([\d,]+) rows: of ([\d,]+) that both sides decide, ([\d,]+) agree", done.stdout)
    assert found is not None
    rows, decided, agreed = (int(number.replace(",", "")) for number in found.groups())
    assert rows == ROWS
    assert decided > ROWS / 2
    assert agreed >= decided * 0.999
