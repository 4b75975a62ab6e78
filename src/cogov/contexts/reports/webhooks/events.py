"""Facts about those who are told."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("reports.webhook_made")
@dataclass(frozen=True)
class WebhookMade:
    """`kinds` is empty for all public facts."""

    kinds: tuple[str, ...] = ()


@event("reports.webhook_changed")
@dataclass(frozen=True)
class WebhookChanged:
    """Switched on or off, or its secret renewed."""

    active: bool
    secret: bool = False


@event("reports.webhook_paused")
@dataclass(frozen=True)
class WebhookPaused:
    """Nothing arrived for a day, or the other side said that it is gone (410)."""

    gone: bool = False
