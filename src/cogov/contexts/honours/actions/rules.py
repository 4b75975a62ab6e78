"""Levels, badges and benefits as data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.honours import rules
from cogov.contexts.honours.events import BenefitSet, HonourSet
from cogov.contexts.honours.models import Benefit, Honour
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid

HONOUR = (
    "kind", "name_zh", "name_en", "text_zh", "text_en", "icon", "measure", "at_least", "within_days", "active",
)  # fmt: skip
BENEFIT = (
    "name_zh", "name_en", "text_zh", "text_en", "policy_zh", "policy_en", "honour_id", "body_id", "months", "active",
)  # fmt: skip


@transaction.atomic
def set_honour(*, code: str, revision: int = 0, by: Actor, **values: Any) -> int:
    """Add (`revision` 0) or change one; what was given before stays. Raises Forbidden, Invalid, Conflict."""
    if values.get("at_least", 1) < 1:
        raise Invalid(fields={"at_least": _("Please enter at least 1.")})
    row = _row(Honour, code, revision, by)
    _fill(row, values, HONOUR)
    fact = HonourSet(row.code, row.kind, row.measure, row.at_least, row.within_days, row.active)
    _save(row, fact, HONOUR, by)
    return int(row.pk)


@transaction.atomic
def set_benefit(*, code: str, revision: int = 0, by: Actor, **values: Any) -> int:
    """Add or change one; certificates given before stay. Raises as `set_honour`."""
    row = _row(Benefit, code, revision, by)
    _fill(row, values, BENEFIT)
    own = by.machine or any(row.body_id in grant.bodies for grant in by.with_roles(*rules.KEEPERS))
    if not own:
        raise Forbidden
    _save(row, BenefitSet(row.code, row.honour_id, row.body_id, row.months, row.active), BENEFIT, by)
    return int(row.pk)


def _row(model: type[Any], code: str, revision: int, by: Actor) -> Any:
    if not rules.may_keep_rules(by):
        raise Forbidden
    row = model.objects.select_for_update().filter(code=code).first()
    if row is None and revision == 0 and code:
        return model(code=code)
    if row is None or row.journal_seq != revision:
        if revision == 0:
            raise Invalid(fields={"code": _("This code is empty or taken.")})
        raise Conflict
    return row


def _fill(row: Any, values: dict[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"cannot be set: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    if not (row.name_zh and row.name_en):
        raise Invalid(fields={"name_zh": _("Please enter the name in both languages.")})


def _save(row: Any, fact: Any, columns: tuple[str, ...], by: Actor) -> None:
    if row.pk is None:
        row.save(force_insert=True)
        journal.record(fact, subject=row, by=by, first=True)
    else:
        journal.record(fact, subject=row, by=by, save=columns)
