"""Jobs of the fund that come round again."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime

from cogov.contexts.fund.actions.reconciling import reconcile
from cogov.contexts.fund.reconciling import last_run
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.periodic import periodic

NIGHT = 2
"""O'clock, local time: when the fewest people order and collect."""


@periodic(seconds=600)
def reconcile_nightly() -> bool:
    """Once after two each night, or as soon as the machine runs again; whether it did."""
    night = localtime(now()).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    if night > now():
        night -= timedelta(days=1)
    run = last_run()
    if run is not None and run.at >= night:
        return False
    reconcile(by=SYSTEM)
    return True
