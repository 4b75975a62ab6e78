"""Writes: items of publicity, what is counted about them, what residents say of their age, the monthly report."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.programme import figures, folding, rules
from cogov.contexts.programme.events import MonthTold, PosterEnded, PosterMade
from cogov.contexts.programme.models import AgeGroup, Came, Monthly, Part, Poster, PosterDay
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ids import digest, token

CODE_LENGTH = 6
"""Base32 letters: 30 bits, so that codes stay apart and short enough to type from a poster."""


@transaction.atomic
def make_poster(
    *, kind: str, name_zh: str, goal: str, by: Actor, name_en: str = "", campaign: str = "", area: int | None = None,
    code: str = "",
) -> Poster:  # fmt: skip
    """An item with a fresh link. Raises Forbidden, Invalid, Missing."""
    if not rules.may_make(by):
        raise Forbidden
    wrong = {}
    if not 1 <= len(name_zh.strip()) <= 80 or len(name_en.strip()) > 80:
        wrong["name_zh"] = _("Please give a name of at most 80 letters.")
    if len(campaign.strip()) > 40:
        wrong["campaign"] = _("At most 40 letters, please.")
    if kind not in Poster.Kind.values or goal not in Poster.Goal.values:
        wrong["kind"] = _("Please choose.")
    if wrong:
        raise Invalid(fields=wrong)
    if area is not None:
        areas.area(area)
    row = Poster.objects.create(
        code=code or token()[:CODE_LENGTH], kind=kind, name_zh=name_zh.strip(), name_en=name_en.strip(), goal=goal,
        campaign=campaign.strip(), area_id=area, made_at=now(),
    )  # fmt: skip
    journal.record(PosterMade(row.code, kind, goal, row.campaign, area), subject=row, by=by, first=True)
    return row


@transaction.atomic
def end_poster(*, poster: int, revision: int, by: Actor) -> None:
    """No longer counted; its link leads on, since paper stays on walls. Raises Forbidden, Missing, Conflict."""
    if not rules.may_make(by):
        raise Forbidden
    row = Poster.objects.filter(pk=poster).first()
    if row is None:
        raise Missing
    if row.journal_seq != revision or row.ended_at is not None:
        raise Conflict
    row.ended_at = now()
    journal.record(PosterEnded(), subject=row, by=by, save=["ended_at"])


def count(*, poster: int, what: str, by: Actor = SYSTEM) -> None:  # noqa: ARG001 - nothing about who came is kept
    """One visit, report or account more on this day. One statement; no journal row, since it says nothing."""
    table = PosterDay._meta.db_table
    values = {"visits": 0, "reports": 0, "accounts": 0, what: 1}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS t (poster_id, day, visits, reports, accounts) VALUES (%s, %s, %s, %s, %s)"
            f" ON CONFLICT (poster_id, day) DO UPDATE SET {what} = t.{what} + 1",
            [poster, localdate(now()), values["visits"], values["reports"], values["accounts"]],
        )


def credit_report(*, poster: int, report: int, by: Actor = SYSTEM) -> None:
    """The report was filed by somebody who had followed the item."""
    Came.objects.get_or_create(report=report, defaults={"poster_id": poster})
    count(poster=poster, what="reports", by=by)


@transaction.atomic
def say_age(*, group: str, by: Actor) -> None:
    """A resident's own word for statistics; empty takes it back. Raises Forbidden, Invalid."""
    if by.person is None:
        raise Forbidden
    if not group:
        AgeGroup.objects.filter(person=by.person).delete()
        return
    if group not in AgeGroup.Group.values:
        raise Invalid(fields={"group": _("Please choose.")})
    AgeGroup.objects.update_or_create(person_id=by.person, defaults={"group": group, "at": now()})


@transaction.atomic
def tell_month(*, month: int, by: Actor) -> Monthly:
    """The report of a month that is over; the one that was made is given back. Raises Invalid for one that is not."""
    if figures.bounds(month)[1] > now():
        raise Invalid(_("This month is not over yet."))
    told = Monthly.objects.filter(month=month).first()
    if told is not None:
        return told
    folding.fold()
    data = figures.month_figures(month)
    row = Monthly.objects.create(month=month, made_at=now(), data=data)
    journal.record(MonthTold(month, digest(journal.canonical(data))), subject=row, by=by, first=True)
    return row


def tell_months(*, by: Actor = SYSTEM) -> list[int]:
    """Every month that is over and has reports but no report of its own yet, at most a year back; those made."""
    folding.fold()
    today = localdate(now())
    made = []
    for month in figures.months_until(_before(today), figures.MONTHS):
        if not Monthly.objects.filter(month=month).exists() and Part.objects.filter(month=month).exists():
            tell_month(month=month, by=by)
            made.append(month)
    return made


def _before(day: date) -> int:
    """The month before this day's."""
    return day.year * 100 + day.month - 1 if day.month > 1 else (day.year - 1) * 100 + 12
