"""The API for apps: the whole loop, who may what, each request once, errors as problems, few queries."""

from __future__ import annotations

import json
import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from cogov.contexts.reports import actions, categories
from cogov.contexts.reports.api import keys, throttling
from cogov.contexts.reports.models import ApiKey, Attachment, Category, Report, Update
from cogov.contexts.reports.tests.world import World, contact
from cogov.kernel.actors import SYSTEM, Role

V1 = "/api/v1"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class App:
    """A client as an app is one: JSON in and out, a fresh key for each write, a bearer key or receipts."""

    def __init__(self, *, bearer: str = "", receipt: str = "", language: str = "en", **extra: Any) -> None:
        self.client = Client(**extra)
        self.headers = {"Accept-Language": language}
        if bearer:
            self.headers["Authorization"] = f"Bearer {bearer}"
        if receipt:
            self.headers["Cogov-Receipt"] = receipt

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> HttpResponse:
        return self.client.get(f"{V1}/{path}", params, headers=self.headers | (headers or {}))

    def post(self, path: str, key: str | None = None, **body: Any) -> HttpResponse:
        headers = self.headers | {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(f"{V1}/{path}", json.dumps(body), content_type="application/json", headers=headers)

    def photo(self, key: str | None = None, colour: tuple[int, int, int] = (200, 30, 30)) -> HttpResponse:
        buffer = BytesIO()
        Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
        file = SimpleUploadedFile("p.jpg", buffer.getvalue(), "image/jpeg")
        headers = self.headers | {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(f"{V1}/photos", {"photo": file}, headers=headers)


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    throttling.forget()


@pytest.fixture
def anybody(world: World) -> App:
    return App()


def system(world: World, role: Role, body: str = "centre", quota: int = 1000) -> App:
    """The own system of a body, in a role."""
    _row, secret = keys.make_key(
        by=SYSTEM, label=f"System of {body}", contact="s@example.org", role=role, body=world.bodies[body], quota=quota
    )
    return App(bearer=secret)


def good(world: World, **more: Any) -> dict[str, Any]:
    lat, lon = world.areas.middle("c1111")
    return {"category": "lamp", "text": "The lamp is dark", "lat": lat, "lon": lon} | more


def problem(response: HttpResponse) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["detail"]
    return body


def test_the_whole_loop_runs_through_the_api(world: World) -> None:
    reviewer, handler = system(world, Role.REVIEWER), system(world, Role.HANDLER, "lamps")
    resident = App()
    token = resident.photo().json()["token"]
    filed = resident.post("reports", **good(world, photos=[token], contact={"email": "a@example.org"})).json()
    reporter = App(receipt=filed["receipt"])
    number = filed["id"]

    [waiting] = reviewer.get("desk/review").json()["reports"]
    assert (waiting["id"], waiting["photo"] is not None) == (number, True)
    seen = reviewer.get(f"desk/reports/{number}").json()
    assert "accept" in seen["steps"]
    asked = reviewer.post(f"desk/reports/{number}/ask", revision=seen["revision"], en="Which lamp?").json()
    assert asked["state"] == "asked"
    assert [item["text"] for item in reporter.get("receipt").json()["timeline"]][-1] == "Which lamp?"
    answered = reporter.post(f"reports/{number}/answer", text="The left one").json()
    accepted = reviewer.post(f"desk/reports/{number}/accept", revision=answered["revision"]).json()
    assert accepted["state"] == "dispatched"

    [work] = handler.get("desk/work").json()["work"]
    started = handler.post(f"desk/reports/{number}/start", revision=work["revision"]).json()
    handler.post(f"desk/reports/{number}/note", en="A ladder is coming", public=True)
    after = handler.photo(colour=(30, 200, 30)).json()["token"]
    stale = handler.post(f"desk/reports/{number}/resolve", revision=started["revision"], en="New bulb", photos=[after])
    assert stale.status_code == 409
    revision = handler.get(f"desk/reports/{number}").json()["revision"]
    done = handler.post(f"desk/reports/{number}/resolve", revision=revision, en="New bulb", photos=[after]).json()
    assert done["state"] == "resolved"

    assert reporter.post(f"reports/{number}/reopen", text="Still dark").json()["state"] == "dispatched"
    revision = handler.get(f"desk/reports/{number}").json()["revision"]
    handler.post(f"desk/reports/{number}/resolve", revision=revision, en="New cable")
    assert reporter.post(f"reports/{number}/rate", stars=4, fixed=True, comment="Thanks").status_code == 200
    assert reporter.post(f"reports/{number}/confirm").json()["state"] == "closed"

    public = resident.get(f"reports/{number}").json()
    assert (public["state"], public["outcome"], public["stars"]) == ("closed", "fixed", 4)
    assert public["text"] == "The lamp is dark"
    assert [photo["kind"] for photo in public["photos"]] == ["report", "after"]
    texts = [item["text"] for item in public["timeline"]]
    assert "A ladder is coming" in texts
    assert "Which lamp?" not in texts
    assert public["party"] is False


def test_a_report_is_filed_once_for_its_key(world: World, anybody: App) -> None:
    key = str(uuid.uuid4())

    first, second = (anybody.post("reports", key, **good(world)) for _ in range(2))
    other = anybody.post("reports", key, **good(world, text="Something else"))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["receipt"] == second.json()["receipt"]
    assert (first.json()["replayed"], second.json()["replayed"]) == (False, True)
    assert problem(other)["status"] == 409
    assert Report.objects.count() == 1


def test_two_callers_may_use_the_same_key(world: World, anybody: App) -> None:
    key = str(uuid.uuid4())
    _row, secret = keys.make_key(by=SYSTEM, label="An app", contact="a@example.org")

    first, second = anybody.post("reports", key, **good(world)), App(bearer=secret).post("reports", key, **good(world))

    assert first.json()["id"] != second.json()["id"]


@pytest.mark.parametrize("key", ["", "short", "with blanks in the key", "x" * 81])
def test_writes_need_a_key_of_their_own(world: World, anybody: App, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    response = anybody.client.post(
        f"{V1}/reports", json.dumps(good(world)), content_type="application/json", headers=headers
    )

    assert "Idempotency-Key" in problem(response)["errors"]


def test_a_photo_sent_again_with_its_key_is_one_photo(anybody: App) -> None:
    key = str(uuid.uuid4())

    assert anybody.photo(key).json()["token"] == anybody.photo(key).json()["token"]
    assert anybody.photo().json()["token"] != anybody.photo(key).json()["token"]


def test_every_wrong_field_is_named_with_a_sentence_in_the_readers_language(world: World) -> None:
    wrong = good(world, category="nothing", text="", extra=1, lat=99, photos=["x"], contact={"email": "x" * 300})

    english, chinese = App().post("reports", **wrong), App(language="zh-CN").post("reports", **wrong)

    assert set(problem(english)["errors"]) == {"extra", "lat", "photos.0", "contact.email"}
    assert problem(english)["errors"]["extra"] == "This field does not exist."
    assert english.status_code == chinese.status_code == 422
    domain = App().post("reports", **good(world, text="", contact={"email": "nobody", "phone": "1"}))
    assert set(problem(domain)["errors"]) == {"text", "email", "phone"}


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"", 422), (b"[]", 422), (b'{"category":"lamp","text":"\\ud800"}', 422), (b'{"lat":NaN}', 422)],
)
def test_bodies_that_are_none_get_a_problem(world: World, anybody: App, body: bytes, status: int) -> None:
    headers = {"Idempotency-Key": str(uuid.uuid4())}

    response = anybody.client.post(f"{V1}/reports", body, content_type="application/json", headers=headers)

    assert problem(response)["status"] == status


