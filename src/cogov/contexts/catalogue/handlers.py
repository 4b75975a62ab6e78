"""What becomes of an order is told to whoever ordered it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cogov.contexts.catalogue.cards import said
from cogov.contexts.catalogue.events import Expired, Readied
from cogov.contexts.catalogue.models import Order
from cogov.contexts.desk.facade import Letter, notify
from cogov.kernel.journal import on
from cogov.kernel.models import Entry


@on(Readied)
def tell_ready(_fact: Readied, entry: Entry) -> None:
    _tell(entry, _ready)


@on(Expired)
def tell_expired(_fact: Expired, entry: Entry) -> None:
    _tell(entry, _given_up)


def _tell(entry: Entry, write: Callable[[Order], Letter]) -> None:
    order = Order.objects.select_related("item", "point").filter(pk=entry.subject_id).first()
    if order is not None:
        notify(person=order.person_id, occasion=f"order:{entry.pk}", letter=partial(write, order))


def _ready(order: Order) -> Letter:
    words = {"what": said(order.item, "name"), "where": said(order.point, "name"), "until": _day(order)}
    return Letter(
        _("Ready for you: %(what)s") % words,
        _("It waits at %(where)s until %(until)s. Please bring the code of your order.") % words,
        link=_page(order),
    )


def _given_up(order: Order) -> Letter:
    words = {"what": said(order.item, "name"), "points": order.points}
    return Letter(
        _("Not collected: %(what)s") % words,
        _("The order has ended, and its %(points)s points are yours again.") % words,
        link=_page(order),
    )


def _day(order: Order) -> str:
    return date_format(localtime(order.expires_at), "SHORT_DATE_FORMAT")


def _page(order: Order) -> str:
    return reverse("catalogue:one", args=[order.pk])
