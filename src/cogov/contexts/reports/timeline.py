"""The life of a report as a reader may see it: the journal's facts, each with the words that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import events, events_time, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Difficulty, Policy, Report, Update
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.compiled import Compiled
from cogov.kernel.models import Entry
from cogov.ui import looks

STAFF_ONLY = (events.Assigned, events.Hidden, events.Warned)
"""Facts that are nobody's business but the staff's."""


REPEATED = (events.Supported, events.Escalated)
"""Facts of which only the last of several in a row is shown."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step. `text` is in `language`; `update` its id, for hiding; `icon` a Lucide name."""

    at: datetime
    title: str
    icon: str
    tone: str = "quiet"
    who: str = ""
    text: str = ""
    language: str = ""
    update: int | None = None
    update_kind: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    title: str | Promise
    icon: str


LOOKS: dict[type, _Look] = {
    events.Filed: _Look(gettext_lazy("Reported"), "map-pin"),
    events.Asked: _Look(gettext_lazy("The reporter was asked"), "message-circle"),
    events.Answered: _Look(gettext_lazy("The reporter answered"), "message-circle"),
    events.Accepted: _Look(gettext_lazy("Accepted"), "circle-check"),
    events.Rejected: _Look(gettext_lazy("Not taken up"), "ban"),
    events.Restored: _Look(gettext_lazy("Taken up again"), "rotate-ccw"),
    events.Merged: _Look(gettext_lazy("Joined with another report"), "git-merge"),
    events.Joined: _Look(gettext_lazy("Another report of the same was added"), "git-merge"),
    events.Parted: _Look(gettext_lazy("A report was separated again"), "split"),
    events.Split: _Look(gettext_lazy("A second matter was made a report of its own"), "split"),
    events.Hidden: _Look(gettext_lazy("Something private was hidden or shown"), "eye-off"),
    events.Recategorised: _Look(gettext_lazy("Category corrected"), "tag"),
    events.Moved: _Look(gettext_lazy("Place corrected"), "map-pin"),
    events.Dispatched: _Look(gettext_lazy("Handed over"), "send"),
    events.Returned: _Look(gettext_lazy("Given back"), "undo-2"),
    events.Assigned: _Look(gettext_lazy("Assigned"), "user-check"),
    events.Started: _Look(gettext_lazy("Work has begun"), "wrench"),
    events.Noted: _Look(gettext_lazy("News"), "message-square"),
    events.PhotosAdded: _Look(gettext_lazy("Photos added"), "camera"),
    events.Resolved: _Look(gettext_lazy("Done, being checked"), "wrench"),
    events.Closed: _Look(gettext_lazy("Checked and closed"), "shield-check"),
    events.Reopened: _Look(gettext_lazy("Not fixed: reopened"), "rotate-ccw"),
    events.Withdrawn: _Look(gettext_lazy("Withdrawn by the reporter"), "x"),
    events.Supported: _Look(gettext_lazy("Others see it too"), "users"),
    events.Rated: _Look(gettext_lazy("Rated by the reporter"), "star"),
    events.Warned: _Look(gettext_lazy("The deadline is near"), "clock"),
    events.Anonymised: _Look(gettext_lazy("The reporter asked to be forgotten"), "user"),
    events.Escalated: _Look(gettext_lazy("Late: brought to the next level"), "alarm-clock"),
    events_time.DifficultySet: _Look(gettext_lazy("Difficulty set"), "scale"),
    events_time.TimeAsked: _Look(gettext_lazy("More time asked for"), "hourglass"),
    events_time.TimeApproved: _Look(gettext_lazy("More time approved"), "hourglass"),
    events_time.TimeRefused: _Look(gettext_lazy("More time refused"), "ban"),
    events_time.TimeWithdrawn: _Look(gettext_lazy("Request for more time taken back"), "undo-2"),
    events_time.PauseEnded: _Look(gettext_lazy("It goes on"), "play"),
}


TONES: dict[type, str] = {
    events.Filed: "info",
    events.Asked: "warning",
    events.Accepted: "info",
    events.Dispatched: "progress",
    events.Started: "progress",
    events.Resolved: "success",
    events.Closed: "success",
    events.Reopened: "danger",
    events.Escalated: "danger",
    events_time.TimeAsked: "warning",
    events_time.TimeApproved: "warning",
    events_time.PauseEnded: "progress",
}
"""Colour beside icon and words."""


def timeline(report: Report, actor: Actor) -> list[Item]:
    """Oldest first. Two queries: the journal and the words."""
    inside = rules.can_see_inside(actor, report)
    party = rules.is_party(actor, report)
    said = {update.pk: update for update in _said(report.pk)}
    items: list[Item] = []
    for entry in journal.history(report):
        fact = journal.fact_of(entry)
        item = _item(entry, fact, said, inside=inside, party=party)
        if item is None:
            continue
        if items and isinstance(fact, REPEATED) and items[-1].title == item.title:
            items[-1] = item
        else:
            items.append(item)
    return items


