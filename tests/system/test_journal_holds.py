"""After a report's whole life the journal verifies, and a checkpoint proves each step of it."""

from __future__ import annotations

import pytest

from cogov.contexts.reports import actions
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World, build, contact
from cogov.kernel import clocks, journal, worker
from cogov.kernel.checkpoints import checkpoint, holds, prove
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_whole_life_verifies_and_is_proved(world: World) -> None:
    reviewer, handler = world.actor("reviewer"), world.actor("handler:lamps")
    before = set(Verification().findings())  # the world of the tests is laid out without journal
    report = world.file(by=world.actor("anonymous"), contact=contact())
    actions.accept(report=report.pk, by=reviewer)
    actions.resolve(report=report.pk, by=handler, text=Said("好了"))
    worker.drain()
    clocks.tick()
    made = checkpoint()
    assert set(Verification().findings()) == before
    assert not [one for one in before if one.subject_type == "reports.report"]
    report.refresh_from_db()
    story = journal.history(report)
    assert len(story) >= 4
    for entry in story:
        proof = prove(entry.pk)
        assert holds(proof)
        assert proof.root in {one.root for one in made}
