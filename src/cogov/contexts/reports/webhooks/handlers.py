"""Public facts go out through one delivery each."""

from __future__ import annotations

from cogov.contexts.reports.webhooks import messages, sending
from cogov.kernel.journal import on
from cogov.kernel.models import Entry


def tell_subscribers(fact: object, entry: Entry) -> None:
    """At least once; the table of messages makes it once for each subscriber."""
    sending.tell(fact, entry)


for _fact in messages.TOLD:
    on(_fact, outside=True)(tell_subscribers)