def test_a_body_that_is_too_large_is_refused(world: World, anybody: App) -> None:
    response = anybody.post("reports", **good(world, attributes={"a": "x" * 3_000_000}))

    assert problem(response)["status"] == 413


def test_addresses_that_lead_nowhere_are_problems(world: World, anybody: App) -> None:
    for path in ("/api", "/api/", "/api/v2/reports", "/api/v1/nothing", "/api/v1/reports/999999"):
        assert problem(anybody.client.get(path))["code"] == "missing"
    assert anybody.get("reports/99999999999999999999").status_code == 422


def test_me_too_counts_once_for_each_device(world: World, anybody: App) -> None:
    report = world.file()

    for device in ("a", "a", "b"):
        assert anybody.post(f"reports/{report.pk}/support", device=device).status_code == 200

    assert Report.objects.get().supporters == 2


def test_a_simple_matter_is_fixed_by_a_resident(world: World, anybody: App) -> None:
    report = world.file(category="rubbish")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=world.bodies["street"])
    before, after = (anybody.photo(colour=(n, n, n)).json()["token"] for n in (10, 200))

    without = anybody.post(f"reports/{report.pk}/fix", before=[before], after=[])
    done = anybody.post(f"reports/{report.pk}/fix", before=[before], after=[after], text="Swept")

    assert without.status_code == 422
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "resolved"
    assert Attachment.objects.count() == 2


