"""FixMyStreet's extension: what happened to requests, to be read and to be sent.

One public fact of the journal is one update. Its id is the report's number and the fact's place in
the report's life ("1234-5"), so it never changes and needs no table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cogov.contexts.reports import actions, events, queries
from cogov.contexts.reports.checking import clean_text
from cogov.contexts.reports.models import Outcome, Report, State, Update
from cogov.contexts.reports.open311.answers import Collected
from cogov.contexts.reports.open311.catalogue import stamp
from cogov.contexts.reports.open311.filing import language_of, media_urls, scoped
from cogov.contexts.reports.open311.parameters import (
    LAST_PAGE,
    ROWS,
    check_jurisdiction,
    is_id,
    moment,
    number,
    one,
    span,
)
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.timeline import LOOKS, text_of
from cogov.kernel import idempotency, journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.models import Entry

RECENT = timedelta(days=7)
"""Asked without dates: what a client that was away for a holiday has missed, newest rows first kept."""

STATUS: dict[type, str | Callable[[Any], str]] = {
    events.Accepted: "investigating",
    events.Restored: "open",
    events.Merged: "duplicate",
    events.Dispatched: "action_scheduled",
    events.Returned: "investigating",
    events.Started: "in_progress",
    events.Resolved: "in_progress",
    events.Closed: lambda fact: _closed(fact.outcome),
    events.Reopened: "open",
    events.Noted: "",
}
"""Fact → status after it, in FixMyStreet's words; "" = as the update says.

