"""Links of the fund around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.fund import queries, rules
from cogov.kernel.actors import Role
from cogov.ui.nav import Item, register


def _reads(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*rules.READING))  # type: ignore[attr-defined]


def _audits(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.AUDITOR))  # type: ignore[attr-defined]


def _checks(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.AUDITOR, Role.ADMIN, Role.LEADER))  # type: ignore[attr-defined]


def _waiting(request: HttpRequest) -> int | None:
    """One query."""
    return queries.waiting(request.actor).count() or None  # type: ignore[attr-defined]


_GROUP = _("Fund")
register(Item("fund:overview", _("The fund"), "wallet", place="footer", order=40))
register(
    Item(
        "fund:overview", _("The fund"), "wallet", place="front", order=40,
        hint=_("What came in, what went out, and for what."),
    )
)  # fmt: skip
for _item in (
    Item("fund:desk", _("Fund: at a glance"), "wallet", place="desk", order=60, group=_GROUP, visible=_reads,
         count=_waiting, exact=True),
    Item("fund:vouchers", _("Vouchers"), "receipt", place="desk", order=61, group=_GROUP, visible=_reads),
    Item("fund:forecast", _("Forecast"), "chart-column", place="desk", order=62, group=_GROUP, visible=_reads),
    Item("fund:reconciliation", _("Do the books agree"), "scale", place="desk", order=63, group=_GROUP,
         visible=_checks),
    Item("fund:accounts", _("Accounts"), "book-open", place="desk", order=64, group=_GROUP, visible=_audits),
    Item("fund:settings", _("Sources and limits"), "settings", place="desk", order=65, group=_GROUP, visible=_reads),
):  # fmt: skip
    register(_item)
