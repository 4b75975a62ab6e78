"""Links of the bodies around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Role
from cogov.ui.nav import Item, register, register_banner


def _admin(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.ADMIN, Role.SECURITY))  # type: ignore[attr-defined]


def _dispatcher(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.DISPATCHER, Role.ADMIN))  # type: ignore[attr-defined]


def _steward(request: HttpRequest) -> bool:
    roles = (Role.ADMIN, Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER, Role.AUDITOR)
    return any(request.actor.with_roles(*roles))  # type: ignore[attr-defined]


def _at_home(request: HttpRequest) -> bool:
    """The first page of the desk says at whose desk one is."""
    match = request.resolver_match
    return match is not None and match.view_name == "reports:desk" and request.actor.is_staff  # type: ignore[attr-defined]


register_banner("bodies/parts/where.html", _at_home)
register(Item("bodies:list", _("Who is responsible"), "building-2", place="footer", order=31))
register(
    Item(
        "bodies:rules",
        _("Responsibilities"),
        "network",
        place="desk",
        order=70,
        group=_("Organisation"),
        visible=_dispatcher,
    )
)
register(
    Item(
        "bodies:desk",
        _("Bodies and staff"),
        "building-2",
        place="desk",
        order=71,
        group=_("Organisation"),
        visible=_admin,
    )
)
register(Item("bodies:people", _("People"), "users", place="desk", order=72, group=_("Organisation"), visible=_admin))
register(
    Item(
        "bodies:calendars",
        _("Working time"),
        "calendar",
        place="desk",
        order=73,
        group=_("Organisation"),
        visible=_steward,
    )
)
