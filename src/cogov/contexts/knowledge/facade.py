"""What other contexts may ask of the answers: plain values only."""

from __future__ import annotations

from cogov.contexts.knowledge import actions, queries
from cogov.contexts.knowledge.queries import Article

__all__ = ["Article", "answer", "search", "used"]


def search(words: str, limit: int = 5) -> list[Article]:
    """Published answers that fit the words best, in the present language. Two queries, more where no answer has all."""
    return queries.search(words, limit=limit) if words.strip() else []


def answer(id_: int) -> Article:
    """A published one. Raises Missing. One query."""
    return queries.article(id_)


def used(answer: int, call: int) -> None:
    """This answer ended the call without a case; told twice it counts once. Raises Missing."""
    actions.use(answer, call=call)
