"""What the desk shows of a report's time: what may be asked for, what was asked, who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import limits, queries, rules
from cogov.contexts.reports.models import Report, TimeRequest
from cogov.contexts.reports.timeline import text_of
from cogov.contexts.reports.workflow import REQUESTS, WITH_BODY
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict

LOOKS = {
    TimeRequest.State.ASKED: ("warning", "hourglass"),
    TimeRequest.State.APPROVED: ("success", "check"),
    TimeRequest.State.REFUSED: ("danger", "ban"),
    TimeRequest.State.WITHDRAWN: ("quiet", "undo-2"),
    TimeRequest.State.ENDED: ("quiet", "circle-check"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One request with its words in the reader's language. `steps` are those that the reader may take now."""

    row: TimeRequest
    kind: str
    state: str
    tone: str
    icon: str
    body: str
    reason: tuple[str, str]
    answer: tuple[str, str]
    steps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Room:
    """Until when at the latest, each None where it cannot be asked for; in the form of `datetime-local`, too."""

    extension: datetime | None = None
    pause: datetime | None = None

    @property
    def extension_field(self) -> str:
        return _field(self.extension)

    @property
    def pause_field(self) -> str:
        return _field(self.pause)


def shown(row: TimeRequest, actor: Actor) -> Shown:
    """No query with reason, answer and report at hand."""
    state = TimeRequest.State(row.state)
    answer = text_of(row.answer) if row.answer else ("", "")
    tone, icon = LOOKS[state]
    return Shown(
        row=row, kind=str(TimeRequest.Kind(row.kind).label), state=str(state.label), tone=tone, icon=icon,
        body=bodies.name(row.body_id), reason=text_of(row.reason), answer=answer,
        steps=frozenset(step.name for step in REQUESTS.available(row, actor)),
    )  # fmt: skip


def requests_of(report: Report, actor: Actor) -> list[Shown]:
    """The newest first. One query."""
    rows = TimeRequest.objects.filter(report=report).select_related("reason", "answer").order_by("-pk")
    found = list(rows)
    for row in found:
        row.report = report
    return [shown(row, actor) for row in found]


def room(report: Report, actor: Actor, asked: list[Shown]) -> Room:
    """What this actor may ask for now. Three queries for those who handle the report, none for others."""
    waits = any(one.row.state == TimeRequest.State.ASKED for one in asked)
    if waits or report.state not in WITH_BODY or not rules.can_handle(actor, report):
        return Room()
    try:
        clock = limits.running(report)
    except Conflict:
        return Room()
    if clock.due_at < now():
        return Room()
    latest = limits.latest_due(report, clock)
    return Room(latest if latest > clock.due_at else None, limits.latest_pause(report))


def to_decide(actor: Actor) -> QuerySet[TimeRequest]:
    """Requests that wait for this actor, the most urgent first. One query, reports and reasons with it."""
    mine = {body for grant in actor.with_roles(Role.SUPERVISOR, Role.LEADER) for body in grant.bodies}
    waiting = TimeRequest.objects.filter(state=TimeRequest.State.ASKED, body__in=mine)
    waiting = waiting.exclude(asked_by=actor.person).filter(report__in=queries.visible_to(actor).values("pk"))
    return waiting.select_related("report", "reason").order_by("due_before", "pk")


def _field(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") if at else ""
