"""Reads. Residents see the shown version of what is published; staff everything that their bodies answer for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from cogov.contexts.knowledge import finding, rules
from cogov.contexts.knowledge.models import Answer, Sought, State, Use, Version
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.kernel.text import Part, search_words, snippet

SHOWN = 50
"""Rows of a staff list: a screen and a half."""

POPULAR = 12
"""Answers on the first page: what a phone shows in three screens."""

TOLD_FROM = 2
"""A search without a result is shown to staff from its second time on: one alone may be about somebody."""


@dataclass(frozen=True, slots=True)
class Article:
    """An answer as its reader sees it. `lang` is the language it is in, "zh-Hans" or "en"."""

    id: int
    title: str
    text: str
    lang: str
    body: int
    category: str
    at: date
    reviewed_on: date | None
    links: tuple[tuple[str, str], ...]
    helped: int
    calls: int

    def snippet(self, query: str) -> list[Part]:
        return snippet(self.text, query)


@dataclass(frozen=True, slots=True)
class Months:
    """The statistics of some months."""

    since: date
    ended: list[tuple[Article, int]]
    missing: list[tuple[str, int]]


def visible_to(actor: Actor) -> QuerySet[Answer]:
    """The gate: published ones, and all of the bodies for which the actor may write."""
    if actor.machine:
        return Answer.objects.all()
    own = {body for grant in actor.with_roles(*rules.WRITERS) for body in grant.bodies}
    return Answer.objects.filter(Q(state=State.PUBLISHED) | Q(body__in=own))


def get(answer: int, actor: Actor) -> Answer:
    """Raises Missing. One query."""
    found = visible_to(actor).filter(pk=answer).first()
    if found is None:
        raise Missing
    return found


def article(answer: int) -> Article:
    """What residents read. Raises Missing. One query."""
    row = _published().filter(answer=answer).first()
    if row is None:
        raise Missing
    return article_of(row)


def articles(ids: Iterable[int]) -> list[Article]:
    """Published ones in the order given. One query."""
    order = {id_: place for place, id_ in enumerate(ids)}
    rows = sorted(_published().filter(answer__in=order), key=lambda row: order[row.answer_id])
    return [article_of(row) for row in rows]


def search(query: str, *, limit: int, category: str = "") -> list[Article]:
    """Published answers that have all the words, else most of them; those asked about just this first. Two queries.

    Where none has all, what has no more than half of the best one's is left out: it is about something else.
    """
    words, whole = finding.counted(query, staff=False), len(search_words(query))
    rows = list(_published().filter(answer__in=words))
    fit = {row.pk: words[row.answer_id] + finding.told_at_once(row, query) for row in rows}
    best = max(fit.values(), default=0)
    near = [row for row in rows if words[row.answer_id] == whole or fit[row.pk] * 2 > best]
    if category:
        near = [row for row in near if row.answer.category == category]
    near.sort(key=lambda row: (-fit[row.pk], -row.answer.calls - row.answer.helped, row.answer_id))
    return [article_of(row) for row in near[:limit]]


def popular(*, limit: int = POPULAR, category: str = "") -> list[Article]:
    """What ends most calls and helped most readers. One query."""
    rows = _published().order_by((F("answer__calls") + F("answer__helped")).desc(), "answer")
    if category:
        rows = rows.filter(answer__category=category)
    return [article_of(row) for row in rows[:limit]]


def categories_used() -> list[str]:
    """Codes of the kinds of matter that have a published answer. One query."""
    rows = Answer.objects.filter(state=State.PUBLISHED).exclude(category="")
    return sorted(set(rows.values_list("category", flat=True)))


def at_desk(actor: Actor, *, query: str = "", only: str = "") -> list[tuple[Answer, Version]]:
    """Answers with their newest version, at most `SHOWN` + 1: what is overdue first, then what waits. Two queries."""
    rows = visible_to(actor)
    today = timezone.localdate(now())
    if only == "overdue":
        rows = rows.filter(state=State.PUBLISHED, review_on__lt=today)
    elif only == "waiting":
        rows = rows.exclude(version=F("shown"))
    elif only in State.values:
        rows = rows.filter(state=only)
    if query:
        rows = rows.filter(pk__in=finding.counted(query, staff=True))
    found = list(rows.order_by("review_on", "pk")[: SHOWN + 1])
    newest = {
        (row.answer_id, row.number): row
        for row in Version.objects.filter(answer__in=found, number=F("answer__version"))
    }
    return [(answer, newest[answer.pk, answer.version]) for answer in found]


def versions(answer: Answer) -> list[Version]:
    """Newest first. One query."""
    return list(Version.objects.filter(answer=answer).order_by("-number"))


def version(answer: Answer, number: int) -> Version:
    """Raises Missing."""
    found = Version.objects.filter(answer=answer, number=number).first()
    if found is None:
        raise Missing
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many wait to be looked at again, and to be released. Two counts."""
    today = timezone.localdate(now())
    rows = visible_to(actor)
    return {
        "overdue": rows.filter(state=State.PUBLISHED, review_on__lt=today).count(),
        "waiting": rows.exclude(version=F("shown")).count(),
    }


def figures(*, months: int = 3, limit: int = 20) -> Months:
    """Which answers ended calls, and which searches found nothing, in the last months. Three queries."""
    first = timezone.localdate(now()).replace(day=1)
    for _month in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    uses = Use.objects.filter(at__date__gte=first).values_list("answer").annotate(calls=Count("id"))
    used = dict(uses.order_by("-calls", "answer")[:limit])
    sought = Sought.objects.filter(month__gte=first).values_list("words").annotate(sum=Sum("times"))
    told = list(sought.filter(sum__gte=TOLD_FROM).order_by("-sum", "words")[:limit])
    return Months(first, [(one, used[one.id]) for one in articles(used)], told)


def article_of(row: Version) -> Article:
    """In the present language, else in the other."""
    chinese = (get_language() or "zh").startswith("zh")
    zh = bool(row.title_zh) and (chinese or not row.title_en)
    answer = row.answer
    return Article(
        id=answer.pk,
        title=row.title_zh if zh else row.title_en,
        text=row.text_zh if zh else row.text_en,
        lang="zh-Hans" if zh else "en",
        body=answer.body_id,
        category=answer.category,
        at=timezone.localdate(row.at),
        reviewed_on=answer.reviewed_on,
        links=tuple((str(label), str(address)) for label, address in row.links),
        helped=answer.helped,
        calls=answer.calls,
    )


def _published() -> QuerySet[Version]:
    rows = Version.objects.filter(answer__state=State.PUBLISHED, number=F("answer__shown"))
    return rows.select_related("answer")
