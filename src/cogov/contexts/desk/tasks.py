"""Letters leave every few seconds; old ones are forgotten once an hour."""

from __future__ import annotations

from cogov.contexts.desk import news, retention, sending
from cogov.kernel.periodic import periodic


@periodic(seconds=5)
def send_letters() -> None:
    sending.send_waiting()


@periodic(seconds=3600)
def forget_old_incoming() -> None:
    retention.tidy()


@periodic(seconds=3600)
def forget_old_letters() -> None:
    sending.tidy()
    news.tidy()
