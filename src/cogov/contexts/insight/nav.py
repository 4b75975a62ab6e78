"""Links of the figures around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.insight import rules
from cogov.ui.nav import Item, register

register(Item("insight:city", _("Figures"), "chart-column", place="footer", order=30))
register(
    Item(
        "insight:city", _("Figures"), "chart-column", place="front", order=20,
        hint=_("What was done in time and what still waits, for every office and quarter."),
    )
)  # fmt: skip


def _watching(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*rules.WATCHING))  # type: ignore[attr-defined]


register(
    Item(
        "insight:weeks",
        _("Reports of the week"),
        "newspaper",
        place="desk",
        order=60,
        group=_("Overview"),
        visible=_watching,
    )
)
