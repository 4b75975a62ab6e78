"""A draft rule on the past months: who would have got what, what it would have cost, beside today's rules.

The journal is read once, some thousands of rows at a time, and weighed twice in memory. Rules count for the whole
time, whatever their dates. Cases are forgotten a season after they began, so memory grows with people, not years.
"""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from cogov.contexts.reports import facade as reports
from cogov.contexts.reports.facade import Merit
from cogov.contexts.rewards.cases import REPORT, cases_of, fails, is_check
from cogov.contexts.rewards.models import Kind, Rule, Trial
from cogov.contexts.rewards.weighing import Case, Weighed, applicable, cut, in_force, local_day, weighed
from cogov.kernel import journal
from cogov.kernel.clock import now
from cogov.kernel.models import Entry

BATCH = 2_000
"""Journal rows read at a time: some 2 MB."""
MONTH = timedelta(days=30)
REMEMBERED = timedelta(days=120)
"""For so long a case may still change: the longest limit, a reopening and the survey after it."""
STEPS = (1, 50, 100, 200, 500, 1000)
"""Lower ends of the groups in which people are counted, in points."""
FOREVER = date(1970, 1, 1)

log = logging.getLogger("cogov.rewards")
Progress = Callable[[int, int], None]


@dataclasses.dataclass(slots=True)
class Summary:
    """What a set of rules gave. `groups` pairs (lower end, people); `waiting` points were never checked."""

    points: int = 0
    waiting: int = 0
    earnings: int = 0
    people: int = 0
    capped: int = 0
    fallen: int = 0
    most: int = 0
    by_kind: dict[str, int] = dataclasses.field(default_factory=dict)
    by_rule: dict[str, int] = dataclasses.field(default_factory=dict)
    by_month: dict[str, int] = dataclasses.field(default_factory=dict)
    groups: list[tuple[int, int]] = dataclasses.field(default_factory=list)


class Tally:
    """Follows cases under one set of rules as `actions.earning` would, without suspicions and households."""

    def __init__(self, rules: Iterable[Weighed]) -> None:
        self._rules = [dataclasses.replace(rule, since=FOREVER, until=None) for rule in rules]
        self._cases: OrderedDict[int, tuple[datetime, dict[tuple[str, int, str], int]]] = OrderedDict()
        self._used: dict[tuple[str, str, object, date], int] = defaultdict(int)
        self._spent: Counter[str] = Counter()
        self._month = FOREVER
        self._given: Counter[int] = Counter()
        self.summary = Summary()
        self._kinds: Counter[str] = Counter()
        self._by_rule: Counter[str] = Counter()
        self._months: Counter[str] = Counter()

    def earn(self, case: Case) -> None:
        self._turn(case.at)
        _, known = self._cases.setdefault(case.subject_id, (case.at, {}))
        for rule in applicable(self._rules, case):
            key = (case.kind, case.person, rule.code)
            if key not in known:
                known[key] = self._take(rule, case)
                if case.verified:
                    self._give(key, known, case.at)

    def check(self, subject: int, at: datetime, *, good: bool) -> None:
        _, known = self._cases.get(subject, (at, {}))
        for key in list(known):
            if not good and key[0] in (Kind.USEFUL, Kind.FIXED):
                self._drop(key, known)
            else:
                self._give(key, known, at)

    def fail(self, subject: int, kinds: tuple[str, ...]) -> None:
        """What was given before is left out of account: at most a few days' points may already be spent."""
        _, known = self._cases.get(subject, (None, {}))
        for key in list(known):
            if not kinds or key[0] in kinds:
                self._drop(key, known)

    def close(self) -> Summary:
        """The figures; call once, at the end."""
        found = self.summary
        found.waiting += sum(sum(known.values()) for _, known in self._cases.values())
        found.people, found.most = len(self._given), max(self._given.values(), default=0)
        found.by_kind, found.by_rule, found.by_month = dict(self._kinds), dict(self._by_rule), dict(self._months)
        counts = Counter(max(step for step in STEPS if step <= points) for points in self._given.values() if points)
        found.groups = [(step, counts[step]) for step in STEPS]
        return found

    def _take(self, rule: Weighed, case: Case) -> int:
        rooms, keys = [], []
        whose = {"person": case.person, "place": case.community, "device": case.device or None, "household": None}
        for name, most in rule.caps.items():
            who, _, span = name.partition("_")
            if whose[who] is not None:
                day = local_day(case.at)
                key = (rule.code, name, whose[who], day if span == "day" else day.replace(day=1))
                keys.append(key)
                rooms.append((name, most - self._used[key]))
        if rule.budget is not None:
            rooms.append(("budget", rule.budget - self._spent[rule.code]))
        points, ceiling = cut(rule.worth(case), rooms)
        for key in keys:
            self._used[key] += points
        self._spent[rule.code] += points
        self.summary.earnings += 1
        self.summary.capped += bool(ceiling)
        return points

    def _give(self, key: tuple[str, int, str], known: dict[tuple[str, int, str], int], at: datetime) -> None:
        kind, person, code = key
        points, known[key] = known[key], 0
        if points:
            self.summary.points += points
            self._given[person] += points
            self._kinds[kind] += points
            self._by_rule[code] += points
            self._months[f"{local_day(at):%Y-%m}"] += points

    def _drop(self, key: tuple[str, int, str], known: dict[tuple[str, int, str], int]) -> None:
        """What fell may be earned again; what was given before is not given twice."""
        if known[key]:
            self.summary.fallen += known[key]
            self._spent[key[2]] -= known.pop(key)

    def _turn(self, at: datetime) -> None:
        """Forget ceilings of past months and cases that can no longer change."""
        month = local_day(at).replace(day=1)
        if month != self._month:
            self._month = month
            self._used = defaultdict(int, {key: used for key, used in self._used.items() if key[3] >= month})
        while self._cases:
            subject, (began, known) = next(iter(self._cases.items()))
            if began > at - REMEMBERED:
                break
            self.summary.waiting += sum(known.values())
            del self._cases[subject]


