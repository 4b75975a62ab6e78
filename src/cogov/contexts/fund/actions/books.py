"""The lists on which vouchers stand: givers, purposes, suppliers, budgets, limits."""

from __future__ import annotations

from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.fund import rules
from cogov.contexts.fund.events import BudgetClosed, BudgetOpened, LimitSet, PurposeSet, SourceSet, SupplierSet
from cogov.contexts.fund.models import Budget, Kind, Limit, Purpose, Source, Supplier
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Journalled

M = TypeVar("M", bound=Journalled)

YEARS = range(2000, 2201)
"""As the database's own constraint says."""


@transaction.atomic
def set_source(
    *, code: str, name_zh: str, name_en: str, kind: str, body: int, by: Actor, active: bool = True
) -> Source:
    """Make a source, or change the one with this code. Raises Forbidden, Invalid, Missing."""
    _named(code, name_zh, name_en)
    bodies.body(body)
    if kind not in Source.Kind.values:
        raise Invalid(fields={"kind": _("Please choose.")})
    row = Source.objects.filter(code=code).first()
    if not rules.may_set(by, body) or (row is not None and not rules.may_set(by, row.body_id)):
        raise Forbidden
    fields = {"name_zh": name_zh, "name_en": name_en, "kind": kind, "body_id": body, "active": active}
    return _saved(Source, row, {"code": code}, fields, SourceSet(code, kind, body, active), by)


@transaction.atomic
def set_purpose(*, code: str, name_zh: str, name_en: str, by: Actor) -> Purpose:
    """Make a purpose, or rename the one with this code."""
    if not rules.may_keep_lists(by):
        raise Forbidden
    _named(code, name_zh, name_en)
    row = Purpose.objects.filter(code=code).first()
    return _saved(Purpose, row, {"code": code}, {"name_zh": name_zh, "name_en": name_en}, PurposeSet(code), by)


@transaction.atomic
def set_supplier(*, name: str, by: Actor, number: str = "", natural: bool = False, active: bool = True) -> Supplier:
    """Make a supplier, or change the one with this number, or without a number the one of this name."""
    if not rules.may_keep_lists(by):
        raise Forbidden
    name, number = name.strip(), number.strip().upper()
    if not 1 <= len(name) <= 120:
        raise Invalid(fields={"name": _("Please give a name of at most 120 letters.")})
    if len(number) > 40:
        raise Invalid(fields={"number": _("Please give a number of at most 40 letters.")})
    same: dict[str, object] = {"number": number} if number else {"name": name, "number": ""}
    row = Supplier.objects.filter(**same).first()
    fields = {"name": name, "natural": natural, "active": active}
    return _saved(Supplier, row, same, fields, SupplierSet(natural, active), by)


@transaction.atomic
def open_budget(*, year: int, source: int, purpose: int, by: Actor) -> Budget:
    """The line of this year, source and purpose; the one that exists is given back. Raises Forbidden, Invalid."""
    giver, what = Source.objects.filter(pk=source, active=True).first(), Purpose.objects.filter(pk=purpose).first()
    if giver is None or what is None:
        raise Missing
    if not rules.may_set(by, giver.body_id):
        raise Forbidden
    if year not in YEARS:
        raise Invalid(fields={"year": _("Please give a year.")})
    row, made = Budget.objects.get_or_create(year=year, source=giver, purpose=what)
    if made:
        journal.record(BudgetOpened(year, giver.pk, what.pk), subject=row, by=by, first=True)
    return row


@transaction.atomic
def close_budget(*, budget: int, closed: bool, revision: int, by: Actor) -> None:
    """Nothing new is committed on a closed line; what was committed goes on. Raises Missing, Forbidden, Conflict."""
    row = Budget.objects.select_related("source").filter(pk=budget).first()
    if row is None:
        raise Missing
    if not rules.may_set(by, row.source.body_id):
        raise Forbidden
    if row.journal_seq != revision:
        raise Conflict
    if row.closed != closed:
        row.closed = closed
        journal.record(BudgetClosed(closed), subject=row, by=by, save=["closed"])


@transaction.atomic
def set_limit(*, kind: str, fen: int, by: Actor) -> Limit:
    """From now on vouchers of this kind above `fen` need two people; those asked before keep theirs."""
    if not rules.may_limit(by):
        raise Forbidden
    if kind not in Kind.values or fen < 0:
        raise Invalid
    row = Limit.objects.create(kind=kind, fen=fen, since=now())
    journal.record(LimitSet(kind, fen), subject=row, by=by, first=True)
    return row


def _named(code: str, name_zh: str, name_en: str) -> None:
    if not code or len(code) > 40 or not code.replace("-", "").replace("_", "").isalnum() or not code.isascii():
        raise Invalid(fields={"code": _("Small letters, digits and hyphens only.")})
    for field, name in (("name_zh", name_zh), ("name_en", name_en)):
        if not 1 <= len(name.strip()) <= 80:
            raise Invalid(fields={field: _("Please give a name of at most 80 letters.")})


def _saved(
    model: type[M], row: M | None, same: dict[str, object], fields: dict[str, object], fact: object, by: Actor
) -> M:
    if row is None:
        manager: models.Manager[M] = model._default_manager
        row = manager.create(**(same | fields))
        journal.record(fact, subject=row, by=by, first=True)
        return row
    for name, value in fields.items():
        setattr(row, name, value)
    journal.record(fact, subject=row, by=by, save=list(fields))
    return row
