"""Links of the catalogue around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.catalogue.rules import AT_COUNTER, AT_DESK, READERS
from cogov.kernel.actors import Actor
from cogov.ui.nav import Item, register


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _signed_in(request: HttpRequest) -> bool:
    return _actor(request).person is not None


def _reader(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*READERS))


def _at_desk(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*AT_DESK))


def _at_counter(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*AT_COUNTER))


_GROUP = _("Points and goods")
register(Item("catalogue:list", _("Exchange points"), "gift", place="footer", order=12))
register(
    Item(
        "catalogue:list", _("Exchange points"), "gift", place="front", order=30,
        hint=_("Goods and discounts for those who help: your points are worth something."),
    )
)  # fmt: skip
register(Item("catalogue:orders", _("My orders"), "package", place="mine", order=32, visible=_signed_in))
register(
    Item("catalogue:desk", _("Goods for a resident"), "gift", place="desk", order=54, group=_GROUP, visible=_at_desk)
)
register(
    Item(
        "catalogue:scan",
        pgettext_lazy("goods", "Hand over"),
        "scan-line",
        place="desk",
        order=55,
        group=_GROUP,
        visible=_at_counter,
    )
)
register(Item("catalogue:stock", _("Stock"), "boxes", place="desk", order=56, group=_GROUP, visible=_reader))
register(Item("catalogue:partners", _("Partners"), "store", place="desk", order=57, group=_GROUP, visible=_reader))
