"""What the writes of emergencies share."""

from __future__ import annotations

from cogov.contexts.emergencies.models import ACTIVE, Emergency, LogLine, What
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Missing


def locked(emergency: int) -> Emergency:
    """Raises Missing."""
    # `of` leaves plan and version alone: they are read, not changed.
    rows = Emergency.objects.select_for_update(of=("self",)).select_related("plan", "version")
    found = rows.filter(pk=emergency).first()
    if found is None:
        raise Missing
    return found


def require_active(emergency: Emergency) -> None:
    if emergency.state not in ACTIVE:
        raise Conflict


def line(
    emergency: Emergency, what: What, *, by: Actor, zh: str = "", en: str = "", public: bool = False,
    body: int | None = None, report: int | None = None,
) -> LogLine:  # fmt: skip
    """One row of the shared log, spoken for the first body to which its author belongs."""
    speaks_for = body if body is not None else next((grant.body for grant in by.grants), None)
    return LogLine.objects.create(
        emergency=emergency, at=now(), author_id=by.person, body_id=speaks_for, what=what, text_zh=zh.strip(),
        text_en=en.strip(), public=public and not emergency.drill, report=report,
    )  # fmt: skip
