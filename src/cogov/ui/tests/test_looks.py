"""States, deadlines and charts say in words what they show in colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from cogov.ui import charts, looks, svg

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.fixture(autouse=True)
def _noon_in_english():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [
        (72, "due in 3 days", "quiet"),
        (25, "due in 25 hours", "quiet"),
        (24, "due in 24 hours", "warning"),
        (0.5, "due in 30 min", "warning"),
        (-3, "3 hours late", "danger"),
        (-72, "3 days late", "danger"),
    ],
)
def test_a_deadline_says_how_long_and_warns_within_a_day(hours: float, words: str, tone: str) -> None:
    deadline = looks.due(NOON + timedelta(hours=hours))
    assert (deadline.words, deadline.tone) == (words, tone)


def test_a_finished_deadline_is_only_a_date() -> None:
    assert looks.due(NOON - timedelta(days=2), done=True).tone == "quiet"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(days=2), "2 May, 12:00"),
        (timedelta(days=365), "4 May 2025, 12:00"),
        (timedelta(hours=-2), "4 May, 14:00"),
    ],
)
def test_a_time_is_near_in_words_and_far_as_a_date(past: timedelta, words: str) -> None:
    assert looks.ago(NOON - past) == words


def test_a_chinese_date_is_written_the_chinese_way() -> None:
    with translation.override("zh-hans"):
        assert looks.ago(NOON - timedelta(days=2)) == "5月2日 12:00"


@pytest.mark.parametrize("state", looks.STATES)
def test_every_state_has_a_known_tone_an_icon_and_a_word(state: str) -> None:
    look = looks.state_look(state)
    assert look.tone in looks.TONES
    assert svg.icon(look.icon)
    assert str(look.label)


def test_an_unknown_state_shows_its_own_name() -> None:
    assert looks.state_look("teleported").label == "teleported"


def test_the_word_that_a_page_gives_wins() -> None:
    assert looks.state_look("closed", label="Repaired").label == "Repaired"


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in svg.icon("check")
    assert 'aria-label="Done"' in svg.icon("check", label="Done")


@pytest.mark.parametrize("name", ["none", "../apps", "LICENSE"])
def test_an_unknown_icon_fails_instead_of_leaving_a_hole(name: str) -> None:
    with pytest.raises(ValueError, match="no icon"):
        svg.icon(name)


def test_the_longest_bar_fills_the_width_and_zero_has_none() -> None:
    assert [bar.width for bar in charts.bars([("a", 4), ("b", 2), ("c", 0)])] == [100, 50, 0]


def test_bars_of_nothing_but_zeros_are_empty() -> None:
    assert [bar.width for bar in charts.bars([("a", 0)])] == [0]


def test_a_line_names_its_first_highest_and_last_point() -> None:
    drawn = charts.line([("Mon", 3), ("Tue", 9), ("Wed", 4)])
    assert drawn is not None
    assert [drawn.first.words, drawn.highest.words, drawn.last.words] == ["3", "9", "4"]


def test_a_line_of_nothing_is_none() -> None:
    assert charts.line([]) is None
