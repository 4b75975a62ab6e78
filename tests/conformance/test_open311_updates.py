"""FixMyStreet's servicerequestupdates: what happened to requests, read and sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from cogov.contexts.reports import actions
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.models import ApiKey, Report, Update
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests import open311_forms as forms
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now

FORMS = ("json", "xml")
ADDRESS = "/open311/v2/servicerequestupdates"


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def lived(world: World) -> Report:
    """A lamp that was mended, found still dark, given up and closed."""
    report = world.file()
    handler = world.actor("handler:lamps")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.start(report=report.pk, by=handler)
    actions.note(report=report.pk, by=handler, text=Said(en="Secret note among staff"))
    actions.note(report=report.pk, by=handler, text=Said(en="A ladder is coming"), public=True)
    actions.resolve(report=report.pk, by=handler, text=Said(en="New bulb"))
    actions.reopen(report=report.pk, by=world.actor("inspector"), reason=Said(en="Still dark"))
    actions.resolve(report=report.pk, by=handler, outcome="unfixed", text=Said(en="The pole is rotten"))
    actions.confirm(report=report.pk, by=world.actor("inspector"))
    return report


@pytest.mark.parametrize("form", FORMS)
def test_public_steps_are_told_in_order_with_their_status(client: Client, lived: Report, form: str) -> None:
    rows = forms.of(client.get(f"{ADDRESS}.{form}"))

    assert [(row["status"], row["description"]) for row in rows] == [
        ("investigating", "Accepted"),
        ("action_scheduled", "Handed over"),
        ("in_progress", "Work has begun"),
        ("in_progress", "A ladder is coming"),
        ("in_progress", "New bulb"),
        ("open", "Still dark"),
        ("in_progress", "The pole is rotten"),
        ("no_further_action", "Checked and closed"),
    ]
    assert {row["service_request_id"] for row in rows} == {str(lived.pk)}
    assert len({row["update_id"] for row in rows}) == len(rows)
    assert "Secret" not in str(rows)


def test_the_xml_is_named_as_fixmystreet_reads_it(client: Client, lived: Report) -> None:
    from defusedxml.ElementTree import fromstring

    root = fromstring(client.get(f"{ADDRESS}.xml").content)

    assert root.tag == "service_request_updates"
    assert {child.tag for child in root} == {"request_update"}


def test_a_fix_that_was_checked_is_fixed(client: Client, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said(en="New bulb"))
    actions.confirm(report=report.pk, by=world.actor("inspector"))

    assert client.get(f"{ADDRESS}.json").json()[-1]["status"] == "fixed"


def test_updates_are_chosen_by_time_and_page(client: Client, lived: Report) -> None:
    def found(**params: object) -> int:
        return len(client.get(f"{ADDRESS}.json", params).json())

    hour = timedelta(hours=1)
    assert found(start_date=(now() - hour).isoformat(), end_date=(now() + hour).isoformat()) == 8
    assert found(start_date=(now() + hour).isoformat()) == 0
    assert found(end_date=(now() - hour).isoformat()) == 0
    assert (found(page_size=3), found(page=3, page_size=3)) == (3, 2)
    assert client.get(f"{ADDRESS}.json", {"start_date": "x"}).status_code == 400


def test_updates_of_what_is_private_or_hidden_are_not_told(client: Client, world: World) -> None:
    private, public = world.file(category="noise"), world.file()
    reviewer = world.actor("reviewer")
    for report in (private, public):
        actions.accept(report=report.pk, by=reviewer)
        actions.note(report=report.pk, by=reviewer, text=Said(en=f"Word of {report.pk}"), public=True)
    update = Update.objects.get(report=public, kind="public")
    actions.hide_item(report=public.pk, what="update", item=update.pk, by=reviewer)

    rows = client.get(f"{ADDRESS}.json").json()

    assert {row["service_request_id"] for row in rows} == {str(public.pk)}
    assert "Word of" not in str(rows)


def test_many_updates_cost_few_queries(client: Client, lived: Report, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        client.get(f"{ADDRESS}.json")


@pytest.fixture
def post(client: Client, world: World, key: tuple[ApiKey, str]) -> Any:
    def send(form: str = "json", **fields: Any) -> HttpResponse:
        data = {"api_key": key[1], "status": "OPEN", "updated_datetime": now().isoformat(), "update_id": "fms-77"}
        return client.post(f"{ADDRESS}.{form}", data | fields)

    return send


@pytest.mark.parametrize("form", FORMS)
def test_an_update_of_a_resident_waits_for_the_reviewer(post: Any, world: World, form: str) -> None:
    report = world.file()

    response = post(form, service_request_id=report.pk, description="It is worse now", email="a@example.org")

    [row] = forms.of(response)
    update = Update.objects.get(kind="comment")
    assert row["update_id"].startswith(f"{report.pk}-")
    assert (update.text_en, update.hidden, update.author_id) == ("It is worse now", True, None)
    assert "a@example.org" not in str(list(Update.objects.values()))


def test_an_update_sent_again_is_taken_once(post: Any, world: World) -> None:
    report = world.file()

    answers = [post(service_request_id=report.pk, description="Worse") for _ in range(2)]
    other = post(service_request_id=report.pk, description="Worse", update_id="fms-78")

    assert answers[0].json() == answers[1].json() != other.json()
    assert Update.objects.count() == 2


def test_that_a_resident_calls_it_done_is_told_and_not_done(post: Any, world: World) -> None:
    report = world.file()

    post(service_request_id=report.pk, description="Thanks", status="FIXED", media_url="https://example.org/p.jpg")

    text = Update.objects.get().text_en
    assert Report.objects.get().state == "received"
    assert "says that it is done" in text
    assert "https://example.org/p.jpg" in text


def test_a_bodys_own_system_moves_the_case_on(post: Any, client: Client, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    _row, secret = keys.make_key(
        by=SYSTEM, label="Works system", contact="w@example.org", role=Role.HANDLER, body=world.bodies["lamps"]
    )

    post(service_request_id=report.pk, api_key=secret, status="IN_PROGRESS", description="On our way", update_id="1")
    post(service_request_id=report.pk, api_key=secret, status="FIXED", description="New bulb", update_id="2")

    report.refresh_from_db()
    assert (report.state, report.outcome) == ("resolved", "fixed")
    said = [row["description"] for row in client.get(f"{ADDRESS}.json").json()]
    assert said[-2:] == ["On our way", "New bulb"]


def test_another_bodys_system_may_not(post: Any, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    _row, secret = keys.make_key(
        by=SYSTEM, label="Roads system", contact="w@example.org", role=Role.HANDLER, body=world.bodies["roads"]
    )

    response = post(service_request_id=report.pk, api_key=secret, status="FIXED", description="Done")

    assert response.status_code == 403
    assert Report.objects.get().state == "dispatched"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("fields", "status", "about"),
    [
        ({"service_request_id": ""}, 400, "service_request_id"),
        ({"service_request_id": "999999"}, 404, "service_request_id"),
        ({"service_request_id": "abc"}, 404, "service_request_id"),
        ({"status": "SHINY"}, 400, "status"),
        ({"description": ""}, 400, "description"),
        ({"updated_datetime": "soon"}, 400, "updated_datetime"),
        ({"api_key": "wrong"}, 403, "api_key"),
    ],
)
def test_what_is_wrong_with_an_update_is_named(
    post: Any, world: World, form: str, fields: dict[str, str], status: int, about: str
) -> None:
    report = world.file()

    response = post(form, **({"service_request_id": report.pk, "description": "Worse"} | fields))

    assert response.status_code == status
    assert forms.of(response)[0]["description"].startswith(f"{about}: ")
    assert not Update.objects.exists()


def test_the_test_endpoint_takes_no_update(client: Client, world: World, key: tuple[ApiKey, str]) -> None:
    data = {"api_key": key[1], "service_request_id": world.file().pk, "description": "Worse"}

    assert client.post(ADDRESS.replace("v2", "test/v2") + ".json", data).json() == [{"update_id": "0"}]
    assert not Update.objects.exists()
