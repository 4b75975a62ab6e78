"""The log of looks at residents' data, its quota, and the officer's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cogov.contexts.accounts import facade, queries
from cogov.contexts.accounts.actions import tidying
from cogov.contexts.accounts.models import PersonalDataView, SecondFactor
from cogov.contexts.accounts.tests.factories import PASSWORD, actor, one_time_code, resident, staff
from cogov.kernel import periodic
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, TooMany

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return staff(name="Operator Zhao")


@pytest.fixture
def officer(roles) -> Client:
    person = staff()
    roles(person, Role.SECURITY)
    client = Client()
    client.post(reverse("staff-sign-in"), {"email": person.email, "password": PASSWORD})
    client.post(reverse("staff-second-step"), {"code": one_time_code(person)})
    return client


def test_a_look_is_noted_with_who_as_what_whom_and_why(operator, django_assert_num_queries):
    who = resident()
    with django_assert_num_queries(2):
        facade.log_view(actor(Role.OPERATOR, person=operator), purpose=facade.Purpose.CALL, person=who.pk)
    facade.log_view(actor(Role.REVIEWER, person=operator), purpose="review", report=12)
    rows = PersonalDataView.objects.order_by("id").values_list("viewer", "role", "body", "person", "report", "purpose")
    assert list(rows) == [
        (operator.pk, "operator", 1, who.pk, None, "call"),
        (operator.pk, "reviewer", 1, None, 12, "review"),
    ]


def test_looks_at_oneself_and_by_the_machine_are_none(operator):
    facade.log_view(actor(Role.OPERATOR, person=operator), purpose="call", person=operator.pk)
    facade.log_view(SYSTEM, purpose="call", person=operator.pk)
    assert not PersonalDataView.objects.exists()


def test_residents_do_not_look_at_others():
    with pytest.raises(Forbidden):
        facade.log_view(actor(person=resident()), purpose="call", person=resident().pk)


def test_a_reason_is_one_of_the_list(operator):
    with pytest.raises(ValueError, match="curiosity"):
        facade.log_view(actor(Role.OPERATOR, person=operator), purpose="curiosity", person=resident().pk)


def test_bulk_look_ups_are_refused_with_a_sentence_and_come_back_slowly(operator):
    by, who = actor(Role.OPERATOR, person=operator), resident()
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock, translation.override("en"):
        for _ in range(240):
            facade.log_view(by, purpose="call", person=who.pk)
        with pytest.raises(TooMany) as refusal:
            facade.log_view(by, purpose="call", person=who.pk)
        assert "security officer" in str(refusal.value)
        assert refusal.value.retry_after == 30
        facade.log_view(actor(Role.OPERATOR, person=staff()), purpose="call", person=who.pk)
        clock.shift(timedelta(seconds=30))
        facade.log_view(by, purpose="call", person=who.pk)
    assert PersonalDataView.objects.filter(viewer=operator).count() == 241


def look(viewer, times: int) -> None:
    who = resident()
    PersonalDataView.objects.bulk_create(
        PersonalDataView(at=now(), viewer=viewer, role="operator", body=1, person=who, purpose="call")
        for _ in range(times)
    )


def test_the_officer_reads_the_log_page_by_page(officer, operator, django_assert_max_num_queries):
    look(operator, 60)
    look(staff(name="Reviewer Qian"), 2)
    address = reverse("security-views")
    officer.get(address)
    with django_assert_max_num_queries(5):  # session, person, rows, the busiest, the bell
        first = officer.get(address, headers={"accept-language": "en"}).content.decode()
    assert first.count("<tr>") == queries.PAGE + 1
    assert "Operator Zhao" in first
    assert "Reviewer Qian" in first
    oldest = PersonalDataView.objects.order_by("-id")[queries.PAGE - 1].pk
    assert f"?after={oldest}" in first
    second = officer.get(f"{address}?after={oldest}").content.decode()
    assert second.count("<tr>") == 12 + 1


def test_the_log_can_be_read_for_one_viewer(officer, operator):
    other = staff(name="Reviewer Qian")
    look(operator, 1)
    look(other, 1)
    page = officer.get(reverse("security-views"), {"viewer": other.pk})
    assert [row.viewer_id for row in page.context["rows"]] == [other.pk]


@pytest.mark.parametrize("junk", ["x", "-1", "1e9", "９", "9" * 30, "1 OR 1=1", ""])
def test_junk_in_the_address_is_ignored(officer, junk):
    assert officer.get(reverse("security-views"), {"viewer": junk, "after": junk}).status_code == 200


def test_nobody_else_reads_the_log():
    for by in (actor(Role.ADMIN), actor(Role.AUDITOR), actor()):
        with pytest.raises(Forbidden):
            queries.views_logged(by=by)
        with pytest.raises(Forbidden):
            queries.busiest_viewers(by=by)


def test_the_officer_resets_a_lost_second_factor(officer):
    person = staff()
    assert officer.post(reverse("security-factor-reset"), {"email": person.email}).status_code == 302
    assert not SecondFactor.objects.filter(person=person).exists()
    assert officer.post(reverse("security-factor-reset"), {"email": "nobody@city.example"}).status_code == 404
    assert officer.post(reverse("security-factor-reset"), {"email": "no address"}).status_code == 422


def test_looks_are_forgotten_after_three_years(operator):
    look(operator, 1)
    with time_machine.travel(timedelta(days=3 * 365 - 1)):
        assert tidying.tidy()["views"] == 0
    with time_machine.travel(timedelta(days=3 * 365 + 1)):
        assert tidying.tidy()["views"] == 1


def test_what_has_ended_is_tidied_away_every_hour(client):
    client.post(reverse("sign-in"), {"contact": "li@example.org"})
    assert tidying.tidy()["sessions"] == 0
    with time_machine.travel(timedelta(days=15)):
        assert tidying.tidy()["sessions"] == 1
    assert periodic.jobs["contexts.accounts.tasks.tidy"].every == timedelta(hours=1)
