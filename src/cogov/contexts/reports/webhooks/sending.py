"""Sending a message, signed, to those who want it; each once, again when it did not arrive."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.models import WebhookMessage, WebhookSubscription
from cogov.contexts.reports.webhooks import messages
from cogov.contexts.reports.webhooks.events import WebhookPaused
from cogov.kernel import ids, journal, outbound
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError
from cogov.kernel.models import Entry

SECONDS = 5.0
"""For one subscriber to answer; twenty of them then stay within the worker's lease of 120 s."""

GIVE_UP = timedelta(hours=24)
"""A message that did not arrive in a day waits for a person: the worker, too, gives up soon after."""

PAUSE_AFTER = 12
"""Attempts without a single success, when a message is given up, after which the address itself is left alone."""

LONGEST_REST = 3600
"""Seconds for which an address that does not answer is not asked again."""

ERROR_LENGTH = 200

_rests: dict[int, datetime] = {}
"""Subscription → until when this process leaves it alone, so that one that is down does not hold up the others."""


class NotArrived(CogovError):
    """Some subscriber has not got the message yet."""

    default = _("A message did not arrive and is sent again later.")


def tell(fact: object, entry: Entry) -> None:
    """Send one public fact to all who want it. Raises NotArrived while some attempt is worth repeating.

    One query when nobody listens, else that of the message and two for each subscriber.
    """
    kind = messages.kind_of(fact)
    wanted = [one for one in WebhookSubscription.objects.filter(active=True, paused_at=None) if _wants(one, kind)]
    body = messages.message(fact, entry) if wanted else None
    if body is None:
        return
    arrived = [_bring(one, entry, kind, body) for one in wanted]
    if not all(arrived):
        raise NotArrived


def send_again(message: WebhookMessage) -> bool:
    """By hand: one attempt at once, whatever became of it before; True when it arrived."""
    entry = Entry.objects.get(pk=message.entry)
    body = messages.message(journal.fact_of(entry), entry)
    if body is None:
        _note(message, WebhookMessage.State.FAILED, None, _("It is no longer public."))
        return False
    return _attempt(message, body)


def secret(subscription: WebhookSubscription) -> str:
    """As the Standard Webhooks write it; 160 bits that the database alone does not reveal."""
    return "whsec_" + base64.b64encode(_secret_bytes(subscription)).decode()


def signature(subscription: WebhookSubscription, identity: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over "id.timestamp.body", which stops both forging and replaying later."""
    signed = b".".join((identity.encode(), str(at).encode(), body))
    mac = hmac.new(_secret_bytes(subscription), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


def _secret_bytes(subscription: WebhookSubscription) -> bytes:
    return ids.derived_token("webhook", subscription.pk, subscription.salt).encode()


def _wants(subscription: WebhookSubscription, kind: str) -> bool:
    return not subscription.kinds or kind in subscription.kinds


def _bring(subscription: WebhookSubscription, entry: Entry, kind: str, body: bytes) -> bool:
    """Whether nothing is left to do for this subscriber."""
    message, _new = WebhookMessage.objects.get_or_create(
        subscription=subscription, entry=entry.pk, defaults={"kind": kind, "report": entry.subject_id}
    )
    if message.state != WebhookMessage.State.WAITING:
        return True
    until = _rests.get(subscription.pk)
    if until is not None and now() < until:
        return False
    message.subscription = subscription
    if _attempt(message, body):
        return True
    if message.created_at + GIVE_UP < now():
        _give_up(message)
        return True
    return False


def _attempt(message: WebhookMessage, body: bytes) -> bool:
    subscription, at = message.subscription, int(now().timestamp())
    identity = f"msg_{message.pk}"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": identity,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(subscription, identity, at, body),
    }
    try:
        reply = outbound.send(subscription.url, body=body, headers=headers, seconds=SECONDS)
    except CogovError as error:
        return _failed(message, None, str(error))
    if 200 <= reply.status < 300:
        _note(message, WebhookMessage.State.SENT, reply.status, "")
        WebhookSubscription.objects.filter(pk=subscription.pk).exclude(failures=0).update(failures=0)
        _rests.pop(subscription.pk, None)
        return True
    if reply.status == 410:
        _pause(subscription, gone=True)
    return _failed(message, reply.status, reply.body.decode(errors="replace"))


def _failed(message: WebhookMessage, status: int | None, error: str) -> bool:
    _note(message, WebhookMessage.State(message.state), status, error)
    WebhookSubscription.objects.filter(pk=message.subscription_id).update(failures=F("failures") + 1)
    message.subscription.failures += 1
    rest = min(LONGEST_REST, 2 ** min(message.subscription.failures, 12))
    _rests[message.subscription_id] = now() + timedelta(seconds=rest)
    return False


def _note(message: WebhookMessage, state: WebhookMessage.State, status: int | None, error: object) -> None:
    message.state, message.status, message.tried_at = state, status, now()
    message.error = str(error)[:ERROR_LENGTH].replace("\x00", "")
    message.attempts += 1
    message.save(update_fields=["state", "status", "tried_at", "error", "attempts"])


def _give_up(message: WebhookMessage) -> None:
    WebhookMessage.objects.filter(pk=message.pk).update(state=WebhookMessage.State.FAILED)
    if message.subscription.failures >= PAUSE_AFTER:
        _pause(message.subscription)


@transaction.atomic
def _pause(subscription: WebhookSubscription, *, gone: bool = False) -> None:
    row = WebhookSubscription.objects.select_for_update().get(pk=subscription.pk)
    if row.paused_at is None:
        row.paused_at = now()
        journal.record(WebhookPaused(gone), subject=row, by=SYSTEM, save=("paused_at",))
