"""What came in at the desk: read, made a report, joined, answered, put aside; by one person, within their scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cogov.contexts.accounts.models import PersonalDataView
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels.port import Heard
from cogov.contexts.desk.models import Incoming, Message, Notice
from cogov.contexts.reports.models import Contact, Report, Update
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build, contact
from cogov.kernel import worker
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.models import Entry
from cogov.kernel.verify import Verification


@pytest.fixture
def world(db: None) -> World:
    return build()


def arrive(channel: str = "email", sender: str = "ming@example.org", **more: Any) -> Incoming:
    values: dict[str, Any] = {"name": more.pop("name", "<1@x>"), "sender": sender, "text": "哪里可以办居住证？"} | more
    return receiving.receive(heard=Heard(**values), by=Actor(channel=Channel.EMAIL), channel=Incoming.Channel(channel))


def test_the_queue_shows_the_oldest_first_in_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        arrive(name=f"<{number}@x>", text=f"letter {number}")
    operator = at_the_desk(world, "operator")
    operator.get("/desk/inbox")
    with django_assert_max_num_queries(14):  # session, person, roles, the counts of the side bar, the rows
        page = operator.get("/desk/inbox").content.decode()
    assert page.index("letter 0") < page.index("letter 4")


def test_each_look_at_a_message_is_noted_with_its_purpose(world: World) -> None:
    row = arrive(sender_name="王小明")
    operator = at_the_desk(world, "operator")
    operator.get("/desk/inbox")
    assert not PersonalDataView.objects.exists()
    assert "王小明" in operator.get(f"/desk/inbox/{row.pk}").content.decode()
    look = PersonalDataView.objects.get()
    assert (look.viewer_id, look.matter, look.purpose) == (
        world.people["operator"],
        f"desk.incoming:{row.pk}",
        "answer",
    )


def test_a_message_becomes_a_report_of_its_sender(world: World) -> None:
    row = arrive(sender_name="王小明")
    operator = at_the_desk(world, "operator")
    sent = {"revision": row.journal_seq, "category": "lamp", "text": "路灯不亮", "area": world.areas["c111"]}
    for _ in range(2):
        assert operator.post(f"/desk/inbox/{row.pk}/file", sent).status_code == 302
    report = Report.objects.get()
    assert (report.channel, report.text, report.approximate) == ("email", "路灯不亮", True)
    assert Contact.objects.get(report=report).email == "ming@example.org"
    row.refresh_from_db()
    assert (row.state, row.report) == ("filed", report.pk)


def test_what_is_missing_is_said_beside_its_field(world: World) -> None:
    row = arrive()
    answer = at_the_desk(world, "operator").post(
        f"/desk/inbox/{row.pk}/file", {"revision": row.journal_seq, "category": "lamp", "text": "路灯不亮"}
    )
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_a_message_is_joined_to_a_case_without_becoming_public(world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    row = arrive()
    operator = at_the_desk(world, "operator")
    sent = {"revision": row.journal_seq, "report": f"#{report.pk}", "text": "还是不亮"}
    assert operator.post(f"/desk/inbox/{row.pk}/join", sent).status_code == 302
    update = Update.objects.get()
    assert (update.text_zh, update.hidden) == ("还是不亮", True)


def test_it_cannot_be_joined_to_a_case_that_one_may_not_see(world: World) -> None:
    report = world.file(category="noise", by=world.actor("anonymous"))
    row = arrive()
    sent = {"revision": row.journal_seq, "report": report.pk, "text": "x"}
    assert at_the_desk(world, "operator").post(f"/desk/inbox/{row.pk}/join", sent).status_code == 422
    assert not Update.objects.exists()


def test_an_answer_goes_back_by_the_same_way(world: World) -> None:
    row = arrive(thread="<1@x>", subject="居住证")
    sent = {"revision": row.journal_seq, "text": "社区服务站。"}
    at_the_desk(world, "operator").post(f"/desk/inbox/{row.pk}/answer", sent)
    message = Message.objects.get(occasion=f"answer:{row.pk}")
    assert (message.to, message.subject, message.headers["In-Reply-To"]) == ("ming@example.org", "Re: 居住证", "<1@x>")


def test_two_who_deal_with_one_message_do_it_once(world: World) -> None:
    row = arrive()
    operator, reviewer = at_the_desk(world, "operator"), at_the_desk(world, "reviewer")
    operator.post(f"/desk/inbox/{row.pk}/discard", {"revision": row.journal_seq, "why": "spam"})
    late = reviewer.post(f"/desk/inbox/{row.pk}/answer", {"revision": row.journal_seq, "text": "社区服务站。"})
    assert late.status_code == 409
    assert not Message.objects.filter(occasion__startswith="answer").exists()


def test_what_was_put_aside_can_be_taken_up_again(world: World) -> None:
    row = arrive()
    operator = at_the_desk(world, "operator")
    operator.post(f"/desk/inbox/{row.pk}/discard", {"revision": 1, "why": "done"})
    operator.post(f"/desk/inbox/{row.pk}/restore", {"revision": 2})
    row.refresh_from_db()
    assert (row.state, row.handled_by_id) == ("new", None)
    assert [one for one in Verification().findings() if one.subject_type == "desk.incoming"] == []


@pytest.mark.parametrize(("who", "seen"), [("operator:lamps-east", False), ("operator", True), ("reviewer", True)])
def test_each_sees_what_was_said_to_the_own_bodies(world: World, who: str, seen: bool) -> None:
    row = arrive("microblog", body=world.bodies["lamps"])
    status = at_the_desk(world, who).get(f"/desk/inbox/{row.pk}").status_code
    assert status == (200 if seen else 404)


@pytest.mark.parametrize("who", ["handler:lamps", "auditor", "admin"])
def test_others_have_no_business_in_the_inbox(world: World, who: str) -> None:
    row = arrive()
    assert at_the_desk(world, who).get(f"/desk/inbox/{row.pk}").status_code in (302, 403)


def test_the_journal_says_nothing_of_what_was_written(world: World) -> None:
    row = arrive(sender_name="王小明")
    told = " ".join(Entry.objects.filter(subject_type="desk.incoming").values_list("data", flat=True))
    assert row.text not in told
    assert "ming" not in told


def test_script_in_a_message_is_shown_as_text(world: World) -> None:
    row = arrive(text="<script>alert(1)</script>", subject="<b>x</b>", sender_name="<i>")
    page = at_the_desk(world, "operator").get(f"/desk/inbox/{row.pk}").content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_staff_are_told_of_a_clock_that_runs_out_once_each(world: World) -> None:
    from cogov.contexts.desk.handlers import tell_staff
    from cogov.contexts.reports import actions, events
    from cogov.kernel import journal
    from cogov.kernel.actors import SYSTEM

    supervisor = world.actor("supervisor:lamps")
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    from django.db import transaction

    with transaction.atomic():
        fact = events.Escalated("resolution", world.bodies["lamps"], 1)
        entry = journal.record(fact, subject=report, by=SYSTEM)
    worker.drain()
    tell_staff(fact, entry)
    notice = Notice.objects.get(person=supervisor.person)
    assert str(report.pk) in notice.subject
    for message in Message.objects.filter(person=supervisor.person):
        assert "路灯" not in message.subject + message.text


def test_somebody_s_news_is_theirs_alone(world: World, client: Client) -> None:
    from cogov.contexts.desk import facade

    mine, other = world.actor("resident").person, world.actor("neighbour").person
    assert mine is not None
    assert other is not None
    facade.notify(person=other, occasion="x", letter=lambda: facade.Letter("Secret", "text", link="/news"))
    client.force_login(_person(mine))
    assert "Secret" not in client.get("/news").content.decode()
    assert client.get(f"/news/{Notice.objects.get().pk}").status_code == 404
    client.force_login(_person(other))
    assert "Secret" in client.get("/news").content.decode()
    assert client.get(f"/news/{Notice.objects.get().pk}").status_code == 302
    assert Notice.objects.get().read_at is not None


def test_all_news_is_marked_read_by_one_button(world: World, client: Client) -> None:
    from cogov.contexts.desk import facade

    person = world.actor("resident").person
    assert person is not None
    for number in range(3):
        facade.notify(person=person, occasion=f"x{number}", letter=lambda: facade.Letter("News", "text"))
    client.force_login(_person(person))
    client.post("/news", {"upto": Notice.objects.order_by("id")[1].pk})
    assert Notice.objects.filter(read_at=None).count() == 1


def test_preferences_are_saved_and_a_stale_form_is_refused(world: World, client: Client) -> None:
    person = world.actor("resident").person
    assert person is not None
    client.force_login(_person(person))
    chosen = {"email": "on", "gather_minutes": "60", "quiet_from": "22:00", "quiet_until": "07:00", "revision": "0"}
    assert client.post("/news/settings", chosen).status_code == 302
    assert client.post("/news/settings", chosen | {"gather_minutes": "0"}).status_code == 409
    half = chosen | {"quiet_until": "", "revision": "1"}
    assert client.post("/news/settings", half).status_code == 422


def test_one_click_in_a_mail_program_ends_the_e_mails_of_an_account(world: World, client: Client) -> None:
    from cogov.contexts.desk import telling
    from cogov.contexts.desk.models import Preference

    person = world.actor("resident").person
    assert person is not None
    link = telling.stop_link(person).replace("http://127.0.0.1:8000", "")
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get(pk=person).email is False
    assert client.get(f"/news/stop/{person}/{'a' * 32}").status_code == 404


def _person(pk: int) -> Any:
    from cogov.contexts.accounts.models import Person

    return Person.objects.get(pk=pk)
