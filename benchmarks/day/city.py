"""What the load is about: places, words, pages, sessions of staff; at the end, what the database knows of it."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.db import Error, close_old_connections
from django.db.models import Count
from PIL import Image

from benchmarks import sessions
from benchmarks.cases import WINDOW, plain
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies.models import Membership
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Assignment, Report
from cogov.kernel import deliveries, geo
from cogov.kernel.actors import Role
from cogov.kernel.ids import digest
from cogov.kernel.models import Entry

KNOWN = 400
"""Public reports whose pages are read; as many places are looked at."""
OFFICERS = {Role.REVIEWER: 19, Role.INSPECTOR: 40, Role.HANDLER: 600}
"""Sessions of staff at most."""
SEARCHED = ("路灯", "积水 路面", "噪声", "street lamp", "rubbish", "井盖", "垃圾 没人收", "parking")
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Officer:
    """`headers` are those of a browser that is signed in; a set, since its cookies change."""

    person: int
    body: int
    cookies: dict[str, str]


@dataclass(frozen=True, slots=True)
class City:
    """`paths` by kind of page."""

    paths: dict[str, list[str]]
    reports: list[dict[str, object]]
    photos: list[bytes]
    officers: dict[str, list[Officer]]
    last: tuple[int, int]
    """The newest report and the newest entry of the journal before the day."""


def look(dice: random.Random) -> City:
    last = Report.objects.order_by("-pk").values_list("pk", flat=True)[0]
    public = Report.objects.filter(private=False, released_at__isnull=False, lat__isnull=False)
    rows = list(public.order_by("-pk").values_list("pk", "lat", "lon", "text")[: KNOWN * 4])
    rows = dice.sample(rows, min(KNOWN, len(rows)))
    spots = [(lat + dice.uniform(-2, 2) / 1000, lon + dice.uniform(-2, 2) / 1000) for _pk, lat, lon, _text in rows]
    leaves = [node.code for node in tree().by_code.values() if plain(node)]
    texts = [text for *_rest, text in rows if text] or ["路灯不亮"]
    bodies = [
        {"category": dice.choice(leaves), "text": dice.choice(texts), "lat": lat, "lon": lon}
        for lat, lon in spots if areas.chain_at(lat, lon) is not None
    ]  # fmt: skip
    paths = {
        "map": [_map(lat, lon, zoom) for lat, lon in spots for zoom in (10, 14, 16)],
        "list": ["/", "/reports", *(f"/reports?area={info.id}" for info in areas.areas()[:100])],
        "report": [f"/reports/{pk}" for pk, *_rest in rows],
        "search": [f"/reports?q={quote(words)}" for words in SEARCHED],
        "figures": ["/figures", *(f"/figures/areas/{info.id}" for info in areas.areas() if info.level != "grid")][:60],
        "near": [f"/api/v1/reports/nearby?lat={lat:.6f}&lon={lon:.6f}" for lat, lon in spots],
        "style": ["/static/dist/cogov.css", "/static/dist/app.js"],
    }
    entry = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return City(paths, bodies, [_photo(dice) for _ in range(4)], _officers(dice), (last, entry))


def open_work() -> dict[int, int]:
    """Body → reports on its worklist. One query."""
    rows = Assignment.objects.filter(done_at=None).order_by().values_list("body").annotate(Count("pk"))
    return dict(rows)


def backlog() -> tuple[int, float]:
    """(deliveries waiting, age of the oldest in seconds); nothing waits in a database that is away."""
    close_old_connections()
    try:
        stats = deliveries.stats()
    except Error:
        return -1, 0.0
    return stats.waiting, stats.lag


def lost_and_doubled(
    last: tuple[int, int], filed: dict[str, tuple[int, str]], steps: Iterable[tuple[int, str]]
) -> Iterator[str]:
    """What was acknowledged and is not there exactly once. `filed`: mark → (id, receipt); `steps`: (report, kind)."""
    known = {number: mark for mark, (number, _code) in filed.items()}
    there: Counter[str] = Counter()
    for row in Report.objects.filter(pk__gt=last[0]).values_list("pk", "text", "receipt").iterator(CHUNK):
        mark = row[1].rpartition(" #")[2]
        there[mark] += 1
        if row[0] in known and digest(filed[known[row[0]]][1]) != row[2]:
            yield f"report {row[0]}: another receipt than was told"
    for mark, (number, _code) in filed.items():
        if not there[mark]:
            yield f"report {number} was acknowledged and is not there"
    yield from (f"{times} reports of one sending: {mark}" for mark, times in there.items() if times > 1)
    yield from _missing_steps(last[1], steps)


def verify() -> int:
    """Findings of `cogov journal verify`."""
    done = subprocess.run(
        [sys.executable, "-m", "cogov.cli", "journal", "verify", "--json"], capture_output=True, text=True, check=False
    )
    return int(json.loads(done.stdout)["findings"]) if done.stdout else -1


def _missing_steps(last: int, steps: Iterable[tuple[int, str]]) -> Iterator[str]:
    wanted = Counter(steps)
    ids = sorted({report for report, _kind in wanted})
    there: Counter[tuple[int, str]] = Counter()
    for begin in range(0, len(ids), CHUNK):
        rows = Entry.objects.filter(
            pk__gt=last, subject_type="reports.report", subject_id__in=ids[begin : begin + CHUNK]
        )
        there.update(rows.values_list("subject_id", "kind"))
    for step, times in wanted.items():
        if there[step] != times:
            yield f"{step[1]} of report {step[0]}: {times} acknowledged, {there[step]} in the journal"


def _officers(dice: random.Random) -> dict[str, list[Officer]]:
    found: dict[str, list[Officer]] = {}
    for role, most in OFFICERS.items():
        rows = list(Membership.objects.filter(role=role, until=None).select_related("person").order_by("pk"))
        dice.shuffle(rows)
        found[role.value] = [Officer(row.person_id, row.body_id, sessions.staff(row.person)) for row in rows[:most]]
    return found


def _map(lat: float, lon: float, zoom: int) -> str:
    width = 360 * WINDOW[0] / 512 / 2**zoom
    height = width * WINDOW[1] / WINDOW[0] * 0.88  # Mercator at 28° north
    box = geo.Bbox(lat - height / 2, lon - width / 2, lat + height / 2, lon + width / 2)
    return f"/reports.geojson?bbox={box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}&zoom={zoom}"


def _photo(dice: random.Random) -> bytes:
    """As a phone sends it after making it smaller: 1280 × 960, some 150 KB."""
    small = Image.frombytes("RGB", (160, 120), dice.randbytes(160 * 120 * 3))
    out = io.BytesIO()
    small.resize((1280, 960), Image.Resampling.BICUBIC).save(out, "JPEG", quality=70)
    return out.getvalue()


def session_cookie() -> str:
    return str(settings.SESSION_COOKIE_NAME)
