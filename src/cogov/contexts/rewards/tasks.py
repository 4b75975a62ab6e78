"""Jobs of the points."""

from __future__ import annotations

from cogov.contexts.rewards.actions.earning import vest_due
from cogov.kernel.periodic import periodic


@periodic(seconds=300)
def give_what_is_due() -> None:
    """Points waited for days; five minutes more are none."""
    while vest_due():
        pass
