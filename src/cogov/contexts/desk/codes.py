"""One-time codes by text message: sent at once, never stored, counted like every other message."""

from __future__ import annotations

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import Outgoing, Result
from cogov.contexts.desk.channels.sms import Sms
from cogov.contexts.desk.models import Message
from cogov.kernel import ids
from cogov.kernel.clock import now


def hand_over(number: str, text: str) -> None:
    """Raises OSError when it cannot be sent, also where the day's spending is used up. The code is not kept."""
    at = now()
    message = Message.objects.create(
        way=Message.Way.SMS, occasion=f"code:{ids.token()}", to=number, state=Message.State.FAILED, attempts=1,
        due_at=at, created_at=at, error="on its way",
    )  # fmt: skip
    outcome = Sms().send(Outgoing(id=message.pk, to=number, subject="", text=text, headers={"asked": True}))
    if outcome.result is not Result.SENT:
        Message.objects.filter(pk=message.pk).update(error=outcome.why[:300])
        raise OSError(outcome.why)
    rows = Message.objects.filter(pk=message.pk)
    rows.update(state=Message.State.SENT, sent_at=now(), error="", parts=outcome.parts)


def install() -> None:
    """When the server starts in a city that has a gateway. Raises ValueError for a set-up that makes no sense."""
    if setup.channels().sms is not None:
        accounts.use_sms(hand_over)
