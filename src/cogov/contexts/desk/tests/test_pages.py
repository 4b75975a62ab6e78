"""The engine room: for administrators only, with words instead of silence."""

from __future__ import annotations

import pytest

from cogov.contexts.desk.models import Message
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build, contact
from cogov.kernel import journal, worker
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_fact_that_could_not_be_digested_is_shown_and_can_be_tried_again(world: World) -> None:
    world.file()
    Delivery.objects.update(dead_at=now(), attempts=36, error="ConnectionError: mail server away")
    admin = at_the_desk(world, "admin")
    page = admin.get("/desk/deliveries").content.decode()
    assert "mail server away" in page
    admin.post("/desk/deliveries", {"delivery": Delivery.objects.values_list("pk", flat=True)[0]})
    assert Delivery.objects.filter(dead_at=None).count() == 1
    assert "kernel.delivery_requeued" in journal.kinds()


def test_a_letter_that_failed_for_good_is_shown_without_its_address_and_can_be_tried_again(world: World) -> None:
    world.file(by=world.actor("anonymous"), contact=contact())
    worker.drain()
    Message.objects.update(state="failed", attempts=6, error="550 no such mailbox")
    admin = at_the_desk(world, "admin")
    page = admin.get("/desk/messages").content.decode()
    assert "550 no such mailbox" in page
    assert "ming@example.org" not in page
    admin.post("/desk/messages", {"message": Message.objects.get().pk})
    assert Message.objects.get().state == "waiting"


@pytest.mark.parametrize("address", ["/desk/messages", "/desk/deliveries"])
@pytest.mark.parametrize("who", ["reviewer", "auditor", "handler:lamps"])
def test_others_have_no_business_in_the_engine_room(world: World, address: str, who: str) -> None:
    assert at_the_desk(world, who).get(address).status_code in (302, 403)
