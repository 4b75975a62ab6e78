"""Messages leave here: claimed one by one, sent, tried again with growing pauses, shown when they fail for good."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPResponseException

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cogov.contexts.desk.actions.devices import remove_device
from cogov.contexts.desk.channels import registry
from cogov.contexts.desk.channels.port import Outcome, Outgoing, Result
from cogov.contexts.desk.models import Message, Spending
from cogov.contexts.desk.personal import KEPT
from cogov.kernel import clock
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError

log = logging.getLogger(__name__)

BATCH = 50
"""Messages of one round: a mail server takes one in 20 to 200 ms, so a round lasts some seconds."""

PAUSES = (60, 300, 1800, 7200, 28800, 86400)
"""Seconds before the next attempt: over a day and a half, longer than most mail servers are away."""

LEASE = timedelta(minutes=15)
"""For which a message is ours while it is being sent: the ten minutes that a mail server may take to accept a letter
(`channels.mail.ACCEPTING`), and 20 s for each step before. So no second worker sends it meanwhile."""

FAR = timedelta(days=2)
"""Quiet hours end within a day; what is planned for later was planned before the clock was set back."""

SPENDING_KEPT = timedelta(days=400)
"""Daily sums of text messages: a year, for the bill."""


def send_waiting(limit: int = BATCH, ways: Sequence[str] = Message.Way.values) -> int:
    """Send what is due by these ways; returns how many left. Several workers may run it at once: each message is
    claimed first. A way whose server is away or too slow is left alone until the next round."""
    at = now()
    _bring_back(at, ways)
    rows = Message.objects.filter(state=Message.State.WAITING, due_at__lte=at, way__in=ways)
    due = list(rows.order_by("due_at", "id")[:limit])
    gone: set[int] = set()
    away: set[str] = set()
    sent = 0
    for message in due:
        if message.pk not in gone and message.way not in away:
            together = [message, *(_others(message, due) if message.joins else [])]
            gone.update(one.pk for one in together)
            sent += _send(together, away)
    return sent


def _bring_back(at: datetime, ways: Sequence[str]) -> None:
    """What was put on its way while the clock was ahead leaves now, not after the time by which it was wrong."""
    ahead = Q(created_at__gt=at + clock.JUMP, attempts=0) | Q(due_at__gt=at + FAR)
    rows = Message.objects.filter(ahead, state=Message.State.WAITING, due_at__gt=at, way__in=ways)
    rows.update(due_at=at)


def retry(message: int) -> None:
    """A person lets a failed message try again; a code whose words were not kept is asked for anew by its owner."""
    Message.objects.filter(pk=message, state=Message.State.FAILED).exclude(text="").update(
        state=Message.State.WAITING, attempts=0, due_at=now()
    )


def tidy() -> int:
    """Forget messages that were sent long ago, and failed ones that nobody has tried again for as long."""
    before = now() - KEPT
    Spending.objects.filter(day__lt=(now() - SPENDING_KEPT).date()).delete()
    Spending.objects.filter(day__lt=(now() - timedelta(days=2)).date()).exclude(who="").delete()
    old = Message.objects.filter(state=Message.State.FAILED, created_at__lt=before)
    return Message.objects.filter(state=Message.State.SENT, sent_at__lt=before).delete()[0] + old.delete()[0]


def _others(first: Message, due: list[Message]) -> list[Message]:
    """What goes to the same address with it."""
    return [one for one in due if one.joins and one.pk != first.pk and (one.way, one.to) == (first.way, first.to)]


def _send(messages: list[Message], away: set[str]) -> int:
    """Several messages are one for their reader; returns how many left. Notes a way whose server is `away`."""
    claimed = [message for message in messages if _claim(message)]
    if not claimed:
        return 0
    outgoing = _outgoing(claimed[0]) if len(claimed) == 1 else _gathered(claimed)
    outcome = _try(claimed[0].way, outgoing, away)
    for message in claimed:
        _note(message, outcome)
    return len(claimed) if outcome.result is Result.SENT else 0


def _claim(message: Message) -> bool:
    rows = Message.objects.filter(pk=message.pk, attempts=message.attempts, state=Message.State.WAITING)
    return rows.update(attempts=F("attempts") + 1, due_at=now() + LEASE) == 1


def _try(way: str, outgoing: Outgoing, away: set[str]) -> Outcome:
    channel = registry.way(way)
    if not channel.can_reach(outgoing.to):
        return Outcome(Result.NEVER, "this way is not set up")
    try:
        return channel.send(outgoing)
    except OSError as error:  # smtplib's errors and those of the network
        if not isinstance(error, SMTPResponseException):  # that one answered, about this letter
            away.add(way)
        return Outcome(Result.LATER, str(error) or type(error).__name__)
    except CogovError as error:  # of kernel.outbound: an address that must not be asked will never be one that may
        return Outcome(Result.NEVER if error.code == "refused" else Result.LATER, str(error))


def _note(message: Message, outcome: Outcome) -> None:
    if outcome.result is Result.SENT:
        changes: dict[str, object] = {
            "state": Message.State.SENT,
            "sent_at": now(),
            "error": "",
            "parts": outcome.parts,
        }
    elif outcome.until is not None:
        changes = {"attempts": message.attempts, "due_at": outcome.until, "error": outcome.why[:300]}
    else:
        changes = _failed(message, outcome)
    Message.objects.filter(pk=message.pk).update(**changes)


def _failed(message: Message, outcome: Outcome) -> dict[str, object]:
    log.warning("message %s (%s): attempt %s failed", message.pk, message.way, message.attempts + 1)
    if outcome.why == "gone" and message.to.isdigit():
        remove_device(device=int(message.to), by=SYSTEM)
    for_good = outcome.result is Result.NEVER or message.attempts + 1 >= len(PAUSES)
    state = Message.State.FAILED if for_good else Message.State.WAITING
    pause = timedelta(seconds=PAUSES[min(message.attempts, len(PAUSES) - 1)])
    return {"state": state, "error": outcome.why[:300], "due_at": now() + pause}


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        id=message.pk, to=message.to, subject=message.subject, text=message.text, language=message.language,
        headers=message.headers, report=message.report, urgent=message.urgent,
    )  # fmt: skip


def _gathered(messages: list[Message]) -> Outgoing:
    """One message that says all, oldest first; a text message or lock screen says how many and where."""
    first, last = messages[0], messages[-1]
    with override(first.language):
        subject = ngettext("%(count)s piece of news", "%(count)s pieces of news", len(messages)) % {
            "count": len(messages)
        }
        if first.way == Message.Way.EMAIL:
            text = "\n\n".join(f"{one.subject}\n{one.text}" for one in messages)
        else:
            text = _("First: %(subject)s") % {"subject": first.subject or first.text}
    headers = {name: value for name, value in last.headers.items() if name != "link"}
    return Outgoing(id=first.pk, to=first.to, subject=subject, text=text, language=first.language, headers=headers)
