"""Pages of administrators for keys and webhooks, and the page for developers."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cogov.config import openapi
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.sessions import SEEN, STAFF
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.models import ApiKey, WebhookMessage, WebhookSubscription
from cogov.contexts.reports.tests.world import World
from cogov.contexts.reports.webhooks import actions as webhooks
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now

LABEL = "Neighbour app"


def enter(world: World, who: str, language: str = "en") -> Client:
    """A signed-in member of staff, second factor shown."""
    client = Client(headers={"Accept-Language": language})
    person = Person.objects.get(pk=world.actor(who).person)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[STAFF] = {"factor": "totp", "at": now().isoformat()}
    session[SEEN] = now().isoformat()
    session.save()
    return client


@pytest.fixture
def admin(world: World) -> Client:
    return enter(world, "admin")


def new_key(client: Client, **more: Any) -> HttpResponse:
    data = {"label": LABEL, "contact": "app@example.org", "role": "app", "quota": "60", "key": "a" * 20}
    return client.post(reverse("reports:api_keys"), data | more)


def secret_of(response: HttpResponse) -> str:
    [found] = re.findall(r"data-secret>([^<]+)<", response.content.decode())
    return str(found)


def test_a_key_is_made_and_shown_once(admin: Client) -> None:
    made = new_key(admin)
    again = new_key(admin)

    secret = secret_of(made)
    known = keys.known_key(secret)
    assert known is not None
    assert known.label == LABEL
    assert made["Cache-Control"].startswith("max-age=0")
    assert again.status_code == 302
    assert ApiKey.objects.count() == 1
    listed = admin.get(reverse("reports:api_keys")).content.decode()
    assert LABEL in listed
    assert secret not in listed


def test_a_key_of_a_bodys_system_has_its_role_and_its_day(admin: Client, world: World) -> None:
    day = (now() + timedelta(days=30)).date()

    new_key(admin, role=Role.HANDLER, body=world.bodies["lamps"], expires_on=day.isoformat())

    row = ApiKey.objects.get()
    assert (row.role, row.body_id) == ("handler", world.bodies["lamps"])
    assert row.expires_at is not None
    assert row.expires_at > now() + timedelta(days=29)


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"contact": "x"}, {"quota": "0"}, {"role": "admin"}, {"role": "handler", "body": ""}]
)
def test_a_wrong_form_is_shown_again_with_its_sentence(admin: Client, wrong: dict[str, str]) -> None:
    response = new_key(admin, **wrong)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_is_switched_off_and_on(admin: Client) -> None:
    secret = secret_of(new_key(admin))
    row = ApiKey.objects.get()

    def switch(active: str, revision: int) -> int:
        data = {"active": active, "revision": revision}
        return admin.post(reverse("reports:api_key", args=[row.pk]), data).status_code

    assert switch("no", 1) == 302
    assert keys.known_key(secret) is None
    assert switch("yes", 1) == 409
    assert switch("yes", 2) == 302
    assert keys.known_key(secret) is not None


@pytest.mark.parametrize("who", ["reviewer", "handler:lamps", "supervisor", "security"])
@pytest.mark.parametrize("name", ["reports:api_keys", "reports:webhooks"])
def test_other_staff_do_not_get_in(world: World, who: str, name: str) -> None:
    assert enter(world, who).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["reports:api_keys", "reports:webhooks"])
def test_nobody_else_does(client: Client, world: World, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    assert client.post(reverse(name), {"label": "x"}).status_code == 302


def test_a_subscriber_is_added_with_its_secret_and_looked_at(admin: Client) -> None:
    data = {
        "label": "Works", "contact": "w@example.org", "url": "https://example.org/in", "kinds": ["reports.accepted"],
        "key": "b" * 20,
    }  # fmt: skip
    made = admin.post(reverse("reports:webhooks"), data)
    again = admin.post(reverse("reports:webhooks"), data)

    row = WebhookSubscription.objects.get()
    assert secret_of(made).startswith("whsec_")
    assert "data-secret" not in again.content.decode()
    page = admin.get(reverse("reports:webhook", args=[row.pk])).content.decode()
    assert "https://example.org/in" in page
    assert "whsec_" not in page
    assert row.kinds == ["reports.accepted"]


def test_an_address_that_cannot_be_asked_is_refused_beside_its_field(admin: Client) -> None:
    data = {"label": "Works", "contact": "w@example.org", "url": "file:///etc/passwd", "key": "c" * 20}

    response = admin.post(reverse("reports:webhooks"), data)

    assert response.status_code == 422
    assert "public web address" in response.content.decode()


def test_buttons_switch_renew_and_send_again(admin: Client, world: World) -> None:
    row, old = webhooks.subscribe(by=SYSTEM, label="Works", contact="w@example.org", url="https://inner.invalid/in")
    page = reverse("reports:webhook", args=[row.pk])
    report = world.file()
    from cogov.kernel import journal

    entry = journal.history(report)[0]
    message = WebhookMessage.objects.create(subscription=row, entry=entry.pk, kind="reports.filed", report=report.pk)

    assert admin.post(page, {"what": "off", "revision": 1}).status_code == 302
    assert admin.post(page, {"what": "on", "revision": 1}).status_code == 409
    renewed = admin.post(page, {"what": "secret", "revision": 2})
    assert secret_of(renewed) != old
    again = admin.post(reverse("reports:webhook_again", args=[message.pk]), follow=True)
    assert "did not arrive" in again.content.decode()
    assert WebhookMessage.objects.get().attempts == 1


def test_messages_are_paged(admin: Client) -> None:
    row, _secret = webhooks.subscribe(by=SYSTEM, label="Works", contact="w@example.org", url="https://example.org/in")
    WebhookMessage.objects.bulk_create(
        [WebhookMessage(subscription=row, entry=n, kind="reports.filed", report=n, state="sent") for n in range(1, 61)]
    )

    first = admin.get(reverse("reports:webhook", args=[row.pk])).content.decode()
    [older] = re.findall(r'href="(\?before=\d+)"', first)
    second = admin.get(reverse("reports:webhook", args=[row.pk]) + older).content.decode()

    assert first.count("Send again") == 50
    assert second.count("Send again") == 10


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_for_developers_names_every_operation(client: Client, world: World, language: str) -> None:
    response = client.get("/api/docs", headers={"Accept-Language": language})

    page = response.content.decode()
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert response.status_code == 200
    for methods in described.values():
        for operation in methods.values():
            assert f'id="op-{operation["operationId"]}"' in page
    for code in ("unauthorised", "conflict", "too_many", "open311", "webhooks", "keys"):
        assert f'id="{code}"' in page
    assert "<script>" not in page
    assert "style=" not in page
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_every_code_of_a_problem_is_explained() -> None:
    from cogov.config.api_docs import CODES
    from cogov.kernel import errors

    told = {
        kind.code for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.CogovError) and kind is not errors.CogovError
    }  # fmt: skip
    assert told <= set(CODES)


def test_every_route_of_the_interfaces_has_a_class() -> None:
    from cogov.config.api import api
    from cogov.contexts.accounts import door
    from cogov.contexts.reports.api import urls
    from cogov.contexts.reports.open311 import rules as open311_rules
    from cogov.contexts.reports.open311 import urls as open311_urls
    from cogov.contexts.reports.webhooks import urls as webhook_urls

    named = {f"api-v1:{pattern.name}" for pattern in api.urls[0]}
    pages = {f"reports:{pattern.name}" for pattern in (*urls.urlpatterns, *webhook_urls.urlpatterns)}
    standard = {f"reports:{pattern.name}" for pattern in open311_urls.urlpatterns}
    assert named | pages <= set(door.doors())
    assert standard == set(open311_rules.URL_CLASSES)


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """The description keeps one of them, and answers of the other then contradict it."""
    from importlib import import_module

    from pydantic import BaseModel

    from cogov.config.contexts import CONTEXTS

    folder = HOME / "src" / "cogov" / "contexts"
    modules = [f"cogov.contexts.{name}.api.schemas" for name in CONTEXTS if (folder / name / "api/schemas.py").exists()]
    names = [
        each.__name__
        for module in modules
        for each in vars(import_module(module)).values()
        if isinstance(each, type) and issubclass(each, BaseModel) and each.__module__ == module
    ]
    assert len(modules) > 2
    assert sorted(names) == sorted(set(names))


HOME = next(parent for parent in Path(__file__).resolve().parents if (parent / "pyproject.toml").exists())


def test_the_description_is_kept_up_to_date() -> None:
    assert openapi.main(["--check", str(HOME / "docs/api/openapi.json")]) == 0


def test_a_description_that_says_something_else_is_noticed_and_mended(tmp_path: Path) -> None:
    kept = tmp_path / "docs" / "openapi.json"

    assert openapi.main(["--check", str(kept)]) == 1
    assert openapi.main(["--write", str(kept)]) == 0
    assert openapi.main(["--check", str(kept)]) == 0
    kept.write_text(kept.read_text().replace("list_reports", "lost_reports"))
    assert openapi.main(["--check", str(kept)]) == 1
    assert openapi.main(["--help"]) == 2


def test_every_fact_that_is_told_is_in_the_guide() -> None:
    from cogov.contexts.reports.webhooks.messages import kinds

    guide = (HOME / "docs/api/webhooks.md").read_text()
    assert all(f"`{kind.removeprefix('reports.')}`" in guide for kind in kinds())
