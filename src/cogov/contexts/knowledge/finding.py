"""Words by which an answer is found: in public what residents read, for staff the newest version."""

from __future__ import annotations

from collections import Counter

from cogov.contexts.knowledge.models import Answer, State, Version
from cogov.kernel.search import SearchTable
from cogov.kernel.text import search_words

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


def ranked(query: str, *, staff: bool) -> list[int]:
    """Ids of at most 200 answers with all the words; where there are none, with half of them or more, best first.

    One query, and one for each word when no answer has them all.
    """
    whole = _window(query, staff)
    if whole:
        return whole
    counted: Counter[int] = Counter()
    words = search_words(query)[:MOST_WORDS]
    for word in words:
        counted.update(_window(word, staff))
    least = (len(words) + 1) // 2  # fewer than half the words is about something else
    return [id_ for id_, times in counted.most_common() if times >= least]


def _window(query: str, staff: bool) -> list[int]:
    """The newest 200: a city's answers are some hundreds, and a reader looks at ten."""
    return next(iter(table.newest(query, staff=staff)), [])
