"""The desk in the hands of each role."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import TEXT, World
from cogov.kernel import ids
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db


def at_the_desk(world: World, who: str) -> Client:
    """A browser in which this member of staff has shown both factors."""
    client = Client()
    client.force_login(Person.objects.get(pk=world.actor(who).person))
    session = client.session
    session["staff"] = {"factor": "totp", "at": now().isoformat()}
    session["seen"] = now().isoformat()
    session.save()
    return client


def step(client: Client, report: Report, name: str, **data: object):  # type: ignore[no-untyped-def]
    report.refresh_from_db()
    form = {"key": ids.token(), "revision": report.journal_seq, **data}
    return client.post(f"/desk/reports/{report.pk}/{name}", form, follow=True)


def test_the_whole_loop_at_the_desk(world: World) -> None:
    report = world.file()
    reviewer, handler, inspector = (at_the_desk(world, who) for who in ("reviewer", "handler:lamps", "inspector"))

    assert TEXT in reviewer.get("/desk/review").content.decode()
    assert step(reviewer, report, "accept", queue="review").status_code == 200
    assert f"/desk/reports/{report.pk}" in handler.get("/desk/work").content.decode()
    step(handler, report, "start")
    step(handler, report, "resolve", outcome="fixed", text_zh="已修好")
    assert f"/desk/reports/{report.pk}" in inspector.get("/desk/check").content.decode()
    step(inspector, report, "confirm")

    report.refresh_from_db()
    assert (report.state, report.outcome) == ("closed", "fixed")


def test_a_rejection_without_a_reason_is_refused_with_a_sentence(world: World) -> None:
    report = world.file()
    answer = step(at_the_desk(world, "reviewer"), report, "reject")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_second_of_two_reviewers_is_told_that_it_changed(world: World) -> None:
    report = world.file()
    first, second = at_the_desk(world, "reviewer"), at_the_desk(world, "reviewer:roads")
    form = {"revision": 1, "text_zh": "在哪里？"}
    first.post(f"/desk/reports/{report.pk}/ask", form | {"key": "first-reviewer-key-1"})
    late = {"key": "second-reviewer-key-2", "text_zh": "请问是哪一盏？"}
    answer = second.post(f"/desk/reports/{report.pk}/ask", form | late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "请问是哪一盏？" in page
    assert "在哪里？" in page


def test_a_step_repeated_with_its_key_counts_once(world: World) -> None:
    report = world.file()
    reviewer = at_the_desk(world, "reviewer")
    form = {"revision": 1, "text_zh": "在哪里？", "key": "the-same-key-twice-1"}
    answers = [reviewer.post(f"/desk/reports/{report.pk}/ask", form).status_code for _ in range(2)]
    assert answers == [302, 302]


def test_contacts_are_shown_on_request_and_logged(world: World) -> None:
    from cogov.contexts.accounts.models import PersonalDataView

    report = world.file(contact=world_contact())
    reviewer = at_the_desk(world, "reviewer")
    assert "ming@example.org" not in reviewer.get(f"/desk/reports/{report.pk}").content.decode()
    assert "ming@example.org" in reviewer.get(f"/desk/reports/{report.pk}?contact=1").content.decode()
    assert PersonalDataView.objects.filter(report=report.pk).count() == 1


@pytest.mark.parametrize(
    "who", ["reviewer", "dispatcher", "handler:lamps", "inspector", "supervisor", "leader", "auditor"]
)
def test_every_role_has_a_desk(world: World, who: str) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer:roads"))
    client = at_the_desk(world, who)
    assert client.get("/desk").status_code == 200
    assert client.get("/desk/search?q=路灯").status_code == 200
    assert client.get(f"/desk/reports/{report.pk}").status_code == 200


def test_residents_have_no_desk(world: World, client: Client) -> None:
    client.force_login(Person.objects.get(pk=world.actor("resident").person))
    assert client.get("/desk/review").status_code in (302, 403)


def world_contact():  # type: ignore[no-untyped-def]
    from cogov.contexts.reports.tests.world import contact

    return contact()


def test_an_operator_files_for_a_caller_and_it_is_recorded(world: World) -> None:
    from cogov.kernel.models import Entry

    operator = at_the_desk(world, "operator")
    lat, lon = world.areas.middle("c1111")
    form = {"text": TEXT, "category": "lamp", "lat": lat, "lon": lon, "phone": "+8613800000009", "channel": "phone"}
    answer = operator.post("/desk/new", form | {"key": "operators-first-call-1"}, follow=True)
    assert answer.status_code == 200
    report = Report.objects.get()
    entry = Entry.objects.get(kind="reports.filed")
    assert report.reporter_id is not None
    assert (entry.person, entry.on_behalf_of, entry.channel) == (world.people["operator"], report.reporter_id, "phone")
    assert operator.get(f"/desk/receipts/{report.pk}").status_code == 200
    assert at_the_desk(world, "operator:roads").get(f"/desk/receipts/{report.pk}").status_code == 404


def test_after_a_step_the_desk_goes_on_from_where_one_was(world: World) -> None:
    first, second, third = (world.file() for _ in range(3))
    reviewer = at_the_desk(world, "reviewer")
    answer = step(reviewer, second, "accept", queue="review", next=third.pk)
    assert answer.redirect_chain[-1][0] == f"/desk/reports/{third.pk}?queue=review"
    answer = step(reviewer, third, "accept", queue="review", next=second.pk)
    assert answer.redirect_chain[-1][0] == f"/desk/reports/{first.pk}?queue=review"
