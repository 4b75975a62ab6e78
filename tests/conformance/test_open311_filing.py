"""GeoReport v2: POST requests and tokens."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from cogov.contexts.reports import categories
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.models import ApiKey, Attachment, Category, Contact, PendingMedia, Report
from cogov.contexts.reports.tests import open311_forms as forms
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import SYSTEM, Role

FORMS = ("json", "xml")
V2 = "/open311/v2"
Post = Any


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def post(client: Client, world: World, key: tuple[ApiKey, str]) -> Post:
    """Post a good request with changes; a value of None leaves the field out."""
    lat, lon = world.areas.middle("c1111")

    def send(
        form: str = "json", endpoint: str = V2, headers: dict[str, str] | None = None, **fields: Any
    ) -> HttpResponse:
        data = {
            "api_key": key[1], "service_code": "lamp", "lat": str(lat), "long": str(lon),
            "description": "The lamp is dark", **fields,
        }  # fmt: skip
        data = {name: value for name, value in data.items() if value is not None}
        return client.post(f"{endpoint}/requests.{form}", data, headers=headers or {})

    return send


def picture() -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(buffer, "JPEG")
    return SimpleUploadedFile("hole.jpg", buffer.getvalue(), "image/jpeg")


def named(response: HttpResponse) -> set[str]:
    """The parameters that the errors are about."""
    return {error["description"].partition(":")[0] for error in forms.of(response)}


@pytest.mark.parametrize("form", FORMS)
def test_a_request_is_filed_and_its_id_told(post: Post, form: str) -> None:
    response = post(form)

    [row] = forms.of(response)
    report = Report.objects.get()
    assert response.status_code == 200
    assert row["service_request_id"] == str(report.pk)
    assert row["service_notice"]
    assert row["account_id"] is None
    assert "token" not in row
    assert (report.channel, report.language, report.text) == ("open311", "en", "The lamp is dark")
    assert report.community_id is not None


def test_ids_are_strings_in_json(post: Post) -> None:
    assert isinstance(post().json()[0]["service_request_id"], str)


def test_who_reports_is_kept_apart_from_the_report(post: Post) -> None:
    post(first_name="Ada", last_name="Young", email="ADA@example.org", phone="+44 20 7946 0000", device_id="d-1")

    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Ada Young", "ada@example.org", "+442079460000")
    assert "d-1" not in str(list(Report.objects.values()))


def test_chinese_names_are_written_family_name_first(post: Post) -> None:
    post(first_name="小明", last_name="王", description="路灯不亮了")

    assert Contact.objects.get().name == "王小明"
    assert Report.objects.get().language == "zh-hans"


def test_the_key_may_stand_in_the_query(client: Client, world: World, key: tuple[ApiKey, str]) -> None:
    lat, lon = world.areas.middle("c1111")
    data = {"service_code": "lamp", "lat": lat, "long": lon, "description": "Dark"}

    assert client.post(f"{V2}/requests.json?api_key={key[1]}", data).status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [None, "", "wrong"])
def test_without_a_living_key_it_is_403(post: Post, form: str, secret: str | None) -> None:
    response = post(form, api_key=secret)

    assert response.status_code == 403
    assert forms.of(response)[0]["code"] == "403"
    assert "api_key" in forms.of(response)[0]["description"]
    assert not Report.objects.exists()


def test_a_key_that_was_switched_off_opens_nothing(post: Post, key: tuple[ApiKey, str]) -> None:
    keys.change_key(key=key[0].pk, by=SYSTEM, active=False)

    assert post().status_code == 403


def test_a_city_may_take_requests_without_a_key(post: Post, settings: Any) -> None:
    settings.OPEN311_KEY_NEEDED = False

    assert post(api_key=None).status_code == 200
    assert post(api_key="wrong").status_code == 403


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("fields", "status", "about"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "nothing"}, 404, "service_code"),
        ({"lat": None, "long": None}, 400, "lat, long"),
        ({"lat": None}, 400, "lat, long"),
        ({"lat": "", "long": ""}, 400, "lat, long"),
        ({"lat": "north"}, 400, "lat, long"),
        ({"lat": "nan"}, 400, "lat, long"),
        ({"lat": "91"}, 400, "lat, long"),
        ({"lat": "1", "long": "1"}, 400, "lat, long"),
        ({"lat": None, "long": None, "address_id": "#NOTPINPOINTED#"}, 400, "address_id"),
        ({"lat": None, "long": None, "address_string": "Nowhere Street"}, 400, "address_string"),
        ({"description": None}, 400, "description"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"email": "not an address"}, 400, "email"),
        ({"phone": "12"}, 400, "phone"),
        ({"media_url": "ftp://example.org/a.jpg"}, 400, "media_url"),
        ({"media_url": "nonsense"}, 400, "media_url"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour]"),
        ({"jurisdiction_id": "elsewhere.gov"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_is_named_in_the_standards_form(
    post: Post, form: str, fields: dict[str, Any], status: int, about: str
) -> None:
    response = post(form, **fields)

    errors = forms.of(response)
    assert response.status_code == status
    assert [error["code"] for error in errors] == [str(status)]
    assert errors[0]["description"].startswith(f"{about}: ")
    assert not Report.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_several_errors_come_at_once(post: Post, form: str) -> None:
    response = post(form, service_code="lamp", lat="north", description="", email="no", **{"attribute[x]": "1"})

    errors = forms.of(response)
    assert response.status_code == 400
    assert len(errors) == 4
    assert named(response) == {"lat, long", "description", "email", "attribute[x]"}
    if form == "xml":
        assert forms.root_of(response) == "errors"


def test_a_missing_key_and_an_unknown_service_are_told_together(post: Post) -> None:
    response = post(api_key=None, service_code="nothing")

    assert response.status_code == 403
    assert {error["code"] for error in forms.of(response)} == {"403", "404"}


@pytest.mark.parametrize("field", ["address_id", "address_string"])
def test_a_place_may_be_given_by_area(post: Post, world: World, field: str) -> None:
    value = {"address_id": "c111", "address_string": "12 Long Road, Community c111, Street c11"}[field]

    assert post(lat=None, long=None, **{field: value}).status_code == 200

    report = Report.objects.get()
    assert report.community_id == world.areas["c111"]
    assert report.approximate


def test_of_several_areas_of_one_name_none_is_guessed(post: Post, world: World) -> None:
    from cogov.contexts.areas.models import Area
    from cogov.contexts.areas.tree import snapshot

    Area.objects.filter(code__in=["c111", "c211"]).update(name_en="Rose Court")
    snapshot.changed()

    vague = post(lat=None, long=None, address_string="3 Rose Court")
    clear = post(lat=None, long=None, address_string="3 Rose Court, District c2")
    other = post(lat=None, long=None, address_string="3 Primrose Court")

    assert (vague.status_code, clear.status_code, other.status_code) == (400, 200, 400)
    assert "Several places" in forms.of(vague)[0]["description"]
    assert Report.objects.get().community_id == world.areas["c211"]


def test_questions_are_answered_by_code_with_one_or_several_values(post: Post) -> None:
    values = [{"key": key, "name_zh": key, "name_en": key} for key in ("left", "right", "middle")]
    Category.objects.filter(code="lamp").update(
        questions=[
            {"code": "posts", "datatype": "multivaluelist", "required": True, "values": values},
            {"code": "kind", "datatype": "singlevaluelist", "required": False, "values": values},
            {"code": "number", "datatype": "number", "required": False},
        ]
    )
    categories.snapshot.changed()

    missing = post()
    wrong = post(**{"attribute[posts]": "nowhere", "attribute[number]": "many"})
    one = post(**{"attribute[posts]": "left"})
    several = post(**{"attribute[posts][]": ["left", "right"], "attribute[kind]": "middle", "attribute[number]": "7"})

    assert [error["description"].split(":")[0] for error in forms.of(missing)] == ["attribute[posts]"]
    assert {error["description"].split(":")[0] for error in forms.of(wrong)} == {
        "attribute[posts]",
        "attribute[number]",
    }
    found = {str(row.pk): row.attributes for row in Report.objects.all()}
    assert found[one.json()[0]["service_request_id"]] == {"posts": ["left"]}
    assert found[several.json()[0]["service_request_id"]] == {"posts": ["left", "right"], "kind": "middle", "number": 7}


@pytest.mark.parametrize("how", ["header", "field"])
def test_a_request_sent_again_with_its_key_is_filed_once(post: Post, how: str) -> None:
    key = "3f0c7f0e-1111-4222-8333-944455566677"
    more: dict[str, Any] = {"headers": {"Idempotency-Key": key}} if how == "header" else {"idempotency_key": key}

    first, second = post(media=picture(), **more), post(media=picture(), **more)
    other = post(description="Something else", **more)

    assert first.json()[0]["service_request_id"] == second.json()[0]["service_request_id"]
    assert Report.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert other.status_code == 400


def test_two_clients_may_use_the_same_key(post: Post) -> None:
    _row, second_key = keys.make_key(by=SYSTEM, label="Another", contact="b@example.org")

    own = "0123456789abcdef"
    first, second = post(idempotency_key=own), post(idempotency_key=own, api_key=second_key)

    assert first.json() != second.json()
    assert Report.objects.count() == 2


def test_requests_without_a_key_stand_each_for_themselves(post: Post) -> None:
    assert post().json() != post().json()


def test_uploaded_photos_become_the_reports_own(post: Post) -> None:
    assert post(media=picture(), description=None).status_code == 200

    assert Attachment.objects.filter(report=Report.objects.get(), kind="report").count() == 1


def test_a_file_that_is_no_photo_is_refused(post: Post) -> None:
    response = post(media=SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg"))

    assert response.status_code == 400
    assert not Report.objects.exists()


def test_addresses_of_photos_are_kept_for_later_and_not_asked_now(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    from cogov.kernel import outbound

    monkeypatch.setattr(outbound, "_connect", lambda *args: pytest.fail("asked on the request path"))

    assert post(media_url=["https://example.org/1.jpg", "https://example.org/2.jpg"]).status_code == 200

    assert list(PendingMedia.objects.values_list("url", flat=True)) == [
        "https://example.org/1.jpg",
        "https://example.org/2.jpg",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_private_matter_gets_a_token_that_leads_to_its_id(post: Post, client: Client, form: str) -> None:
    [row] = forms.of(post(form, service_code="noise"))

    answer = client.get(f"{V2}/tokens/{row['token']}.{form}")
    report = Report.objects.get()
    assert "service_request_id" not in row
    assert forms.of(answer) == [{"service_request_id": str(report.pk), "token": row["token"]}]
    assert client.get(f"{V2}/requests/{report.pk}.json").status_code == 404
    assert client.get(f"/r/{row['token']}").status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_token_is_404(client: Client, world: World, form: str) -> None:
    response = client.get(f"{V2}/tokens/aaaabbbbccccdddd.{form}")

    assert response.status_code == 404
    assert forms.of(response)[0]["code"] == "404"


def test_with_extensions_the_receipt_comes_along(post: Post, client: Client) -> None:
    extended = post(extensions="true").json()[0]["extended_attributes"]

    assert len(extended["receipt"]) == 32
    assert client.get(extended["url"]).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_the_test_endpoint_checks_and_files_nothing(post: Post, client: Client, form: str) -> None:
    good = post(form, endpoint="/open311/test/v2")
    bad = post(form, endpoint="/open311/test/v2", lat="north")

    [row] = forms.of(good)
    assert row["service_request_id"] == "0"
    assert bad.status_code == 400
    assert not Report.objects.exists()
    [sample] = forms.of(client.get(f"/open311/test/v2/requests/0.{form}"))
    assert sample["service_request_id"] == "0"
    assert client.get(f"{V2}/requests/0.{form}").status_code == 404


def test_a_key_has_its_own_quota(post: Post) -> None:
    _row, slow = keys.make_key(by=SYSTEM, label="A slow app", contact="s@example.org", quota=2)

    answers = [post(api_key=slow) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert post().status_code == 200


def test_a_bodys_system_files_in_its_role(post: Post, world: World) -> None:
    _row, secret = keys.make_key(
        by=SYSTEM, label="Desk of the street", contact="d@example.org", role=Role.OPERATOR, body=world.bodies["street"]
    )

    assert post(api_key=secret).status_code == 200


def test_cookies_speak_for_nobody(client: Client, world: World, post: Post) -> None:
    from cogov.contexts.accounts.models import Person

    resident = Person.objects.get(pk=world.actor("resident").person)
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")

    post()

    assert Report.objects.get().reporter_id is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1500))),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=" + "é" * 10, b"--x\r\n"),
        ("application/json", b'{"service_code": "lamp"}'),
        ("text/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("application/x-www-form-urlencoded", b"service_code=%ff%fe&description=%00"),
    ],
)
def test_hostile_bodies_get_an_answer_in_the_standards_form(
    client: Client, world: World, kind: str, body: bytes
) -> None:
    response = client.generic("POST", f"{V2}/requests.json", body, content_type=kind)

    assert response.status_code in (400, 403)
    assert forms.of(response)[0]["code"] in ("400", "403")


def test_control_characters_do_not_break_the_xml(post: Post, client: Client) -> None:
    post(description="bell \x07 🔔 ]]> <b>&amp;", address_string="\x0b\x1f corner")
    Report.objects.update(released_at="2026-01-01T00:00:00Z", text="bell \x07 \uffff ]]> <b>&amp;")

    response = client.get(f"{V2}/requests.xml")

    assert "]]> <b>&amp;" in forms.of(response)[0]["description"]
