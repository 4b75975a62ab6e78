"""Who may propose, commend, decide on benefits and check certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.honours.models import Certificate, Claim
from cogov.kernel.actors import Actor, Role
from cogov.kernel.throttle import Rate

URL_CLASSES = {
    "honours:index": "public",
    "honours:check": "public",
    "honours:mine": "resident",
    "honours:paper": "resident",
    "honours:show-name": "resident",
    "honours:apply": "resident",
    "honours:claim": "resident",
    "honours:commendations": "staff:organiser,leader",
    "honours:claims": "staff:supervisor,leader,auditor",
    "honours:desk-claim": "staff:supervisor,leader,auditor",
    "honours:certificates": "staff:organiser,supervisor,leader,auditor",
    "honours:rules": "staff:organiser,admin,auditor",
    "honours:rule": "staff:organiser,admin",
    "honours:benefit": "staff:organiser,admin",
    "honours:desk": "staff:operator,inspector,reviewer",
    "honours:desk-resident": "staff:operator,inspector,reviewer",
    "honours:desk-paper": "staff:operator,inspector,reviewer",
}

COMMENDERS = (Role.ORGANISER, Role.LEADER)
DECIDERS = (Role.SUPERVISOR, Role.LEADER)
KEEPERS = (Role.ORGANISER, Role.ADMIN)
AT_DESK = (Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER)

CHECKS = Rate("honours.checks", 60, 600, _("Many codes were tried in a short time. Please wait a few minutes."))
"""Of one address: a personnel office that checks a pile; 160 bits are out of reach at any pace."""


def may_commend(actor: Actor) -> bool:
    return any(actor.with_roles(*COMMENDERS))


def may_keep_rules(actor: Actor) -> bool:
    return actor.machine or any(actor.with_roles(*KEEPERS))


def may_act_for(actor: Actor, person: int) -> bool:
    """Oneself; or at the desk for the resident who stands there."""
    if actor.on_behalf_of is not None:
        return actor.on_behalf_of == person and any(actor.with_roles(*AT_DESK))
    return actor.person == person


def can_decide(actor: Actor, claim: Claim) -> bool:
    """A named person of the body that answers for the benefit, never about oneself; the machine never."""
    own = any(claim.benefit.body_id in grant.bodies for grant in actor.with_roles(*DECIDERS))
    return own and actor.person not in (None, claim.person_id)


def can_object(actor: Actor, claim: Claim) -> bool:
    return may_act_for(actor, claim.person_id)


def may_revoke(actor: Actor, certificate: Certificate) -> bool:
    """People of the body that issued it, or of one above."""
    return any(certificate.body_id in grant.bodies for grant in actor.with_roles(*COMMENDERS, *DECIDERS))