What the body calls done is "in_progress" until somebody else has checked it.
"""

AMONG_STAFF = '"audience":"staff"'
"""As the journal spells it; left out before pages are cut, so that they come full."""

OF_STATE = {
    State.RECEIVED: "open", State.ASKED: "open", State.ACCEPTED: "investigating", State.DISPATCHED: "action_scheduled",
    State.HANDLING: "in_progress", State.RESOLVED: "in_progress", State.MERGED: "duplicate",
    State.REJECTED: "closed", State.WITHDRAWN: "closed",
}  # fmt: skip
DONE = ("fixed", "closed")
BEGUN = ("in_progress", "action_scheduled", "investigating")
OPEN = ("open", "reopen", "internal_referral", "for_triage")
GIVEN_UP = ("no_further_action", "not_councils_responsibility", "duplicate")
ACCEPTED = frozenset((*DONE, *BEGUN, *OPEN, *GIVEN_UP))
"""All words that FixMyStreet sends; it writes them in capitals."""


@dataclass(frozen=True, slots=True)
class Window:
    """`newest`: no time was asked for, so the newest rows are wanted, told in order."""

    start: datetime | None
    end: datetime | None
    page: int
    size: int
    newest: bool


def window_of(params: QueryDict) -> Window:
    """Raises Problem."""
    errors = Collected()
    check_jurisdiction(params, errors)
    start, end = moment(params, "start_date", errors), moment(params, "end_date", errors)
    newest = start is None and end is None
    start, end = (now() - RECENT, None) if newest else span(start, end, errors)
    page = number(params, "page", 1, LAST_PAGE, errors)
    size = number(params, "page_size", ROWS, ROWS, errors)
    errors.check()
    return Window(start, end, page, size, newest)


def told(window: Window) -> list[dict[str, Any]]:
    """Updates of public reports, oldest first. Two queries."""
    entries = _entries(window)
    facts = [(entry, journal.fact_of(entry)) for entry in entries]
    wanted = [fact.update for _entry, fact in facts if getattr(fact, "update", None)]
    said = {row.pk: row for row in Update.objects.filter(pk__in=wanted, hidden=False)} if wanted else {}
    rows = (_row(entry, fact, said) for entry, fact in facts)
    return [row for row in rows if row is not None]


def post(params: QueryDict, *, by: Actor, caller: str, key: str) -> str:
    """Take an update in; returns its id. A body's own system moves the case on, anybody else comments.

    Sent again with the same key, or the sender's own `update_id`, it acts once. Raises Problem, and
    whatever the action raises.
    """
    report, status, text = _checked(params, by)
    own = one(params, "update_id", "update_id_ext")
    client = key or (f"{report} {own}" if own else "")
    request = {"report": report, "status": status, "text": text}
    answer, _replayed = idempotency.once(
        "open311.update", scoped(caller, client), request, lambda: _hand_in(report, status, text, by)
    )
    return str(answer["id"])


def _entries(window: Window) -> list[Entry]:
    """Facts in the window about reports that were touched since its start."""
    touched = queries.public_reports()
    if window.start is not None:
        touched = touched.filter(updated_at__gte=window.start)
    rows: QuerySet[Entry] = Entry.objects.filter(
        subject_type=journal.subject_type(Report),
        subject_id__in=touched.values("pk"),
        kind__in=[fact.kind for fact in STATUS],  # type: ignore[attr-defined]
    ).exclude(kind=events.Noted.kind, data__contains=AMONG_STAFF)  # type: ignore[attr-defined]
    if window.start is not None:
        rows = rows.filter(at__gte=window.start)
    if window.end is not None:
        rows = rows.filter(at__lte=window.end)
    first = (window.page - 1) * window.size
    if window.newest:
        return list(rows.order_by("-at", "-id")[first : first + window.size])[::-1]
    return list(rows.order_by("at", "id")[first : first + window.size])


def _row(entry: Entry, fact: Any, said: dict[int, Update]) -> dict[str, Any] | None:
    update = said.get(getattr(fact, "update", None) or 0)
    if isinstance(fact, events.Noted):
        if fact.audience != "public" or update is None:
            return None
        status = OF_STATE.get(State(update.state), "closed")
    else:
        told = STATUS[type(fact)]
        status = told if isinstance(told, str) else told(fact)
    words = text_of(update)[0] if update is not None else ""
    return {
        "update_id": update_id(entry.subject_id, entry.seq),
        "service_request_id": str(entry.subject_id),
        "status": status,
        "updated_datetime": stamp(entry.at),
        "description": words or str(LOOKS[type(fact)].title),
        "media_url": None,
    }


def update_id(report: int, seq: int) -> str:
    return f"{report}-{seq}"


def _closed(outcome: str) -> str:
    return {Outcome.FIXED: "fixed", Outcome.UNFIXED: "no_further_action"}.get(Outcome(outcome), "closed")


def _checked(params: QueryDict, by: Actor) -> tuple[int, str, str]:
    errors = Collected()
    check_jurisdiction(params, errors)
    moment(params, "updated_datetime", errors)
    number_ = one(params, "service_request_id")
    if not number_:
        errors.add(400, "service_request_id", gettext_lazy("Please say which request it is about."))
    elif not is_id(number_) or not queries.visible_to(by).filter(pk=int(number_)).exists():
        errors.add(404, "service_request_id", gettext_lazy("There is no such request."))
    status = one(params, "status").lower().replace(" ", "_") or "open"
    if status not in ACCEPTED:
        errors.add(400, "status", gettext_lazy("We do not know this status."))
    text = clean_text(params.get("description") or "")
    if not text:
        errors.add(400, "description", gettext_lazy("Please write something."))
    urls = media_urls(params, errors)
    errors.check()
    return int(number_), status, "\n".join((text, *urls))


def _hand_in(report: int, status: str, text: str, by: Actor) -> dict[str, Any]:
    found = _as_body(report, status, text, by) if by.is_staff else _as_resident(report, status, text, by)
    return {"id": update_id(found.pk, found.journal_seq)}


def _as_resident(report: int, status: str, text: str, by: Actor) -> Report:
    """A comment, which a reviewer reads first. That the sender thinks it done is told, not done."""
    if status in DONE:
        text += "\n" + _("(The sender says that it is done.)")
    return actions.comment(report=report, by=by, text=text, language=language_of(text))


def _as_body(report: int, status: str, text: str, by: Actor) -> Report:
    said = Said(zh=text) if language_of(text).startswith("zh") else Said(en=text)
    if status in DONE and any(by.with_roles(Role.HANDLER)):
        return actions.resolve(report=report, by=by, outcome=Outcome.FIXED, text=said)
    if status in GIVEN_UP and any(by.with_roles(Role.HANDLER)):
        return actions.resolve(report=report, by=by, outcome=Outcome.UNFIXED, text=said)
    state = queries.get(report, by).state
    if status in BEGUN and state == State.DISPATCHED:
        actions.start(report=report, by=by)
    return actions.note(report=report, by=by, text=said, public=True)
