"""The pages: residents read what to do, staff acknowledge, write, hand over; a drill shows nowhere outside."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cogov.contexts.accounts.models import Person
from cogov.contexts.emergencies import actions
from cogov.contexts.emergencies.models import Emergency, LogLine, LogPhoto, Plan
from cogov.contexts.emergencies.tests.factories import OFFICERS, WORDS, declared, draft, led, planned
from cogov.contexts.media import facade as media
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World
from cogov.kernel.ids import token

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


def photo() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG")
    return data.getvalue()


EVERYWHERE = ("/", "/emergencies", "/reports", "/bodies", "/about", "/privacy")


def do(client: Client, number: int, step: str, **data: object):  # type: ignore[no-untyped-def]
    return client.post(f"/desk/emergencies/{number}/{step}", {"key": token(), **data}, follow=True)


def form(world: World, **more: object) -> dict[str, object]:
    lines = []
    for body, people in OFFICERS.items():
        mails = [Person.objects.get(pk=world.actor(who).person).email for who in people]
        lines.append(f"{body}: {', '.join(str(mail) for mail in mails)}")
    given = {"key": token(), "body": world.bodies["lamps"], "kind": "power", "trigger": "never", "revision": 0}
    return given | WORDS | {"duties": "\n".join(lines)} | more


def test_every_page_says_so_while_one_is_on_and_no_more_when_it_is_over(world: World, client: Client) -> None:
    made = led(world)
    for path in EVERYWHERE:
        assert "路灯杆倒塌" in client.get(path).content.decode(), path
    page = client.get(f"/emergencies/{made.pk}", **ENGLISH).content.decode()
    assert "Walk away." in page
    assert "Touch no wires." in page
    actions.end(made.pk, outcome="over", by=world.actor("handler:lamps"))
    assert "路灯杆倒塌" not in client.get("/about").content.decode()
    assert "The danger is over" in client.get(f"/emergencies/{made.pk}", **ENGLISH).content.decode()


def test_nothing_of_a_drill_is_outside_of_the_desk(world: World, client: Client) -> None:
    made = led(world, drill=True)
    actions.log(made.pk, by=world.actor("handler:lamps"), zh="标记词")
    for path in (*EVERYWHERE, f"/emergencies/{made.pk}"):
        page = client.get(path).content.decode()
        assert "路灯杆倒塌" not in page, path
        assert "标记词" not in page, path
    assert client.get(f"/emergencies/{made.pk}").status_code == 404


def test_the_public_page_names_no_staff(world: World, client: Client) -> None:
    made = led(world)
    actions.log(made.pk, by=world.actor("handler:lamps"), zh="只给自己人看")
    actions.log(made.pk, by=world.actor("handler:lamps"), zh="请绕行", public=True)
    page = client.get(f"/emergencies/{made.pk}").content.decode()
    assert "请绕行" in page
    assert "只给自己人看" not in page
    assert "Person " not in page


def test_who_is_called_sees_it_on_every_desk_page_until_acknowledged(world: World) -> None:
    made = declared(world, drill=True)
    handler = at_the_desk(world, "handler:lamps")
    page = handler.get("/desk", **ENGLISH).content.decode()
    assert "Open and acknowledge" in page
    assert "DRILL" in page
    do(handler, made.pk, "acknowledge")
    assert "Open and acknowledge" not in handler.get("/desk", **ENGLISH).content.decode()
    assert "Open and acknowledge" not in at_the_desk(world, "handler:street").get("/desk", **ENGLISH).content.decode()


def test_from_a_report_to_the_room(world: World) -> None:
    planned(world)
    report = world.file()
    reviewer = at_the_desk(world, "reviewer")
    page = reviewer.get(f"/desk/reports/{report.pk}").content.decode()
    assert f"/desk/emergencies/declare?report={report.pk}" in page
    sent = {"key": token(), "plan": Plan.objects.get().pk, "real": "real", "report": report.pk, "text_zh": "杆倒了"}
    for _ in range(2):
        assert reviewer.post("/desk/emergencies/declare", sent).status_code == 302
    made = Emergency.objects.get()
    assert made.report == report.pk
    assert made.area_id == world.areas["c111"]
    handler = at_the_desk(world, "handler:lamps")
    assert (
        f"/desk/emergencies/declare?report={report.pk}"
        not in handler.get(f"/desk/reports/{report.pk}").content.decode()
    )


def test_one_that_runs_already_is_said_in_the_form(world: World) -> None:
    made = declared(world)
    sent = {"key": token(), "plan": made.plan_id, "real": "real"}
    answer = at_the_desk(world, "reviewer").post("/desk/emergencies/declare", sent, **ENGLISH)
    assert answer.status_code == 422
    assert "running already" in answer.content.decode()


def test_the_whole_way_in_the_room(world: World) -> None:
    made = declared(world)
    handler, roads, leader = (at_the_desk(world, who) for who in ("handler:lamps", "handler:roads", "leader:lamps"))
    do(handler, made.pk, "take")
    do(roads, made.pk, "log", text_zh="已封路")
    do(handler, made.pk, "task", body=world.bodies["roads"], task_zh="设路障")
    do(roads, made.pk, "done", task=made.tasks.get().pk)
    do(handler, made.pk, "hand_over", to=world.people["supervisor:lamps"])
    do(at_the_desk(world, "supervisor:lamps"), made.pk, "end", outcome="over")
    do(leader, made.pk, "review", learnt="更快封路")
    made.refresh_from_db()
    assert (made.state, made.learnt) == ("reviewed", "更快封路")
    page = roads.get(f"/desk/emergencies/{made.pk}").content.decode()
    assert "已封路" in page
    assert "更快封路" in page


def test_a_wrong_step_says_why_and_keeps_what_was_typed(world: World) -> None:
    made = led(world)
    handler = at_the_desk(world, "handler:lamps")
    assert do(handler, made.pk, "log").status_code == 422
    assert do(handler, made.pk, "task", body=world.bodies["street"], task_zh="设路障").status_code == 422
    assert do(at_the_desk(world, "handler:roads"), made.pk, "end", outcome="over").status_code == 403
    assert do(handler, made.pk, "dance").status_code == 404


def test_a_line_sent_twice_with_one_key_stands_once(world: World) -> None:
    made = led(world)
    handler, key = at_the_desk(world, "handler:lamps"), token()
    for _ in range(2):
        do(handler, made.pk, "log", text_zh="一次", key=key)
    assert LogLine.objects.filter(text_zh="一次").count() == 1


def test_a_photo_of_the_log_is_seen_by_those_who_take_part_only(world: World, client: Client) -> None:
    made = led(world)
    handler = at_the_desk(world, "handler:lamps")
    picture = SimpleUploadedFile("post.jpg", photo(), "image/jpeg")
    do(handler, made.pk, "log", text_zh="现场", photo=picture)
    taken = LogPhoto.objects.select_related("asset").get()
    card = media.cards([taken.asset_id])[0]
    assert handler.get(card.thumb).status_code == 200
    assert client.get(card.thumb).status_code in (403, 404)
    assert at_the_desk(world, "handler:street").get(card.thumb).status_code in (403, 404)


def test_script_in_the_log_is_shown_as_text(world: World, client: Client) -> None:
    made = led(world)
    actions.log(made.pk, by=world.actor("handler:lamps"), zh="<script>alert(1)</script>", public=True)
    for page in (
        client.get(f"/emergencies/{made.pk}"),
        at_the_desk(world, "handler:lamps").get(f"/desk/emergencies/{made.pk}"),
    ):
        assert "<script>alert(1)" not in page.content.decode()


def test_outside_of_its_bodies_an_emergency_does_not_exist_at_the_desk(world: World) -> None:
    made = led(world, drill=True)
    stranger = at_the_desk(world, "handler:street")
    assert stranger.get(f"/desk/emergencies/{made.pk}").status_code == 404
    assert do(stranger, made.pk, "log", text_zh="x").status_code == 404
    assert "路灯杆倒塌" not in stranger.get("/desk/emergencies").content.decode()


def test_a_plan_is_written_and_read_back(world: World) -> None:
    boss = at_the_desk(world, "supervisor:lamps")
    sent = form(world)
    for _ in range(2):
        assert boss.post("/desk/emergencies/plans/add", sent).status_code == 302
    plan = Plan.objects.get()
    page = boss.get(f"/desk/emergencies/plans/{plan.pk}").content.decode()
    assert str(sent["duties"]).splitlines()[0] in page
    assert (
        "不要触碰电线" in at_the_desk(world, "handler:lamps").get(f"/desk/emergencies/plans/{plan.pk}").content.decode()
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("nowhere: a@example.org", "no office with the code"), ("lamps: a@example.org", "Nobody at lamps office")],
)
def test_a_duty_list_of_nobody_is_refused_with_a_reason(world: World, line: str, sentence: str) -> None:
    boss = at_the_desk(world, "supervisor:lamps")
    answer = boss.post("/desk/emergencies/plans/add", form(world, duties=line), **ENGLISH)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_second_of_two_planners_sees_both_versions(world: World) -> None:
    plan = planned(world)
    boss, seen = at_the_desk(world, "supervisor:lamps"), plan.journal_seq
    address = f"/desk/emergencies/plans/{plan.pk}"
    assert boss.post(address, form(world, revision=seen, advice_zh="第一人。")).status_code == 302
    answer = boss.post(address, form(world, revision=seen, advice_zh="第二人。"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "第一人。" in page
    assert "第二人。" in page


def test_a_retired_plan_is_not_declared_and_can_be_brought_back(world: World) -> None:
    plan = planned(world)
    boss, address = at_the_desk(world, "supervisor:lamps"), f"/desk/emergencies/plans/{plan.pk}"
    boss.post(address, form(world, revision=plan.journal_seq, retire="1"))
    plan.refresh_from_db()
    assert not plan.active
    sent = {"key": token(), "plan": plan.pk, "real": "drill"}
    assert at_the_desk(world, "reviewer").post("/desk/emergencies/declare", sent).status_code == 422
    actions.save_plan(draft(world), plan=plan.pk, revision=plan.journal_seq, by=world.actor("supervisor:lamps"))
    plan.refresh_from_db()
    assert plan.active


def test_pages_cost_the_same_for_little_and_much(world: World, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    made = led(world)
    handler = world.actor("handler:lamps")
    for number in range(12):
        actions.log(made.pk, by=handler, zh=f"第{number}条", public=True)
        actions.give_task(made.pk, body=world.bodies["roads"], by=handler, zh=f"任务{number}")
    desk = at_the_desk(world, "handler:lamps")
    desk.get("/desk/emergencies")
    with django_assert_max_num_queries(14):
        desk.get("/desk/emergencies")
    with django_assert_max_num_queries(40):
        desk.get(f"/desk/emergencies/{made.pk}")
    with django_assert_max_num_queries(8):
        client.get(f"/emergencies/{made.pk}")
    with django_assert_max_num_queries(3):
        client.get("/about")
