"""The programme in numbers: by month, channel, place, age, item of publicity and rule. Small numbers are covered.

Residents are counted, never named; a number of people below `LEAST` is shown as "fewer than", and where it could be
computed from a total the next smallest is covered with it (`methods.disclosure`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.fund import facade as fund
from cogov.contexts.programme.models import Active, AgeGroup, Award, Came, Part, Poster, PosterDay, Registered
from cogov.kernel.actors import Channel
from cogov.kernel.models import Entry
from cogov.methods.disclosure import LEAST, covered

MONTHS = 12
"""Months of the line on the page: a year, so that seasons show."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of a table. `people` None where it is covered, or not counted."""

    name: str
    people: int | None
    reports: int
    useful: int

    def as_list(self) -> list[Any]:
        return [self.name, self.people, self.reports, self.useful]


def month_figures(month: int) -> dict[str, Any]:
    """Everything about one month as plain values, ready to be kept: some twelve queries over indexes.

    People's numbers are None where they are covered. Amounts in fen.
    """
    rows = Part.objects.filter(month=month)
    counts = rows.aggregate(
        reports=Count("pk"),
        useful=Count("pk", filter=Q(useful=True)),
        without_account=Count("pk", filter=Q(person=None)),
    )
    people = dict(Active.objects.filter(month=month).values_list("first").annotate(n=Count("pk")))
    active = {"new": people.get(True, 0), "returning": people.get(False, 0)}
    solved = Part.objects.filter(solved=True, solved_month=month).count()
    spent = fund.spent(*bounds(month)).net
    return {
        "month": month,
        "least": LEAST,
        "active": shown(sum(active.values())),
        **_shown_all(active),
        **counts,
        "solved": solved,
        "accounts": dict(Registered.objects.filter(month=month).values_list("via", "count")),
        "channels": [cell.as_list() for cell in _by_channel(month)],
        "places": [cell.as_list() for cell in _by_place(month)],
        "ages": _by_age(month),
        "posters": _posters(month),
        "rules": _rules(month),
        "spent": spent,
        "per_solved": spent // solved if solved else None,
    }


def shown(people: int) -> int | None:
    """None for a number that is covered."""
    return None if 0 < people < LEAST else people


def active_by_month(last: int) -> list[tuple[int, int | None]]:
    """Month and residents active in it, oldest first; None where covered. One query."""
    wanted = months_until(last, MONTHS)
    found = dict(Active.objects.filter(month__in=wanted).values_list("month").annotate(n=Count("pk")))
    return [(month, shown(found.get(month, 0))) for month in wanted]


def months_until(last: int, count: int) -> list[int]:
    year, month = divmod(last, 100)
    found = []
    for _n in range(count):
        found.append(year * 100 + month)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def bounds(month: int) -> tuple[datetime, datetime]:
    """start <= t < end, in the city's time zone."""
    year, number = divmod(month, 100)
    following = (year, number + 1) if number < 12 else (year + 1, 1)
    return make_aware(datetime(year, number, 1)), make_aware(datetime(*following, 1))  # noqa: DTZ001 - made aware here


def month_name(month: int) -> str:
    """ "2026-11": the same in both languages."""
    return date(month // 100, month % 100, 1).strftime("%Y-%m")


def _shown_all(counts: Mapping[str, int]) -> dict[str, int | None]:
    hidden = covered(counts)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _cells(month: int, column: str, name: Any) -> list[Cell]:
    """By one column of `Part`; most reports first."""
    found = (
        Part.objects.filter(month=month)
        .values_list(column)
        .annotate(people=Count("person", distinct=True), n=Count("pk"), useful=Count("pk", filter=Q(useful=True)))
        .order_by("-n", column)
    )
    rows = list(found)
    people: dict[Hashable, int] = {key: count for key, count, _n, _useful in rows}
    hidden = covered(people)
    return [Cell(name(key), None if key in hidden else count, n, useful) for key, count, n, useful in rows]


def _by_channel(month: int) -> list[Cell]:
    return _cells(month, "channel", lambda key: str(Channel(key).value))


def _by_place(month: int) -> list[Cell]:
    """By district; the code is kept, the name is put in when it is shown."""
    infos = {info.id: info.code for info in areas.areas()}
    return _cells(month, "district", lambda key: infos.get(key, ""))


def _by_age(month: int) -> dict[str, Any]:
    """Residents active in the month by what they have said of their age; `unknown` have not."""
    people = Active.objects.filter(month=month)
    said = AgeGroup.objects.filter(person__in=people.values("person")).values_list("group").annotate(n=Count("pk"))
    counts = dict(said)
    known, total = sum(counts.values()), people.count()
    groups = _shown_all({group: counts.get(group, 0) for group in AgeGroup.Group.values})
    return {"groups": groups, "known": shown(known), "unknown": shown(total - known)}


def _posters(month: int) -> list[list[Any]]:
    """[code, name, campaign, visits, reports, useful reports, accounts or None] by visits."""
    start, end = bounds(month)
    days = (
        PosterDay.objects.filter(day__gte=start.date(), day__lt=end.date())
        .values("poster")
        .annotate(v=Sum("visits"), a=Sum("accounts"))
    )
    came, useful = _came(month), _came(month, useful=True)
    sums = {row["poster"]: row for row in days}
    hidden = covered({poster: row["a"] for poster, row in sums.items()})
    posters = Poster.objects.in_bulk(list(sums))
    found = [
        [posters[pk].code, posters[pk].name_zh, posters[pk].name_en, posters[pk].campaign, row["v"], came.get(pk, 0),
         useful.get(pk, 0), None if pk in hidden else row["a"]]
        for pk, row in sums.items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row[4], row[0]))


def _came(month: int, **more: bool) -> dict[int, int]:
    """By item: reports of the month that were filed after following it. One query."""
    reports = Part.objects.filter(month=month, **more).values("report")
    return dict(Came.objects.filter(report__in=reports).values_list("poster").annotate(n=Count("pk")))


def _rules(month: int) -> list[list[Any]]:
    """[rule, names, points, reports, useful reports] by points: which rules bring useful reports, which only points."""
    points: dict[int, int] = defaultdict(int)
    reports: dict[int, set[int]] = defaultdict(set)
    for rule, report, amount in Award.objects.filter(month=month).values_list("rule", "report", "points"):
        points[rule] += amount
        if report is not None and amount > 0:
            reports[rule].add(report)
    every = {report for found in reports.values() for report in found}
    good = set(Part.objects.filter(report__in=every, useful=True).values_list("report", flat=True))
    names = rule_names(set(points))
    found = [
        [rule, *names.get(rule, ("", "")), given, len(reports[rule]), len(reports[rule] & good)]
        for rule, given in points.items()
    ]
    return sorted(found, key=lambda row: (-row[3], row[0]))


def rule_names(rules: set[int]) -> dict[int, tuple[str, str]]:
    """(Chinese, English) as the journal knows them. One query."""
    rows = Entry.objects.filter(
        subject_type="rewards.rule", subject_id__in=rules, kind__in=["rewards.rule_made", "rewards.rule_changed"]
    )
    found: dict[int, tuple[str, str]] = {}
    for rule, data in rows.order_by("pk").values_list("subject_id", "data"):
        told = json.loads(data)
        says = told.get("says") or {}
        code = str(told.get("code", found.get(rule, ("", ""))[0]))
        found[rule] = (str(says.get("name_zh") or code), str(says.get("name_en") or code))
    return found


def fewer() -> str:
    """What stands for a covered number."""
    return _("fewer than %(number)d") % {"number": LEAST}