def test_a_receipt_opens_its_report_and_no_other(world: World, anybody: App) -> None:
    filed = anybody.post("reports", **good(world, category="noise")).json()
    other = world.file(category="noise")
    reporter = App(receipt=filed["receipt"])

    assert reporter.get("receipt").json()["party"] is True
    assert reporter.get(f"reports/{filed['id']}").status_code == 200
    assert anybody.get(f"reports/{filed['id']}").status_code == 404
    assert reporter.get(f"reports/{other.pk}").status_code == 404
    assert App(receipt="a" * 32).get("receipt").status_code == 404
    assert anybody.get("receipt").status_code == 401
    assert reporter.post(f"reports/{filed['id']}/withdraw").json()["state"] == "withdrawn"


def test_guessing_receipts_is_stopped(world: World) -> None:
    answers = [App(receipt="a" * 32).get("receipt").status_code for _ in range(35)]

    assert answers[-1] == 429


@pytest.mark.parametrize("step", ["answer", "rate", "reopen", "confirm", "withdraw"])
def test_only_the_reporter_speaks_for_the_reporter(world: World, anybody: App, step: str) -> None:
    report = world.file()
    body = {"answer": {"text": "x"}, "rate": {"stars": 1, "fixed": False}, "reopen": {"text": "x"}}.get(step, {})

    assert problem(anybody.post(f"reports/{report.pk}/{step}", **body))["status"] in (403, 409)
    assert Report.objects.get().state == "received"


def test_the_desk_is_closed_to_others(world: World, anybody: App) -> None:
    _row, secret = keys.make_key(by=SYSTEM, label="An app", contact="a@example.org")
    report = world.file()

    for path in ("review", "dispatch", "check", "work", f"reports/{report.pk}"):
        assert problem(anybody.get(f"desk/{path}"))["status"] == 401
        assert problem(App(bearer=secret).get(f"desk/{path}"))["status"] == 401
    assert problem(anybody.post(f"desk/reports/{report.pk}/accept", revision=1))["status"] == 401
    assert anybody.get("desk/review")["WWW-Authenticate"] == "Bearer"
    assert Report.objects.get().state == "received"


def test_a_role_opens_its_own_queue_only(world: World) -> None:
    handler = system(world, Role.HANDLER, "lamps")

    assert handler.get("desk/work").status_code == 200
    assert problem(handler.get("desk/review"))["status"] == 403
    report = world.file()
    assert problem(handler.post(f"desk/reports/{report.pk}/accept", revision=1))["status"] == 403


def test_a_key_that_is_none_opens_nothing_not_even_what_is_public(world: World, anybody: App) -> None:
    row, secret = keys.make_key(by=SYSTEM, label="An app", contact="a@example.org")
    keys.change_key(key=row.pk, by=SYSTEM, active=False)

    for bearer in ("wrong", secret):
        assert problem(App(bearer=bearer).get("reports"))["status"] == 401


def test_a_key_speaks_before_the_session(world: World) -> None:
    from cogov.contexts.accounts.models import Person

    app = system(world, Role.REVIEWER)
    app.client.force_login(Person.objects.get(pk=world.actor("resident").person), backend=BACKEND)
    app.post("reports", **good(world))

    assert Report.objects.get().reporter_id is None


