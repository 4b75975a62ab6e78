"""Who may see how the programme goes, and who makes its publicity. Figures are of the whole city and of nobody."""

from __future__ import annotations

from cogov.kernel.actors import Actor, Role
from cogov.kernel.throttle import Rate

READING = (Role.LEADER, Role.ANALYST, Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)
MAKING = (Role.ORGANISER, Role.ADMIN, Role.ANALYST)

_READ = f"staff:{','.join(READING)}"
URL_CLASSES = {
    "programme:go": "public",
    "programme:age": "resident",
    "programme:month": _READ,
    "programme:posters": _READ,
    "programme:poster": _READ,
    "programme:poster-paper": _READ,
    "programme:poster-add": f"staff:{','.join(MAKING)}",
    "programme:poster-end": f"staff:{','.join(MAKING)}",
    "programme:reports": _READ,
    "programme:report": _READ,
    "programme:report-paper": _READ,
}

VISITS = Rate("programme.visits", 30, 600)
"""One household behind one address scans a few posters; beyond this pace the link still leads on, uncounted."""


def may_make(actor: Actor) -> bool:
    return actor.machine or (Role.AUDITOR not in actor.roles and any(actor.with_roles(*MAKING)))
