"""Limits are added, changed and ended. A change ends the row and puts another in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import policies, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.events_time import PolicyEnded, PolicySet
from cogov.contexts.reports.models import Difficulty, Policy
from cogov.contexts.reports.models.policy import LEVELS
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.calendars import calendar
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing, Sentence
from cogov.kernel.limits import Unit

MOST = {Unit.HOURS: 8760.0, Unit.WORKING_HOURS: 2000.0, Unit.WORKING_DAYS: 250.0}
"""A year in each unit: what takes longer is a plan, not a limit."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a limit says. Empty `category`, `difficulty`, `level`: every one; empty `calendar`: the body's own."""

    kind: str
    amount: float
    unit: str = Unit.HOURS
    category: str = ""
    difficulty: str = ""
    level: str = ""
    latest: float | None = None
    calendar: str = ""
    note: str = ""


@transaction.atomic
def set_policy(
    terms: Terms, *, by: Actor, replaces: int | None = None, revision: int | None = None, since: datetime | None = None
) -> Policy:
    """Add a limit, or put it in the place of the row `replaces`. It counts for promises given from now on.

    Raises Forbidden, Invalid field by field, and Conflict where such a row stands already or has changed.
    """
    if not rules.may_set_policies(by):
        raise Forbidden
    _check(terms)
    at = since or now()
    old = _end(replaces, revision, at) if replaces is not None else None
    same = Policy.objects.filter(
        until=None, kind=terms.kind, category=terms.category, difficulty=terms.difficulty, level=terms.level
    )
    if same.exists():
        raise Conflict(_("There is such a limit already. Please change that one."))
    row = Policy.objects.create(**dataclasses.asdict(terms), since=at, replaces=old)
    fact = PolicySet(
        row.kind, row.category, row.difficulty, row.level, row.amount, row.unit, row.latest, row.calendar, replaces
    )
    journal.record(fact, subject=row, by=by, first=True)
    if old is not None:
        _tell_end(old, by)
    policies.snapshot.changed()
    return row


@transaction.atomic
def end_policy(*, policy: int, by: Actor, revision: int) -> None:
    """From now on the next nearest row counts. Raises Forbidden, Missing, Conflict."""
    if not rules.may_set_policies(by):
        raise Forbidden
    _tell_end(_end(policy, revision, now()), by)
    policies.snapshot.changed()


def _end(policy: int, revision: int | None, at: datetime) -> Policy:
    """Its end, not yet told in the journal; written at once, since another may not stand beside it."""
    row = Policy.objects.select_for_update().filter(pk=policy).first()
    if row is None:
        raise Missing
    if row.until is not None or (revision is not None and row.journal_seq != revision):
        raise Conflict
    row.until = max(at, row.since)
    Policy.objects.filter(pk=row.pk).update(until=row.until)
    return row


def _tell_end(row: Policy, by: Actor) -> None:
    fact = PolicyEnded(row.kind, row.category, row.difficulty, row.level)
    journal.record(fact, subject=row, by=by, save=("until",))


def _check(terms: Terms) -> None:
    wrong = _unknown(terms)
    if terms.unit in Unit.values and not 0 < terms.amount <= MOST[Unit(terms.unit)]:
        wrong["amount"] = _("Please enter a number above 0 that is not longer than a year.")
    elif terms.unit == Unit.WORKING_DAYS and terms.amount != int(terms.amount):
        wrong["amount"] = _("Working days are whole days.")
    if terms.latest is not None and not 0 < terms.latest <= MOST[Unit.HOURS]:
        wrong["latest"] = _("Please enter a number above 0 that is not longer than a year.")
    if wrong:
        raise Invalid(fields=wrong)


def _unknown(terms: Terms) -> dict[str, Sentence]:
    """Fields that name what there is not."""
    known: dict[str, Collection[str]] = {
        "kind": Policy.Kind.values,
        "difficulty": ("", *Difficulty.values),
        "level": ("", *dict(LEVELS)),
        "unit": Unit.values,
    }
    wrong: dict[str, Sentence] = {
        name: _("Please choose.") for name, values in known.items() if getattr(terms, name) not in values
    }
    if terms.category and terms.category not in tree().by_code:
        wrong["category"] = _("There is no such category.")
    try:
        calendar(terms.calendar)
    except Missing:
        wrong["calendar"] = _("There is no such calendar.")
    return wrong