def test_a_session_counts_only_with_the_forms_token(world: World) -> None:
    from cogov.contexts.accounts.models import Person

    app = App(enforce_csrf_checks=True)
    resident = world.actor("resident").person
    app.client.force_login(Person.objects.get(pk=resident), backend=BACKEND)

    forged = app.post("reports", **good(world))
    app.client.get("/report")
    app.headers["X-CSRFToken"] = app.client.cookies["csrftoken"].value
    honest = app.post("reports", **good(world))

    assert problem(forged)["status"] == 403
    assert honest.status_code == 201
    assert Report.objects.get().reporter_id == resident


def test_a_step_repeated_with_its_key_acts_once(world: World) -> None:
    reviewer, report, key = system(world, Role.REVIEWER), world.file(), str(uuid.uuid4())

    first, second = (reviewer.post(f"desk/reports/{report.pk}/accept", key, revision=1) for _ in range(2))
    fresh = reviewer.post(f"desk/reports/{report.pk}/accept", revision=1)

    assert first.json() | {"replayed": True} == second.json()
    assert problem(fresh)["status"] == 409


def test_every_step_of_the_desk_is_there(world: World) -> None:
    """One report through all steps that the loop test leaves out."""
    reviewer, dispatcher = system(world, Role.REVIEWER), system(world, Role.DISPATCHER)
    handler, inspector = system(world, Role.HANDLER, "roads"), system(world, Role.INSPECTOR)
    first, second = world.file(), world.file()
    lat, lon = world.areas.middle("c2222")

    def step(app: App, name: str, report: int = first.pk, **body: Any) -> dict[str, Any]:
        revision = Report.objects.get(pk=report).journal_seq
        response = app.post(f"desk/reports/{report}/{name}", **({"revision": revision} | body))
        assert response.status_code == 200, response.content
        return dict(response.json())

    assert step(reviewer, "merge", second.pk, into=first.pk)["id"] == first.pk
    assert step(reviewer, "part", second.pk)["state"] == "received"
    assert step(reviewer, "split", category="road", text="A hole beside it")["id"] not in (first.pk, second.pk)
    assert step(reviewer, "reject", zh="不属于本市")["state"] == "rejected"
    step(reviewer, "restore")
    step(reviewer, "recategorise", category="rubbish")
    step(reviewer, "move", lat=lat, lon=lon, address="Corner")
    step(reviewer, "redact", text="[hidden]")
    assert step(reviewer, "accept", difficulty="hard")["state"] == "accepted"
    assert step(dispatcher, "dispatch", body=world.bodies["roads"])["state"] == "dispatched"
    assert step(handler, "return", en="Not ours")["state"] == "accepted"
    step(dispatcher, "dispatch", body=world.bodies["roads"])
    person = world.actor("handler:roads").person
    step(handler, "assign", handler=person)
    photo = handler.photo().json()["token"]
    assert handler.post(f"desk/reports/{first.pk}/photos", photos=[photo], kind="before").status_code == 200
    step(handler, "resolve", outcome="unfixed", en="Private land")
    step(inspector, "reopen", en="It is public land")
    step(handler, "resolve", en="Cleared")
    assert step(inspector, "confirm", en="Seen")["state"] == "closed"
    hidden = Update.objects.filter(report=first, kind="public").first()
    assert hidden is not None
    done = reviewer.post(f"desk/reports/{first.pk}/hide", what="update", item=hidden.pk)
    assert done.status_code == 200
    assert Update.objects.get(pk=hidden.pk).hidden


def test_the_list_is_narrowed_searched_and_paged(world: World, anybody: App) -> None:
    made = [world.file(text=f"lamp number {n}").pk for n in range(5)]
    road = world.file(category="road", at="c2222").pk
    for report in made:
        actions.accept(report=report, by=world.actor("reviewer"))

    def found(**params: Any) -> list[int]:
        return [row["id"] for row in anybody.get("reports", **params).json()["reports"]]

    first = anybody.get("reports", size=4).json()
    second = anybody.get("reports", size=4, at=first["older"]).json()
    assert [row["id"] for row in (*first["reports"], *second["reports"])] == [road, *made[::-1]]
    assert second["older"] is None
    assert found(category="road") == found(area=world.areas["c2"]) == found(state="received") == [road]
    assert found(q="number 3") == [made[3]]
    assert found(status="closed") == []
    assert found(body=world.bodies["lamps"], size=1) == [made[-1]]
    assert found(until="2020-01-01T00:00:00Z") == []
    for bad in ({"category": "x"}, {"size": 51}, {"size": 0}, {"at": "older-²-1"}, {"since": "soon"}, {"status": "x"}):
        assert problem(anybody.get("reports", **bad))["status"] == 422
    assert problem(anybody.get("reports", area=999999))["status"] == 404


