"""URL × role × scope: who gets in where, asked of every route there is."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.reports import actions
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel.actors import Role
from tests.system.routes import Route, address, routes

pytestmark = pytest.mark.django_db

ELSEWHERE = "street"
"""A body of one street: its staff must not see what lies in another district."""


@pytest.fixture
def world(db: None) -> World:
    return build()


def values(world: World, report: int) -> dict[str, object]:
    return {
        "report": report,
        "number": report,
        "code": "lamps",
        "step": "accept",
        "rule": 1,
        "subscription": 1,
        "token": "a" * 32,
        "size": "thumb",
        "status": 404,
        "name": "road",
        "suffix": "json",
        "test": "",
        "key": 1,
        "category": "lamp",
        "area": "c1",
        "asset": "a" * 32,
        "webhook": 1,
        "message": 1,
        "update": 1,
        "voucher": 1,
        "kind": "receipt",
        "what": "limit",
        "account": 1,
        "posting": 1,
        "month": 202601,
        "suspicion": 1,
        "pool": 1,
        "body": 1,
        "incoming": 1,
        "notice": 1,
        "person": 1,
        "post": 1,
    }


def protected() -> list[Route]:
    return [route for route in routes() if route.door is not None and route.door.kind == "staff"]


def test_every_route_has_a_class() -> None:
    assert [route.name for route in routes() if route.door is None] == []


@pytest.mark.parametrize("role", [*Role.values, "resident", "anonymous"])
def test_staff_pages_open_to_exactly_the_roles_of_their_class(world: World, role: str) -> None:
    report = world.file()
    client = Client()
    if role == "resident":
        client.force_login(Person.objects.get(pk=world.actor("resident").person))
    elif role != "anonymous":
        client = at_the_desk(world, role)
    wrong = []
    for route in protected():
        assert route.door is not None
        let_in = client.get(address(route, values(world, report.pk))).status_code not in (302, 401, 403)
        allowed = role in {one.value for one in route.door.roles}
        if let_in and not allowed:
            wrong.append(route.name)
    assert wrong == []


@pytest.mark.parametrize("role", Role.values)
def test_a_private_report_of_another_area_does_not_exist_for_any_role(world: World, role: str) -> None:
    report = world.file(at="c2222", category="noise")
    client = at_the_desk(world, f"{role}:{ELSEWHERE}")
    for path in (f"/reports/{report.pk}", f"/desk/reports/{report.pk}", f"/desk/reports/{report.pk}?contact=1"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("role", ["reviewer", "dispatcher", "handler", "inspector", "supervisor"])
def test_a_report_of_another_area_cannot_be_worked_on(world: World, role: str) -> None:
    report = world.file(at="c2222")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    client = at_the_desk(world, f"{role}:{ELSEWHERE}")
    report.refresh_from_db()
    before = (report.state, report.journal_seq)
    for step in (
        "reject",
        "ask",
        "merge",
        "dispatch",
        "return",
        "start",
        "resolve",
        "confirm",
        "reopen",
        "note",
        "redact",
        "split",
    ):
        form = {
            "key": f"a-stranger-tries-{step}-0",
            "text_zh": "话",
            "text": "话",
            "body": world.bodies["roads"],
            "into": 1,
            "category": "road",
        }
        assert client.post(f"/desk/reports/{report.pk}/{step}", form).status_code in (403, 404, 409, 422), step
    report.refresh_from_db()
    assert (report.state, report.journal_seq) == before
