"""Links of the telephone around every page of the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.hotline import queries
from cogov.contexts.hotline.rules import TAKERS
from cogov.ui.nav import Item, register


def _takes(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*TAKERS))  # type: ignore[attr-defined]


def _due(request: HttpRequest) -> int:
    return queries.due(request.actor)  # type: ignore[attr-defined]


register(Item("hotline:desk", _("Calls"), "phone", place="desk", order=58, group=_("Telephone"), visible=_takes))
register(
    Item(
        "hotline:backs", _("To call back"), "alarm-clock", place="desk", order=59, group=_("Telephone"), visible=_takes,
        count=_due,
    )
)  # fmt: skip
