"""Where the time of each hot path goes: samples of the application and the plans of its queries, into docs/profiles.

    python -m benchmarks.profiles            (needs pyinstrument; on the database of DATABASE_URL or COGOV_DATA)

Each case is asked for some hundred times in one process, as `python -m benchmarks` asks for it.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import random
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import machine
from benchmarks.cases import CASES, Case, Line
from cogov.contexts.reports.models import Report
from cogov.kernel.clock import now

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "profiles"
NAMES = ("create", "map-city", "map-street", "worklist", "worklist-json", "near", "report", "search-zh", "figures")
ASKED = 150
"""Requests sampled of each case."""
LEAST = 0.02
"""Share of the whole below which a call is not shown."""
WIDTH = 150
"""Letters of a line of a plan."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(NAMES)}")
    names = parser.parse_args().names or NAMES
    chosen = [case for case in CASES if case.name in names]
    FOLDER.mkdir(exist_ok=True)
    head = f"{connection.vendor}, {Report.objects.count():,} reports, {now():%Y-%m-%d}, {machine.describe()}"
    plans = [f"# Plans of the hot paths on {connection.vendor}\n\n{head}; lines are cut at {WIDTH} letters.\n"]
    for case in chosen:
        lines = list(itertools.islice(itertools.cycle(case.lines(random.Random(7))), ASKED + 20))
        headers = case.headers()
        for number, line in enumerate(lines[:20]):
            _ask(line, headers, number)
        plans += _plans(case, lines[20], headers)
        sampled = _sampled(lines[20:], headers)
        (FOLDER / f"{case.name}-{connection.vendor}.txt").write_text(f"{case.name}: {head}\n{sampled}")
    (FOLDER / f"plans-{connection.vendor}.md").write_text("\n".join(plans))
    return 0


def _sampled(lines: Iterable[Line], headers: dict[str, str]) -> str:
    try:
        from pyinstrument import Profiler  # type: ignore[import-not-found]
        from pyinstrument.renderers import ConsoleRenderer  # type: ignore[import-not-found]
    except ImportError:
        raise SystemExit("pyinstrument is needed to take samples: pip install pyinstrument") from None
    profiler = Profiler(interval=0.0005)
    profiler.start()
    for number, line in enumerate(lines):
        _ask(line, headers, 1000 + number)
    profiler.stop()
    text = profiler.output(ConsoleRenderer(show_all=False, processor_options={"filter_threshold": LEAST}))
    rows = [
        line.rstrip() for line in text.splitlines() if not re.search(r"Recorded:|^Program:|^\s*$|profiles\.py", line)
    ]
    return "\n".join(re.sub(r"(?<=\s)\S*/(site-packages|lib/python[\d.]+)/", "", row) for row in rows) + "\n"


def _plans(case: Case, line: Line, headers: dict[str, str]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        _ask(line, headers, 999)
    found = [f"## {case.name}: {len(asked)} queries\n"]
    for query in asked:
        sql = query["sql"]
        if sql.lstrip("( ").upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
            found.append(f"```\n{_cut(sql)}\n{_plan(sql)}\n```\n")
    return found


def _plan(sql: str) -> str:
    """As it was run, on PostgreSQL with what it took; what it wrote is undone."""
    how = "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute(f"{how} {sql}".replace("%", "%%"), [])
        except Exception as error:  # noqa: BLE001 - a statement that cannot be shown again says so
            transaction.set_rollback(True)
            return f"({type(error).__name__})"
        rows = [str(row[-1]) for row in cursor.fetchall()]
        transaction.set_rollback(True)
    return "\n".join(_cut(row) for row in rows)


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _ask(line: Line, headers: dict[str, str], number: int) -> None:
    """As the server asks the application, without the test client's own work."""
    method, target, body = line
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body.encode()), "wsgi.errors": sys.stderr, "CONTENT_LENGTH": str(len(body.encode())),
        "REMOTE_ADDR": f"10.9.{number // 250 % 250}.{number % 250}",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }  # fmt: skip
    if body:
        environ |= {"CONTENT_TYPE": "application/json", "HTTP_IDEMPOTENCY_KEY": f"profile-{os.getpid()}-{number:09}"}
    response = application(environ, lambda *_: None)
    for _ in response:
        pass
    if hasattr(response, "close"):
        response.close()


application = WSGIHandler()

if __name__ == "__main__":
    sys.exit(main())
