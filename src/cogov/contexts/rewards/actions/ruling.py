"""Rules are drafted, tried, switched on and ended; a version in force is replaced, never changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cogov.contexts.rewards import rules
from cogov.contexts.rewards.events import RuleChanged, RuleEnded, RuleMade, RuleSwitchedOn, TrialAsked
from cogov.contexts.rewards.models import Rule, Trial
from cogov.contexts.rewards.weighing import CAPS, in_force
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

State = Rule.State
MONTHS = range(1, 25)
"""How far back a trial may look."""


@dataclass(frozen=True, slots=True)
class RuleData:
    """What a rule says; `area` is an id, `caps` as in `weighing.CAPS`."""

    kind: str
    name_zh: str
    name_en: str
    points: int
    since: date
    category: str = ""
    area: int | None = None
    campaign: bool = False
    hard_percent: int = 150
    complicated_percent: int = 200
    wait_days: int = 0
    until: date | None = None
    budget: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def draft_rule(data: RuleData, *, code: str = "", by: Actor) -> int:
    """Id of a draft: a new rule, or the next version of `code`. Raises Forbidden, Invalid, Conflict."""
    _allowed(by)
    _check(data)
    code = code or _fresh_code(data)
    versions = Rule.objects.filter(code=code).order_by("-version")
    if versions.filter(state=State.DRAFT).exists():
        raise Conflict(_("There is a draft of this rule already. Go on with that one."))
    last = versions.first()
    row = Rule(code=code, version=last.version + 1 if last else 1, made_at=now(), **_columns(data))
    row.save(force_insert=True)
    journal.record(RuleMade(code, row.version, _said(data)), subject=row, by=by, first=True)
    return row.pk


@transaction.atomic
def change_rule(rule: int, data: RuleData, *, revision: int, by: Actor) -> None:
    """Change a draft. Raises Conflict when it is none any more, or was changed meanwhile."""
    row = _locked(rule, revision, by)
    _check(data)
    if row.state != State.DRAFT:
        raise Conflict(_("A rule in force is not changed: make a new version of it."))
    for name, value in _columns(data).items():
        setattr(row, name, value)
    journal.record(RuleChanged(_said(data)), subject=row, by=by, save=tuple(_columns(data)))


@transaction.atomic
def switch_on(rule: int, *, revision: int, by: Actor) -> None:
    """From now on the draft counts, in place of the version that counted before."""
    row = _locked(rule, revision, by)
    if row.state != State.DRAFT:
        raise Conflict(_("This version was switched on before."))
    before = Rule.objects.select_for_update(of=("self",)).filter(code=row.code, state=State.ON).first()
    if before is not None:
        _end(before, by, row.version)
    row.state, row.on_at = State.ON, now()
    journal.record(RuleSwitchedOn(row.code, row.version), subject=row, by=by, save=("state", "on_at"))
    in_force.changed()


@transaction.atomic
def end_rule(rule: int, *, revision: int, by: Actor) -> None:
    """It gives nothing from now on; what was earned stays."""
    row = _locked(rule, revision, by)
    if row.state != State.ON:
        raise Conflict(_("This version is not in force."))
    _end(row, by, None)
    in_force.changed()


@transaction.atomic
def try_rule(rule: int, *, months: int, by: Actor) -> int:
    """Id of a trial that the worker begins at once. Raises Forbidden, Missing, Invalid."""
    if not rules.may_see_rules(by):
        raise Forbidden
    if months not in MONTHS:
        raise Invalid(fields={"months": _("Please choose 1 to 24 months.")})
    if not Rule.objects.filter(pk=rule).exists():
        raise Missing
    row = Trial.objects.create(rule_id=rule, months=months, at=now())
    journal.record(TrialAsked(rule, months), subject=row, by=by, first=True)
    return row.pk


def _end(row: Rule, by: Actor, successor: int | None) -> None:
    row.state, row.ended_at = State.ENDED, now()
    journal.record(RuleEnded(row.code, row.version, successor), subject=row, by=by, save=("state", "ended_at"))


def _allowed(by: Actor) -> None:
    if not rules.may_rule(by):
        raise Forbidden


def _locked(rule: int, revision: int, by: Actor) -> Rule:
    _allowed(by)
    row = Rule.objects.select_for_update(of=("self",)).filter(pk=rule).first()
    if row is None:
        raise Missing
    if row.journal_seq != revision:
        raise Conflict
    return row


def _check(data: RuleData) -> None:
    if not (data.name_zh.strip() and data.name_en.strip()):
        raise Invalid(fields={"name_zh": _("Residents read the name in both languages: please write both.")})
    if data.points < 1:
        raise Invalid(fields={"points": _("A rule gives at least one point.")})
    if data.until is not None and data.until < data.since:
        raise Invalid(fields={"until": _("The last day lies before the first.")})
    unknown = set(data.caps) - set(CAPS)
    if unknown:
        raise Invalid(f"unknown ceilings: {sorted(unknown)}")


def _columns(data: RuleData) -> dict[str, Any]:
    columns = {name: getattr(data, name) for name in RuleData.__dataclass_fields__ if name != "area"}
    return columns | {"area_id": data.area, "caps": dict(data.caps)}


def _said(data: RuleData) -> dict[str, Any]:
    said = dataclasses.asdict(data)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _fresh_code(data: RuleData) -> str:
    base = slugify(data.name_en)[:30] or data.kind
    taken = set(Rule.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)
