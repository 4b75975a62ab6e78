"""What of the messages is personal, and what becomes of it when somebody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk.actions import end
from cogov.contexts.desk.models import Message, Subscription
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal

KEPT = timedelta(days=30)
"""Sent messages: long enough to answer "I got nothing", then deleted by `sending.tidy`."""

personal(
    "desk.subscription", "email", "person", purpose=_("To send the news that was asked for"), basis=Basis.CONSENT,
    retention=None,
)  # fmt: skip
personal(
    "desk.message", "to", "subject", "text", purpose=_("To deliver the message and to see that it arrived"),
    basis=Basis.PUBLIC_TASK, retention=KEPT,
)  # fmt: skip


def export(person: int) -> dict[str, Any]:
    """Subscriptions and the messages of the last weeks."""
    emails = _emails(person)
    subscriptions = Subscription.objects.filter(email__in=emails).values("report", "category", "email", "created_at")
    messages = Message.objects.filter(to__in=emails).values("subject", "text", "created_at", "sent_at")
    return {"subscriptions": list(subscriptions), "messages": list(messages)}


def erase(person: int, by: Actor) -> None:
    """All of it, also what still waits."""
    emails = _emails(person)
    for row in Subscription.objects.filter(Q(email__in=emails) | Q(person=person)):
        end(row, by=by)
    Message.objects.filter(to__in=emails).delete()


def _emails(person: int) -> list[str]:
    reach = accounts.contact_of(person)
    return [reach.email] if reach is not None and reach.email else []


accounts.contribute_personal_data("desk", export, erase)
