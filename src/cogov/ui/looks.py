"""How a state, a deadline or a person looks: tone, icon and word together, so that colour never speaks alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cogov.kernel.clock import now

TONES = ("quiet", "info", "progress", "success", "warning", "danger", "accent")


@dataclass(frozen=True)
class Look:
    tone: str
    icon: str
    label: str | Promise = ""


STATES: dict[str, Look] = {
    "draft": Look("quiet", "pencil", gettext_lazy("Draft")),
    "submitted": Look("info", "inbox", gettext_lazy("Received")),
    "received": Look("info", "inbox", gettext_lazy("Received")),
    "asked": Look("warning", "message-circle", gettext_lazy("Question to the reporter")),
    "accepted": Look("info", "clipboard-check", gettext_lazy("Accepted")),
    "rejected": Look("quiet", "ban", gettext_lazy("Not taken up")),
    "merged": Look("quiet", "git-merge", gettext_lazy("Joined with an earlier report")),
    "dispatched": Look("progress", "send", gettext_lazy("Handed to a department")),
    "returned": Look("warning", "corner-up-left", gettext_lazy("Sent back")),
    "assigned": Look("progress", "user-check", gettext_lazy("Assigned")),
    "handling": Look("progress", "wrench", gettext_lazy("Being handled")),
    "suspended": Look("warning", "pause", gettext_lazy("On hold")),
    "extended": Look("warning", "hourglass", gettext_lazy("More time given")),
    "resolved": Look("success", "clipboard-check", gettext_lazy("Done, being checked")),
    "verified": Look("success", "shield-check", gettext_lazy("Checked")),
    "closed": Look("success", "circle-check", gettext_lazy("Closed")),
    "unfixed": Look("quiet", "circle-x", gettext_lazy("Closed without a fix")),
    "reopened": Look("danger", "rotate-ccw", gettext_lazy("Opened again")),
    "withdrawn": Look("quiet", "undo-2", gettext_lazy("Withdrawn")),
    "overdue": Look("danger", "alarm-clock", gettext_lazy("Late")),
    "hidden": Look("quiet", "eye-off", gettext_lazy("Hidden")),
    "private": Look("quiet", "lock", gettext_lazy("Private")),
}
UNKNOWN = Look("quiet", "circle-dot")


def state_look(state: str, label: str = "", tone: str = "", icon: str = "") -> Look:
    """What is given wins over what the state is known by; an unknown state shows its own name."""
    known = STATES.get(str(state), UNKNOWN)
    return Look(tone or known.tone, icon or known.icon, label or known.label or str(state))


@dataclass(frozen=True)
class Due:
    """A deadline in words. `iso`: for the machine-readable time."""

    at: datetime
    words: str
    tone: str
    icon: str

    @property
    def iso(self) -> str:
        return self.at.isoformat(timespec="minutes")


SOON = timedelta(hours=24)
"""A deadline nearer than a day is shown as urgent: one working day is the shortest that a body plans with."""


def due(at: datetime, *, done: bool = False) -> Due:
    """`in 2 days`, `3 h late`; a finished thing keeps its date only."""
    left = at - now()
    if done:
        return Due(at, short_date(at), "quiet", "calendar")
    if left < timedelta(0):
        return Due(at, _("%(span)s late") % {"span": span(-left)}, "danger", "alarm-clock")
    tone = "warning" if left <= SOON else "quiet"
    return Due(at, _("due in %(span)s") % {"span": span(left)}, tone, "timer" if tone == "warning" else "clock")


def span(length: timedelta) -> str:
    """The largest whole unit that says enough: minutes under an hour, hours under two days, else days."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d min", "%(n)d min", max(minutes, 1)) % {"n": max(minutes, 1)}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}


def ago(at: datetime) -> str:
    """`5 min ago` within a day, else the date; a time to come is a date too."""
    past = now() - at
    if timedelta(0) <= past < timedelta(minutes=1):
        return _("just now")
    if timedelta(0) <= past < timedelta(days=1):
        return _("%(span)s ago") % {"span": span(past)}
    return short_date(at)


def short_date(at: datetime) -> str:
    """Day and time in the city's zone; the year only when it is not this one."""
    return _short_date(at, timezone.get_current_timezone(), timezone.localtime(now()).year, get_language())


@lru_cache(maxsize=1024)  # a row shows its date twice, and lists show the same rows again
def _short_date(at: datetime, zone: tzinfo, this_year: int, _language: str | None) -> str:
    local = timezone.localtime(at, zone)
    if local.year == this_year:
        # Translators: a date of this year, in Django's format letters
        return date_format(local, _("j M, H:i"))
    # Translators: a date of another year, in Django's format letters
    return date_format(local, _("j M Y, H:i"))
