"""Pictures of the front page: the newest that everybody may see, found from the photos on."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cogov.contexts.media.tests.factories import asset, small
from cogov.contexts.reports import front
from cogov.contexts.reports.models import Attachment, Outcome, Report, State
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db
Kind = Attachment.Kind


def reported(world: World, *kinds: Kind, hidden: bool = False, **values: object) -> int:
    """A report that has been released, with a photo of each kind."""
    report = world.file().pk
    Report.objects.filter(pk=report).update(**{"released_at": now(), **values})
    for kind in kinds:
        shown = asset(claimed=report, drawn=small(Attachment.objects.count()))
        Attachment.objects.create(report_id=report, asset=shown, kind=kind, at=now(), hidden=hidden)
    return report


def mended(world: World, *kinds: Kind, **more: bool) -> int:
    return reported(world, *kinds, state=State.CLOSED, outcome=Outcome.FIXED, closed_at=now(), **more)  # type: ignore[arg-type]


def test_the_newest_with_a_photo_come_first_and_others_fill_the_rows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "PICTURED", 3)
    old, two = reported(world, Kind.REPORT), reported(world, Kind.REPORT, Kind.REPORT)
    plain = reported(world)
    assert [card.id for card in front.pictured()] == [two, old, plain]
    newest = reported(world, Kind.REPORT)
    assert [card.id for card in front.pictured()] == [newest, two, old]
    assert all(card.photo for card in front.pictured())


def test_what_not_everybody_may_see_is_not_on_the_front_page(world: World) -> None:
    shown = reported(world, Kind.REPORT)
    private, early = reported(world, Kind.REPORT, private=True), reported(world, Kind.REPORT, released_at=None)
    covered = reported(world, Kind.REPORT, hidden=True)
    cards = front.pictured()
    assert private not in [card.id for card in cards]
    assert early not in [card.id for card in cards]
    assert [card.id for card in cards if card.photo] == [shown]
    assert covered in [card.id for card in cards]  # its text may be read


def test_a_repair_was_seen_before_and_after_and_is_done(world: World) -> None:
    first, second = mended(world, Kind.REPORT, Kind.AFTER), mended(world, Kind.BEFORE, Kind.AFTER)
    mended(world, Kind.AFTER)
    mended(world, Kind.REPORT)
    mended(world, Kind.REPORT, Kind.AFTER, hidden=True)
    reported(world, Kind.REPORT, Kind.AFTER)
    found = front.repairs()
    assert [repair.card.id for repair in found] == [second, first]
    assert all(repair.before != repair.after for repair in found)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of a small table PostgreSQL uses any index, and rightly")
def test_without_a_photo_no_report_is_looked_through_for_one(world: World) -> None:
    reported(world)
    with CaptureQueriesContext(connection) as asked:
        front.repairs()
        front.pictured()
    photos = [one["sql"] for one in asked.captured_queries if 'FROM "reports_attachment"' in one["sql"]]
    assert photos
    with connection.cursor() as cursor:
        for sql in photos[:2]:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            plan = "\n".join(row[-1] for row in cursor.fetchall())
            assert "reports_attachment_newest" in plan
            assert not re.search("SCAN (U0|reports_report)", plan), plan
