"""Who may look after the catalogue, order from it and hand things over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.catalogue.models import Order, Partner
from cogov.kernel.actors import Actor, Role
from cogov.kernel.throttle import Rate

URL_CLASSES = {
    "catalogue:list": "public",
    "catalogue:item": "public",
    "catalogue:order": "resident",
    "catalogue:orders": "resident",
    "catalogue:one": "resident",
    "catalogue:cancel": "resident",
    "catalogue:scan": "public",
    "catalogue:code": "public",
    "catalogue:hand-over": "public",
    "catalogue:device": "public",
    "catalogue:waiting": "public",
    "catalogue:statement": "public",
    "catalogue:desk": "staff:operator,inspector,reviewer",
    "catalogue:desk-resident": "staff:operator,inspector,reviewer",
    "catalogue:slip": "staff:operator,inspector,reviewer",
    "catalogue:stock": "staff:organiser,admin,auditor",
    "catalogue:stock-one": "staff:organiser,admin,auditor",
    "catalogue:item-add": "staff:organiser,admin",
    "catalogue:item-edit": "staff:organiser,admin",
    "catalogue:partners": "staff:organiser,admin,auditor",
    "catalogue:partner-add": "staff:organiser,admin",
    "catalogue:partner": "staff:organiser,admin,auditor",
}
"""The pages of partners are open to a device that has shown its key, too, so they ask for themselves."""

MANAGERS = (Role.ORGANISER, Role.ADMIN)
READERS = (*MANAGERS, Role.AUDITOR)
AT_DESK = (Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER)
"""Those who take reports for residents order for them, too."""
AT_COUNTER = (*AT_DESK, Role.HANDLER, *MANAGERS)
"""Who, belonging to a partner's own body or to its keeper, may hand over."""

CODES = Rate("catalogue.codes", 60, 600, _("Many codes were tried in a short time. Please wait a few minutes."))
"""One counter serves a person in ten seconds at best; a short code of 40 bits is out of reach at this pace."""
ORDERS = Rate("catalogue.orders", 20, 3600, _("You have ordered many things in a short time. Please wait a little."))
"""Twenty at once empties any honest account."""


def may_manage(actor: Actor, keeper: int) -> bool:
    return actor.machine or any(keeper in grant.bodies for grant in actor.with_roles(*MANAGERS))


def may_read(actor: Actor, keeper: int) -> bool:
    return actor.machine or any(keeper in grant.bodies for grant in actor.with_roles(*READERS))


def may_serve(actor: Actor, partner: Partner) -> bool:
    """Staff of the partner itself or of the office that looks after it."""
    own = {partner.keeper_id, partner.body_id} - {None}
    return actor.machine or any(own & grant.bodies for grant in actor.with_roles(*AT_COUNTER))


def may_order_for(actor: Actor, person: int) -> bool:
    """Oneself; or at the desk for the resident who stands there."""
    if actor.on_behalf_of is not None:
        return actor.on_behalf_of == person and any(actor.with_roles(*AT_DESK))
    return actor.person == person


def can_hand_over(actor: Actor, order: Order) -> bool:
    """The device, once shown, speaks for its partner only, and only while its key holds."""
    device = order.device
    if device is not None:
        return device.until is None and device.partner_id == order.partner_id
    return may_serve(actor, order.partner)


def can_cancel(actor: Actor, order: Order) -> bool:
    return actor.machine or may_order_for(actor, order.person_id) or may_manage(actor, order.partner.keeper_id)


def can_take_back(actor: Actor, order: Order) -> bool:
    """Points come back: never by a device alone, and never by the one to whom they go."""
    return actor.person != order.person_id and may_serve(actor, order.partner)


def machine(actor: Actor, _order: Order) -> bool:
    return actor.machine
