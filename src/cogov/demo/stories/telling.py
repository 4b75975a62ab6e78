"""How a story is told: text, address, answers to the extra questions."""

from __future__ import annotations

import random
from typing import Any

from cogov.demo.categories import BY_CODE, Question
from cogov.demo.geography import Spot
from cogov.demo.texts import CLOSERS, LASTING, OPENERS, PLACES, SINCE, VOICES

# Share of optional questions that people answer.
ANSWERED = 0.35


def text(draw: random.Random, code: str, language: str, spot: Spot) -> str:
    """What a resident writes about a category at a spot."""
    chinese = language != "en"
    phrasing = draw.choice(VOICES[code][0 if chinese else 1])
    told = phrasing.format(
        p=_place(draw, language, spot),
        s=draw.choice(SINCE[language]),
        d=draw.choice(LASTING[language]),
        n=2 + int(draw.random() * 4),
    )
    opener = draw.choice(OPENERS[language])
    if not chinese:
        told = told[0].upper() + told[1:]
    return opener + told + draw.choice(CLOSERS[language])


def address(language: str, spot: Spot) -> str:
    """Road and number, as the form asks for it."""
    if language == "en":
        return f"{spot.number} {spot.road_en}"
    return f"{spot.road_zh}{spot.number}号"


def answers(draw: random.Random, code: str, spot: Spot) -> dict[str, Any]:
    """Answers to the category's questions: the required ones always."""
    given = {}
    for question in BY_CODE[code].questions:
        if question.required or draw.random() < ANSWERED:
            value = _answer(draw, question, spot)
            if value is not None:
                given[question.code] = value
    return given


def _place(draw: random.Random, language: str, spot: Spot) -> str:
    forms = PLACES[language]
    form = forms[int(draw.random() * len(forms))]
    if language == "en":
        cross = spot.cross_en or spot.near_en
        return form.format(road=spot.road_en, no=spot.number, cross=cross, near=spot.near_en)
    cross = spot.cross_zh or spot.near_zh
    return form.format(road=spot.road_zh, no=spot.number, cross=cross, near=spot.near_zh)


def _answer(draw: random.Random, question: Question, spot: Spot) -> Any:
    keys = [choice.key for choice in question.values]
    if question.datatype == "singlevaluelist":
        return draw.choice(keys)
    if question.datatype == "multivaluelist":
        return sorted(draw.sample(keys, 1 + int(draw.random() * 2)))
    if question.datatype == "number":
        return 1 + int(draw.random() * 5)
    return _free(draw, question.code, spot)


def _free(draw: random.Random, code: str, spot: Spot) -> str | None:
    """A free answer by the question's code; others are left open."""
    if code == "pole":
        return f"L{spot.number:04d}-{int(draw.random() * 90) + 10}"
    if code == "plate":
        return f"样A·{int(draw.random() * 90000) + 10000}"
    return draw.choice(_FREE[code]) if code in _FREE else None


_FREE = {
    "when": ("22:00–24:00", "19:00–21:30", "5:30–7:00", "周末全天"),
    "line": ("3", "7", "12", "18", "26", "101", "K2"),
}
