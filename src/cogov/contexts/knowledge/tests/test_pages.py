"""The pages: residents search and judge, staff write, release, compare, and see what ends calls."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.knowledge import actions
from cogov.contexts.knowledge.models import Answer, Vote
from cogov.contexts.knowledge.tests.factories import LOST_CARD, draft, published, written
from cogov.contexts.reports import categories
from cogov.contexts.reports.models import Category
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World
from cogov.kernel.ids import token

pytestmark = pytest.mark.django_db


def form(world: World, **more: object) -> dict[str, object]:
    return {"key": token(), "body": world.bodies["centre"], "revision": 0, **LOST_CARD, **more}


def test_a_resident_finds_reads_and_judges(world: World, client: Client) -> None:
    made = published(world)
    assert "身份证丢了怎么补办" in client.get("/answers?q=身份证").content.decode()
    page = client.get(f"/answers/{made.pk}").content.decode()
    assert "户口本" in page
    for _ in range(2):
        client.post(f"/answers/{made.pk}/vote", {"helpful": "yes"}, follow=True)
    assert Vote.objects.count() == 1


def test_nothing_found_leads_to_asking_a_person(world: World, client: Client) -> None:
    Category.objects.create(code="question", kind="enquiry", order=9, name_zh="咨询", name_en="Question")
    categories.snapshot.changed()
    page = client.get("/answers?q=游泳池").content.decode()
    assert "?category=question" in page


def test_a_draft_does_not_exist_for_residents(world: World, client: Client) -> None:
    made = written(world)
    assert client.get(f"/answers/{made.pk}").status_code == 404
    assert client.post(f"/answers/{made.pk}/vote", {"helpful": "yes"}).status_code == 404


def test_script_in_an_answer_is_shown_as_text(world: World, client: Client) -> None:
    made = published(world, text_zh="<script>alert(1)</script>")
    page = client.get(f"/answers/{made.pk}").content.decode()
    assert "<script>alert(1)" not in page


def test_written_twice_with_one_key_is_one_answer(world: World) -> None:
    operator = at_the_desk(world, "operator")
    sent = form(world)
    for _ in range(2):
        assert operator.post("/desk/answers/add", sent).status_code == 302
    assert Answer.objects.count() == 1


def test_a_preview_saves_nothing(world: World) -> None:
    page = at_the_desk(world, "operator").post("/desk/answers/add", form(world, preview="1")).content.decode()
    assert "户口本" in page
    assert Answer.objects.count() == 0


def test_the_whole_way_to_the_resident(world: World, client: Client) -> None:
    at_the_desk(world, "operator").post("/desk/answers/add", form(world))
    made = Answer.objects.get()
    reviewer = at_the_desk(world, "reviewer")
    sent = {"key": token(), "revision": made.journal_seq}
    assert reviewer.post(f"/desk/answers/{made.pk}/publish", sent).status_code == 302
    assert client.get(f"/answers/{made.pk}").status_code == 200


def test_the_second_of_two_writers_sees_both_versions(world: World) -> None:
    made = published(world)
    operator, seen = at_the_desk(world, "operator"), made.journal_seq
    operator.post(f"/desk/answers/{made.pk}", form(world, revision=seen, text_zh="三十天后领取。"))
    answer = operator.post(f"/desk/answers/{made.pk}", form(world, revision=seen, text_zh="两周后领取。"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "三十天后领取。" in page
    assert "两周后领取。" in page


def test_two_versions_stand_side_by_side(world: World) -> None:
    made = published(world)
    more = draft(world, text_en="It is ready after 10 days.")
    actions.revise(made.pk, more, revision=made.journal_seq, by=world.actor("operator"))
    page = at_the_desk(world, "operator").get(f"/desk/answers/{made.pk}/history").content.decode()
    assert "<ins>It is ready after 10 days.</ins>" in page
    assert "<del>" in page


def test_another_office_reads_but_does_not_write(world: World) -> None:
    made = published(world)
    stranger = at_the_desk(world, "handler:lamps")
    assert stranger.get(f"/desk/answers/{made.pk}").status_code == 200
    sent = form(world, revision=made.journal_seq, text_zh="不用补。")
    assert stranger.post(f"/desk/answers/{made.pk}", sent).status_code in (403, 422)
    assert stranger.get(f"/desk/answers/{written(world).pk}").status_code == 404


def test_lists_cost_the_same_for_one_and_many(world: World, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(12):
        published(world)
    operator = at_the_desk(world, "operator")
    client.get("/answers")
    with django_assert_max_num_queries(6):
        client.get("/answers")
    with django_assert_max_num_queries(8):
        client.get("/answers?q=身份证")
    with django_assert_max_num_queries(18):
        operator.get("/desk/answers")
    assert operator.get("/desk/answers/figures").status_code == 200
