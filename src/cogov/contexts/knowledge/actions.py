"""Answers are written, revised, released, withdrawn, looked at again, and judged by readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.knowledge import finding, rules
from cogov.contexts.knowledge.events import Published, Reviewed, Revised, Withdrawn, Written, day
from cogov.contexts.knowledge.models import Answer, Sought, State, Use, Version, Vote
from cogov.contexts.knowledge.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.text import search_words

REVIEW_AFTER = timedelta(days=180)
"""Fees, forms and opening hours change about twice a year."""

LONG_NUMBER = re.compile(r"\d{6}")
"""Six digits in a row may be somebody's telephone, card or case: such a search is not kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answer is to say. `body` is an id, `links` pairs of label and address."""

    body: int
    category: str = ""
    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    keywords_zh: str = ""
    keywords_en: str = ""
    links: tuple[tuple[str, str], ...] = ()


WORDS = ("title_zh", "title_en", "text_zh", "text_en", "keywords_zh", "keywords_en")


@transaction.atomic
def write(draft: Draft, *, by: Actor) -> Answer:
    """A new draft. Raises Forbidden, Missing (body), Invalid."""
    _check(draft, by)
    answer = Answer.objects.create(
        body_id=draft.body, category=draft.category, review_on=_today() + REVIEW_AFTER, created_at=now()
    )
    _version(answer, 1, draft, by)
    journal.record(Written(draft.body, draft.category, _digest(draft)), subject=answer, by=by, first=True)
    finding.index(answer)
    return answer


@transaction.atomic
def revise(answer: int, draft: Draft, *, revision: int, by: Actor) -> Answer:
    """A new version, to be released by somebody else; nothing happens where nothing differs.

    Raises Missing, Forbidden, Invalid, and Conflict when the answer is no longer at `revision`.
    """
    found = _locked(answer, revision, by, rules.may_write)
    _check(draft, by)
    newest = Version.objects.get(answer=found, number=found.version)
    if _digest(draft) == _digest(draft_of(found, newest)):
        return found
    found.version += 1
    found.body_id, found.category = draft.body, draft.category
    _version(found, found.version, draft, by)
    fact = Revised(found.version, draft.body, draft.category, _digest(draft))
    journal.record(fact, subject=found, by=by, save=("version", "body", "category"))
    finding.index(found)
    return found


@transaction.atomic
def publish(answer: int, *, revision: int, by: Actor, review_on: date | None = None) -> Answer:
    """Residents read the newest version from now on; to be looked at again on `review_on`, in half a year at most."""
    found = _locked(answer, revision, by, rules.may_release)
    found.review_on = _coming(review_on)
    # The guard compares `shown` with `version`, so it is asked before they become one.
    step = WORKFLOW.check("publish", found, by)
    found.state, found.shown, found.reviewed_on = step.target, found.version, _today()
    fact = Published(found.version, day(found.review_on))
    journal.record(fact, subject=found, by=by, save=("state", "shown", "reviewed_on", "review_on"))
    finding.index(found)
    return found


@transaction.atomic
def withdraw(answer: int, *, revision: int, by: Actor) -> Answer:
    """Residents no longer find it; its versions stay."""
    found = _locked(answer, revision, by, rules.may_release)
    WORKFLOW.apply("withdraw", found, by=by, fact=Withdrawn(found.shown))
    finding.index(found)
    return found


@transaction.atomic
def review(answer: int, *, revision: int, by: Actor, review_on: date | None = None) -> Answer:
    """Still right. Raises Conflict where residents read another version, or none."""
    found = _locked(answer, revision, by, rules.may_release)
    if found.state != State.PUBLISHED or found.shown != found.version:
        raise Conflict(_("There is a newer version. Please publish it, and it is reviewed with that."))
    found.reviewed_on, found.review_on = _today(), _coming(review_on)
    fact = Reviewed(found.version, day(found.review_on))
    journal.record(fact, subject=found, by=by, save=("reviewed_on", "review_on"))
    return found


