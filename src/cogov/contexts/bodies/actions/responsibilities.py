"""Rules of responsibility are added, changed and ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import rules
from cogov.contexts.bodies.events import RuleAdded, RuleChanged, RuleEnded
from cogov.contexts.bodies.models import Body, Responsibility
from cogov.contexts.bodies.tree import snapshot
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ids import digest

BATCH = 500  # rows of one INSERT: far below SQLite's 32,766 parameters


@transaction.atomic
def add_rule(*, category: str, area: int, body: int, by: Actor, note: str = "", since: datetime | None = None) -> int:
    """Id of the rule. Raises Missing, Invalid, Forbidden, and Conflict where this place and category have one."""
    _check(by, area, body)
    _free(category, area)
    rule = Responsibility.objects.create(category=category, area_id=area, body_id=body, note=note, since=since or now())
    fact = RuleAdded(category, area, body, digest(note) if note else "")
    journal.record(fact, subject=rule, by=by, first=True)
    snapshot.changed()
    return int(rule.pk)


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to be added; `area` and `body` are codes."""

    category: str
    area: str
    body: str
    note: str = ""


@transaction.atomic
def add_rules(rows: Iterable[NewRule], *, by: Actor, since: datetime | None = None) -> list[int]:
    """Many at once, in the order given: one INSERT for 500 rules, one journal row each. Raises as `add_rule`."""
    at, ordered = since or now(), list(rows)
    taken = set(Responsibility.objects.filter(until=None).values_list("category", "area_id"))
    tree = snapshot.get()
    made: list[Responsibility] = []
    for id_, row in zip(reserve_ids(Responsibility, len(ordered)), ordered, strict=True):
        area, body = areas.by_code(row.area), tree.by_code.get(row.body)
        if body is None:
            raise Missing(_("There is no body %(code)s.") % {"code": row.body})
        if not rules.may_assign(by, area.id, body.id):
            raise Forbidden
        if (row.category, area.id) in taken:
            raise Conflict(_("There already is a rule for %(place)s.") % {"place": f"{row.category} · {row.area}"})
        taken.add((row.category, area.id))
        made.append(
            Responsibility(pk=id_, category=row.category, area_id=area.id, body_id=body.id, note=row.note, since=at)
        )
    Responsibility.objects.bulk_create(made, batch_size=BATCH)
    for rule in made:
        fact = RuleAdded(rule.category, rule.area_id, rule.body_id, digest(rule.note) if rule.note else "")
        journal.record(fact, subject=rule, by=by, first=True)
    snapshot.changed()
    return [rule.pk for rule in made]


@transaction.atomic
def change_rule(
    id_: int, *, category: str, area: int, body: int, note: str, revision: int, by: Actor
) -> Responsibility:
    """From now on the rule says this. Raises as `add_rule`, and Conflict when it is no longer at `revision`."""
    rule = _held(id_, revision, by)
    _check(by, area, body)
    if (category, area) != (rule.category, rule.area_id):
        _free(category, area)
    if (category, area, body, note) == (rule.category, rule.area_id, rule.body_id, rule.note):
        return rule
    rule.category, rule.area_id, rule.body_id, rule.note = category, area, body, note
    fact = RuleChanged(category, area, body, digest(note) if note else "")
    journal.record(fact, subject=rule, by=by, save=("category", "area", "body", "note"))
    snapshot.changed()
    return rule


@transaction.atomic
def end_rule(id_: int, *, revision: int, by: Actor) -> None:
    """From now on the rule does not hold; it stays, so that old decisions can be explained."""
    rule = _held(id_, revision, by)
    rule.until = max(now(), rule.since)
    journal.record(RuleEnded(rule.category, rule.area_id, rule.body_id), subject=rule, by=by, save=["until"])
    snapshot.changed()


def _held(id_: int, revision: int, by: Actor) -> Responsibility:
    rule = Responsibility.objects.filter(pk=id_).first()
    if rule is None:
        raise Missing
    if not rules.may_assign(by, rule.area_id, rule.body_id):
        raise Forbidden
    if rule.journal_seq != revision or rule.until is not None:
        raise Conflict
    return rule


def _check(by: Actor, area: int, body: int) -> None:
    areas.area(area)
    active = Body.objects.filter(pk=body).values_list("active", flat=True).first()
    if active is None:
        raise Missing
    if not active:
        raise Invalid(fields={"body": _("This body is closed. Please choose another.")})
    if not rules.may_assign(by, area, body):
        raise Forbidden(_("You may only decide for your own area and the bodies in it."))


def _free(category: str, area: int) -> None:
    if Responsibility.objects.filter(category=category, area_id=area, until=None).exists():
        raise Conflict(_("There already is a rule for this category and this area. Please change that one."))
