"""Bodies, people and responsibilities from CSV: first the differences, then, if they are still the same, the doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies.importing import body_rows, people_rows, rule_rows
from cogov.contexts.bodies.importing.plan import Change, Plan, Refusal
from cogov.contexts.bodies.importing.reading import Table, read
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict

__all__ = ["KINDS", "Change", "Plan", "Refusal", "apply", "columns_of", "differences"]


@dataclass(frozen=True, slots=True)
class _Kind:
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    compare: Callable[[Table, Actor], Plan]
    apply: Callable[[Plan, Actor], None]


KINDS: dict[str, _Kind] = {
    "bodies": _Kind(body_rows.COLUMNS, body_rows.REQUIRED, body_rows.compare, body_rows.apply),
    "people": _Kind(people_rows.COLUMNS, people_rows.REQUIRED, people_rows.compare, people_rows.apply),
    "responsibilities": _Kind(rule_rows.COLUMNS, rule_rows.REQUIRED, rule_rows.compare, rule_rows.apply),
}


def columns_of(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(all, required) names of the columns."""
    return tuple(KINDS[kind].columns), KINDS[kind].required


def differences(kind: str, data: bytes, *, by: Actor) -> Plan:
    """What the file would change; changes nothing. Raises Invalid for a file that cannot be read. Four queries."""
    one = KINDS[kind]
    return one.compare(read(data, one.columns, one.required), by)


@transaction.atomic
def apply(kind: str, data: bytes, *, by: Actor, seen: str = "") -> Plan:
    """Do it, all or nothing; refused rows stay out. `seen` is the `digest` of the differences that were looked at.

    Raises Conflict when they are others by now, Invalid and Forbidden. Some 3 s for 3,200 people.
    """
    plan: Any = differences(kind, data, by=by)
    if seen and plan.digest != seen:
        raise Conflict(_("Something has changed meanwhile. Please look at the differences again."))
    KINDS[kind].apply(plan, by)
    return plan  # type: ignore[no-any-return]
