"""Half a year of reports: the same from the same seed, with a rhythm, in every state, repeats near one another."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import get_args

import pytest

from cogov.demo.bodies import build_offices
from cogov.demo.categories import BY_CODE, LEAVES
from cogov.demo.geography import City
from cogov.demo.people import build_staff, personas, resident
from cogov.demo.photos import SCENE_OF, SCENES
from cogov.demo.stories import Setting, Story, Truth, tell
from cogov.demo.stories.model import STATE_AFTER, State
from cogov.demo.texts import VOICES

NOW = datetime(2026, 6, 18, 7, 20, tzinfo=UTC)
COUNT = 4000
Told = list[tuple[Story, Truth]]


@pytest.fixture(scope="module")
def setting(city: City) -> Setting:
    return Setting(city, build_offices(city.division, 7), seed=7, now=NOW, reports=COUNT)


@pytest.fixture(scope="module")
def told(setting: Setting) -> Told:
    return list(tell(setting))


def test_equal_settings_tell_equal_stories(setting: Setting, told: Told) -> None:
    assert list(islice(tell(setting), 500)) == told[:500]


def test_another_seed_tells_others(setting: Setting, told: Told) -> None:
    other = Setting(setting.city, setting.offices, 8, setting.now, setting.reports)

    assert [story.text for story, _ in islice(tell(other), 50)] != [story.text for story, _ in told[:50]]


def test_stories_are_numbered_in_the_order_of_filing_and_end_now(told: Told) -> None:
    times = [story.filed_at for story, _ in told]

    assert [story.number for story, _ in told] == list(range(1, COUNT + 1))
    assert times == sorted(times)
    assert times[-1] <= NOW
    assert NOW - times[-1] < timedelta(days=1)
    assert all(step.at <= NOW for story, _ in told for step in story.steps)


def test_every_state_and_every_leaf_occurs(told: Told) -> None:
    assert {story.state for story, _ in told} == set(get_args(State))
    assert {story.category for story, _ in told} == {leaf.code for leaf in LEAVES}
    assert {story.outcome for story, _ in told} == {"", "fixed", "answered", "unfixed"}


def test_steps_are_in_order_and_lead_to_the_state(told: Told) -> None:
    for story, _ in told:
        assert [step.at for step in story.steps] == sorted(step.at for step in story.steps)
        assert all(step.at >= story.filed_at for step in story.steps)
        moves = [STATE_AFTER[step.name] for step in story.steps if step.name in STATE_AFTER]
        assert story.state == (moves[-1] if moves else "received")


def test_the_day_has_a_rhythm(told: Told) -> None:
    hours = Counter((story.filed_at.hour + 8) % 24 for story, truth in told if truth.kind == "single")

    assert sum(hours[h] for h in (8, 9, 10, 19, 20)) > 4 * sum(hours[h] for h in (1, 2, 3, 4, 5))


def test_sundays_are_quieter_than_mondays(told: Told) -> None:
    days = Counter((story.filed_at + timedelta(hours=8)).weekday() for story, truth in told if truth.kind == "single")

    assert days[0] > 1.1 * days[6]


def test_two_storms_stand_out_and_bring_what_storms_bring(told: Told) -> None:
    days = Counter((story.filed_at + timedelta(hours=8)).date() for story, truth in told if truth.kind == "storm")
    stormy = Counter(story.category for story, truth in told if truth.kind == "storm")

    assert 2 <= len(days) <= 6
    assert stormy["flooding"] > 40
    assert stormy["illegal-parking"] == 0


def test_one_burst_main_is_told_of_by_sixty_under_several_categories_within_a_kilometre_and_a_half(told: Told) -> None:
    burst = [story for story, truth in told if truth.kind == "burst"]

    assert len(burst) == 60
    assert len({story.category for story in burst}) >= 4
    assert max(_metres(burst[0], story) for story in burst) < 1500
    assert burst[-1].filed_at - burst[0].filed_at < timedelta(hours=60)
    assert len({truth.cause for _, truth in told if truth.kind == "burst"}) == 1


def test_repeats_lie_metres_and_days_from_the_first_and_come_from_others(told: Told) -> None:
    first = {story.number: story for story, _ in told}
    pairs = [(story, first[truth.repeats]) for story, truth in told if truth.repeats and truth.kind != "burst"]

    assert len(pairs) > 0.1 * COUNT
    near = [pair for pair in pairs if pair[0].latitude is not None]
    assert all(_metres(*pair) < 120 for pair in near)
    assert sum(_metres(*pair) < 40 for pair in near) > 0.8 * len(near)
    assert all(timedelta() <= story.filed_at - other.filed_at < timedelta(days=7) for story, other in pairs)
    assert all(story.category == other.category for story, other in pairs)


def test_joined_reports_point_to_an_earlier_one_that_is_not_joined_itself(told: Told) -> None:
    state = {story.number: story.state for story, _ in told}
    for story, _ in told:
        for step in story.steps:
            if step.name == "merge":
                assert step.number < story.number
                assert state[step.number] not in ("merged", "rejected", "withdrawn")


def test_about_six_in_seven_write_chinese_and_texts_seldom_repeat(told: Told) -> None:
    english = sum(story.language == "en" for story, _ in told) / COUNT
    texts = Counter(story.text for story, _ in told)

    assert 0.11 < english < 0.19
    assert len(texts) > 0.93 * COUNT
    assert not any("{" in text for text in texts)


def test_every_leaf_has_six_phrasings_in_chinese_and_three_in_english() -> None:
    assert set(VOICES) == {leaf.code for leaf in LEAVES}
    assert all(len(set(zh)) >= 6 and len(set(en)) >= 3 for zh, en in VOICES.values())


def test_answers_fit_the_questions_and_required_ones_are_given(told: Told) -> None:
    for story, _ in told:
        questions = {question.code: question for question in BY_CODE[story.category].questions}
        assert set(story.answers) <= set(questions)
        assert {code for code, question in questions.items() if question.required} <= set(story.answers)


def test_private_matters_have_no_followers(told: Told) -> None:
    private = [story for story, _ in told if BY_CODE[story.category].private]

    assert private
    assert not any(step.name == "support" for story in private for step in story.steps)


def test_good_bodies_are_in_time_more_often_than_late_ones(setting: Setting, told: Told) -> None:
    pace = {body.code: body.pace for body in setting.offices.bodies}
    late: dict[bool, list[bool]] = {True: [], False: []}
    for story, _ in told:
        done = [step.at for step in story.steps if step.name == "resolve"]
        if done and story.body:
            late[pace[story.body] > 1.5].append(done[-1] > story.due_at)

    assert sum(late[False]) / len(late[False]) < 0.3
    assert sum(late[True]) / len(late[True]) > 0.4


def test_photos_name_scenes_that_can_be_painted(told: Told) -> None:
    scenes = {photo.scene for story, _ in told for photo in story.photos}

    assert len(scenes) >= 25
    assert scenes <= set(SCENES)
    assert set(SCENE_OF) <= set(BY_CODE)


def test_there_is_a_persona_for_each_role_and_staff_at_every_body(setting: Setting) -> None:
    roles = {persona.role for persona in personas(setting.offices)}
    staffed = {person.body for person in build_staff(setting.offices, 7)}

    assert {"resident", "operator", "reviewer", "dispatcher", "handler", "inspector", "supervisor"} <= roles
    assert {"leader", "auditor", "admin"} <= roles
    assert staffed == {body.code for body in setting.offices.bodies}
    assert resident(12) == resident(12)


def test_a_hundred_thousand_reports_stream_without_being_kept(setting: Setting) -> None:
    big = Setting(setting.city, setting.offices, 7, NOW, 100_000)

    first, _ = next(tell(big))

    assert first.number == 1


def _metres(one: Story, other: Story) -> float:
    assert None not in (one.latitude, one.longitude, other.latitude, other.longitude)
    north = (one.latitude - other.latitude) * 111_320  # type: ignore[operator]
    east = (one.longitude - other.longitude) * 98_100  # type: ignore[operator]
    return math.hypot(north, east)
