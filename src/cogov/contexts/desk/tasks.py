"""Letters and messages leave every few seconds; old ones are forgotten once an hour."""

from __future__ import annotations

from cogov.contexts.desk import news, retention, sending
from cogov.contexts.desk.models import Message
from cogov.kernel.periodic import periodic


@periodic(seconds=5, outside=True, by_date=False)
def send_letters() -> None:
    """By e-mail, whose servers may take minutes for one."""
    sending.send_waiting(ways=[Message.Way.EMAIL])


@periodic(seconds=5, outside=True, by_date=False)
def send_messages() -> None:
    """By all other ways, which wait for no letter."""
    sending.send_waiting(ways=[way for way in Message.Way if way != Message.Way.EMAIL])


@periodic(seconds=3600)
def forget_old_incoming() -> None:
    retention.tidy()


@periodic(seconds=3600)
def forget_old_letters() -> None:
    sending.tidy()
    news.tidy()