def compare(rule: Rule, *, months: int, progress: Progress = lambda _done, _total: None) -> dict[str, Any]:
    """{"today": …, "draft": …} as plain values; `draft` is today's rules with this one in its code's place."""
    draft = weighed(rule)
    rest = [one for one in in_force.get() if one.code != draft.code]
    tallies = {"today": Tally(in_force.get()), "draft": Tally([*rest, draft])}
    for fact, entry, merit, joined in past(now() - months * MONTH, progress):
        for tally in tallies.values():
            follow(tally, fact, entry, merit, joined)
    return {name: dataclasses.asdict(tally.close()) for name, tally in tallies.items()}


def follow(tally: Tally, fact: object, entry: Entry, merit: Merit, joined: Iterable[int] = ()) -> None:
    """One fact, in the order of `handlers.reward`."""
    for case in cases_of(fact, entry, merit):
        tally.earn(case)
    failed = fails(fact)
    if failed is not None:
        tally.fail(merit.report, failed)
    if is_check(fact):
        for one in (merit.report, *joined):
            tally.check(one, entry.at, good=merit.outcome == "fixed")


def past(start: datetime, progress: Progress) -> Iterator[tuple[Any, Entry, Merit, list[int]]]:
    """Every fact about a report that can earn or end something since `start`, with the case as it is now."""
    rows = Entry.objects.filter(subject_type=REPORT, kind__in=KINDS, at__gte=start).order_by("id")
    bounds = (rows.values_list("id", flat=True).first() or 0, rows.values_list("id", flat=True).last() or 0)
    joined: dict[int, list[int]] = defaultdict(list)
    after = bounds[0] - 1
    while batch := list(rows.filter(id__gt=after)[:BATCH]):
        merits = reports.merits({entry.subject_id for entry in batch})
        for entry in batch:
            merit = merits.get(entry.subject_id)
            if merit is None:
                continue
            fact = journal.fact_of(entry)
            if merit.merged_into and entry.kind == "reports.merged":
                joined[merit.merged_into].append(merit.report)
            yield fact, entry, merit, joined.pop(merit.report, []) if is_check(fact) else []
        after = batch[-1].pk
        progress(after - bounds[0], bounds[1] - bounds[0])


KINDS = (
    "reports.accepted", "reports.closed", "reports.joined", "reports.merged", "reports.resolved", "reports.answered",
    "reports.photos_added", "reports.rated", "reports.reopened", "reports.rejected", "reports.withdrawn",
    "reports.restored",
)  # fmt: skip
"""Facts that earn or end something (`cases`)."""


def run(trial: int) -> None:
    """Count, telling how far it has come; a trial that was counted before stays. Never raises: it says so."""
    row = Trial.objects.select_related("rule").filter(pk=trial).exclude(state=Trial.State.DONE).first()
    if row is None:
        return
    mine = Trial.objects.filter(pk=trial)
    mine.update(state=Trial.State.RUNNING)
    try:
        result = compare(row.rule, months=row.months, progress=lambda done, total: _note(trial, done, total))
    except Exception:
        log.exception("trial %s failed", trial)
        mine.update(state=Trial.State.FAILED)
        return
    mine.update(state=Trial.State.DONE, result=result)


def _note(trial: int, done: int, total: int) -> None:
    Trial.objects.filter(pk=trial).update(done=done, total=total)
