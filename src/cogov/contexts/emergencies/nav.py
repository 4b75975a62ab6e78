"""Links of emergencies, the banner above every page while one is on, and the way in from a report."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.emergencies import queries, rules
from cogov.kernel.actors import Actor
from cogov.ui.nav import Item, register, register_banner, register_part


def _actor(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None)


def _staff(request: HttpRequest) -> bool:
    actor = _actor(request)
    return actor is not None and any(actor.with_roles(*rules.READERS))


def _running(request: HttpRequest) -> int | None:
    actor = _actor(request)
    return len(queries.mine_now(actor)) or None if actor else None


def _public(request: HttpRequest) -> bool:
    """On every page but those of emergencies themselves and of the desk, which has its own."""
    return not request.path.startswith(("/emergencies", "/desk", "/embed")) and bool(queries.shown_now())


def _calling(request: HttpRequest) -> bool:
    actor = _actor(request)
    at_the_desk = request.path.startswith("/desk") and not request.path.startswith("/desk/emergencies/")
    return at_the_desk and actor is not None and actor.is_staff and bool(queries.calling(actor))


def _from_report(request: HttpRequest) -> bool:
    match, actor = request.resolver_match, _actor(request)
    return match is not None and match.view_name == "reports:desk_report" and actor is not None and _declares(actor)


def _declares(actor: Actor) -> bool:
    return queries.may_start(actor) and bool(queries.usable(actor))


register(Item("emergencies:list", _("Emergencies"), "siren", place="footer", order=15))
register(Item("emergencies:desk", _("Emergencies"), "siren", place="desk", order=8, visible=_staff, count=_running))
register_banner("emergencies/parts/banner.html", _public)
register_banner("emergencies/parts/calling.html", _calling)
register_part("emergencies/parts/from_report.html", _from_report)
