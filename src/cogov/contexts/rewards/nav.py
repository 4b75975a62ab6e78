"""Links of the points around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.rewards import rules
from cogov.contexts.rewards.models import Suspicion
from cogov.ui.nav import Item, register


def _resident(request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return actor.person is not None and not actor.is_staff


def _reader(request: HttpRequest) -> bool:
    return rules.may_see_rules(request.actor)  # type: ignore[attr-defined]


def _watcher(request: HttpRequest) -> bool:
    return rules.may_watch(request.actor)  # type: ignore[attr-defined]


def _open(_request: HttpRequest) -> int:
    states = (Suspicion.State.OPEN, Suspicion.State.APPEALED)
    return Suspicion.objects.filter(state__in=states).count()


register(Item("rewards:mine", _("My points"), "wallet", place="mine", order=30, visible=_resident))
register(Item("rewards:how", _("How points work"), "wallet", place="footer", order=40))
register(
    Item(
        "rewards:rules",
        _("Rules for points"),
        "wallet",
        place="desk",
        order=58,
        group=_("Points and goods"),
        visible=_reader,
    )
)
register(
    Item(
        "rewards:suspicions",
        _("Points held back"),
        "scale",
        place="desk",
        order=59,
        group=_("Points and goods"),
        visible=_watcher,
        count=_open,
    )
)
