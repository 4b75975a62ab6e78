"""Jobs of the fund that come round again."""

from __future__ import annotations

from cogov.contexts.fund.actions.reconciling import reconcile
from cogov.kernel.actors import SYSTEM
from cogov.kernel.periodic import periodic

DAY = 24 * 3600  # seconds


@periodic(seconds=DAY)
def reconcile_nightly() -> None:
    reconcile(by=SYSTEM)
