"""Points are earned, wait for a check, are given or fall away.

A rule's row is locked while it gives, so that two cases at once cannot go past its budget and ceilings;
giving is the worker's work, where nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from cogov.contexts.rewards import balances, suspicions
from cogov.contexts.rewards.models import Earning, Kind, PoolMember, Rule
from cogov.contexts.rewards.weighing import Case, Weighed, applicable, cut, in_force
from cogov.kernel import ledger
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.ledger import Line

State = Earning.State
COUNTED = (State.WAITING, State.VESTED)
"""Earnings that use up budget and ceilings."""
FALLS_LATER = (Kind.USEFUL, Kind.FIXED)
"""What was given for a repair falls back when the repair did not last; a report that was right stays right."""


@transaction.atomic
def earn(case: Case, *, by: Actor = SYSTEM) -> list[int]:
    """Ids of what the rules in force give for this case; the same case again gives nothing more, unless it fell.

    About fifteen queries for each rule that applies.
    """
    return [earning for rule in applicable(in_force.get(), case) if (earning := _give(rule, case, by)) is not None]


@transaction.atomic
def vest(earnings: Iterable[Earning], *, by: Actor = SYSTEM) -> int:
    """Give what waited, unless a suspicion holds it; returns how many."""
    given = 0
    for row in earnings:
        if not suspicions.is_held(row) and _end(row, State.VESTED):
            _move(row, balances.waiting_of(row.person_id), balances.of_person(row.person_id), "vested", by)
            given += 1
    return given


@transaction.atomic
def checked(subject_type: str, subject_id: int, *, at: datetime, good: bool, by: Actor = SYSTEM) -> None:
    """The case is checked: what waited is given after the rule's days; a repair that was none gives nothing."""
    rows = _waiting(subject_type, subject_id)
    if not good:
        _drop([row for row in rows if row.kind in FALLS_LATER], by)
        rows = [row for row in rows if row.kind not in FALLS_LATER]
    for row in rows:
        row.due_at = at + timedelta(days=row.rule.wait_days)
        Earning.objects.filter(pk=row.pk).update(due_at=row.due_at)
    vest([row for row in rows if row.due_at is not None and row.due_at <= now()], by=by)


@transaction.atomic
def fail(subject_type: str, subject_id: int, *, kinds: Iterable[str] = (), by: Actor = SYSTEM) -> None:
    """It turned out otherwise: what waits falls away; of what was given as much goes back as is still there.

    With `kinds` only those. What was spent is not asked back: nobody is to owe points.
    """
    wanted = Q(kind__in=list(kinds)) if kinds else Q()
    _drop([row for row in _waiting(subject_type, subject_id) if not kinds or row.kind in set(kinds)], by)
    given = Earning.objects.select_for_update().filter(
        wanted, subject_type=subject_type, subject_id=subject_id, state=State.VESTED
    )
    for row in given.order_by("pk"):
        free = ledger.balance(balances.of_person(row.person_id)).free
        back = min(row.points, max(free, 0))
        if _end(row, State.FALLEN, before=State.VESTED) and back:
            _move(row, balances.of_person(row.person_id), balances.issued(), "fallen", by, amount=back)


def vest_due(limit: int = 200) -> int:
    """Give what has waited long enough, each in a transaction of its own; returns how many."""
    due = Earning.objects.filter(state=State.WAITING, due_at__lte=now()).exclude(
        suspicion__state__in=suspicions.HOLDING
    )
    rows = list(due.order_by("due_at", "pk")[:limit])
    return sum(vest([row]) for row in rows)


def take_away(earnings: Iterable[Earning], *, by: Actor) -> list[int]:
    """What a decision does not give goes back to where it came from; returns the ids."""
    taken = []
    for row in earnings:
        if _end(row, State.TAKEN):
            _move(row, balances.waiting_of(row.person_id), balances.issued(), "taken", by)
            taken.append(row.pk)
    return taken


def give_after_all(earnings: Iterable[Earning], *, by: Actor) -> list[int]:
    """What was taken is given by a new posting; returns the ids."""
    given = []
    for row in earnings:
        if _end(row, State.VESTED, before=State.TAKEN):
            _move(row, balances.issued(), balances.of_person(row.person_id), "returned", by)
            given.append(row.pk)
    return given


