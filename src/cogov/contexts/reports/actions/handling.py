"""Handling: start, assign, note, photos, done, or back with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import rules, timing
from cogov.contexts.reports.actions.base import attach, locked, needed, say
from cogov.contexts.reports.actions.routing import leave_worklists
from cogov.contexts.reports.actions.time import settle
from cogov.contexts.reports.events import Assigned, Noted, PhotosAdded, Resolved, Returned, Started
from cogov.contexts.reports.models import Assignment, Attachment, Outcome, Report, Resolver, State, Update
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid


@transaction.atomic
def start(*, report: int, by: Actor, revision: int | None = None) -> Report:
    """The body says: we are at it."""
    found = locked(report, by=by, revision=revision)
    found.updated_at = now()
    WORKFLOW.apply("start", found, by=by, fact=Started(found.body_id or 0), save=("updated_at",))
    timing.first_answered(found)
    return found


@transaction.atomic
def assign(*, report: int, by: Actor, handler: int | None, revision: int | None = None) -> Report:
    """Give the work of the leading body to one of its handlers, or to nobody."""
    found = locked(report, by=by, revision=revision)
    if not rules.can_handle(by, found):
        raise Forbidden
    if found.body_id is None or not found.is_open:
        raise Conflict
    if handler is not None and handler not in bodies.members(found.body_id, Role.HANDLER):
        raise Invalid(fields={"handler": _("Please choose a handler of this body.")})
    Assignment.objects.filter(report=found, done_at=None, lead=True).update(handler_id=handler)
    found.updated_at = now()
    journal.record(Assigned(found.body_id, handler), subject=found, by=by, save=("updated_at",))
    return found


@transaction.atomic
def return_to_dispatch(*, report: int, by: Actor, reason: Said, revision: int | None = None) -> Report:
    """Not ours: back to the dispatcher with a reason. Deadlines run on."""
    found = locked(report, by=by, revision=revision)
    WORKFLOW.check("return", found, by)  # before the body is taken off, on which the permission rests
    settle(found)
    update = say(found, Update.Kind.REASON, needed(reason), by=by, step="return", state=State.ACCEPTED)
    body, at = found.body_id or 0, now()
    leave_worklists(found, at)
    found.body, found.state, found.updated_at = None, State.ACCEPTED, at
    journal.record(Returned(body, update.pk), subject=found, by=by, save=("state", "body", "updated_at"))
    timing.waits_for_dispatch(found)
    return found


@transaction.atomic
def note(
    *, report: int, by: Actor, text: Said, public: bool = False, photos: tuple[str, ...] = (), session: str = ""
) -> Report:
    """A note among staff, or news for everybody; supporting bodies write too."""
    found = locked(report, by=by)
    if not (rules.can_see_inside(by, found) or _supports(found, by)):
        raise Forbidden
    kind = Update.Kind.PUBLIC if public else Update.Kind.NOTE
    update = say(found, kind, needed(text, _("Please write something.")), by=by)
    attach(found, photos, Attachment.Kind.ANSWER, by=by, session=session)
    found.updated_at = now()
    journal.record(Noted(update.pk, "public" if public else "staff"), subject=found, by=by, save=("updated_at",))
    if public:
        timing.first_answered(found)
    return found


@transaction.atomic
def add_photos(
    *, report: int, by: Actor, photos: tuple[str, ...], kind: str = Attachment.Kind.BEFORE, session: str = ""
) -> Report:
    """Proof from the spot, before or after."""
    found = locked(report, by=by)
    if not rules.can_handle(by, found):
        raise Forbidden
    added = attach(found, photos, Attachment.Kind(kind), by=by, session=session)
    found.updated_at = now()
    journal.record(PhotosAdded(kind, len(added)), subject=found, by=by, save=("updated_at",))
    return found


@transaction.atomic
def resolve(
    *, report: int, by: Actor, outcome: str = Outcome.FIXED, text: Said | None = None,
    photos: tuple[str, ...] = (), session: str = "", revision: int | None = None,
) -> Report:  # fmt: skip
    """Done, or impossible with a public reason; either way somebody else checks it before it is closed."""
    found = locked(report, by=by, revision=revision)
    words = text or Said()
    if outcome == Outcome.UNFIXED:
        needed(words, _("Please say why it cannot be fixed. The reason is public."))
    elif not words and not photos:
        raise Invalid(fields={"text": _("Please add a photo or say what was done.")})
    update = say(found, Update.Kind.PUBLIC, words, by=by, step="resolve", state=State.RESOLVED) if words else None
    attach(found, photos, Attachment.Kind.AFTER, by=by, session=session)
    mark_resolved(
        found, "resolve", outcome=Outcome(outcome), resolver=Resolver.BODY, by=by, update=update, photos=len(photos)
    )
    return found


def mark_resolved(
    report: Report, step: str, *, outcome: Outcome, resolver: Resolver, by: Actor, update: Update | None, photos: int
) -> None:
    WORKFLOW.check(step, report, by)
    settle(report)
    report.outcome, report.resolver, report.resolved_by_id = outcome, resolver, by.person
    report.resolved_at = report.updated_at = now()
    fact = Resolved(outcome, update.pk if update else None, photos, by_resident=resolver != Resolver.BODY)
    WORKFLOW.apply(
        step, report, by=by, fact=fact, save=("outcome", "resolver", "resolved_by", "resolved_at", "updated_at")
    )
    timing.resolved(report)


def _supports(report: Report, by: Actor) -> bool:
    mine = {body for grant in by.with_roles(Role.HANDLER, Role.SUPERVISOR) for body in grant.bodies}
    return Assignment.objects.filter(report=report, done_at=None, body__in=mine).exists()
