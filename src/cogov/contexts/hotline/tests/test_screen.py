"""The operator's pages: what fits the words, one step for one key, and an empty screen after the call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cogov.contexts.hotline import places, queries
from cogov.contexts.hotline.models import Call, CallBack, Outcome
from cogov.contexts.hotline.tests.factories import NUMBER, community, known, ringing
from cogov.contexts.knowledge.tests.factories import published
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import TEXT, World
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.ids import token

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(world: World) -> Client:
    return at_the_desk(world, "operator")


def begin(client: Client, about: str = NUMBER) -> Call:
    client.post("/desk/call/start", {"about": about, "channel": "phone", "key": token()})
    return Call.objects.order_by("-pk")[0]


def said(world: World, **more: object) -> dict[str, object]:
    return {"key": token(), "text": TEXT, "kind": "lamp", "place": f"{community(world)} 12号"} | more


def test_a_plain_report_takes_three_requests_and_ends_with_its_number(world: World, operator: Client) -> None:
    call = ringing(world)
    assert operator.post(f"/desk/call/{call.pk}/take").status_code == 302
    page = operator.post(f"/desk/call/{call.pk}/file", said(world), follow=True).content.decode()
    report = Report.objects.get()
    assert str(report.pk) in page
    assert f"/desk/new/{report.pk}" in page or "paper" in page or "receipt" in page
    assert (report.address, report.community_id) == (f"{community(world)} 12号", world.areas["c111"])


def test_the_words_bring_up_kind_place_known_cases_and_answers(world: World, operator: Client) -> None:
    world.file(at="c111")
    published(world, title_zh="路灯不亮找谁？", text_zh="打12345。", title_en="", text_en="", keywords_zh="")
    call = begin(operator)
    page = operator.get(
        f"/desk/call/{call.pk}/look", {"text": TEXT, "place": community(world)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "kind-lamp" in page
    assert f"spot-area-{world.areas['c111']}" in page
    assert "路灯不亮找谁" in page
    assert "/join" in page
    assert "<html" not in page


def test_a_case_that_may_be_the_same_is_shown_before_a_second_is_filed(world: World, operator: Client) -> None:
    known_case = world.file(at="c111")
    call = begin(operator)
    first = operator.post(f"/desk/call/{call.pk}/file", said(world))
    assert first.status_code == 409
    assert Report.objects.count() == 1
    assert TEXT in first.content.decode()
    operator.post(f"/desk/call/{call.pk}/file", said(world, known=str(known_case.pk)))
    assert Report.objects.count() == 2


def test_a_step_repeated_with_its_key_acts_once(world: World, operator: Client) -> None:
    call = begin(operator)
    sent = said(world)
    answers = [operator.post(f"/desk/call/{call.pk}/file", sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Report.objects.count() == 1


def test_what_was_typed_is_still_there_after_a_refusal(world: World, operator: Client) -> None:
    call = begin(operator)
    answer = operator.post(f"/desk/call/{call.pk}/file", said(world, place=""))
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()


def test_after_the_call_nothing_of_the_resident_is_left_in_the_session(world: World, operator: Client) -> None:
    person = known(world)
    before = dict(operator.session)
    call = begin(operator)
    assert "周桂兰" in operator.get(f"/desk/call/{call.pk}").content.decode()
    operator.post(f"/desk/call/{call.pk}/file", said(world))
    after = {name: value for name, value in operator.session.items() if name not in ("seen", "staff")}
    assert after == {name: value for name, value in before.items() if name not in ("seen", "staff")}
    for path in (f"/desk/call/{call.pk}", "/desk/call", f"/desk/call/{begin(operator, '').pk}", "/my-reports"):
        page = operator.get(path).content.decode()
        assert "周桂兰" not in page, path
        assert NUMBER not in page, path
        assert "13800000007" not in page, path
    assert Report.objects.get().reporter_id == person


def test_a_conversation_is_nobody_elses(world: World, operator: Client) -> None:
    call = begin(operator)
    colleague = at_the_desk(world, "operator:lamps")
    for path in (f"/desk/call/{call.pk}", f"/desk/call/{call.pk}/look"):
        assert colleague.get(path).status_code == 404
    for step in ("file", "end", "who", "join", "answer", "connect", "promise"):
        assert colleague.post(f"/desk/call/{call.pk}/{step}", {"key": token()}).status_code == 404, step


def test_the_ringing_list_says_nothing_while_nothing_changes(world: World, operator: Client) -> None:
    ringing(world)
    asked = {"headers": {"HX-Request": "true"}}
    page = operator.get("/desk/call/ringing", **asked).content.decode()
    mark = page.split('name="seen" value="')[1].split('"')[0]
    assert NUMBER not in page
    assert operator.get(f"/desk/call/ringing?seen={mark}", **asked).status_code == 204
    ringing(world, line="line-2")
    assert operator.get(f"/desk/call/ringing?seen={mark}", **asked).status_code == 200


def test_a_call_is_promised_claimed_and_made(world: World, operator: Client) -> None:
    call = begin(operator)
    sent = {"key": token(), "due_at": "2099-01-01T10:00", "reason": "问低保"}
    assert operator.post(f"/desk/call/{call.pk}/promise", sent).status_code == 422
    soon = timezone.localtime(now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert operator.post(f"/desk/call/{call.pk}/promise", sent | {"key": token(), "due_at": soon}).status_code == 302
    owed = CallBack.objects.get()
    page = operator.get("/desk/callbacks").content.decode()
    assert "问低保" in page
    assert NUMBER not in page
    operator.post(f"/desk/callbacks/{owed.pk}/claim", {"key": token()})
    assert NUMBER in operator.get("/desk/callbacks").content.decode()
    assert operator.post(f"/desk/callbacks/{owed.pk}/begin", {"key": token()}).status_code == 302
    assert queries.held_by(world.actor("operator")) is not None


def test_ending_without_a_case_says_why(world: World, operator: Client) -> None:
    call = begin(operator, "")
    assert operator.post(f"/desk/call/{call.pk}/end", {"key": token(), "outcome": "filed"}).status_code == 422
    operator.post(f"/desk/call/{call.pk}/end", {"key": token(), "outcome": "advised"})
    call.refresh_from_db()
    assert call.outcome == Outcome.ADVISED


def test_a_place_is_found_by_its_name_inside_the_words_and_by_earlier_places(world: World) -> None:
    name, actor = community(world), world.actor("operator")
    person = known(world)
    world.file(by=SYSTEM.for_resident(person), address="柳荫街12号")
    assert places.found(f"{name}12号楼门口", None, actor)[0].area == world.areas["c111"]
    assert places.found("", person, actor)[0].address == "柳荫街12号"
    assert places.found("", None, actor) == []


def test_the_screen_costs_the_same_for_one_case_and_many(
    world: World, operator: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    person = known(world)
    for _ in range(8):
        world.file(by=SYSTEM.for_resident(person))
    call = begin(operator)
    operator.get(f"/desk/call/{call.pk}")
    with django_assert_max_num_queries(20):
        operator.get(f"/desk/call/{call.pk}")
    with django_assert_max_num_queries(26):
        operator.get(
            f"/desk/call/{call.pk}/look", {"text": TEXT, "place": community(world)}, headers={"HX-Request": "true"}
        )
