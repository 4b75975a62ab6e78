"""The life of an answer: written, released by another, revised, found, judged, looked at again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import translation

from cogov.contexts.knowledge import actions, facade, queries
from cogov.contexts.knowledge.models import Answer, Sought, State, Version
from cogov.contexts.knowledge.tests.factories import draft, published, written
from cogov.contexts.reports.tests.world import World
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


def test_residents_find_it_only_once_somebody_else_has_released_it(world: World) -> None:
    made = written(world)
    assert facade.search("身份证") == []
    actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
    assert [one.id for one in facade.search("身份证")] == [made.pk]


def test_the_writer_does_not_release_their_own_words(world: World) -> None:
    made = actions.write(draft(world), by=world.actor("reviewer"))
    with pytest.raises(Conflict, match="另一位同事"):
        actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))


def test_a_revision_waits_until_it_is_released(world: World) -> None:
    made = published(world)
    more = draft(world, title_en="How do I replace a lost passport?")
    made = actions.revise(made.pk, more, revision=made.journal_seq, by=world.actor("operator"))
    with translation.override("en"):
        assert facade.answer(made.pk).title == "How do I replace a lost ID card?"
        actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
        assert facade.answer(made.pk).title == "How do I replace a lost passport?"
    assert Version.objects.filter(answer=made).count() == 2


def test_a_withdrawn_answer_is_no_longer_there(world: World) -> None:
    made = published(world)
    actions.withdraw(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
    assert facade.search("身份证") == []
    with pytest.raises(Missing):
        facade.answer(made.pk)


def test_the_second_of_two_writers_is_told(world: World) -> None:
    made = published(world)
    seen = made.journal_seq
    actions.revise(made.pk, draft(world, text_zh="三十天后领取。"), revision=seen, by=world.actor("operator"))
    with pytest.raises(Conflict):
        actions.revise(made.pk, draft(world, text_zh="两周。"), revision=seen, by=world.actor("operator"))


def test_saving_without_a_change_makes_no_version(world: World) -> None:
    made = written(world)
    same = actions.revise(made.pk, draft(world), revision=made.journal_seq, by=world.actor("operator"))
    assert (same.version, same.journal_seq) == (1, made.journal_seq)


def test_nobody_writes_for_an_office_that_is_not_theirs(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.write(draft(world, body=world.bodies["lamps"]), by=world.actor("operator"))
    with pytest.raises(Forbidden):
        actions.write(draft(world), by=world.actor("resident"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title_zh": "", "title_en": "", "text_zh": "", "text_en": ""}, "title_zh"),
        ({"text_en": ""}, "text_en"),
        ({"links": (("a form", "javascript:alert(1)"),)}, "links"),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field(world: World, more: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        written(world, **more)
    assert field in error.value.fields


def test_an_answer_is_overdue_half_a_year_after_it_was_found_right(world: World) -> None:
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        reviewer = world.actor("reviewer")
        made = published(world)
        assert made.review_on == date(2026, 3, 2) + actions.REVIEW_AFTER
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False):
        assert queries.counts(reviewer)["overdue"] == 1
        assert [answer.pk for answer, _ in queries.at_desk(reviewer, only="overdue")] == [made.pk]
        made = actions.review(made.pk, revision=made.journal_seq, by=reviewer, review_on=date(2027, 1, 15))
        assert made.review_on == date(2027, 1, 15)
        assert queries.counts(reviewer)["overdue"] == 0


def test_a_day_far_ahead_is_brought_back_to_half_a_year(world: World) -> None:
    made = written(world)
    far = date.today() + timedelta(days=2000)
    made = actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"), review_on=far)
    assert made.review_on < date.today() + actions.REVIEW_AFTER + timedelta(days=2)


def test_english_and_chinese_words_find_the_same_answer_and_other_words_most_of_it(world: World) -> None:
    made = published(world)
    published(world, title_zh="居住证怎么办？", text_zh="到街道办理。", title_en="", text_en="", keywords_zh="")
    for words in ("lost ID card", "身份证 挂失", "身份证怎么补", "my card was stolen"):
        assert facade.search(words)[0].id == made.pk, words


def test_what_is_asked_about_comes_before_what_only_mentions_it(world: World) -> None:
    asked = published(world)
    mention = published(
        world, title_zh="老人乘车免费吗？", text_zh="带身份证办卡。", title_en="", text_en="", keywords_zh=""
    )
    assert [one.id for one in facade.search("身份证")] == [asked.pk, mention.pk]


def test_a_reader_counts_once_and_may_think_again(world: World) -> None:
    made = published(world)
    for helpful in (True, True, False):
        actions.vote(made.pk, helpful=helpful, who="device a")
    actions.vote(made.pk, helpful=True, who="device b")
    made.refresh_from_db()
    assert (made.helped, made.failed) == (1, 1)


def test_an_answer_that_ends_a_call_counts_once_for_it(world: World) -> None:
    made = published(world)
    for call in (1, 1, 2):
        facade.used(made.pk, call)
    made.refresh_from_db()
    assert made.calls == 2
    assert [(one.id, calls) for one, calls in queries.figures().ended] == [(made.pk, 2)]


def test_a_search_in_vain_is_told_from_the_second_time_on_and_never_a_number(world: World) -> None:
    actions.note_missing("游泳池几点开门")
    assert queries.figures().missing == []
    actions.note_missing("游泳池几点开门")
    actions.note_missing("13800000001")
    actions.note_missing("me@example.org")
    assert [times for _words, times in queries.figures().missing] == [2]
    assert Sought.objects.count() == 1


def test_its_whole_life_verifies(world: World) -> None:
    made = published(world)
    made = actions.revise(
        made.pk, draft(world, text_zh="十天。"), revision=made.journal_seq, by=world.actor("operator")
    )
    made = actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
    actions.withdraw(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
    assert [one for one in Verification().findings() if one.subject_type == "knowledge.answer"] == []
    assert Answer.objects.get().state == State.WITHDRAWN
