"""Links of the reporting loop around every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import queries, time_panel
from cogov.kernel.actors import Actor, Role
from cogov.ui.nav import MOST_COUNTED, Item, register


def _roles(*roles: Role) -> Callable[[HttpRequest], bool]:
    def visible(request: HttpRequest) -> bool:
        return any(request.actor.with_roles(*roles))  # type: ignore[attr-defined]

    return visible


def _count(queue: Callable[[Actor], QuerySet[Any]]) -> Callable[[HttpRequest], int]:
    def count(request: HttpRequest) -> int:
        return int(queue(request.actor).order_by()[: MOST_COUNTED + 1].count())  # type: ignore[attr-defined]

    return count


def _staff(request: HttpRequest) -> bool:
    return bool(request.actor.is_staff)  # type: ignore[attr-defined]


register(Item("reports:new", _("Report"), "map-pin-plus", order=10, primary=True))
register(Item("reports:index", _("Map and list"), "map", order=20))
register(Item("reports:mine", _("My reports"), "inbox", order=30))
register(Item("reports:feedback", _("Feedback on this site"), "message-square-plus", place="footer", order=10))
register(Item("reports:find_receipt", _("Open with a receipt"), "qr-code", place="footer", order=20))
register(Item("reports:desk", _("Desk"), "clipboard-list", place="account", order=5, visible=_staff))
register(Item("reports:desk", _("Overview"), "house", place="desk", order=1, exact=True))
register(
    Item("reports:review", _("To review"), "inbox", place="desk", order=10, group=_("Queues"),
         visible=_roles(Role.REVIEWER), count=_count(queries.to_review))
)  # fmt: skip
register(
    Item("reports:to_dispatch", _("To hand over"), "send", place="desk", order=20, group=_("Queues"),
         visible=_roles(Role.DISPATCHER), count=_count(queries.to_dispatch))
)  # fmt: skip
register(
    Item("reports:work", _("Our work"), "wrench", place="desk", order=30, group=_("Queues"),
         visible=_roles(Role.HANDLER, Role.SUPERVISOR), count=_count(queries.worklist))
)  # fmt: skip
register(
    Item("reports:requests", _("More time"), "hourglass", place="desk", order=35, group=_("Queues"),
         visible=_roles(Role.SUPERVISOR, Role.LEADER), count=_count(time_panel.to_decide))
)  # fmt: skip
register(
    Item("reports:check", _("To check"), "clipboard-check", place="desk", order=40, group=_("Queues"),
         visible=_roles(Role.INSPECTOR, Role.REVIEWER), count=_count(queries.to_check))
)  # fmt: skip
register(
    Item("reports:for_resident", _("File for a resident"), "headphones", place="desk", order=5,
         visible=_roles(Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER))
)  # fmt: skip
register(Item("reports:desk_search", _("Search"), "search", place="desk", order=50))
register(
    Item("reports:policies", _("Time limits"), "timer", place="desk", order=72, group=_("Organisation"),
         visible=_roles(Role.ADMIN, Role.SUPERVISOR, Role.LEADER, Role.REVIEWER, Role.DISPATCHER, Role.AUDITOR))
)  # fmt: skip
register(
    Item("reports:api_keys", _("Keys of apps"), "key-round", place="desk", order=82, group=_("System"),
         visible=_roles(Role.ADMIN))
)  # fmt: skip
register(
    Item("reports:webhooks", _("Systems that are told"), "plug", place="desk", order=83, group=_("System"),
         visible=_roles(Role.ADMIN))
)  # fmt: skip
register(Item("api-docs", _("For developers"), "code", place="footer", order=60))
