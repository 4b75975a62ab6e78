"""The steps of a report, and of a request for more time.

The diagrams are in docs/states/, the truth tables in tests/test_workflow.py and tests/test_time_requests.py.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import rules
from cogov.contexts.reports.models import Report, Resolver, State, TimeRequest
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow

REVIEWING = frozenset({State.RECEIVED, State.ASKED})
WITH_BODY = frozenset({State.DISPATCHED, State.HANDLING})
UNFINISHED = REVIEWING | WITH_BODY | {State.ACCEPTED}


def not_the_handler(actor: Actor, report: Report) -> Reason:
    """Done is checked by somebody else: neither the person, nor the body, nor the resident who fixed it."""
    if actor.person is not None and actor.person == report.resolved_by_id:
        return _("You said yourself that this is done. Somebody else has to check it.")
    if report.resolver == Resolver.BODY and report.body_id in actor.bodies and not rules.is_party(actor, report):
        return _("Your own body did the work. Somebody from another body has to check it.")
    by_resident = report.resolver in (Resolver.RESIDENT, Resolver.REPORTER)
    if by_resident and rules.is_party(actor, report) and not _two_accounts(actor, report):
        return _("A resident did the work. An inspector will come and check it.")
    return None


def is_simple(_actor: Actor, report: Report) -> Reason:
    if not report.category.simple:
        return _("Please leave this to the city: it can be dangerous.")
    return None


def not_the_asker(actor: Actor, request: TimeRequest) -> Reason:
    """A second person decides."""
    if actor.person is None or actor.person == request.asked_by_id:
        return _("You asked for this yourself. Somebody else has to decide.")
    return None


def is_pause(_actor: Actor, request: TimeRequest) -> Reason:
    return None if request.is_pause else _("This was an extension; it needs no end.")


def _two_accounts(actor: Actor, report: Report) -> bool:
    return None not in (actor.person, report.resolved_by_id) and actor.person != report.resolved_by_id


WORKFLOW = Workflow(
    "reports",
    State,
    [
        Transition("ask", _("Ask the reporter"), frozenset({State.RECEIVED}), State.ASKED, rules.can_review),
        Transition("answer", _("Answer"), frozenset({State.ASKED}), State.RECEIVED, rules.can_speak_for_reporter),
        Transition("accept", _("Accept"), REVIEWING, State.ACCEPTED, rules.can_review),
        Transition("reject", _("Reject"), REVIEWING | {State.ACCEPTED}, State.REJECTED, rules.can_review),
        Transition("restore", _("Take up again"), frozenset({State.REJECTED}), State.RECEIVED, rules.can_review),
        Transition("merge", _("Join with another"), UNFINISHED, State.MERGED, rules.can_review),
        Transition("part", _("Separate again"), frozenset({State.MERGED}), State.RECEIVED, rules.can_review),
        Transition("dispatch", _("Hand over"), WITH_BODY | {State.ACCEPTED}, State.DISPATCHED, rules.can_dispatch),
        Transition("return", _("Give back"), WITH_BODY, State.ACCEPTED, rules.can_handle),
        Transition("start", _("Start work"), frozenset({State.DISPATCHED}), State.HANDLING, rules.can_handle),
        Transition("resolve", _("Done"), WITH_BODY, State.RESOLVED, rules.can_handle),
        Transition("fix", _("I fixed it"), WITH_BODY, State.RESOLVED, rules.anyone, guard=is_simple),
        Transition(
            "confirm", _("Confirm"), frozenset({State.RESOLVED}), State.CLOSED, rules.can_check, guard=not_the_handler
        ),
        Transition(
            "reopen", _("Not fixed"), frozenset({State.RESOLVED, State.CLOSED}), State.DISPATCHED, rules.can_check
        ),
        Transition("withdraw", _("Withdraw"), UNFINISHED, State.WITHDRAWN, rules.can_speak_for_reporter),
    ],
)

Asked = TimeRequest.State

REQUESTS = Workflow(
    "time-requests",
    TimeRequest.State,
    [
        Transition(
            "approve", _("Approve"), frozenset({Asked.ASKED}), Asked.APPROVED, rules.can_decide, guard=not_the_asker
        ),
        Transition(
            "refuse", _("Refuse"), frozenset({Asked.ASKED}), Asked.REFUSED, rules.can_decide, guard=not_the_asker
        ),
        Transition("withdraw", _("Take back"), frozenset({Asked.ASKED}), Asked.WITHDRAWN, rules.can_take_back),
        Transition("end", _("Go on"), frozenset({Asked.APPROVED}), Asked.ENDED, rules.can_go_on, guard=is_pause),
    ],
)