def test_the_map_and_the_neighbourhood_are_shown(world: World, anybody: App) -> None:
    report = world.file()
    lat, lon = world.areas.middle("c1111")
    box = {"west": lon - 0.01, "south": lat - 0.01, "east": lon + 0.01, "north": lat + 0.01}

    assert anybody.get("reports/map", zoom=15, **box).json()["features"][0]["properties"]["id"] == report.pk
    assert problem(anybody.get("reports/map", **(box | {"north": lat - 1})))["status"] == 422
    [near] = anybody.get("reports/nearby", lat=lat, lon=lon).json()
    assert (near["id"], near["metres"]) == (report.pk, 0)
    assert anybody.get("reports/nearby", lat=lat, lon=lon, category="road").json() == []


def test_areas_are_listed_found_and_told_of_a_point(world: World, anybody: App) -> None:
    lat, lon = world.areas.middle("c1111")

    assert [area["code"] for area in anybody.get("areas", level="district").json()] == ["c1", "c2"]
    below = anybody.get("areas", level="street", parent=world.areas["c1"]).json()
    assert [area["code"] for area in below] == ["c11", "c12"]
    assert anybody.get("areas/search", q="c112").json()[0]["code"] == "c112"
    chain = anybody.get("areas/at", lat=lat, lon=lon).json()
    assert [area["code"] for area in chain] == ["c", "c1", "c11", "c111", "c1111"]
    assert anybody.get("areas/at", lat=0, lon=0).json() == []


def test_categories_speak_the_readers_language(world: World) -> None:
    english, chinese = (App(language=language).get("categories").json() for language in ("en", "zh-CN"))

    assert [row["name"] for row in english][:2] == ["Street lamp", "Broken road"]
    assert [row["name"] for row in chinese][:2] == ["路灯", "道路破损"]
    assert App().get("categories/suggest", text="lamp").status_code == 200


def test_nothing_of_the_reporter_goes_out(world: World, anybody: App) -> None:
    reporter = contact(name="Marker One", email="marker-two@example.org", phone="+8613912345678")
    question = {"code": "who", "datatype": "string", "description_zh": "谁？", "description_en": "Who?"}
    Category.objects.filter(code="lamp").update(questions=[question])
    categories.snapshot.changed()
    report = world.file(contact=reporter, text="marker-three", attributes={"who": "marker-four"})
    lat, lon = world.areas.middle("c1111")
    reviewer, other = system(world, Role.REVIEWER), system(world, Role.HANDLER, "roads")

    public = [anybody.get(path, **params).content.decode() for path, params in (
        ("reports", {}), (f"reports/{report.pk}", {}), ("reports/nearby", {"lat": lat, "lon": lon}),
        ("reports/map", {"west": 100, "south": 20, "east": 120, "north": 40, "zoom": 15}),
    )]  # fmt: skip
    staff = [app.get(f"desk/reports/{report.pk}").content.decode() for app in (reviewer, other)]

    for content in (*public, staff[1]):
        for marker in ("Marker One", "marker-two", "13912345678", "marker-three", "marker-four", report.receipt):
            assert marker not in content
    for marker in ("Marker One", "marker-two", "13912345678"):
        assert marker not in staff[0], "contacts are looked at on the desk's page, which keeps a log"


def test_a_complaint_about_a_body_is_not_seen_by_its_system(world: World) -> None:
    report = world.file(category="idea", about_body=world.bodies["lamps"])
    own = system(world, Role.REVIEWER, "lamps")

    assert own.get(f"desk/reports/{report.pk}").status_code == 404
    assert own.get("desk/review").json()["reports"] == []


