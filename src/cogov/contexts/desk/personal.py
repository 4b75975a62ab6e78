"""What of the messages is personal, and what becomes of it when somebody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk.actions.devices import remove_device
from cogov.contexts.desk.actions.preferences import forget_preferences
from cogov.contexts.desk.actions.receiving import forget_incoming
from cogov.contexts.desk.actions.subscribing import end
from cogov.contexts.desk.models import Device, Incoming, Message, Notice, Preference, Subscription
from cogov.contexts.desk.news import KEPT as NEWS_KEPT
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.personal import Basis, personal

KEPT = timedelta(days=30)
"""Sent messages: long enough to answer "I got nothing", then deleted by `sending.tidy`."""

INCOMING_KEPT = timedelta(days=365)
"""What came in, once it is dealt with: a year, in which a complaint about it may still come."""

personal(
    "desk.subscription", "email", "person", purpose=_("To send the news that was asked for"), basis=Basis.CONSENT,
    retention=None,
)  # fmt: skip
personal(
    "desk.message", "to", "person", "subject", "text",
    purpose=_("To deliver the message and to see that it arrived"), basis=Basis.PUBLIC_TASK, retention=KEPT,
)  # fmt: skip
personal(
    "desk.notice", "person", "subject", "text", purpose=_("To tell people what concerns them"),
    basis=Basis.PUBLIC_TASK, retention=NEWS_KEPT,
)  # fmt: skip
personal(
    "desk.preference", "person", "email", "sms", "push", "quiet_from", "quiet_until",
    purpose=_("To tell people by the ways and at the hours that they choose"), basis=Basis.CONSENT, retention=None,
)  # fmt: skip
personal(
    "desk.device", "person", "endpoint", "p256dh", "auth", "name",
    purpose=_("To show messages on the devices that their owner has chosen"), basis=Basis.CONSENT, retention=None,
)  # fmt: skip
personal(
    "desk.incoming", "sender", "sender_name", "subject", "text", "address", "lat", "lon", "thread",
    purpose=_("To read and answer what people write to the city"), basis=Basis.PUBLIC_TASK, retention=INCOMING_KEPT,
)  # fmt: skip
personal(
    "desk.incoming", "handled_by", purpose=_("To know who of the staff answers for it"), basis=Basis.LEGAL_DUTY,
    retention=INCOMING_KEPT,
)  # fmt: skip
personal(
    "desk.follower", "account", "inbox", purpose=_("To bring a body's public posts to those who follow it"),
    basis=Basis.CONSENT, retention=None,
)  # fmt: skip
personal(
    "desk.post", "to", "answers", purpose=_("To answer in public to whom spoke to a body in public"),
    basis=Basis.PUBLIC_TASK, retention=None,
)  # fmt: skip


def export(person: int) -> dict[str, Any]:
    """News, how they are told, on which devices, what they wrote and were written."""
    where = _addresses(person)
    subscriptions = Subscription.objects.filter(email__in=where).values("report", "category", "email", "created_at")
    messages = Message.objects.filter(Q(to__in=where) | Q(person=person))
    incoming = Incoming.objects.filter(sender__in=where)
    preference = Preference.objects.filter(pk=person).values("email", "sms", "push", "quiet_from", "quiet_until")
    return {
        "subscriptions": list(subscriptions),
        "messages": list(messages.values("way", "subject", "text", "created_at", "sent_at")),
        "news": list(Notice.objects.filter(person=person).values("subject", "text", "created_at", "read_at")),
        "preferences": list(preference),
        "devices": list(Device.objects.filter(person=person).values("name", "created_at")),
        "written": list(incoming.values("channel", "subject", "text", "address", "received_at")),
    }


def erase(person: int, by: Actor) -> None:
    """All of it, also what still waits. What became part of a case is erased with the case's own rules."""
    where = _addresses(person)
    for row in Subscription.objects.filter(Q(email__in=where) | Q(person=person)):
        end(row, by=by)
    Message.objects.filter(Q(to__in=where) | Q(person=person)).delete()
    Notice.objects.filter(person=person).delete()
    for device in Device.objects.filter(person=person):
        remove_device(device=device.pk, by=SYSTEM)
    forget_preferences(person=person, by=by)
    for letter in Incoming.objects.filter(sender__in=where):
        forget_incoming(letter, by=by)


def _addresses(person: int) -> list[str]:
    reach = accounts.contact_of(person)
    return [address for address in (reach.email, reach.phone) if address] if reach is not None else []


accounts.contribute_personal_data("desk", export, erase)
