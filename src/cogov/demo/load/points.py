"""The points that the residents of the demo city earned with its reports, weighed as the real handlers would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cogov.contexts.rewards import actions, balances, suspicions
from cogov.contexts.rewards.models import Earning, Kind, Pool, Suspicion
from cogov.contexts.rewards.simulation import Tally, follow, past
from cogov.contexts.rewards.weighing import Case, Weighed, in_force
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.ledger import Line, Unit
from cogov.kernel.ledger.bulk import Prepared, write_postings
from cogov.kernel.ledger.models import Account

BATCH = 500
"""Rows of one INSERT: below SQLite's 32,766 parameters with 20 columns."""
PROGRAMME = timedelta(days=60)
"""The city began to give points two months ago."""
SUSPECTED = 3
"""Cases to decide about: a calm morning."""
# kind, code, points, names, ceilings, days to wait
RULES: tuple[tuple[Kind, str, int, str, str, dict[str, int], int], ...] = (
    (Kind.ACCEPTED, "accepted", 10, "问题被受理", "An accepted report", {"person_day": 60, "person_month": 600}, 0),
    (Kind.USEFUL, "useful", 30, "问题已核实解决", "A report that led to a repair", {"person_day": 180}, 3),
    (Kind.FIRST, "first", 20, "第一个发现", "First to see it", {"person_day": 60}, 0),
    (Kind.REPEAT, "repeat", 2, "也反映了同一问题", "Saw it as well", {"person_day": 10}, 0),
    (Kind.FIXED, "fixed", 60, "自己动手解决并经核实", "Fixed it yourself", {"person_day": 180}, 3),
    (Kind.EVIDENCE, "evidence", 5, "补充了有用的照片或说明", "Helpful photos or answers", {"person_day": 20}, 0),
    (Kind.SURVEY, "survey", 5, "评价了处理结果", "Said how it was done", {"person_day": 20}, 0),
    (Kind.VOLUNTEER, "volunteer", 20, "志愿服务一小时", "An hour of volunteering", {"person_month": 800}, 0),
)


@dataclass
class Row:
    """One earning on its way."""

    case: Case
    rule: Weighed
    points: int
    state: str = Earning.State.WAITING
    ended: datetime | None = None
    vests: datetime | None = None


class Recorder(Tally):
    """A tally that remembers each earning and what became of it."""

    def __init__(self, rules: tuple[Weighed, ...]) -> None:
        super().__init__(rules)
        self.rows: list[Row] = []
        self._open: dict[tuple[int, str, int, str], Row] = {}
        self._subject = 0

    def earn(self, case: Case) -> None:
        self._subject = case.subject_id
        super().earn(case)

    def check(self, subject: int, at: datetime, *, good: bool) -> None:
        self._subject = subject
        super().check(subject, at, good=good)

    def fail(self, subject: int, kinds: tuple[str, ...]) -> None:
        self._subject = subject
        super().fail(subject, kinds)

    def _take(self, rule: Weighed, case: Case) -> int:
        points = super()._take(rule, case)
        if points:
            row = Row(case, rule, points)
            self.rows.append(row)
            self._open[case.subject_id, case.kind, case.person, rule.code] = row
        return points

    def _give(self, key: tuple[str, int, str], known: dict[tuple[str, int, str], int], at: datetime) -> None:
        super()._give(key, known, at)
        row = self._open.pop((self._subject, *key), None)
        if row is not None:
            row.vests = at + timedelta(days=row.rule.wait_days)

    def _drop(self, key: tuple[str, int, str], known: dict[tuple[str, int, str], int]) -> None:
        super()._drop(key, known)
        row = self._open.pop((self._subject, *key), None)
        if row is not None:
            row.state, row.ended = Earning.State.FALLEN, row.case.at + timedelta(hours=1)


@dataclass
class Book:
    """Accounts by person, found or opened at once."""

    points: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, people: set[int]) -> Book:
        for kind in (balances.POINTS, balances.WAITING):
            rows = [Account(unit=Unit.POINTS, kind=kind, owner=f"person:{one}", floor=0) for one in sorted(people)]
            Account.objects.bulk_create(rows, batch_size=BATCH)
        found = Account.objects.filter(unit=Unit.POINTS, owner__startswith="person:")
        book = cls()
        for id_, kind, owner in found.values_list("id", "kind", "owner"):
            (book.points if kind == balances.POINTS else book.waiting)[int(owner.partition(":")[2])] = id_
        return book


