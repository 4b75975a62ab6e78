"""The demo city in the database: ground, offices, people, months of reports, the last ones through the real actions."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cogov.contexts.areas.models import Area
from cogov.contexts.reports import finding
from cogov.demo.bodies import build_offices
from cogov.demo.geography import build_city
from cogov.demo.load import (
    answers,
    calls,
    figures,
    goods,
    ground,
    live,
    messages,
    plans,
    points,
    quarrels,
    times,
    treasury,
    truth,
)
from cogov.demo.load.crowd import Crowd
from cogov.demo.load.pictures import MANY, Album
from cogov.demo.load.replay import Stage
from cogov.demo.load.reports import Loader
from cogov.demo.people import PERSONA_RESIDENTS
from cogov.demo.stories import Setting, Story, Truth, tell
from cogov.demo.stories.rhythm import DAYS
from cogov.kernel import guards
from cogov.kernel.cached import forget_all
from cogov.kernel.clock import now

LIVE = 24
"""Newest reports that go through the real actions: a fraction of a second each, and enough for a busy desk."""
KEPT = ("basemap", "demo", "media")
"""Folders of COGOV_DATA that belong to the city."""


def build(*, seed: int, reports: int, progress: Callable[[int], None], fresh: bool = False) -> bool:
    """Build the city of this seed with so many reports; about 20 s for 4,000.

    False, and nothing done, where a city stands already; `fresh` clears it away first.
    """
    if Area.objects.exists():
        if not fresh:
            return False
        clear()
    moment = now().replace(microsecond=0)
    since = moment - timedelta(days=DAYS + 30)
    album = Album()
    if reports >= MANY:
        album.begin()
    city = build_city(seed)
    offices = build_offices(city.division, seed)
    ground.write_maps(city)
    laid = ground.lay(city, offices, since)
    crowd = Crowd(laid, offices, seed, since)
    stage = Stage(laid, crowd, offices.router(), moment, {})
    folder = Path(settings.DATA) / "demo"
    loader = Loader(stage, album, progress)
    with truth.TruthFile(folder) as file:
        _tell(stage, loader, Setting(city, offices, seed, moment, reports), file)
    progress(min(LIVE, reports // 10))
    truth.write_paces(folder, offices)
    crowd.welcome(PERSONA_RESIDENTS, since)
    crowd.save_personas()
    times.close_for_a_day(moment)
    times.ask_and_decide()
    calls.add(crowd, laid.bodies, answers.add(laid.bodies, seed, moment), seed, moment)
    figures.count()
    personas = [person for index in PERSONA_RESIDENTS if (person := crowd.resident(index)) is not None]
    points.earn(moment, personas)
    supervisors = [actor.person for actor in (crowd.staff("water", "supervisor", 0),) if actor.person is not None]
    messages.add(crowd, laid.bodies, personas, supervisors, moment)
    goods.add(crowd, laid.bodies, personas, seed, moment)
    treasury.fill(crowd, seed, since, moment)
    treasury.advertise(seed, since, moment)
    plans.add(crowd, laid.bodies)
    quarrels.add(personas, moment)
    return True


def clear() -> None:
    """Empty every table and the city's folders. The journal's guards stand aside for it: only a demo may do so."""
    if not settings.DEMO:
        raise RuntimeError("only a demo city is ever cleared away")
    guards.remove(connection)
    try:
        call_command("flush", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            # The search table is no model's, so `flush` does not know it.
            cursor.execute(f"DELETE FROM {finding.table.name}")
    finally:
        guards.install(connection)
    for name in KEPT:
        shutil.rmtree(Path(settings.DATA) / name, ignore_errors=True)
    forget_all()


def _tell(stage: Stage, loader: Loader, setting: Setting, file: truth.TruthFile) -> None:
    """All stories by bulk but the last few, which happen now."""
    last: deque[tuple[Story, Truth]] = deque()
    kept = min(LIVE, setting.reports // 10)
    with finding.table.in_bulk():
        for told in tell(setting):
            last.append(told)
            if len(last) > kept:
                story, hidden = last.popleft()
                file.add(loader.take(story), hidden)
        loader.finish()
    stories = [story for story, _ in last]
    people = [story.reporter for story in stories if story.reporter is not None]
    stage.crowd.welcome(people, _start(stories, stage.now))
    for (_, hidden), report in zip(last, live.file_all(stage, stories), strict=True):
        file.add(report, hidden)


def _start(stories: list[Story], moment: datetime) -> datetime:
    return stories[0].filed_at if stories else moment
