"""Letters leave here: claimed one by one, sent, tried again with growing pauses, shown when they fail for good."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import F

from cogov.contexts.desk.models import Message
from cogov.contexts.desk.personal import KEPT
from cogov.kernel.clock import now

log = logging.getLogger(__name__)

BATCH = 50
"""Letters of one round: a mail server takes one in 20 to 200 ms, so a round lasts some seconds."""

PAUSES = (60, 300, 1800, 7200, 28800, 86400)
"""Seconds before the next attempt: over a day and a half, longer than most mail servers are away."""


def send_waiting(limit: int = BATCH) -> int:
    """Send what is due; returns how many left. Several workers may run it at once: each letter is claimed first."""
    due = list(Message.objects.filter(state=Message.State.WAITING, due_at__lte=now()).order_by("due_at")[:limit])
    return sum(_send(message) for message in due)


def retry(message: int) -> None:
    """A person lets a failed letter try again."""
    Message.objects.filter(pk=message, state=Message.State.FAILED).update(
        state=Message.State.WAITING, attempts=0, due_at=now()
    )


def tidy() -> int:
    """Forget letters that were sent long ago."""
    return Message.objects.filter(state=Message.State.SENT, sent_at__lt=now() - KEPT).delete()[0]


def _send(message: Message) -> bool:
    pause = timedelta(seconds=PAUSES[min(message.attempts, len(PAUSES) - 1)])
    claimed = Message.objects.filter(pk=message.pk, attempts=message.attempts, state=Message.State.WAITING).update(
        attempts=F("attempts") + 1, due_at=now() + pause
    )
    if not claimed:
        return False
    try:
        EmailMessage(message.subject, message.text, to=[message.to], headers=message.headers).send()
    except OSError as error:  # smtplib's errors and those of the network
        _failed(message, error)
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=now(), error="")
    return True


def _failed(message: Message, error: OSError) -> None:
    log.warning("message %s: attempt %s failed: %s", message.pk, message.attempts + 1, type(error).__name__)
    for_good = message.attempts + 1 >= len(PAUSES)
    state = Message.State.FAILED if for_good else Message.State.WAITING
    Message.objects.filter(pk=message.pk).update(state=state, error=str(error)[:300])
