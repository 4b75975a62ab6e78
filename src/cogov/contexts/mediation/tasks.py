"""What was said is forgotten in its time."""

from __future__ import annotations

from cogov.contexts.mediation import actions
from cogov.kernel.periodic import periodic


@periodic(seconds=24 * 3600)
def forget_old_cases() -> None:
    actions.forget_old()
