"""Working time: the calendars, one calendar with its versions, and a new one for an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.actions import add_calendar, change_calendar
from cogov.contexts.bodies.forms_calendar import CalendarForm, NewCalendarForm, initial_of
from cogov.contexts.bodies.picking import offered_bodies
from cogov.contexts.bodies.rules import may_edit_calendar
from cogov.contexts.bodies.tree import BodyInfo
from cogov.contexts.bodies.views.scope import body_in_scope
from cogov.contexts.bodies.wording import in_words
from cogov.kernel.actors import Role
from cogov.kernel.calendars import WorkCalendar, work_calendar_of
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.journal import fact_of, subject_type
from cogov.kernel.models import Calendar, CalendarVersion, Entry, WorkingTime
from cogov.ui.acting import actor_of, tried
from cogov.ui.conflict import conflict_page

AHEAD = 366  # days: what is special in the coming year
USERS = 12  # offices named on a calendar's page; the rest is a number
FIELDS = {
    "zone": gettext_lazy("Time zone"),
    "hours": gettext_lazy("Hours"),
    "country": gettext_lazy("Public holidays"),
    "closures": gettext_lazy("Own closed days"),
    "openings": gettext_lazy("Own extra working days"),
}


@dataclass(frozen=True, slots=True)
class Special:
    """Days on which the usual week does not hold: "1 – 7 Oct", closed or open."""

    days: str
    open: bool
    own: bool


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every calendar with its week and who works by it. One query."""
    rows = [
        {
            "calendar": row,
            "name": _name(row),
            "week": in_words(work_calendar_of(row)),
            "users": len(_users(row.code)),
            "may": may_edit_calendar(actor_of(request), row.code),
        }
        for row in Calendar.objects.order_by("code")
    ]
    may_add = any(actor_of(request).with_roles(Role.ADMIN))
    return render(request, "bodies/desk/calendars.html", {"rows": rows, "may_add": may_add})


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One calendar: change it, see the year ahead, and what it was before."""
    row = _found(code)
    actor = actor_of(request)
    may = may_edit_calendar(actor, code)
    form = CalendarForm(request.POST or None, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if tried(
                form,
                lambda: change_calendar(
                    code=code, revision=data["revision"], name_zh=data["name_zh"], name_en=data["name_en"],
                    times=form.times(), by=actor,
                ),
            ):  # fmt: skip
                messages.success(request, _("Saved. It counts for promises given from now on."))
                return redirect("bodies:calendar", code)
        except Conflict:
            return conflict_page(request, form, initial_of(_found(code)))
    works = work_calendar_of(row)
    users = _users(code)
    context = {
        "calendar": row,
        "name": _name(row),
        "form": form,
        "may": may,
        "week": in_words(works),
        "users": users[:USERS],
        "more_users": max(0, len(users) - USERS),
        "specials": specials(works),
        "unknown": unknown_years(works),
        "history": _history(row),
    }
    return render(request, "bodies/desk/calendar.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Working time of its own for an office, beginning with that which it has from above."""
    actor = actor_of(request)
    body = body_in_scope(actor, request.GET["body"], Role.ADMIN) if request.GET.get("body") else None
    form = NewCalendarForm(request.POST or None, initial=_beginning(body))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        office: BodyInfo = data["body"]
        if tried(
            form,
            lambda: add_calendar(
                code=data["code"], name_zh=data["name_zh"], name_en=data["name_en"], times=form.times(), by=actor,
                body=office.id, body_revision=office.revision,
            ),
        ):  # fmt: skip
            messages.success(request, _("Saved. %(office)s works by it from now on.") % {"office": office.name()})
            return redirect("bodies:calendar", data["code"])
    context = {"form": form, "bodies": offered_bodies()}
    return render(request, "bodies/desk/calendar_add.html", context, status=422 if form.errors else 200)


def specials(works: WorkCalendar) -> list[Special]:
    """Closed and open days of the coming year that the week does not tell, neighbours together."""
    today = timezone.localtime(now()).date()
    runs: list[tuple[date, date, bool, bool]] = []
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        usual, open_ = bool(works.week[day.isoweekday() - 1]), bool(works.spans(day))
        own = day in works.closures or day in works.openings
        if usual == open_ and not own:
            continue
        last = runs[-1] if runs else None
        if last and last[1] + timedelta(days=1) == day and last[2:] == (open_, own):
            runs[-1] = (last[0], day, open_, own)
        else:
            runs.append((day, day, open_, own))
    return [Special(_days(first, last), open_, own) for first, last, open_, own in runs]


def unknown_years(works: WorkCalendar) -> list[int]:
    """Years of the coming twelve months whose working days the country has not announced yet."""
    today = timezone.localtime(now()).date()
    years = dict.fromkeys((today.year, (today + timedelta(days=AHEAD)).year))
    return [year for year in years if works.provisional(date(year, 1, 1))]


def _history(row: Calendar) -> list[dict[str, Any]]:
    """Every change of working time: who, when, what it was and became. Three queries."""
    versions: list[CalendarVersion] = list(CalendarVersion.objects.filter(calendar=row).order_by("number"))
    if not versions:
        return []
    told = Entry.objects.filter(subject_type=subject_type(Calendar), subject_id=row.pk, kind="bodies.calendar_changed")
    who = {fact_of(entry).version: entry.person for entry in told}
    people = accounts.persons({person for person in who.values() if person})
    after: list[WorkingTime] = [*versions[1:], row]
    rows = []
    for old, new in zip(versions, after, strict=True):
        person = who.get(old.number + 1)
        rows.append(
            {
                "at": old.until,
                "number": old.number + 1,
                "who": people[person].name if person in people else _("by rule"),
                "changes": _differences(old, new),
            }
        )
    return rows[::-1]


def _differences(old: WorkingTime, new: WorkingTime) -> list[tuple[str, str]]:
    """(field, "before → after")."""
    return [
        (str(label), f"{_shown(old, name)} → {_shown(new, name)}")
        for name, label in FIELDS.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _shown(row: WorkingTime, name: str) -> str:
    if name == "hours":
        return in_words(work_calendar_of(row))
    value = getattr(row, name)
    return (", ".join(value) if isinstance(value, list) else str(value)) or "–"


def _beginning(body: BodyInfo | None) -> dict[str, Any]:
    """The working time that the office has today, from above."""
    start: dict[str, Any] = {f"day{day}": "09:00-12:00, 13:00-17:00" for day in range(1, 6)}
    start |= {"country": "CN", "zone": "Asia/Shanghai", "revision": 0}
    if body is None:
        return start
    inherited = Calendar.objects.filter(code=facade.calendar(body.id)).first()
    own = {"body": body.code, "code": body.code, "name_zh": body.name_zh, "name_en": body.name_en}
    return (initial_of(inherited) if inherited else start) | own | {"revision": 0}


def _users(code: str) -> list[BodyInfo]:
    """Bodies that name the calendar; those below them work by it, too."""
    return [body for body in facade.bodies_tree() if body.calendar == code]


def _found(code: str) -> Calendar:
    row = Calendar.objects.filter(code=code).first()
    if row is None:
        raise Missing
    return row


def _name(row: Calendar) -> str:
    chinese = (get_language() or "zh-hans").startswith("zh")
    return row.name_zh if chinese else row.name_en


def _days(first: date, last: date) -> str:
    # Translators: a day of the year, in Django's format letters
    form = _("D j M Y")
    return date_format(first, form) if first == last else f"{date_format(first, form)} – {date_format(last, form)}"
