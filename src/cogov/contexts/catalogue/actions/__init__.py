"""Writes of the catalogue."""

from cogov.contexts.catalogue.actions.items import ItemData, add_item, change_item, set_photo
from cogov.contexts.catalogue.actions.orders import (
    cancel,
    collect,
    expire_due,
    make_ready,
    order_item,
    take_back,
)
from cogov.contexts.catalogue.actions.partners import (
    add_device,
    add_partner,
    add_point,
    change_partner,
    change_point,
    end_device,
)
from cogov.contexts.catalogue.actions.stock import (
    Count,
    correct_stock,
    count_stock,
    receive_stock,
    resume_orders,
    stop_orders,
)

__all__ = [
    "Count",
    "ItemData",
    "add_device",
    "add_item",
    "add_partner",
    "add_point",
    "cancel",
    "change_item",
    "change_partner",
    "change_point",
    "collect",
    "correct_stock",
    "count_stock",
    "end_device",
    "expire_due",
    "make_ready",
    "order_item",
    "receive_stock",
    "resume_orders",
    "set_photo",
    "stop_orders",
    "take_back",
]
