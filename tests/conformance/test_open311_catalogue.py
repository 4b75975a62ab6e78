"""GeoReport v2: service discovery, the list of services, their definitions."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from cogov.contexts.reports import categories
from cogov.contexts.reports.models import Category
from cogov.contexts.reports.tests import open311_forms as forms
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now

FORMS = ("json", "xml")
V2 = "/open311/v2"

QUESTIONS = [
    {
        "code": "posts", "datatype": "multivaluelist", "required": True, "order": 5,
        "description_zh": "哪些灯？", "description_en": "Which lamps?",
        "values": [
            {"key": "1", "name_zh": "左", "name_en": "Left"},
            {"key": "2", "name_zh": "右", "name_en": "Right"},
        ],
    },
    {
        "code": "since", "datatype": "datetime", "required": False, "order": 1,
        "description_zh": "从何时", "description_en": "Since when",
    },
]  # fmt: skip


@pytest.fixture
def asked(world: World) -> World:
    """The lamp's category with two questions."""
    Category.objects.filter(code="lamp").update(questions=QUESTIONS, keywords_en="dark light", keywords_zh="")
    categories.snapshot.changed()
    return world


def test_discovery_names_two_endpoints_in_two_forms_at_a_time_in_the_past(client: Client, world: World) -> None:
    found = {form: forms.of(client.get(f"{V2}/discovery.{form}")) for form in FORMS}

    assert found["json"] == found["xml"]
    discovery = found["json"]
    assert discovery["contact"]
    assert discovery["key_service"]
    assert [endpoint["type"] for endpoint in discovery["endpoints"]] == ["production", "test"]
    for endpoint in discovery["endpoints"]:
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert datetime.fromisoformat(endpoint["changeset"]) <= now()
        assert client.get(endpoint["url"].replace("http://testserver", "") + "/services.json").status_code == 200


def test_discovery_has_plain_content_types(client: Client, world: World) -> None:
    assert client.get(f"{V2}/discovery.json")["Content-Type"] == "application/json"
    assert client.get(f"{V2}/discovery.xml")["Content-Type"] == "text/xml"


def test_discovery_moves_its_changeset_when_a_category_changes(client: Client, world: World) -> None:
    from cogov.contexts.reports.actions import set_category
    from cogov.kernel.actors import SYSTEM

    before = client.get(f"{V2}/discovery.json").json()["changeset"]
    set_category(code="fountain", by=SYSTEM, kind="component", name_zh="喷泉", name_en="Fountain")

    assert client.get(f"{V2}/discovery.json").json()["changeset"] > before


@pytest.mark.parametrize("form", FORMS)
def test_services_have_all_that_the_standard_names(client: Client, asked: World, form: str) -> None:
    response = client.get(f"{V2}/services.{form}", headers={"Accept-Language": "en"})

    services = {row["service_code"]: row for row in forms.of(response)}
    assert response["Content-Type"].endswith("; charset=utf-8")
    assert set(services) == {"lamp", "road", "rubbish", "noise", "idea"}
    assert services["lamp"] == {
        "service_code": "lamp",
        "service_name": "Street lamp",
        "description": "Street lamp",
        "metadata": "true",
        "type": "realtime",
        "keywords": "dark, light, 路灯, Street lamp",
        "group": "Component",
    }
    assert services["road"]["metadata"] == "false"
    assert services["noise"]["type"] == "batch"
    for row in services.values():
        assert all(row.values()), "nothing that a client shows is empty"


def test_services_say_their_booleans_as_json_does(client: Client, asked: World) -> None:
    rows = client.get(f"{V2}/services.json").json()

    assert {row["metadata"] for row in rows} == {True, False}
    assert all(isinstance(row["service_code"], str) for row in rows)


def test_services_are_grouped_by_the_path_of_the_tree(client: Client, world: World) -> None:
    top = Category.objects.create(code="traffic", kind="event", name_zh="交通", name_en="Traffic", leaf=False, order=90)
    middle = Category.objects.create(
        code="signals", kind="event", name_zh="信号", name_en="Signals", leaf=False, parent=top
    )
    Category.objects.create(code="signal", kind="event", name_zh="红绿灯", name_en="Light", parent=middle)
    categories.snapshot.changed()

    rows = client.get(f"{V2}/services.json", headers={"Accept-Language": "en"}).json()

    assert rows[-1]["service_code"] == "signal"
    assert rows[-1]["group"] == "Traffic > Signals"


