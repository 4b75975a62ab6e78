"""What is asked for: random but repeatable requests over the whole city."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from benchmarks import sessions
from cogov.contexts.accounts.models import Person
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.bodies.models import Membership
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Assignment, Report
from cogov.kernel import geo
from cogov.kernel.clock import now
from cogov.kernel.text import words

REQUESTS = 3000
"""Different requests of one case; then they come round again."""

UNSEEN = 60_000
"""More reports than a run asks for."""

WINDOW = (1200, 700)
"""Pixels of a map on a desktop; tiles have 512."""

Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """`lines` gives (method, path, body); `baseline` the path of the bare stack it is compared with."""

    name: str
    lines: Callable[[random.Random], Iterator[Line]]
    baseline: str
    target: str
    headers: Callable[[], dict[str, str]] = field(default=dict)
    most: int = REQUESTS
    """Different requests at most."""
    causes: bool = False
    """Whether a request leaves work to the worker, which is waited for and charged."""


def _report_ids(dice: random.Random, count: int = REQUESTS) -> list[int]:
    """Public reports, everywhere in time; a part of the `count` that are guessed."""
    last = Report.objects.order_by("-pk").values_list("pk", flat=True)[0]
    public = Report.objects.filter(private=False, state__in=["closed", "handling", "dispatched"])
    guesses = [dice.randrange(1, last + 1) for _ in range(count)]
    found: list[int] = []
    for start in range(0, count, REQUESTS):
        found += public.filter(pk__in=guesses[start : start + REQUESTS]).values_list("pk", flat=True)
    return found


def _points(dice: random.Random) -> list[tuple[float, float]]:
    """Places where people report things, moved by up to 200 m."""
    rows = Report.objects.filter(pk__in=_report_ids(dice), lat__isnull=False).values_list("lat", "lon")
    return [(lat + dice.uniform(-2, 2) / 1000, lon + dice.uniform(-2, 2) / 1000) for lat, lon in rows]


def create(dice: random.Random) -> Iterator[Line]:
    leaves = [node for node in tree().by_code.values() if plain(node)]
    texts = list(Report.objects.exclude(text="").values_list("text", flat=True)[:500])
    for lat, lon in _points(dice):
        body = {"category": dice.choice(leaves).code, "text": dice.choice(texts), "lat": lat, "lon": lon}
        if areas.chain_at(lat, lon) is not None:
            yield "POST", "/api/v1/reports", json.dumps(body, ensure_ascii=False)


def map_at(*zooms: float) -> Callable[[random.Random], Iterator[Line]]:
    def lines(dice: random.Random) -> Iterator[Line]:
        for lat, lon in _points(dice):
            zoom = dice.choice(zooms)
            width = 360 * WINDOW[0] / 512 / 2**zoom
            height = width * WINDOW[1] / WINDOW[0] * 0.88  # Mercator at 28° north
            box = geo.Bbox(lat - height / 2, lon - width / 2, lat + height / 2, lon + width / 2)
            bbox = f"{box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}"
            yield "GET", f"/reports.geojson?bbox={bbox}&zoom={zoom}", ""

    return lines


def near(dice: random.Random) -> Iterator[Line]:
    for lat, lon in _points(dice):
        yield "GET", f"/api/v1/reports/nearby?lat={lat:.6f}&lon={lon:.6f}", ""


def pages(dice: random.Random) -> Iterator[Line]:
    for pk in _report_ids(dice):
        yield "GET", f"/reports/{pk}", ""


def unseen_pages(dice: random.Random) -> Iterator[Line]:
    """So many that hardly one is asked for twice."""
    for pk in _report_ids(dice, UNSEEN):
        yield "GET", f"/reports/{pk}", ""


def json_reports(dice: random.Random) -> Iterator[Line]:
    for pk in _report_ids(dice):
        yield "GET", f"/api/v1/reports/{pk}", ""


def search(chinese: bool) -> Callable[[random.Random], Iterator[Line]]:
    """Two words that stand together in some report, or in the names of its category and place."""

    def lines(dice: random.Random) -> Iterator[Line]:
        for row in Report.objects.filter(pk__in=_report_ids(dice)).select_related("category"):
            known = row.text + " " + (row.category.name_zh if chinese else row.category.name_en)
            found = sorted({word for word in words(known) if word.isascii() is not chinese and len(word) > 1})
            if len(found) > 1:
                yield "GET", f"/reports?q={quote(' '.join(dice.sample(found, 2)))}", ""

    return lines


def figures(dice: random.Random) -> Iterator[Line]:
    """Pages of areas and bodies, each of several years: hardly one is asked for twice within its few minutes."""
    pages = [f"/figures/areas/{info.id}" for info in areas.areas() if info.level.value != "grid"]
    pages += [f"/figures/bodies/{info.id}" for info in bodies.bodies()]
    this = now().year
    for _ in range(REQUESTS):
        yield "GET", f"{dice.choice(pages)}?year={this - dice.randrange(3)}", ""


def fixed(path: str) -> Callable[[random.Random], Iterator[Line]]:
    def lines(_dice: random.Random) -> Iterator[Line]:
        yield "GET", path, ""

    return lines


def staff() -> dict[str, str]:
    """A session of the handler whose bodies have most to do."""
    busiest = Assignment.objects.filter(done_at=None).values_list("body", flat=True)
    work: dict[int, int] = {}
    for body in busiest:
        work[body] = work.get(body, 0) + 1
    best = max(Membership.objects.filter(role="handler"), key=lambda row: work.get(row.body_id, 0))
    person = Person.objects.get(pk=best.person_id)
    return {"Cookie": sessions.header(sessions.staff(person))}


def zipped() -> dict[str, str]:
    return {"Accept-Encoding": "gzip"}


def unchanged() -> dict[str, str]:
    """Whatever state the page is in, the reader has it."""
    return {"If-None-Match": "*"}


def plain(node: object) -> bool:
    """Whether a place and a text are all that a report of this category needs."""
    row = node.row  # type: ignore[attr-defined]
    return bool(row.leaf and row.active and not row.private and row.needs_place) and not any(
        question.get("required") for question in row.questions
    )


CASES = (
    Case("map-street", map_at(16, 17), "/fifty", "≥ 300/s, p99 ≤ 60 ms, ≤ 30 KB", zipped),
    Case("map-district", map_at(13, 14), "/fifty", "≥ 300/s, p99 ≤ 60 ms, ≤ 30 KB", zipped),
    Case("map-city", map_at(9, 10, 11), "/fifty", "≥ 300/s, p99 ≤ 60 ms, ≤ 30 KB", zipped),
    Case("worklist", fixed("/desk/work"), "/fifty", "≥ 150/s, ≤ 8 queries", staff),
    Case("worklist-json", fixed("/api/v1/desk/work"), "/fifty", "≥ 400/s, ≤ 8 queries", staff),
    Case("near", near, "/fifty", "≥ 500/s"),
    Case("report", pages, "/one/7", "≥ 400/s"),
    Case("report-unseen", unseen_pages, "/one/7", "≥ 400/s", most=UNSEEN),
    Case("report-json", json_reports, "/one/7", ""),
    Case("report-304", pages, "/one/7", "≥ 1,500/s", unchanged),
    Case("search-zh", search(chinese=True), "/fifty", "≥ 150/s, p99 ≤ 80 ms"),
    Case("search-en", search(chinese=False), "/fifty", "≥ 150/s, p99 ≤ 80 ms"),
    Case("front-page", fixed("/"), "/fifty", "≥ 100/s"),
    Case("list", fixed("/reports"), "/fifty", ""),
    Case("figures", fixed("/figures"), "/fifty", "≥ 100/s, ≤ 5 queries"),
    Case("figures-parts", figures, "/fifty", "≤ 5 queries"),
    Case(  # the last, since the worker goes on with what it caused
        "create",
        create,
        "/create",
        "≥ 150/s, p99 ≤ 250 ms, ≤ 8 ms, ≤ 12 queries (SQLite ≥ 100/s, p99 ≤ 500 ms)",
        causes=True,
    ),
)
