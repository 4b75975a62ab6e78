"""What of the orders is personal, and what becomes of it when its person asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.catalogue.actions.orders import cancel
from cogov.contexts.catalogue.models import OPEN, Order
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.ids import token
from cogov.kernel.personal import Basis, personal


def export(person: int) -> list[dict[str, Any]]:
    """Every order: one query."""
    rows = Order.objects.select_related("item").filter(person=person).order_by("pk")
    return [
        {
            "order": row.pk,
            "item": row.item.code,
            "points": row.points,
            "state": row.state,
            "ordered_at": row.ordered_at.isoformat(),
            "collected_at": row.collected_at.isoformat() if row.collected_at else None,
            "reason": row.reason,
        }
        for row in rows
    ]


def erase(person: int, _by: Actor) -> None:
    """Open orders are cancelled, overdue ones expire by themselves. What was paid must stay provable, with a number
    that leads to nobody any more."""
    for order in Order.objects.filter(person=person, state__in=OPEN, expires_at__gt=now()).values_list("pk", flat=True):
        cancel(order=order, by=SYSTEM, key=token())
    Order.objects.filter(person=person).exclude(reason="").update(reason="")


personal(
    "catalogue.order", "person", "reason",
    purpose=_("To hand over what was ordered with points, and to account for it"), basis=Basis.PUBLIC_TASK,
    retention=None,
)  # fmt: skip
personal(
    "catalogue.stockmove", "person", "note", purpose=_("To show who changed the stock, and why"),
    basis=Basis.PUBLIC_TASK, retention=None,
)  # fmt: skip
personal(
    "catalogue.partner", "phone", purpose=_("Contact of a partner"), basis=Basis.PUBLIC_TASK, retention=None,
)  # fmt: skip
accounts.contribute_personal_data("catalogue", export, erase, _("Orders for points"))