def test_services_speak_the_language_asked_for(client: Client, world: World) -> None:
    def first(language: str) -> str:
        return str(client.get(f"{V2}/services.json", headers={"Accept-Language": language}).json()[0]["service_name"])

    assert (first("zh-CN"), first("en")) == ("路灯", "Street lamp")


@pytest.mark.parametrize("form", FORMS)
def test_a_definition_lists_the_questions_in_order(client: Client, asked: World, form: str) -> None:
    response = client.get(f"{V2}/services/lamp.{form}", headers={"Accept-Language": "en"})

    definition = forms.of(response)
    since, posts = definition["attributes"]
    assert definition["service_code"] == "lamp"
    assert (since["code"], since["order"], since["required"]) == ("since", "1", "false")
    assert (posts["code"], posts["order"], posts["required"]) == ("posts", "2", "true")
    assert posts["values"] == [{"key": "1", "name": "Left"}, {"key": "2", "name": "Right"}]
    for question in (since, posts):
        assert question["variable"] == "true"
        assert question["datatype_description"]
        assert question["description"]


def test_a_definition_is_an_object_in_json_with_real_booleans_and_numbers(client: Client, asked: World) -> None:
    definition = client.get(f"{V2}/services/lamp.json").json()

    question = definition["attributes"][1]
    assert (question["required"], question["variable"], question["order"]) == (True, True, 2)
    assert question["values"][0]["key"] == "1"


@pytest.mark.parametrize("form", FORMS)
def test_a_definition_without_questions_is_empty(client: Client, world: World, form: str) -> None:
    assert forms.of(client.get(f"{V2}/services/road.{form}")) == {"service_code": "road", "attributes": []}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("code", ["nothing", "platform"])
def test_an_unknown_service_is_404_in_the_standards_form(client: Client, world: World, form: str, code: str) -> None:
    response = client.get(f"{V2}/services/{code}.{form}")

    assert response.status_code == 404
    [error] = forms.of(response)
    assert error["code"] == "404"
    assert code in error["description"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "path", ["services", "services/lamp", "requests", "requests/1", "tokens/x", "servicerequestupdates"]
)
def test_an_empty_jurisdiction_is_none_and_an_unknown_one_404(
    client: Client, world: World, form: str, path: str
) -> None:
    missing = client.get(f"{V2}/{path}.{form}", {"jurisdiction_id": "elsewhere.gov"})
    plain, empty, own, code = (
        client.get(f"{V2}/{path}.{form}", data)
        for data in ({}, {"jurisdiction_id": ""}, {"jurisdiction_id": "127.0.0.1"}, {"jurisdiction_id": "c"})
    )

    assert missing.status_code == 404
    assert "jurisdiction_id" in forms.of(missing)[0]["description"]
    assert plain.content == empty.content == own.content == code.content


@pytest.mark.parametrize(
    "path",
    [
        "/open311/v2//services.json",
        "//open311/v2/services.json",
        "/open311//v2///services.json",
        "/open311/v2/services.json/",
    ],
)
def test_repeated_slashes_are_tolerated(client: Client, world: World, path: str) -> None:
    assert client.get("/", PATH_INFO=path).status_code == 200


def test_without_an_ending_the_accepted_form_is_answered_else_xml(client: Client, world: World) -> None:
    assert client.get(f"{V2}/services", headers={"Accept": "application/json"})["Content-Type"].startswith(
        "application/json"
    )
    assert client.get(f"{V2}/services")["Content-Type"].startswith("text/xml")
    assert client.get(f"{V2}/services.html").status_code == 404


def test_other_methods_are_told_what_is_allowed(client: Client, world: World) -> None:
    response = client.delete(f"{V2}/requests.json")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert forms.of(response)[0]["code"] == "405"


def test_answers_may_be_read_from_other_pages_and_are_not_sent_twice(client: Client, world: World) -> None:
    first = client.get(f"{V2}/services.json")
    second = client.get(f"{V2}/services.json", headers={"If-None-Match": first["ETag"]})

    assert first["Access-Control-Allow-Origin"] == "*"
    assert (second.status_code, second.content) == (304, b"")


def test_reading_too_fast_is_told_to_wait(client: Client, world: World) -> None:
    answers = [client.get(f"{V2}/services.json") for _ in range(280)]

    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(refused) >= 20
    assert {answer.status_code for answer in refused} == {429}
    assert int(refused[0]["Retry-After"]) >= 1
    assert forms.of(refused[0])[0]["code"] == "429"
