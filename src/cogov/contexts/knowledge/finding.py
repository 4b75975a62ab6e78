"""Words by which an answer is found: in public what residents read, for staff the newest version."""

from __future__ import annotations

from collections import Counter

from cogov.contexts.knowledge.models import Answer, State, Version
from cogov.kernel.search import SearchTable
from cogov.kernel.text import folded, search_words

table = SearchTable("knowledge_search")

MOST_WORDS = 6
"""Words of a question that are looked up one by one when no answer has all of them."""


def index(answer: Answer) -> None:
    """Write the answer's words: one query, one or two statements."""
    rows = {row.number: row for row in Version.objects.filter(answer=answer, number__in=(answer.version, answer.shown))}
    shown = rows.get(answer.shown) if answer.state == State.PUBLISHED else None
    table.put([(answer.pk, words_of(shown) if shown else "", words_of(rows[answer.version]))])


def words_of(row: Version) -> str:
    parts = (row.title_zh, row.title_en, row.keywords_zh, row.keywords_en, row.text_zh, row.text_en)
    return "\n".join(parts)


def counted(query: str, *, staff: bool) -> dict[int, int]:
    """How many of the query's words each answer has: those with all of them; where there are none, with half or more.

    One query, and one for each word when no answer has them all.
    """
    words = search_words(query)
    whole = _window(query, staff)
    if whole:
        return dict.fromkeys(whole, len(words))
    found: Counter[int] = Counter()
    for word in words[:MOST_WORDS]:
        found.update(_window(word, staff))
    least = (min(len(words), MOST_WORDS) + 1) // 2  # fewer is about something else
    return {id_: times for id_, times in found.items() if times >= least}


def told_at_once(row: Version, query: str) -> int:
    """How many of the query's words stand in the question itself, or among its other words."""
    head = folded(f"{row.title_zh} {row.title_en} {row.keywords_zh} {row.keywords_en}")
    return sum(word in head for word in search_words(query))


def _window(query: str, staff: bool) -> list[int]:
    """The newest 200: a city's answers are some hundreds, and a reader looks at ten."""
    return next(table.newest(query, staff=staff, window=200), [])
