"""Calls of the demo city."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World, build
from cogov.demo.load import calls
from cogov.kernel.actors import Channel
from cogov.kernel.clock import now


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_no_call_came_after_the_moment_of_the_city_however_long_it_takes_to_build(world: World) -> None:
    moment = now()
    report = world.file()
    Report.objects.filter(pk=report.pk).update(channel=Channel.PHONE, filed_at=moment + timedelta(minutes=5))

    [(at, _outcome, more)] = calls._filed(moment)

    assert more == {"report": report.pk}
    assert at < moment
