"""The emergencies of this moment in memory: every page asks for them. Two queries where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from cogov.contexts.emergencies.models import ACTIVE, Call, Duty, Emergency
from cogov.kernel.cached import Snapshot


@dataclass(frozen=True, slots=True)
class Active:
    """One that is not over. `waiting` are the bodies from which nobody has acknowledged yet."""

    id: int
    drill: bool
    public: bool
    name_zh: str
    name_en: str
    area: int
    owner: int
    declared_by: int | None
    declared_at: datetime
    bodies: frozenset[int]
    waiting: frozenset[int]
    officers: frozenset[int]
    called: frozenset[int]
    """Officers of the bodies that are waited for."""

    @property
    def name(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


def load() -> tuple[Active, ...]:
    rows = list(Emergency.objects.filter(state__in=ACTIVE).select_related("version", "plan").order_by("-pk"))
    calls = list(Call.objects.filter(emergency__in=rows)) if rows else []
    duties = list(Duty.objects.filter(version__in=[row.version_id for row in rows])) if rows else []
    waited = {(call.emergency_id, call.body_id) for call in calls if call.acknowledged_at is None}
    return tuple(
        Active(
            row.pk, row.drill, row.public_at is not None, row.version.name_zh, row.version.name_en, row.area_id,
            row.plan.body_id, row.declared_by_id, row.declared_at,
            frozenset(call.body_id for call in calls if call.emergency_id == row.pk),
            frozenset(body for emergency, body in waited if emergency == row.pk),
            frozenset(duty.person_id for duty in duties if duty.version_id == row.version_id),
            frozenset(
                duty.person_id for duty in duties
                if duty.version_id == row.version_id and (row.pk, duty.body_id) in waited
            ),
        )
        for row in rows
    )  # fmt: skip


snapshot: Snapshot[tuple[Active, ...]] = Snapshot("emergencies", load)