def key_of(rule: Weighed, case: Case) -> str:
    return f"{case.kind}:{case.subject_type}:{case.subject_id}:{case.person}:{rule.code}:{case.part}"


def _give(rule: Weighed, case: Case, by: Actor) -> int | None:
    Rule.objects.select_for_update(of=("self",)).get(pk=rule.id)
    key = _free_key(key_of(rule, case))
    if key is None:
        return None
    household = _household(case.person)
    points, ceiling = cut(rule.worth(case), _rooms(rule, case, household))
    at = now()
    row = Earning.objects.create(
        key=key, rule_id=rule.id, kind=case.kind, person_id=case.person, subject_type=case.subject_type,
        subject_id=case.subject_id, points=points, cut=ceiling, state=State.WAITING if points else State.NONE,
        at=case.at, ended_at=None if points else at, community_id=case.community, cell=case.cell,
        category=case.categories[0] if case.categories else "", household=household, device=case.device,
        contact=case.contact, other=case.other,
        due_at=case.at + timedelta(days=rule.wait_days) if case.verified else None,
    )  # fmt: skip
    if points:
        _move(row, balances.issued(), balances.waiting_of(case.person), "earned", by)
        suspicions.look(row, by=by)
        if row.due_at is not None and row.due_at <= at:
            vest([row], by=by)
    return row.pk


def _free_key(key: str) -> str | None:
    """None when this was earned before. What fell away may be earned again: a repair that now lasts."""
    states = list(Earning.objects.filter(Q(key=key) | Q(key__startswith=f"{key}again")).values_list("state", flat=True))
    if any(state != State.FALLEN for state in states):
        return None
    return f"{key}again{len(states)}" if states else key


def _rooms(rule: Weighed, case: Case, household: int | None) -> list[tuple[str, int]]:
    """(ceiling, points left) for every ceiling that can be known. Two queries at most."""
    whose = {
        "person": Q(person=case.person),
        "household": Q(household=household) if household else None,
        "device": Q(device=case.device) if case.device else None,
        "place": Q(community=case.community) if case.community else None,
    }
    start = {"day": _start_of_day(case.at), "month": _start_of_day(case.at).replace(day=1)}
    asked = {}
    for name in rule.caps:
        who, _, span = name.partition("_")
        theirs = whose[who]
        if theirs is not None:
            asked[name] = Sum("points", filter=theirs & Q(at__gte=start[span]))
    rows = Earning.objects.filter(rule__code=rule.code, state__in=COUNTED)
    used = rows.filter(at__gte=start["month"]).aggregate(**asked) if asked else {}
    rooms = [(name, rule.caps[name] - int(used[name] or 0)) for name in asked]
    if rule.budget is not None:
        rooms.append(("budget", rule.budget - int(rows.aggregate(sum=Sum("points"))["sum"] or 0)))
    return rooms


def _household(person: int) -> int | None:
    return PoolMember.objects.filter(person=person, kind="family", until=None).values_list("pool_id", flat=True).first()


def _start_of_day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _waiting(subject_type: str, subject_id: int) -> list[Earning]:
    rows = Earning.objects.select_for_update(of=("self",)).filter(
        subject_type=subject_type, subject_id=subject_id, state=State.WAITING
    )
    return list(rows.select_related("rule").order_by("pk"))


def _drop(rows: Iterable[Earning], by: Actor) -> None:
    for row in rows:
        if _end(row, State.FALLEN):
            _move(row, balances.waiting_of(row.person_id), balances.issued(), "fallen", by)


def _end(row: Earning, state: str, before: str = State.WAITING) -> bool:
    """False when somebody else was first."""
    row.ended_at = now()
    changed = Earning.objects.filter(pk=row.pk, state=before).update(state=state, ended_at=row.ended_at)
    if changed:
        row.state = state
    return bool(changed)


def _move(row: Earning, source: int, target: int, step: str, by: Actor, amount: int = 0) -> None:
    amount = amount or row.points
    facts = {
        "earning": row.pk, "kind": row.kind, "rule": row.rule_id,
        "subject_type": row.subject_type, "subject": row.subject_id,
    }  # fmt: skip
    lines = [Line(source, -amount), Line(target, amount)]
    ledger.post(key=f"rewards:{step}:{row.pk}", lines=lines, why=f"rewards.{step}", facts=facts, by=by)
