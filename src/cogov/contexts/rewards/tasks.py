"""Jobs of the points."""

from __future__ import annotations

from cogov.contexts.rewards.actions.earning import vest_due
from cogov.kernel.periodic import periodic


@periodic(seconds=300)
def give_what_is_due() -> bool:
    """Points waited for days; five minutes more are none."""
    return vest_due() > 0
