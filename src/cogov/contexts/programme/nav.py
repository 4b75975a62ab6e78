"""Links of the programme around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.programme.rules import READING
from cogov.ui.nav import Item, register


def _reads(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*READING))  # type: ignore[attr-defined]


def _signed_in(request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return actor.person is not None and not actor.is_staff


register(Item("programme:age", _("Your age, if you like"), "users", place="footer", order=55, visible=_signed_in))
_GROUP = _("Taking part")
for _item in (
    Item("programme:month", _("How the programme goes"), "chart-column", place="desk", order=66, group=_GROUP,
         visible=_reads, exact=True),
    Item("programme:posters", _("Publicity"), "qr-code", place="desk", order=67, group=_GROUP, visible=_reads),
    Item("programme:reports", _("Monthly reports"), "newspaper", place="desk", order=68, group=_GROUP, visible=_reads),
):  # fmt: skip
    register(_item)
