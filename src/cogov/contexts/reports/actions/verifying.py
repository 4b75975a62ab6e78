"""Checking: somebody other than the handler says that done is done, or sends it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import rules, timing
from cogov.contexts.reports.actions.base import attach, locked, needed, say
from cogov.contexts.reports.actions.routing import enter_worklists, leave_worklists
from cogov.contexts.reports.events import Closed, Reopened
from cogov.contexts.reports.models import Attachment, Outcome, Report, Resolver, State, Update
from cogov.contexts.reports.routes import route_of
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict


@transaction.atomic
def confirm(
    *, report: int, by: Actor, text: Said | None = None, photos: tuple[str, ...] = (), session: str = "",
    revision: int | None = None,
) -> Report:  # fmt: skip
    """Close the case as checked."""
    found = locked(report, by=by, revision=revision)
    update = say(found, Update.Kind.PUBLIC, text, by=by, step="confirm", state=State.CLOSED) if text else None
    attach(found, photos, Attachment.Kind.AFTER, by=by, session=session)
    at = now()
    leave_worklists(found, at)
    found.closed_at = found.updated_at = at
    fact = Closed(found.outcome, _checker(by, found), update.pk if update else None)
    WORKFLOW.apply("confirm", found, by=by, fact=fact, save=("closed_at", "updated_at"))
    timing.ended(found)
    return found


@transaction.atomic
def reopen(
    *, report: int, by: Actor, reason: Said, photos: tuple[str, ...] = (), session: str = "",
    revision: int | None = None,
) -> Report:  # fmt: skip
    """Not fixed: back to the same body, with the first clock still running.

    One that never had a body (fixed by a resident at once, or imported) goes to the one that the rules name.
    """
    found = locked(report, by=by, revision=revision)
    if found.body_id is None:
        found.body_id = _responsible(found)
    words = needed(reason, _("Please say what is still wrong."))
    update = say(found, Update.Kind.REASON, words, by=by, step="reopen", state=State.DISPATCHED)
    attach(found, photos, Attachment.Kind.ANSWER, by=by, session=session)
    at = now()
    leave_worklists(found, at)
    found.reopened += 1
    found.outcome, found.resolver, found.resolved_by = Outcome.NONE, Resolver.NOBODY, None
    found.closed_at, found.resolved_at, found.updated_at = None, None, at
    fact = Reopened(found.body_id or 0, found.reopened, update.pk)
    WORKFLOW.apply(
        "reopen", found, by=by, fact=fact,
        save=("reopened", "outcome", "resolver", "resolved_by", "closed_at", "resolved_at", "updated_at", "body"),
    )  # fmt: skip
    enter_worklists(found, (found.body_id or 0,), at=at)
    timing.again(found)
    return found


def _responsible(report: Report) -> int:
    """Raises Conflict where no rule applies."""
    route = route_of(report)
    if route is None:
        raise Conflict(_("No office is responsible for this yet. Please file a new report, so that one is found."))
    return route.body


def _checker(by: Actor, report: Report) -> str:
    if rules.is_party(by, report):
        return "reporter"
    return "inspector" if rules.is_staff_of(by, report, Role.INSPECTOR) else "reviewer"
