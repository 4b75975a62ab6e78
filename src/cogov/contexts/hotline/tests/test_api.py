"""A call through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cogov.contexts.hotline.models import Call
from cogov.contexts.hotline.tests.factories import NUMBER, community, known, ringing
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import TEXT, World
from cogov.kernel.ids import token

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(world: World) -> Client:
    return at_the_desk(world, "operator")


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or token()}
    return client.post(f"/api/v1/desk/calls{path}", body or {}, content_type="application/json", headers=headers)


def test_a_call_is_taken_looked_at_and_filed(world: World, operator: Client) -> None:
    known(world)
    call = ringing(world)
    waiting = operator.get("/api/v1/desk/calls").json()["calls"]
    assert [(one["id"], NUMBER in one["contact"]) for one in waiting] == [(call.pk, False)]
    assert post(operator, f"/{call.pk}/take").json()["state"] == "open"
    assert operator.get(f"/api/v1/desk/calls/{call.pk}").json()["name"] == "周桂兰"
    found = operator.get(f"/api/v1/desk/calls/{call.pk}/look", {"text": TEXT, "place": community(world)}).json()
    assert found["kinds"][0]["code"] == "lamp"
    body = {"text": TEXT, "kind": found["kinds"][0]["code"], "place": community(world)}
    key = token()
    first, again = (post(operator, f"/{call.pk}/file", body, key) for _ in range(2))
    assert (first.status_code, first.json()["outcome"], again.json()["replayed"]) == (200, "filed", True)
    assert Report.objects.get().pk == first.json()["report"]


def test_what_may_be_known_is_asked_about_first(world: World, operator: Client) -> None:
    report = world.file(at="c111")
    call = post(operator, "", {"about": NUMBER}).json()["id"]
    body = {"text": TEXT, "kind": "lamp", "place": community(world)}
    assert post(operator, f"/{call}/file", body).status_code == 409
    assert post(operator, f"/{call}/file", body | {"known": [report.pk]}).status_code == 200


def test_only_the_operator_of_the_call_gets_near_it(world: World, operator: Client) -> None:
    call = post(operator, "", {"about": NUMBER}).json()["id"]
    colleague = at_the_desk(world, "operator:lamps")
    assert colleague.get(f"/api/v1/desk/calls/{call}").status_code == 404
    for step, body in (("file", {"text": TEXT, "kind": "lamp"}), ("end", {"outcome": "advised"})):
        assert post(colleague, f"/{call}/{step}", body).status_code == 404, step
    assert at_the_desk(world, "reviewer").get("/api/v1/desk/calls").status_code == 403
    assert Call.objects.get().state == "open"


def test_ending_and_connecting_through_the_api(world: World, operator: Client) -> None:
    call = post(operator, "", {}).json()["id"]
    assert post(operator, f"/{call}/connect", {"body": "lamps"}).status_code == 422
    assert post(operator, f"/{call}/promise", {"due_at": "soon"}).status_code == 422
    assert post(operator, f"/{call}/end", {"outcome": "advised"}).json()["state"] == "ended"
    assert post(operator, f"/{call}/end", {"outcome": "advised"}).status_code == 409
