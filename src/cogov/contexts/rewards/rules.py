"""Who may do what with points."""

from __future__ import annotations

from cogov.contexts.rewards.models import Suspicion
from cogov.kernel.actors import Actor, Role

RULERS = (Role.ADMIN,)
"""Roles that write and switch rules."""
READERS = (Role.ADMIN, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.ANALYST)
"""Roles that see drafts, trials and versions."""
JUDGES = (Role.SUPERVISOR,)
"""Roles that decide about suspicions; an appeal goes to another person of them."""
WATCHERS = (Role.SUPERVISOR, Role.AUDITOR)

_READERS = "staff:" + ",".join(role.value for role in READERS)
URL_CLASSES = {
    "rewards:mine": "resident",
    "rewards:how": "public",
    "rewards:csv": "resident",
    "rewards:pdf": "resident",
    "rewards:decision": "resident",
    "rewards:pools": "resident",
    "rewards:pool-new": "resident",
    "rewards:pool-join": "resident",
    "rewards:pool": "resident",
    "rewards:rules": _READERS,
    "rewards:rule-new": "staff:admin",
    "rewards:rule": _READERS,
    "rewards:trial": _READERS,
    "rewards:suspicions": "staff:supervisor,auditor",
    "rewards:suspicion": "staff:supervisor,auditor",
}


def may_rule(actor: Actor) -> bool:
    return actor.machine or any(actor.with_roles(*RULERS))


def may_see_rules(actor: Actor) -> bool:
    return actor.machine or any(actor.with_roles(*READERS))


def may_watch(actor: Actor) -> bool:
    return actor.machine or any(actor.with_roles(*WATCHERS))


def may_judge(actor: Actor, suspicion: Suspicion) -> bool:
    """Not about oneself; an appeal not by the one who took the points away."""
    if actor.person is None or not any(actor.with_roles(*JUDGES)):
        return False
    appealed = suspicion.state == Suspicion.State.APPEALED
    return actor.person != suspicion.person_id and not (appealed and actor.person == suspicion.decided_by_id)
