"""Pieces of pages that are drawn once for the same values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

PIECE = Template('{% remember "piece of the test" row.number %}{{ row.drawn }}{{ row.number }}{% endremember %}')


@dataclass
class Row:
    number: int
    count: int = 0

    @property
    def drawn(self) -> str:
        self.count += 1
        return "n"


def draw(row: Row) -> str:
    return PIECE.render(Context({"row": row}))


def test_the_same_values_are_drawn_once() -> None:
    row = Row(101)
    assert [draw(row), draw(row)] == ["n101", "n101"]
    assert row.count == 1


def test_other_values_are_another_piece() -> None:
    row = Row(102)
    draw(row)
    row.number = 103
    assert draw(row) == "n103"


def test_another_language_and_another_minute_are_drawn_anew() -> None:
    row = Row(104)
    with time_machine.travel(datetime(2026, 5, 4, 8, 0, 59, tzinfo=UTC), tick=False):
        for language in ("zh-hans", "en", "zh-hans"):
            with translation.override(language):
                draw(row)
    with time_machine.travel(datetime(2026, 5, 4, 8, 1, 1, tzinfo=UTC), tick=False), translation.override("en"):
        draw(row)
    assert row.count == 3


def test_a_piece_without_values_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template('{% remember "all" %}x{% endremember %}')
