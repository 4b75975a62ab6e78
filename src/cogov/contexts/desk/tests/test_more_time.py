"""Another date is news: for the resident who waits, and for the office that asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cogov.contexts.desk.models import Notice
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.parametrize(("approve", "reporter_hears"), [(True, True), (False, False)])
def test_what_was_decided_on_more_time_is_told(world: World, approve: bool, reporter_hears: bool) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    worker.drain()
    Notice.objects.all().delete()
    due = Report.objects.get(pk=report.pk).due_at
    assert due is not None
    handler = world.actor("handler:lamps")
    request = actions.ask_time(
        report=report.pk, by=handler, what="extension", until=due + timedelta(hours=8), reason=Said("等配件", "A part")
    )
    worker.drain()
    assert not Notice.objects.exists()
    answer = Said() if approve else Said("理由不足", "Not enough")
    actions.decide_time(request=request.pk, by=world.actor("supervisor:lamps"), approve=approve, answer=answer)
    worker.drain()
    told = {notice.person_id: notice for notice in Notice.objects.all()}
    assert handler.person in told
    assert (world.people["resident"] in told) is reporter_hears
