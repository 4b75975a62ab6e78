"""The personal fields of emergencies, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.emergencies.models import Call, Duty, Emergency, LogLine, PlanVersion
from cogov.contexts.emergencies.snapshot import snapshot
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal

_STAFF = _("To show who of the staff did what")
personal("emergencies.duty", "person", purpose=_("To reach those on duty in an emergency"), basis=Basis.PUBLIC_TASK,
         retention=None)  # fmt: skip
for model, fields in (
    ("planversion", ("author",)),
    ("emergency", ("declared_by", "commander", "reviewed_by")),
    ("call", ("acknowledged_by",)),
    ("logline", ("author",)),
):
    personal(f"emergencies.{model}", *fields, purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)


def export(person: int) -> dict[str, Any]:
    """What the person did as staff, by ids."""
    return {
        "on_duty_in_plans": _ids(Duty.objects.filter(person=person), "version__plan"),
        "declared": _ids(Emergency.objects.filter(declared_by=person), "pk"),
        "commanded": _ids(Emergency.objects.filter(commander=person), "pk"),
        "acknowledged": _ids(Call.objects.filter(acknowledged_by=person), "emergency"),
        "log_lines": _ids(LogLine.objects.filter(author=person), "pk"),
    }


def erase(person: int, _by: Actor) -> None:
    """The record is the city's and stays; the links to the person go."""
    Duty.objects.filter(person=person).delete()
    PlanVersion.objects.filter(author=person).update(author=None)
    for field in ("declared_by", "commander", "reviewed_by"):
        Emergency.objects.filter(**{field: person}).update(**{field: None})
    Call.objects.filter(acknowledged_by=person).update(acknowledged_by=None)
    LogLine.objects.filter(author=person).update(author=None)
    snapshot.changed()


def _ids(rows: Any, field: str) -> list[int]:
    return sorted(set(rows.values_list(field, flat=True)))


accounts.contribute_personal_data("emergencies", export, erase, _("Emergencies as staff"))