@transaction.atomic
def earn(moment: datetime, family: Sequence[int]) -> None:
    """What the last weeks earned: about 0.2 ms a report. `family` are persons who put points together."""
    since = moment - PROGRAMME
    _rule(since)
    recorder = Recorder(in_force.get())
    for fact, entry, merit, joined in past(since, lambda _done, _total: None):
        follow(recorder, fact, entry, merit, joined)
    _write(recorder.rows)
    _look_twice()
    _put_together(family)


def _rule(since: datetime) -> None:
    for kind, code, points, name_zh, name_en, caps, wait in RULES:
        data = actions.RuleData(
            kind=kind, name_zh=name_zh, name_en=name_en, points=points, since=since.date(), caps=caps, wait_days=wait
        )
        actions.switch_on(actions.draft_rule(data, code=code, by=SYSTEM), revision=1, by=SYSTEM)


def _write(rows: list[Row]) -> None:
    moment = now()
    earnings = [_earning(pk, row, moment) for pk, row in zip(reserve_ids(Earning, len(rows)), rows, strict=True)]
    Earning.objects.bulk_create(earnings, batch_size=BATCH)
    book, issued = Book.of({row.case.person for row in rows}), balances.issued()
    postings: list[Prepared] = []
    for earning in earnings:
        wait, own = book.waiting[earning.person_id], book.points[earning.person_id]
        postings.append(_posting(earning, "earned", earning.at, issued, wait))
        if earning.state == Earning.State.VESTED:
            postings.append(_posting(earning, "vested", earning.ended_at, wait, own))
        elif earning.state == Earning.State.FALLEN:
            postings.append(_posting(earning, "fallen", earning.ended_at, wait, issued))
    write_postings(postings)


def _earning(pk: int, row: Row, moment: datetime) -> Earning:
    case = row.case
    if row.vests is not None and row.vests <= moment:
        row.state, row.ended = Earning.State.VESTED, row.vests
    return Earning(
        pk=pk, key=f"{case.kind}:{case.subject_type}:{case.subject_id}:{case.person}:{row.rule.code}:",
        rule_id=row.rule.id, kind=case.kind, person_id=case.person, subject_type=case.subject_type,
        subject_id=case.subject_id, points=row.points, state=row.state, at=case.at, due_at=row.vests,
        ended_at=row.ended, community_id=case.community, cell=case.cell,
        category=case.categories[0] if case.categories else "", contact=case.contact, other=case.other,
    )  # fmt: skip


def _look_twice() -> None:
    """For the supervisor's queue: the newest that waits, of people who reported several things."""
    found = 0
    for row in Earning.objects.filter(state=Earning.State.WAITING, due_at=None).order_by("-pk")[:60]:
        same = Earning.objects.filter(person=row.person_id, kind=row.kind).order_by("-pk")
        cases = list(same.values_list("subject_id", flat=True)[:4])
        if len(cases) > 1 and found < SUSPECTED:
            suspicions.suspect(row, suspicions.Sign(Suspicion.Kind.SPLIT, {"cases": cases, "times": len(cases)}))
            found += 1


def _put_together(family: Sequence[int]) -> None:
    """A family with some of its first member's points."""
    first, *rest = [Actor(person=one) for one in family]
    pool = actions.make_pool(kind=Pool.Kind.FAMILY, name="我们一家", by=first)
    for one in rest:
        actions.join_pool(code=Pool.objects.get(pk=pool).code, by=one)
    free = balances.purse(family[0]).free
    if free >= 20:
        actions.put_in(pool=pool, points=free // 4, key=f"demo-{pool}", by=first)


def _posting(earning: Earning, step: str, at: Any, source: int, target: int) -> Prepared:
    facts = {
        "earning": earning.pk, "kind": earning.kind, "rule": earning.rule_id,
        "subject_type": earning.subject_type, "subject": earning.subject_id,
    }  # fmt: skip
    lines = (Line(source, -earning.points), Line(target, earning.points))
    return Prepared(f"rewards:{step}:{earning.pk}", at, f"rewards.{step}", lines, facts)