def _item(entry: Entry, fact: object, said: dict[int, Update], *, inside: bool, party: bool) -> Item | None:
    look = LOOKS.get(type(fact))
    if look is None or (isinstance(fact, STAFF_ONLY) and not inside):
        return None
    update = said.get(getattr(fact, "update", None) or 0)
    if update is not None and not _readable(update, inside=inside, party=party):
        if isinstance(fact, events.Noted):
            return None
        update = None
    text, language = text_of(update) if update else _details(fact)
    return Item(
        at=entry.at,
        title=_title(fact, look),
        icon=look.icon,
        tone=TONES.get(type(fact), "quiet"),
        who=_who(entry),
        text=text,
        language=language,
        update=update.pk if update else None,
        update_kind=update.kind if update else "",
        hidden=bool(update and update.hidden),
    )


def text_of(update: Update) -> tuple[str, str]:
    """The words in the reader's language, else in the other; with the language they are in."""
    zh = (get_language() or "en").startswith("zh")
    pairs = ((update.text_zh, "zh-Hans"), (update.text_en, "en"))
    return next((pair for pair in (pairs if zh else pairs[::-1]) if pair[0]), ("", ""))


def _readable(update: Update, *, inside: bool, party: bool) -> bool:
    if inside:
        return True
    if update.hidden or update.kind == Update.Kind.NOTE:
        return False
    return party or update.kind not in (Update.Kind.QUESTION, Update.Kind.ANSWER)


def _title(fact: object, look: _Look) -> str:
    if isinstance(fact, events.Dispatched):
        return _("Handed over to %(body)s") % {"body": bodies.name(fact.body)}
    if isinstance(fact, events.Resolved) and fact.by_resident:
        return _("A resident fixed it; it is being checked")
    if isinstance(fact, events.Resolved) and fact.outcome == "unfixed":
        return _("Cannot be fixed; this is being checked")
    if isinstance(fact, events.Closed) and fact.outcome == "unfixed":
        return _("Closed without a fix")
    if isinstance(fact, events.Supported):
        return ngettext("%(n)d other sees it too", "%(n)d others see it too", fact.supporters) % {"n": fact.supporters}
    if isinstance(fact, events.Warned):
        return _("%(clock)s: the deadline is near") % {"clock": _clock(fact.clock)}
    if isinstance(fact, events.Escalated) and fact.body is not None:
        told = {"clock": _clock(fact.clock), "body": bodies.name(fact.body)}
        return _("%(clock)s late: %(body)s was told") % told
    if isinstance(fact, events_time.DifficultySet):
        tiers = dict(Difficulty.choices)
        told = {"before": str(tiers[fact.before]), "after": str(tiers[fact.after]), "due": _moment(fact.due_at)}
        return _("Difficulty: %(before)s → %(after)s; to be done by %(due)s") % told
    return _about_time(fact) or str(look.title)


def _about_time(fact: object) -> str:
    if isinstance(fact, (events_time.TimeAsked, events_time.TimeApproved)):
        asked = isinstance(fact, events_time.TimeAsked)
        titles = _ASKED if asked else _APPROVED
        due = "" if asked else _moment(getattr(fact, "due_at", ""))
        return titles[fact.what] % {"until": _moment(fact.until), "due": due}
    if isinstance(fact, events_time.TimeRefused) and fact.what != "extension":
        return _("Not put on hold: the request was refused")
    if isinstance(fact, events_time.PauseEnded):
        return _("It goes on; to be done by %(due)s") % {"due": _moment(fact.due_at)}
    return ""


_said = Compiled(lambda report: Update.objects.filter(report=report), int)
_ASKED = {
    "extension": gettext_lazy("The office asks for more time, until %(until)s"),
    "waiting": gettext_lazy("The office asks to wait for the reporter, until %(until)s at the latest"),
    "suspended": gettext_lazy("The office asks to put it on hold, until %(until)s at the latest"),
}
_APPROVED = {
    "extension": gettext_lazy("More time approved: to be done by %(due)s"),
    "waiting": gettext_lazy("Waiting for the reporter, until %(until)s at the latest"),
    "suspended": gettext_lazy("On hold until %(until)s at the latest"),
}


def _clock(kind: str) -> str:
    return str(Policy.Kind(kind).label) if kind in Policy.Kind.values else kind


def _moment(stamp: str) -> str:
    at = parse_datetime(stamp)
    return looks.short_date(at) if at else ""


def _details(fact: object) -> tuple[str, str]:
    language = get_language() or "en"
    if isinstance(fact, events.Recategorised):
        nodes = tree().by_code
        names = [nodes[code].name_in(language) if code in nodes else code for code in (fact.before, fact.after)]
        return " → ".join(names), ""
    if isinstance(fact, events.Rated):
        return "★" * fact.stars + "☆" * (5 - fact.stars), ""
    return "", ""


def _who(entry: Entry) -> str:
    """A body, never a person."""
    if entry.body is not None:
        return bodies.name(entry.body)
    return _("by rule") if entry.channel == "system" else ""
