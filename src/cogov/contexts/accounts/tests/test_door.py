"""The outer door and the actor: who is let in where, what it costs, and when staff are signed out."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path, reverse

from cogov.contexts.accounts import door, sessions
from cogov.contexts.accounts.door import Door
from cogov.contexts.accounts.middleware import BACKGROUND, ActorMiddleware
from cogov.contexts.accounts.tests.factories import PASSWORD, one_time_code, resident, staff
from cogov.contexts.accounts.urls import urlpatterns as own_urls
from cogov.kernel.actors import Actor, Channel, Role


def page(request):
    who = request.actor
    return HttpResponse(f"{who.person} {sorted(map(str, who.roles))} {sorted(who.receipts)}")


def silent(request):
    return HttpResponse("nobody asked")


urlpatterns = [
    path("t/public", page, name="t-public"),
    path("t/silent", silent, name="t-silent"),
    path("t/resident", page, name="t-resident"),
    path("t/review", page, name="t-review"),
    path("t/any-staff", page, name="t-any-staff"),
    path("t/demo", page, name="t-demo"),
    path("api/t", page, name="t-api"),
    path("", include(settings.ROOT_URLCONF)),
]
CLASSES = {
    "t-public": "public",
    "t-silent": "public",
    "t-resident": "resident",
    "t-review": "staff:reviewer,supervisor",
    "t-any-staff": "staff:*",
    "t-demo": "demo",
    "t-api": "resident",
}
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _classes(monkeypatch):
    known = door.doors() | {name: door.parse(text) for name, text in CLASSES.items()}
    monkeypatch.setattr(door, "doors", lambda: known)


def come_in(person, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("staff-sign-in"), {"email": person.email, "password": PASSWORD})
    client.post(reverse("staff-second-step"), {"code": one_time_code(person)})
    assert "staff" in client.session
    return client


@pytest.fixture
def visitors(roles):
    """One client of each kind."""
    reviewer, handler, half = staff(), staff(), staff()
    roles(reviewer, Role.REVIEWER)
    roles(handler, Role.HANDLER)
    roles(half, Role.REVIEWER)
    clients = {name: Client() for name in ("stranger", "resident", "half")}
    clients["resident"].force_login(resident())
    clients["half"].force_login(half)  # a role, but no second factor in this session
    return clients | {"reviewer": come_in(reviewer), "handler": come_in(handler)}


IN, TO_SIGN_IN, TO_STAFF, NO, NOWHERE = "in", "sign-in", "staff-sign-in", 403, 404
TABLE = {
    "t-public": {"stranger": IN, "resident": IN, "half": IN, "reviewer": IN, "handler": IN},
    "t-resident": {"stranger": TO_SIGN_IN, "resident": IN, "half": IN, "reviewer": IN, "handler": IN},
    "t-review": {"stranger": TO_STAFF, "resident": TO_STAFF, "half": TO_STAFF, "reviewer": IN, "handler": NO},
    "t-any-staff": {"stranger": TO_STAFF, "resident": TO_STAFF, "half": TO_STAFF, "reviewer": IN, "handler": IN},
    "t-demo": dict.fromkeys(("stranger", "resident", "half", "reviewer", "handler"), NOWHERE),
    "t-api": {"stranger": NO, "resident": IN, "half": IN, "reviewer": IN, "handler": IN},
}


def test_who_is_let_in_where(visitors):
    seen = {}
    for name in TABLE:
        seen[name] = {}
        for who, client in visitors.items():
            response = client.get(reverse(name))
            location = response.headers.get("Location", "").partition("?")[0]
            seen[name][who] = {reverse("sign-in"): TO_SIGN_IN, reverse("staff-sign-in"): TO_STAFF}.get(
                location, IN if response.status_code == 200 else response.status_code
            )
    assert seen == TABLE


def test_roles_count_only_with_a_second_factor_shown_in_this_session(visitors):
    assert b"['reviewer']" in visitors["reviewer"].get("/t/public").content
    assert b" [] " in visitors["half"].get("/t/public").content


def test_whoever_is_sent_to_sign_in_comes_back(visitors):
    assert visitors["stranger"].get("/t/review?a=1").headers["Location"] == "/staff/sign-in?next=%2Ft%2Freview%3Fa%3D1"


def test_an_actor_that_was_not_asked_for_yet_can_be_replaced(rf):
    request = rf.get("/")
    request.session, request.user = {}, AnonymousUser()
    ActorMiddleware(lambda _: HttpResponse())(request)
    changed = dataclasses.replace(request.actor, channel=Channel.API)
    assert type(changed) is Actor
    assert changed == Actor(channel=Channel.API)


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(visitors):
    response = visitors["stranger"].get("/t/review", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/staff/sign-in")


def test_a_demo_page_exists_in_the_demo(settings):
    settings.DEMO = True
    assert Client().get("/t/demo").status_code == 200


@pytest.mark.parametrize("text", ["", "staff", "staff:", "staff:king", "resident:reviewer", "all", "public,resident"])
def test_a_class_that_does_not_exist_is_an_error(text):
    with pytest.raises(ValueError, match=r"."):
        door.parse(text)


def test_classes_are_read_as_written():
    assert door.parse("staff:reviewer, supervisor") == Door("staff", frozenset({Role.REVIEWER, Role.SUPERVISOR}))
    assert door.parse("staff:*").roles == frozenset(Role)


def test_every_address_of_the_accounts_has_a_class():
    from cogov.contexts.accounts.rules import URL_CLASSES

    assert {pattern.name for pattern in own_urls} == set(URL_CLASSES)


def test_a_stranger_costs_no_query(client, django_assert_num_queries):
    client.get("/t/public")
    with django_assert_num_queries(0):
        client.get("/t/public")


def test_the_actor_costs_one_query_beside_the_session(roles, django_assert_num_queries):
    client = Client()
    client.force_login(resident())
    client.get("/t/public")
    with django_assert_num_queries(2):
        client.get("/t/public")
    reviewer = staff()
    roles(reviewer, Role.REVIEWER)
    come_in(reviewer, client)
    with django_assert_num_queries(2):
        client.get("/t/review")


def test_a_page_that_does_not_ask_who_comes_costs_no_person(django_assert_num_queries):
    client = Client()
    client.force_login(resident())
    client.get("/t/silent")
    with django_assert_num_queries(1):  # the session: is this staff?
        client.get("/t/silent")


def test_receipts_belong_to_residents_only(visitors):
    for name in ("stranger", "resident", "reviewer"):
        client = visitors[name]
        session = client.session
        session["receipts"] = [3, 7]
        session.save()
        client.cookies["sessionid"] = session.session_key
    assert b"[3, 7]" in visitors["stranger"].get("/t/public").content
    assert b"[3, 7]" in visitors["resident"].get("/t/public").content
    assert b"['reviewer'] []" in visitors["reviewer"].get("/t/public").content


def test_a_session_keeps_the_newest_hundred_receipts(client):
    request = RequestFactory().get("/")
    request.session = client.session
    for report in [*range(1, 121), 50]:
        sessions.remember_receipt(request, report)
    assert len(request.session["receipts"]) == 100
    assert request.session["receipts"][-1] == 50
    assert 20 not in sessions.receipts(request)
    sessions.forget_receipt(request, 50)
    assert 50 not in sessions.receipts(request)


@pytest.fixture
def reviewer(roles):
    person = staff()
    roles(person, Role.REVIEWER)
    return person


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_staff_who_went_away_are_signed_out(reviewer, minutes, status):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        client = come_in(reviewer)
        clock.shift(timedelta(minutes=minutes))
        assert client.get("/t/review").status_code == status
        assert ("_auth_user_id" in client.session) == (status == 200)


def test_activity_keeps_staff_in_until_the_shift_ends(reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        client = come_in(reviewer)
        statuses = []
        for _ in range(30):
            clock.shift(timedelta(minutes=25))
            statuses.append(client.get("/t/review").status_code)
    assert statuses == [200] * 28 + [302] * 2


def test_a_page_that_refreshes_itself_keeps_nobody_in(reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        client = come_in(reviewer)
        for _ in range(2):
            clock.shift(timedelta(minutes=16))
            response = client.get("/t/review", headers={BACKGROUND: "1"})
    assert response.status_code == 302


def test_the_button_in_the_warning_keeps_staff_in(reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        client = come_in(reviewer)
        clock.shift(timedelta(minutes=29))
        assert client.post(reverse("staff-stay")).status_code == 204
        clock.shift(timedelta(minutes=29))
        assert client.get("/t/review").status_code == 200


def test_whoever_was_signed_out_is_told_why(roles):
    reviewer = staff(language="en")
    roles(reviewer, Role.REVIEWER)
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        client = come_in(reviewer)
        clock.shift(timedelta(minutes=31))
        page = client.get("/t/review", follow=True)
    assert "so we have signed you out" in page.content.decode()


def test_residents_stay_signed_in_for_days():
    client = Client()
    client.force_login(resident())
    with time_machine.travel(timedelta(days=13)):
        assert client.get("/t/resident").status_code == 200
    with time_machine.travel(timedelta(days=15)):
        assert client.get("/t/resident").status_code == 302


def test_a_closed_account_is_out_at_once():
    person = resident()
    client = Client()
    client.force_login(person)
    person.is_active = False
    person.save()
    assert client.get("/t/resident").status_code == 302