@transaction.atomic
def vote(answer: int, *, helpful: bool, who: str) -> None:
    """A reader's word; the same reader may change it, and counts once. Raises Missing."""
    found = Answer.objects.select_for_update().filter(pk=answer, state=State.PUBLISHED).first()
    if found is None:
        raise Missing
    mark = ids.digest(f"answer {answer} {who}")
    before = Vote.objects.filter(answer=found, who=mark).first()
    if before is not None and before.helpful == helpful:
        return
    Vote.objects.update_or_create(answer=found, who=mark, defaults={"helpful": helpful, "at": now()})
    up, down = (1, 0) if helpful else (0, 1)
    if before is not None:
        up, down = (1, -1) if helpful else (-1, 1)
    Answer.objects.filter(pk=answer).update(helped=F("helped") + up, failed=F("failed") + down)


@transaction.atomic
def use(answer: int, *, call: int) -> None:
    """The answer ended a call without a case; told twice it counts once. Raises Missing."""
    if not Answer.objects.filter(pk=answer, state=State.PUBLISHED).exists():
        raise Missing
    try:
        with transaction.atomic():
            Use.objects.create(answer_id=answer, call=call, at=now())
    except IntegrityError:
        return
    Answer.objects.filter(pk=answer).update(calls=F("calls") + 1)


def note_missing(query: str) -> None:
    """Count words for which nothing was found; nothing that may be a number or a name at length. Two statements."""
    words = " ".join(search_words(query)[: finding.MOST_WORDS])[:60]
    if not words or LONG_NUMBER.search(query) or "@" in query:
        return
    month = _today().replace(day=1)
    with transaction.atomic():
        row, made = Sought.objects.get_or_create(month=month, words=words)
        if not made:
            Sought.objects.filter(pk=row.pk).update(times=F("times") + 1)


def draft_of(answer: Answer, row: Version) -> Draft:
    """The version as one would write it again."""
    return Draft(
        body=answer.body_id,
        category=answer.category,
        links=tuple((str(label), str(address)) for label, address in row.links),
        **{name: getattr(row, name) for name in WORDS},
    )


def _locked(answer: int, revision: int, by: Actor, may: Callable[[Actor, Answer], bool]) -> Answer:
    found = Answer.objects.select_for_update().filter(pk=answer).first()
    if found is None:
        raise Missing
    if not may(by, found):
        raise Forbidden
    if found.journal_seq != revision:
        raise Conflict
    return found


def _check(draft: Draft, by: Actor) -> None:
    bodies.body(draft.body)
    if not rules.may_write_for(by, draft.body):
        raise Forbidden(_("You may write for your own office and those below it."))
    if not draft.title_zh.strip() and not draft.title_en.strip():
        raise Invalid(fields={"title_zh": _("Please write the question in at least one language.")})
    for language in ("zh", "en"):
        if bool(getattr(draft, f"title_{language}").strip()) != bool(getattr(draft, f"text_{language}").strip()):
            raise Invalid(fields={f"text_{language}": _("A question and its answer belong together in each language.")})
    for _label, address in draft.links:
        if not address.startswith(("https://", "http://", "/")):
            raise Invalid(fields={"links": _("A link begins with https://, http:// or /.")})


def _version(answer: Answer, number: int, draft: Draft, by: Actor) -> None:
    Version.objects.create(
        answer=answer, number=number, at=now(), author_id=by.person, links=[list(pair) for pair in draft.links],
        **{name: getattr(draft, name) for name in WORDS},
    )  # fmt: skip


def _digest(draft: Draft) -> str:
    return ids.digest(journal.canonical(asdict(draft)))


def _coming(wanted: date | None) -> date:
    """Raises Invalid for a day that has passed."""
    latest = _today() + REVIEW_AFTER
    if wanted is not None and wanted <= _today():
        raise Invalid(fields={"review_on": _("Please choose a day to come.")})
    return min(wanted or latest, latest)


def _today() -> date:
    return timezone.localdate(now())
