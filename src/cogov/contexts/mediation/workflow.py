"""The steps of a mediation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.mediation import rules
from cogov.contexts.mediation.models import Case, State
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow

TWO = 2  # sides of a quarrel, at least


def both_are_there(_actor: Actor, case: Case) -> Reason:
    if case.parties.filter(joined_at__isnull=False).count() < TWO:
        return _("Talks begin once both sides have opened their page.")
    return None


def all_have_signed(_actor: Actor, case: Case) -> Reason:
    if case.version == 0 or case.parties.exclude(signed=case.version).exists():
        return _("Not everybody has signed the newest version.")
    return None


ASKED, ACCEPTED, TALKS = frozenset({State.ASKED}), frozenset({State.ACCEPTED}), frozenset({State.TALKS})

WORKFLOW = Workflow(
    "mediation",
    State,
    [
        Transition("accept", _("Take it on"), ASKED, State.ACCEPTED, rules.may_mediate),
        Transition("decline", _("Not for mediation"), ASKED, State.DECLINED, rules.may_mediate),
        Transition("begin", _("Begin talks"), ACCEPTED, State.TALKS, rules.mediates, guard=both_are_there),
        Transition("agree", _("All have signed"), TALKS, State.AGREED, rules.machine, guard=all_have_signed),
        Transition("fail", _("No agreement"), ACCEPTED | TALKS, State.FAILED, rules.mediates),
        Transition(
            "follow_up",
            pgettext_lazy("mediation", "Ask again how it is"),
            frozenset({State.AGREED, State.FAILED}),
            State.FOLLOWED_UP,
            rules.mediates,
        ),
    ],
)
