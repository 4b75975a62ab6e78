"""The steps of asking for a benefit. The diagram is in docs/states/."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.honours import rules
from cogov.contexts.honours.models import Claim
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow

_State = Claim.State


def another_person(actor: Actor, claim: Claim) -> Reason:
    """An objection goes to somebody else."""
    if actor.person == claim.decided_by_id:
        return _("You decided on this yourself. Somebody else decides on the objection.")
    return None


WORKFLOW = Workflow(
    "claims",
    _State,
    [
        Transition("grant", _("Grant"), frozenset({_State.APPLIED}), _State.GRANTED, rules.can_decide),
        Transition("refuse", _("Do not grant"), frozenset({_State.APPLIED}), _State.REFUSED, rules.can_decide),
        Transition("object", _("Object"), frozenset({_State.REFUSED}), _State.OBJECTED, rules.can_object),
        Transition(
            "uphold", _("Stay with it"), frozenset({_State.OBJECTED}), _State.UPHELD, rules.can_decide, another_person
        ),
        Transition(
            "overturn", _("Grant after all"), frozenset({_State.OBJECTED}), _State.OVERTURNED, rules.can_decide,
            another_person,
        ),
    ],
)  # fmt: skip
