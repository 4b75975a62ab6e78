"""The pages answer, say the right things, and cost few queries."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.reports import actions
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.tests.world import TEXT, World

pytestmark = pytest.mark.django_db


def form(world: World, **more: object) -> dict[str, object]:
    lat, lon = world.areas.middle("c1111")
    return {"text": TEXT, "category": "lamp", "lat": lat, "lon": lon, "key": "a-key-of-the-form-1"} | more


def test_the_front_page_shows_what_is_released(client: Client, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    assert TEXT in client.get("/").content.decode()


def test_a_text_is_not_public_before_a_reviewer_has_read_it(client: Client, world: World) -> None:
    report = world.file()
    for address in ("/", "/reports", f"/reports/{report.pk}", "/reports.atom", "/embed/reports", "/reports?q=路灯"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert TEXT not in answer.content.decode()


def test_filing_without_an_account_gives_a_receipt_that_opens_the_private_page(client: Client, world: World) -> None:
    answer = client.post("/report", form(world), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith("/r/")
    assert TEXT in page


def test_a_repeated_form_files_once(client: Client, world: World) -> None:
    first = client.post("/report", form(world, sure="1"))
    second = client.post("/report", form(world, sure="1"))
    assert first["Location"] == second["Location"]


def test_known_reports_nearby_are_shown_before_a_second_one_is_filed(client: Client, world: World) -> None:
    known = world.file()
    page = client.post("/report", form(world)).content.decode()
    assert f"/reports/{known.pk}/support" in page


def test_a_wrong_form_says_why_and_loses_nothing(client: Client, world: World) -> None:
    answer = client.post("/report", form(world, lat="", lon="", address="莲花路 12 号"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "莲花路 12 号" in page
    assert TEXT in page


def test_a_place_outside_the_city_is_refused(client: Client, world: World) -> None:
    assert client.post("/report", form(world, lat=1.0, lon=1.0)).status_code == 422


def test_a_wrong_receipt_is_not_found(client: Client, world: World) -> None:
    assert client.get("/r/" + "a" * 32).status_code == 404


def test_the_receipt_page_offers_the_reporter_to_judge(client: Client, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=world_said("好了"))
    page = client.get(f"/r/{receipt_of(report.salt)}").content.decode()
    assert f"/reports/{report.pk}/judge" in page
    answer = client.post(
        f"/reports/{report.pk}/judge", {"stars": "5", "fixed": "yes", "key": "judging-this-once-1"}, follow=True
    )
    assert answer.status_code == 200
    report.refresh_from_db()
    assert (report.state, report.stars) == ("closed", 5)


@pytest.mark.parametrize(
    "address", ["/", "/reports", "/report", "/receipt", "/my-reports", "/feedback", "/reports/share", "/embed/reports"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_public_pages_answer_in_both_languages(client: Client, world: World, address: str, language: str) -> None:
    world.file()
    client.cookies["django_language"] = language
    assert client.get(address).status_code == 200


def test_the_list_costs_few_queries(client: Client, world: World, django_assert_max_num_queries: object) -> None:
    for _ in range(8):
        report = world.file()
        actions.accept(report=report.pk, by=world.actor("reviewer"))
    client.get("/reports")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get("/reports")


def test_map_data_is_geojson_with_the_report(client: Client, world: World) -> None:
    report = world.file()
    lat, lon = world.areas.middle("c1111")
    box = f"{lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}"
    found = client.get("/reports.geojson", {"bbox": box, "zoom": "16"}).json()
    assert [feature["properties"]["id"] for feature in found["features"]] == [report.pk]
    wide = client.get("/reports.geojson", {"bbox": "103,29,106,31", "zoom": "8"}).json()
    assert [feature["properties"]["count"] for feature in wide["features"]] == [1]


def world_said(text: str):  # type: ignore[no-untyped-def]
    from cogov.contexts.reports.schemas import Said

    return Said(text)


def test_words_suggest_a_category(client: Client, world: World) -> None:
    page = client.get("/report/suggest", {"text": "门口的路灯坏了"}).content.decode()
    assert 'data-value="lamp"' in page


def test_a_typed_address_is_not_public_before_a_reviewer_has_read_it(client: Client, world: World) -> None:
    report = world.file(address="我家，莲花路 12 号 301 室")
    for address in ("/", "/reports", f"/reports/{report.pk}", "/reports.atom", "/reports?q=莲花路"):
        assert "莲花路 12 号" not in client.get(address).content.decode()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    assert "莲花路 12 号" in client.get(f"/reports/{report.pk}").content.decode()
    assert "莲花路 12 号" in client.get("/reports?q=莲花路").content.decode()


@pytest.mark.parametrize(
    "address", ["/reports?at=older-²-1", "/reports?area=²", "/reports?at=newer-1-٣", "/reports?days=²"]
)
def test_numbers_that_are_none_are_answered_as_if_not_given(client: Client, world: World, address: str) -> None:
    assert client.get(address).status_code == 200
