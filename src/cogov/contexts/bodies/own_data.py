"""What the bodies know about a person: the roles held, which is told but, being public duty, never erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.models import Membership
from cogov.kernel.actors import Actor, Role


def export(person: int) -> list[dict[str, Any]]:
    """Every role ever held: one query."""
    return [
        {
            "body": facade.name(row.body_id),
            "role": str(Role(row.role).label),
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }
        for row in Membership.objects.filter(person_id=person).order_by("since", "id")
    ]


def erase(person: int, by: Actor) -> None:
    """Who acted for a public office when must stay provable; the row holds a number that leads to nobody any more."""


def install() -> None:
    accounts.contribute_personal_data("bodies", export, erase, _("Roles in public offices"))