def test_what_has_not_changed_is_not_sent_again(world: World, anybody: App, django_assert_max_num_queries: Any) -> None:
    report = world.file()
    first = anybody.get(f"reports/{report.pk}")

    with django_assert_max_num_queries(1):
        second = anybody.get(f"reports/{report.pk}", {"If-None-Match": first["ETag"]})
    chinese = App(language="zh-CN").get(f"reports/{report.pk}", {"If-None-Match": first["ETag"]})
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    third = anybody.get(f"reports/{report.pk}", {"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert (chinese.status_code, third.status_code) == (200, 200)
    assert "Accept-Language" in first["Vary"]
    assert system(world, Role.REVIEWER).get(f"reports/{report.pk}")["Cache-Control"] == "private, no-store"


def test_lists_cost_few_queries(world: World, anybody: App, django_assert_max_num_queries: Any) -> None:
    for _ in range(50):
        actions.accept(report=world.file().pk, by=world.actor("reviewer"))
    number = Report.objects.values_list("pk", flat=True)[0]
    handler = system(world, Role.HANDLER, "lamps")
    handler.get("desk/work")

    with django_assert_max_num_queries(3):
        assert len(anybody.get("reports", size=50).json()["reports"]) == 50
    with django_assert_max_num_queries(5):
        anybody.get(f"reports/{number}")
    with django_assert_max_num_queries(4):
        assert len(handler.get("desk/work").json()["work"]) == 50


def test_a_keys_quota_is_its_own(world: World) -> None:
    slow = system(world, Role.REVIEWER, quota=10)

    answers = [slow.get("reports").status_code for _ in range(12)]

    assert answers == [200] * 10 + [429] * 2
    assert int(slow.get("reports")["Retry-After"]) >= 1
    assert App().get("reports").status_code == 200


def test_filing_without_a_key_is_limited_by_address(world: World, anybody: App) -> None:
    answers = [anybody.post("reports", **good(world)).status_code for _ in range(22)]

    assert answers == [201] * 20 + [429] * 2


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"label": "x"}, "label"),
        ({"contact": "nobody"}, "contact"),
        ({"role": Role.ADMIN}, "role"),
        ({"role": Role.HANDLER}, "body"),
        ({"quota": 0}, "quota"),
        ({"quota": 10_000}, "quota"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(world: World, fields: dict[str, Any], about: str) -> None:
    from cogov.kernel.errors import Invalid

    with pytest.raises(Invalid) as caught:
        keys.make_key(by=SYSTEM, **({"label": "An app", "contact": "a@example.org"} | fields))

    assert about in caught.value.fields


def test_only_administrators_make_and_change_keys(world: World) -> None:
    from cogov.kernel.errors import Conflict, Forbidden, Missing

    row, secret = keys.make_key(by=world.actor("admin"), label="An app", contact="a@example.org")
    for who in ("reviewer", "supervisor", "security", "resident", "anonymous"):
        with pytest.raises(Forbidden):
            keys.make_key(by=world.actor(who), label="Mine", contact="m@example.org")
        with pytest.raises(Forbidden):
            keys.change_key(key=row.pk, by=world.actor(who), active=False)
    with pytest.raises(Conflict):
        keys.change_key(key=row.pk, by=world.actor("admin"), active=False, revision=99)
    with pytest.raises(Missing):
        keys.change_key(key=999, by=world.actor("admin"), active=False)
    assert secret not in str(list(ApiKey.objects.values()))
    assert keys.known_key(secret) == row


def test_a_key_of_a_closed_body_or_of_yesterday_opens_nothing(world: World) -> None:
    from datetime import timedelta

    from cogov.contexts.bodies.models import Body
    from cogov.contexts.bodies.tree import snapshot
    from cogov.kernel.clock import now

    _row, secret = keys.make_key(
        by=SYSTEM, label="System", contact="a@example.org", role=Role.HANDLER, body=world.bodies["lamps"]
    )
    _old, expired = keys.make_key(by=SYSTEM, label="Old", contact="a@example.org", expires_at=now() - timedelta(days=1))
    Body.objects.filter(code="lamps").update(active=False)
    snapshot.changed()

    assert keys.known_key(secret) is None
    assert keys.known_key(expired) is None
