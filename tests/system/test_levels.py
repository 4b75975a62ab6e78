"""City, district, street, community: each sees its own subtree and only that; matters go to the lowest that can."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.bodies.tests.levels import four_levels
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel.ids import token

pytestmark = pytest.mark.django_db

LEVELS = {"city": "hall", "district": "east", "street": "east-street", "community": "east-home"}
INSIDE = {"city": "c2211", "district": "c1211", "street": "c1121", "community": "c1111"}
"""A place at the edge of each subtree, in no narrower one of these."""
OUTSIDE = {"district": "c2211", "street": "c1211", "community": "c1121"}
"""The nearest place that is not of it."""
STEPS = ("accept", "reject", "ask", "merge", "dispatch", "start", "resolve", "confirm", "note", "split")
ROLES = ("reviewer", "dispatcher", "supervisor")
"""Those that see private reports of their area."""


@pytest.fixture
def world(db: None) -> World:
    return four_levels(build())


def seen(client: Client, report: Report) -> set[str]:
    """Addresses that open the private report, as a page or through the API."""
    paths = (f"/desk/reports/{report.pk}", f"/reports/{report.pk}", f"/api/v1/reports/{report.pk}",
             f"/desk/search?q={report.pk}")  # fmt: skip
    return {path for path in paths if client.get(path).status_code in (200, 302)}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", LEVELS)
def test_each_level_sees_the_private_reports_of_its_own_subtree(world: World, level: str, role: str) -> None:
    report = world.file(at=INSIDE[level], category="noise")
    client = at_the_desk(world, f"{role}:{LEVELS[level]}")
    assert client.get(f"/desk/reports/{report.pk}").status_code == 200
    assert client.get(f"/desk/search?q={report.pk}").status_code == 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", OUTSIDE)
def test_and_none_of_another_subtree(world: World, level: str, role: str) -> None:
    report = world.file(at=OUTSIDE[level], category="noise")
    client = at_the_desk(world, f"{role}:{LEVELS[level]}")
    assert seen(client, report) <= {f"/desk/search?q={report.pk}"}
    assert f"/desk/reports/{report.pk}" not in client.get(f"/desk/search?q={report.pk}").content.decode()


@pytest.mark.parametrize("level", OUTSIDE)
def test_nothing_of_another_subtree_can_be_worked_on(world: World, level: str) -> None:
    report = world.file(at=OUTSIDE[level])
    before = (report.state, report.journal_seq)
    for role in (*ROLES, "handler", "inspector"):
        client = at_the_desk(world, f"{role}:{LEVELS[level]}")
        for step in STEPS:
            form = {"key": token(), "text_zh": "话", "body": world.bodies[LEVELS[level]], "into": 1}
            assert client.post(f"/desk/reports/{report.pk}/{step}", form).status_code in (403, 404, 409, 422), step
    report.refresh_from_db()
    assert (report.state, report.journal_seq) == before


@pytest.mark.parametrize("level", LEVELS)
def test_the_queues_of_a_level_hold_its_own_subtree_only(world: World, level: str) -> None:
    inside = world.file(at=INSIDE[level])
    outside = world.file(at=OUTSIDE[level], by=world.actor("neighbour")) if level in OUTSIDE else None
    page = at_the_desk(world, f"reviewer:{LEVELS[level]}").get("/desk/review").content.decode()
    assert f"/desk/reports/{inside.pk}?" in page
    assert outside is None or f"/desk/reports/{outside.pk}?" not in page


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_has_its_own_desk_and_its_own_name_in_public(world: World, level: str) -> None:
    code = LEVELS[level]
    page = at_the_desk(world, f"reviewer:{code}").get("/desk", headers={"accept-language": "en"}).content.decode()
    assert f"{code} office" in page
    public = Client().get(f"/bodies/{code}", headers={"accept-language": "en"})
    assert public.status_code == 200
    assert f"{code} office" in public.content.decode()


@pytest.mark.parametrize("code", ["east", "east-street", "east-home"])
def test_an_administrator_of_a_level_looks_after_its_own_bodies_only(world: World, code: str) -> None:
    client = at_the_desk(world, f"admin:{code}")
    for other in ("hall", "west", "west-street", "west-home"):
        for path in (f"/desk/bodies/{other}", f"/desk/bodies/{other}/members", f"/desk/bodies?under={other}"):
            assert client.get(path).status_code == 404, path
    assert client.get(f"/desk/bodies/{code}/members").status_code == 200


@pytest.mark.parametrize(
    ("place", "body"), [("c1111", "east-home"), ("c1121", "east-street"), ("c1211", "hall"), ("c2211", "hall")]
)
def test_a_matter_goes_to_the_lowest_level_that_can_answer(world: World, place: str, body: str) -> None:
    report = world.file(at=place, category="rubbish")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    assert report.body_id == world.bodies[body]
