"""make check and make fix: everything about the code that a machine can judge without running the city.

Each step is a command; all run, two at a time, and what failed is shown in full. Exit code 1 if any did.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    name: str
    command: tuple[str, ...]
    needs: str = ""


CHECKS = (
    Step("types", (f"{BIN}/mypy", "--no-error-summary")),
    Step("format", (f"{BIN}/ruff", "format", "--check", "--output-format", "concise", ".")),
    Step("lint", (f"{BIN}/ruff", "check", "--output-format", "concise", ".")),
    Step("layers and contexts", (f"{BIN}/lint-imports", "--no-logo")),
    Step("templates", (f"{BIN}/djlint", "src", "--lint", "--quiet")),
    Step("Django's own checks", (f"{BIN}/cogov", "check", "--fail-level", "WARNING")),
    Step("migrations", (f"{BIN}/cogov", "makemigrations", "--check", "--dry-run")),
    Step("diagrams of states", (PYTHON, "tools/diagrams.py", "--check")),
    Step("table of events", (PYTHON, "tools/events.py", "--check")),
    Step("description of the API", (PYTHON, "-m", "cogov.config.openapi", "--check", "docs/api/openapi.json")),
    Step("translations", (PYTHON, "tools/messages.py", "--check"), needs="msgfmt"),
    Step("styles and islands", ("npm", "run", "--silent", "check"), needs="npm"),
)
FIXES = (
    Step("lint", (f"{BIN}/ruff", "check", "--fix", "--quiet", ".")),
    Step("format", (f"{BIN}/ruff", "format", "--quiet", ".")),
    Step("diagrams of states", (PYTHON, "tools/diagrams.py")),
    Step("table of events", (PYTHON, "tools/events.py")),
    Step("description of the API", (PYTHON, "-m", "cogov.config.openapi", "--write", "docs/api/openapi.json")),
    Step("translations", (PYTHON, "tools/messages.py", "--compile"), needs="msgfmt"),
    Step("styles and islands", ("npm", "run", "--silent", "build"), needs="npm"),
)


def main() -> int:
    if "--fix" in sys.argv:
        return max([run(step) for step in FIXES])  # one after the other: the formatter follows the linter
    with ThreadPoolExecutor(2) as pool:
        return max(pool.map(run, CHECKS))


def run(step: Step) -> int:
    started = time.monotonic()
    if step.needs and not shutil.which(step.needs):
        print(f"FAILED  {step.name}: needs {step.needs}, which is not installed", flush=True)
        return 1
    environment = {**os.environ, "COGOV_MODE": "test", "DJANGO_SETTINGS_MODULE": "cogov.config.settings"}
    done = subprocess.run(step.command, cwd=HOME, env=environment, capture_output=True, text=True, check=False)
    told = "ok    " if done.returncode == 0 else "FAILED"
    output = "" if done.returncode == 0 else f"\n{done.stdout}{done.stderr}"
    print(f"{told}  {step.name} ({time.monotonic() - started:.0f} s){output}", flush=True)
    return min(done.returncode, 1) if done.returncode >= 0 else 1


if __name__ == "__main__":
    sys.exit(main())
