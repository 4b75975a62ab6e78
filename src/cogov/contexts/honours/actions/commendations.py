"""Each month the figures propose; a person decides, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.honours import queries, rules
from cogov.contexts.honours.actions.certificates import issue
from cogov.contexts.honours.events import Commended, Declined, Proposed
from cogov.contexts.honours.models import Commendation
from cogov.kernel import ids, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once

MOST = {Commendation.Kind.PERSON: 10, Commendation.Kind.FAMILY: 5, Commendation.Kind.COMMUNITY: 5}
"""Proposals of one month: what one person can look at with care."""
_Kind, _State = Commendation.Kind, Commendation.State
TITLES = {
    _Kind.PERSON: ("城市共治荣誉市民", "Resident of merit"),
    _Kind.FAMILY: ("城市共治荣誉家庭", "Family of merit"),
    _Kind.COMMUNITY: ("城市共治荣誉社区", "Community of merit"),
}


@transaction.atomic
def propose(*, month: str, start: datetime, end: datetime, by: Actor = SYSTEM) -> int:
    """Who did most in start <= at < end; asked again it adds only who is missing. Returns how many are new."""
    made = 0
    for kind in _Kind:
        for row in _candidates(kind, start, end):
            made += _propose(month, kind, row, by)
    return made


def commend(*, commendation: int, reason: str, body: int, by: Actor, key: str) -> None:
    """Thank in public, with a certificate of the `body`. Raises Missing, Forbidden, Invalid, Conflict."""

    def act() -> dict[str, int]:
        row = _open(commendation, body, reason, by)
        kind = _Kind(row.kind)
        text = (
            f"{row.month}，经核查的共治成果 {row.count} 项。",
            f"{row.month}: {row.count} checked deeds for the city.",
        )
        made = issue(title=TITLES[kind], text=text, body=body, by=by, person=row.person_id, area=row.area_id)
        row.state, row.certificate = _State.COMMENDED, made
        fact = Commended(row.month, row.kind, made.pk)
        _decided(row, reason, by)
        journal.record(fact, subject=row, by=by, save=(*_DECIDED, "certificate"))
        return {}

    once(f"honours.commend:{commendation}", key, {"reason": reason, "body": body}, act)


def decline(*, commendation: int, reason: str, body: int, by: Actor, key: str) -> None:
    """Raises as `commend`."""

    def act() -> dict[str, int]:
        row = _open(commendation, body, reason, by)
        row.state = _State.DECLINED
        _decided(row, reason, by)
        fact = Declined(row.month, row.kind, ids.digest(row.reason))
        journal.record(fact, subject=row, by=by, save=_DECIDED)
        return {}

    once(f"honours.commend:{commendation}", key, {"reason": reason, "decline": True}, act)


_DECIDED = ("state", "reason", "decided_by", "decided_at")


def _decided(row: Commendation, reason: str, by: Actor) -> None:
    row.reason, row.decided_by_id, row.decided_at = reason.strip()[:300], by.person, now()


def _open(commendation: int, body: int, reason: str, by: Actor) -> Commendation:
    if not rules.may_commend(by) or body not in by.bodies:
        raise Forbidden
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why.")})
    row = Commendation.objects.select_for_update().filter(pk=commendation).first()
    if row is None or not queries.in_reach(by, row):
        raise Missing
    if row.person_id is not None and row.person_id == by.person:
        raise Forbidden(_("Nobody commends himself."))
    if row.state != _State.PROPOSED:
        raise Conflict
    return row


def _candidates(kind: Commendation.Kind, start: datetime, end: datetime) -> Iterable[queries.Candidate]:
    if kind == _Kind.COMMUNITY:
        return queries.best_areas(start, end, MOST[kind])
    if kind == _Kind.FAMILY:
        return queries.best_families(start, end, MOST[kind])
    return queries.best_people(start, end, MOST[kind])


def _propose(month: str, kind: Commendation.Kind, one: queries.Candidate, by: Actor) -> int:
    if one.area is not None:
        areas.area(one.area)
    of: dict[str, Any] = {"month": month, "kind": kind, "person_id": one.person, "area_id": one.area}
    row, made = Commendation.objects.get_or_create(**of, defaults={"count": one.count, "family": one.family})
    if made:
        journal.record(Proposed(month, kind.value, one.count), subject=row, by=by, first=True)
    return int(made)
