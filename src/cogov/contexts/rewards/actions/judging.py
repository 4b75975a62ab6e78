"""A person decides about a suspicion, the resident may object once, another person decides for good."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.rewards import rules
from cogov.contexts.rewards.actions import earning as earnings
from cogov.contexts.rewards.events import AppealDecided, Appealed, Cleared, NotGiven
from cogov.contexts.rewards.models import Earning, Suspicion
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

State = Suspicion.State
TEXT = 2000
"""Characters of a reason or an appeal: a page."""


@transaction.atomic
def clear(suspicion: int, *, revision: int, by: Actor) -> None:
    """Nothing was wrong: what is due is given at once. Raises Forbidden, Missing, Conflict."""
    row = _locked(suspicion, revision, State.OPEN, by)
    rows = list(_held(row))
    row.state, row.decided_by_id, row.decided_at = State.CLEARED, by.person, now()
    journal.record(
        Cleared(tuple(one.pk for one in rows)), subject=row, by=by, save=("state", "decided_by_id", "decided_at")
    )
    earnings.vest(_due(rows), by=by)


@transaction.atomic
def take(suspicion: int, *, reason: str, revision: int, by: Actor) -> None:
    """The points are not given, for a reason that the resident reads. Raises Invalid without one, and as `clear`."""
    row = _locked(suspicion, revision, State.OPEN, by)
    row.reason = _text(reason, "reason", _("Please give the reason. The resident will read it."))
    row.state, row.decided_by_id, row.decided_at = State.TAKEN, by.person, now()
    taken = earnings.take_away(_held(row), by=by)
    journal.record(NotGiven(tuple(taken)), subject=row, by=by, save=("state", "reason", "decided_by_id", "decided_at"))


@transaction.atomic
def appeal(suspicion: int, *, text: str, by: Actor) -> None:
    """The resident objects, once. Raises Missing for anybody else, Conflict when it was done before."""
    row = Suspicion.objects.select_for_update(of=("self",)).filter(pk=suspicion, person=by.person).first()
    if row is None or by.person is None:
        raise Missing
    if row.state != State.TAKEN:
        raise Conflict(_("You have already objected, or the decision has changed meanwhile."))
    row.appeal = _text(text, "text", _("Please say why the decision is wrong."))
    row.state, row.appealed_at = State.APPEALED, now()
    journal.record(Appealed(row.pk), subject=row, by=by, save=("state", "appeal", "appealed_at"))


@transaction.atomic
def decide_appeal(suspicion: int, *, give: bool, reason: str, revision: int, by: Actor) -> None:
    """The second person's decision, which is final. Raises Forbidden for the first one, and as `take`."""
    row = _locked(suspicion, revision, State.APPEALED, by)
    row.answer = _text(reason, "reason", _("Please give the reason. The resident will read it."))
    row.state = State.OVERTURNED if give else State.UPHELD
    row.answered_by_id, row.answered_at = by.person, now()
    taken = Earning.objects.select_for_update(of=("self",)).filter(suspicion=row, state=Earning.State.TAKEN)
    given = earnings.give_after_all(taken.order_by("pk"), by=by) if give else []
    journal.record(
        AppealDecided(give, tuple(given)),
        subject=row,
        by=by,
        save=("state", "answer", "answered_by_id", "answered_at"),
    )


def _locked(suspicion: int, revision: int, state: str, by: Actor) -> Suspicion:
    row = Suspicion.objects.select_for_update(of=("self",)).filter(pk=suspicion).first()
    if row is None or not rules.may_watch(by):
        raise Missing
    if not rules.may_judge(by, row):
        raise Forbidden(_("Somebody else has to decide this."))
    if row.journal_seq != revision or row.state != state:
        raise Conflict
    return row


def _held(row: Suspicion) -> Iterable[Earning]:
    rows = Earning.objects.select_for_update(of=("self",)).filter(suspicion=row, state=Earning.State.WAITING)
    return rows.order_by("pk")


def _due(rows: Iterable[Earning]) -> list[Earning]:
    return [row for row in rows if row.due_at is not None and row.due_at <= now()]


def _text(text: str, field: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(fields={field: sentence})
    if len(text) > TEXT:
        raise Invalid(fields={field: _("Please shorten your text to 2,000 characters.")})
    return text
