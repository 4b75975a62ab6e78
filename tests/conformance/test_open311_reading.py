"""GeoReport v2: GET requests and one request, with every filter and within the gate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cogov.contexts.reports import actions, finding
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests import open311_forms as forms
from cogov.contexts.reports.tests.world import World, contact
from cogov.kernel.clock import now

FORMS = ("json", "xml")
V2 = "/open311/v2"
FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def ids(client: Client, **params: object) -> list[int]:
    """Numbers of the requests found, which must be the same in both forms."""
    found = [forms.of(client.get(f"{V2}/requests.{form}", params)) for form in FORMS]
    assert found[0] == found[1]
    return [int(row["service_request_id"]) for row in found[0]]


def moved(report: Report, **fields: Any) -> int:
    """The report with other dates or states than its life so far gave it."""
    Report.objects.filter(pk=report.pk).update(**fields)
    return report.pk


@pytest.mark.parametrize("form", FORMS)
def test_one_request_is_a_list_of_one_with_all_fields(client: Client, world: World, form: str) -> None:
    report = world.file(text="The lamp is dark", address="3 Rose Court 610041", language="en")
    actions.accept(report=report.pk, by=world.actor("reviewer"))

    response = client.get(f"{V2}/requests/{report.pk}.{form}")

    [row] = forms.of(response)
    lat, lon = world.areas.middle("c1111")
    assert response.status_code == 200
    assert set(row) == FIELDS
    assert row["service_request_id"] == str(report.pk)
    assert (row["status"], row["service_code"], row["service_name"]) == ("open", "lamp", "Street lamp")
    assert row["description"] == "The lamp is dark"
    assert row["agency_responsible"] == "lamps office"
    assert (row["zipcode"], row["address_id"]) == ("610041", "c111")
    assert row["address"].startswith("3 Rose Court 610041, ")
    assert (float(row["lat"]), float(row["long"])) == (lat, lon)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert datetime.fromisoformat(row[name]).tzinfo is not None
    assert row["status_notes"]
    assert row["service_notice"]


def test_values_have_their_json_types(client: Client, world: World) -> None:
    report = world.file()

    row = client.get(f"{V2}/requests/{report.pk}.json").json()[0]

    assert row["service_request_id"] == str(report.pk)
    assert isinstance(row["lat"], float)
    assert row["media_url"] is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", ["999999", "0", "abc", "1e3", "９", "9" * 40])
def test_a_request_that_nobody_knows_is_404(client: Client, world: World, form: str, number: str) -> None:
    response = client.get(f"{V2}/requests/{number}.{form}")

    assert response.status_code == 404
    assert forms.of(response)[0]["code"] == "404"


def test_newest_come_first(client: Client, world: World) -> None:
    made = [world.file().pk for _ in range(3)]

    assert ids(client) == made[::-1]


def test_numbers_override_all_else(client: Client, world: World) -> None:
    old = moved(world.file(), filed_at=now() - timedelta(days=400))
    new = world.file(category="road").pk
    world.file()

    found = ids(client, service_request_id=f"{old},{new},abc,999999", service_code="lamp", status="closed")
    repeated = client.get(f"{V2}/requests.json", {"service_request_id": [str(old), str(new)]}).json()

    assert sorted(found) == [old, new]
    assert len(repeated) == 2


def test_services_are_chosen_by_code(client: Client, world: World) -> None:
    lamp, road, idea = (world.file(category=code).pk for code in ("lamp", "road", "idea"))

    assert ids(client, service_code="road") == [road]
    assert sorted(ids(client, service_code="lamp,idea")) == [lamp, idea]
    assert client.get(f"{V2}/requests.json", {"service_code": "lamp,nothing"}).status_code == 404


def test_status_is_open_or_closed(client: Client, world: World) -> None:
    open_ = world.file().pk
    closed = moved(world.file(), state="closed", outcome="fixed", closed_at=now())

    assert ids(client, status="open") == [open_]
    assert ids(client, status="closed") == [closed]
    assert sorted(ids(client, status="open,closed")) == [open_, closed]
    assert sorted(ids(client, status="")) == [open_, closed]
    assert client.get(f"{V2}/requests.json", {"status": "fixed"}).status_code == 400


def test_the_last_90_days_are_meant_unless_said_otherwise(client: Client, world: World) -> None:
    at = now()
    recent = moved(world.file(), filed_at=at - timedelta(days=10))
    old = moved(world.file(), filed_at=at - timedelta(days=120))

    def day(days: int) -> str:
        return (at - timedelta(days=days)).astimezone(UTC).isoformat()

    assert ids(client) == [recent]
    assert ids(client, start_date=day(130), end_date=day(100)) == [old]
    assert ids(client, start_date=day(130)) == [old]
    assert ids(client, end_date=day(100)) == [old]
    assert ids(client, start_date=day(90)) == [recent]


@pytest.mark.parametrize("form", FORMS)
def test_a_span_of_more_than_90_days_is_refused_rather_than_cut(client: Client, world: World, form: str) -> None:
    response = client.get(
        f"{V2}/requests.{form}", {"start_date": "2025-01-01T00:00:00Z", "end_date": "2025-04-02T00:00:00Z"}
    )

    assert response.status_code == 400
    assert "90" in forms.of(response)[0]["description"]


@pytest.mark.parametrize(
    "text",
    ["2026-05-31T08:00:00Z", "2026-05-31T08:00:00+08:00", "2026-05-31T08:00:00 08:00", "2026-05-31T08:00Z",
     "2026-05-31", "2026-05", "2026", "2026-05-31T08:00:00.123Z"],
)  # fmt: skip
def test_times_of_the_w3c_note_are_read(client: Client, world: World, text: str) -> None:
    assert client.get(f"{V2}/requests.json", {"start_date": text}).status_code == 200


@pytest.mark.parametrize("text", ["yesterday", "31.5.2026", "0001-01-01", "9999-12-31T23:59:59-12:00", "2026-13-01"])
@pytest.mark.parametrize("name", ["start_date", "end_date", "updated_after", "updated_before"])
def test_other_times_are_refused(client: Client, world: World, name: str, text: str) -> None:
    response = client.get(f"{V2}/requests.json", {name: text})

    assert response.status_code == 400
    assert forms.of(response)[0]["description"].startswith(f"{name}: ")


def test_changes_are_found_by_their_own_time(client: Client, world: World) -> None:
    at = now()
    long_ago = moved(world.file(), filed_at=at - timedelta(days=300), updated_at=at - timedelta(hours=1))
    quiet = moved(world.file(), filed_at=at - timedelta(days=10), updated_at=at - timedelta(days=9))

    def hours(number: int) -> str:
        return (at - timedelta(hours=number)).isoformat()

    assert ids(client, updated_after=hours(2)) == [long_ago]
    assert ids(client, updated_before=hours(2)) == [quiet]
    assert ids(client, updated_after=hours(24 * 20), updated_before=hours(2)) == [quiet]
    assert ids(client, updated_after=hours(2), start_date=hours(24 * 30)) == []


def test_pages_follow_each_other(client: Client, world: World) -> None:
    made = [world.file().pk for _ in range(5)]

    pages = [ids(client, page=page, page_size=2) for page in (1, 2, 3, 4)]

    assert pages == [made[4:2:-1], made[2:0:-1], [made[0]], []]


@pytest.mark.parametrize(
    "params", [{"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page_size": "1001"}, {"page": "1.5"}]
)
def test_pages_that_do_not_exist_are_refused(client: Client, world: World, params: dict[str, str]) -> None:
    assert client.get(f"{V2}/requests.json", params).status_code == 400


def test_several_errors_come_at_once(client: Client, world: World) -> None:
    response = client.get(
        f"{V2}/requests.json",
        {"status": "x", "page": "x", "start_date": "x", "service_code": "x", "jurisdiction_id": "x"},
    )

    assert response.status_code == 404
    assert len(forms.of(response)) == 5


@pytest.mark.parametrize("form", FORMS)
def test_with_extensions_there_is_more(client: Client, world: World, form: str) -> None:
    report = world.file()

    [plain] = forms.of(client.get(f"{V2}/requests.{form}"))
    [more] = forms.of(client.get(f"{V2}/requests.{form}", {"extensions": "true"}))

    assert set(plain) == FIELDS
    extended = more["extended_attributes"]
    assert (extended["state"], extended["supporters"]) == ("received", "0")
    assert extended["areas"] == ["c1", "c11", "c111", "c1111"]
    assert extended["url"] == f"http://testserver/reports/{report.pk}"


def test_answers_chosen_from_a_list_are_shown_once_read_and_typed_ones_never(client: Client, world: World) -> None:
    from cogov.contexts.reports import categories
    from cogov.contexts.reports.models import Category

    values = [{"key": "left", "name_zh": "左", "name_en": "Left"}]
    questions = [
        {"code": "side", "datatype": "singlevaluelist", "values": values},
        {"code": "who", "datatype": "string"},
    ]
    Category.objects.filter(code="lamp").update(questions=questions)
    categories.snapshot.changed()
    report = world.file(attributes={"side": "left", "who": "Mrs Wang, flat 3"})

    def shown() -> Any:
        return client.get(f"{V2}/requests/{report.pk}.json", {"extensions": "true"}).json()[0]["attributes"]

    assert shown() == []
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    assert shown() == [{"code": "side", "value": "left"}]


def test_text_and_address_wait_for_the_reviewer_and_the_redacted_form_counts(client: Client, world: World) -> None:
    report = world.file(text="Call 13900001111", address="My home, flat 3")

    def shown() -> dict[str, Any]:
        return dict(client.get(f"{V2}/requests/{report.pk}.json").json()[0])

    assert (shown()["description"], "flat 3" in str(shown())) == (None, False)
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    assert shown()["description"] == "Call 13900001111"
    actions.redact(report=report.pk, by=world.actor("reviewer"), text="Call [hidden]")
    assert shown()["description"] == "Call [hidden]"
    assert "13900001111" not in str(shown())


def test_what_is_private_rejected_or_withdrawn_does_not_exist(client: Client, world: World) -> None:
    private = world.file(category="noise")
    rejected, withdrawn = world.file(), world.file()
    actions.reject(report=rejected.pk, by=world.actor("reviewer"), reason=Said(en="Not the city's"))
    actions.withdraw(report=withdrawn.pk, by=world.actor("resident"))

    assert ids(client) == []
    for report in (private, rejected, withdrawn):
        assert client.get(f"{V2}/requests/{report.pk}.json").status_code == 404
        assert ids(client, service_request_id=report.pk) == []


def test_a_closing_says_why_and_when(client: Client, world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    handler = world.actor("handler:lamps")
    actions.resolve(report=report.pk, by=handler, outcome="unfixed", text=Said(en="The pole belongs to the railway"))
    actions.confirm(report=report.pk, by=world.actor("inspector"))

    row = client.get(f"{V2}/requests/{report.pk}.json").json()[0]

    closed_at = Report.objects.get(pk=report.pk).closed_at
    assert row["status"] == "closed"
    assert row["status_notes"] == "Cannot be fixed: The pole belongs to the railway"
    assert closed_at is not None
    assert datetime.fromisoformat(row["updated_datetime"]) == closed_at.replace(microsecond=0)


def test_a_joined_request_names_the_other(client: Client, world: World) -> None:
    first, second = world.file(), world.file()
    actions.merge(report=second.pk, into=first.pk, by=world.actor("reviewer"))

    row = client.get(f"{V2}/requests/{second.pk}.json").json()[0]

    assert row["status"] == "closed"
    assert str(first.pk) in row["status_notes"]


MARKERS = ("Onename", "marker-two", "13912345678", "p1@example.org", "marker-three", "marker-four")


def leaks(client: Client, world: World) -> list[tuple[str, str]]:
    """Markers planted with a public and a private report, and the answers in which they stand byte for byte."""
    reporter = contact(name="Marker Onename", email="marker-two@example.org", phone="+8613912345678")
    made = [
        world.file(
            by=world.actor("resident"), category=code, contact=reporter, text="marker-three", address="marker-four"
        )
        for code in ("lamp", "noise")
    ]
    markers = (*MARKERS, made[0].receipt, made[0].salt)
    paths = ("requests", f"requests/{made[0].pk}", f"requests/{made[1].pk}", "servicerequestupdates")
    answers = {
        f"{path}.{form}": client.get(f"{V2}/{path}.{form}", {"extensions": "true"}).content.decode()
        for path in paths
        for form in FORMS
    }
    return [(marker, name) for marker in markers for name, content in answers.items() if marker in content]


def test_nothing_of_the_reporter_goes_out(client: Client, world: World) -> None:
    assert leaks(client, world) == []


def test_the_search_for_markers_finds_a_planted_leak(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "public_text", lambda report: report.text)

    assert ("marker-three", "requests.xml") in leaks(client, world)


@pytest.mark.parametrize("form", FORMS)
def test_fifty_requests_cost_few_queries(
    client: Client, world: World, form: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(50):
        actions.accept(report=world.file().pk, by=world.actor("reviewer"))

    with django_assert_max_num_queries(4):
        assert len(forms.of(client.get(f"{V2}/requests.{form}", {"extensions": "true"}))) == 50
    with django_assert_max_num_queries(4):
        client.get(f"{V2}/requests/{Report.objects.values_list('pk', flat=True)[0]}.{form}")
