"""Links of the desk's engine room."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Role
from cogov.ui.nav import Item, register


def _admin(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.ADMIN))  # type: ignore[attr-defined]


register(Item("desk:messages", _("Letters"), "mail", place="desk", order=80, group=_("System"), visible=_admin))
register(
    Item("desk:deliveries", _("Undelivered"), "archive", place="desk", order=81, group=_("System"), visible=_admin)
)
