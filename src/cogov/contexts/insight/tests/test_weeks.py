"""Reports of the week: made once, on Monday morning, for those who lead, and as they were told then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from cogov.contexts.desk.models import Notice
from cogov.contexts.insight import actions as insight
from cogov.contexts.insight import folding, weekly
from cogov.contexts.insight.models import Case, Weekly
from cogov.contexts.reports import actions
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db

WEDNESDAY = "2026-03-11T04:00:00+00:00"
MONDAY = date(2026, 3, 9)


@pytest.fixture
def told(db: None) -> World:
    """A week with two reports, one closed, one late; it is Monday, nine o'clock in the city."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        world = build()
        world.actor("leader")
        report = world.file()
        world.file(category="road")
        actions.accept(report=report.pk, by=world.actor("reviewer"))
        actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
        actions.confirm(report=report.pk, by=world.actor("resident"))
        clock.shift(timedelta(days=4, hours=21))
        insight.report_weeks()
    return world


def test_the_week_tells_what_came_what_was_closed_and_what_became_late(told: World) -> None:
    row = Weekly.objects.get()
    data = row.data
    assert (row.area_id, row.week) == (told.areas["c"], MONDAY)
    counts = {name: data[name] for name in ("filed", "filed_before", "closed", "in_time", "due", "open", "late")}
    assert counts == {"filed": 2, "filed_before": 0, "closed": 1, "in_time": 1, "due": 1, "open": 1, "late": 1}
    assert data["became_late"] == 1
    assert {one["code"]: one["filed"] for one in data["kinds"]} == {"lamp": 1, "road": 1}
    districts = {one["id"]: one["filed"] for one in data["parts"] if one["kind"] == "area"}
    assert districts == {told.areas["c1"]: 2}


def test_a_week_is_made_once_and_its_leaders_are_told_once(told: World) -> None:
    with time_machine.travel("2026-03-16T02:00:00+00:00", tick=False):
        assert insight.report_weeks() == []
    assert Weekly.objects.count() == 1
    assert list(Notice.objects.filter(occasion__startswith="insight:week").values_list("person", flat=True)) == [
        told.people["leader"]
    ]
    (entry,) = journal.history(Weekly.objects.get())
    assert entry.kind == "insight.week_reported"


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-03-15T22:59:00+00:00", date(2026, 3, 2)),  # Monday 06:59 in the city
        ("2026-03-15T23:00:00+00:00", date(2026, 3, 9)),  # 07:00
        ("2026-03-21T12:00:00+00:00", date(2026, 3, 9)),  # the machine was off until Saturday
    ],
)
def test_last_week_is_told_from_monday_morning_on(moment: str, week: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert weekly.last_week() == week


def test_what_is_decided_later_does_not_change_what_was_told(told: World) -> None:
    before = Weekly.objects.get().data
    actions.withdraw(report=Case.objects.get(category="road").report, by=told.actor("resident"))
    folding.fold()
    assert Weekly.objects.get().data == before


def test_only_the_machine_makes_a_report(world: World) -> None:
    with pytest.raises(Forbidden):
        insight.report_week(area=world.areas["c"], week=MONDAY, by=Actor())


def test_page_and_paper_are_for_those_who_lead_the_area_or_one_above(told: World) -> None:
    row = Weekly.objects.get()
    leader = at_the_desk(told, "leader")
    assert str(row.pk) in leader.get("/desk/weeks").content.decode()
    assert leader.get(f"/desk/weeks/{row.pk}").status_code == 200
    paper = leader.get(f"/desk/weeks/{row.pk}.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    elsewhere = at_the_desk(told, "leader:street")
    assert elsewhere.get(f"/desk/weeks/{row.pk}").status_code == 404
    assert at_the_desk(told, "handler").get("/desk/weeks").status_code == 403


def test_strangers_see_no_report_of_a_week(client: Client, told: World) -> None:
    assert client.get("/desk/weeks").status_code in (302, 403)
