"""Reads: the public figures, vouchers by scope, budgets with what is left of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from cogov.contexts.fund import moves, rules
from cogov.contexts.fund.models import BOOKED, Budget, Kind, Purpose, Source, State, Total, Voucher
from cogov.contexts.fund.workflow import WAITING
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Missing
from cogov.kernel.ledger import Unit, balances
from cogov.kernel.ledger.models import Account

IN_LISTS = ("source", "budget__purpose", "budget__source", "supplier")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the public page, in fen: one purpose, or one source, of one year."""

    id: int
    name: str
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def received(self) -> int:
        return self.sums.get(Kind.RECEIPT, 0)

    @property
    def allotted(self) -> int:
        return self.sums.get(Kind.ALLOTMENT, 0)

    @property
    def promised(self) -> int:
        """Committed or owed, and not yet paid."""
        return self.sums.get(Kind.COMMITMENT, 0) - self.sums.get(Kind.RELEASE, 0) - self.sums.get(Kind.PAYMENT, 0)

    @property
    def paid(self) -> int:
        return self.sums.get(Kind.PAYMENT, 0)

    @property
    def refunded(self) -> int:
        return self.sums.get(Kind.REFUND, 0)

    @property
    def spent(self) -> int:
        """Paid, without what came back."""
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True)
class Overview:
    """The public page: `all` of the year, its purposes and sources, and each year's sums; `ever` of all years."""

    year: int
    years: tuple[Row, ...]
    all: Row
    ever: Row
    purposes: tuple[Row, ...]
    sources: tuple[Row, ...]

    @property
    def at_bank(self) -> int:
        return self.ever.received - self.ever.spent


def overview(year: int | None = None) -> Overview:
    """Three queries, whatever the number of vouchers. Without a year, or one without figures, the newest."""
    totals = list(Total.objects.order_by("year"))
    purposes = {row.pk: row.name for row in Purpose.objects.order_by("pk")}
    sources = {row.pk: row.name for row in Source.objects.order_by("pk")}
    years = sorted({total.year for total in totals}, reverse=True)
    chosen = year if year in years else (years[0] if years else 0)
    own = [total for total in totals if total.year == chosen]
    return Overview(
        year=chosen,
        years=tuple(_row(one, str(one), [t for t in totals if t.year == one]) for one in years),
        all=_row(0, "", own),
        ever=_row(0, "", totals),
        purposes=tuple(_row(pk, name, [t for t in own if t.purpose == pk]) for pk, name in purposes.items()),
        sources=tuple(_row(pk, name, [t for t in own if t.source_id == pk]) for pk, name in sources.items()),
    )


def _row(id_: int, name: str, totals: Iterable[Total]) -> Row:
    sums: dict[str, int] = defaultdict(int)
    for total in totals:
        sums[total.kind] += total.fen
    return Row(id_, name, dict(sums))


def booked(
    *, year: int | None = None, purpose: int | None = None, source: int | None = None, kind: str = ""
) -> QuerySet[Voucher]:
    """What stands behind a public figure, newest first by the ledger's order."""
    rows = Voucher.objects.filter(state__in=BOOKED).select_related(*IN_LISTS, "parent").order_by("-posting")
    if kind in Kind.values:
        rows = rows.filter(Q(kind=kind) | Q(kind=Kind.CORRECTION, parent__kind=kind))
    if purpose:
        rows = rows.filter(budget__purpose=purpose)
    if source:
        rows = rows.filter(source=source)
    if year:
        no_budget = Q(budget=None, booked_at__year=year)
        rows = rows.filter(Q(budget__year=year) | no_budget)
    return rows


def visible_to(actor: Actor) -> QuerySet[Voucher]:
    return Voucher.objects.filter(rules.visible(actor)).select_related(*IN_LISTS, "parent")


def voucher(id_: int, actor: Actor) -> Voucher:
    """Raises Missing. One query."""
    row = visible_to(actor).filter(pk=id_).first()
    if row is None:
        raise Missing
    return row


def waiting(actor: Actor) -> QuerySet[Voucher]:
    return visible_to(actor).filter(state__in=WAITING).order_by("asked_at")


def continuing(row: Voucher) -> list[Voucher]:
    """What continues a voucher: one query."""
    return list(Voucher.objects.filter(parent=row).exclude(state__in=[State.REFUSED, State.WITHDRAWN]).order_by("pk"))


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget with its accounts, in fen."""

    budget: Budget
    free: int
    committed: int
    paid: int

    @property
    def total(self) -> int:
        """Everything that was ever allotted and is still here or paid."""
        return self.free + self.committed + self.paid


def budgets(actor: Actor, *, year: int | None = None) -> list[BudgetRow]:
    """Budgets whose money the actor has to do with. Four queries for any number."""
    rows = Budget.objects.select_related("source", "purpose").order_by("-year", "source", "purpose")
    if not (actor.machine or any(actor.with_roles(Role.AUDITOR))):
        rows = rows.filter(source__body__in={b for g in actor.with_roles(*rules.READING) for b in g.bodies})
    if year:
        rows = rows.filter(year=year)
    found = list(rows)
    stands = by_owner(moves.FREE, moves.PAID, moves.REFUNDED, owners=[f"budget:{row.pk}" for row in found])
    ever = _ever_committed(found)
    return [_budget_row(row, stands, ever) for row in found]


def _budget_row(row: Budget, stands: dict[tuple[str, str], int], committed: dict[int, int]) -> BudgetRow:
    owner = f"budget:{row.pk}"
    paid = stands.get((moves.PAID, owner), 0)
    back = stands.get((moves.REFUNDED, owner), 0)
    return BudgetRow(
        budget=row,
        free=stands.get((moves.FREE, owner), 0),
        committed=committed.get(row.pk, 0) - paid,
        paid=paid + back,
    )


def _ever_committed(rows: list[Budget]) -> dict[int, int]:
    """By budget: commitments without releases. One query."""
    found: dict[int, int] = defaultdict(int)
    kinds = Voucher.objects.filter(
        budget__in=rows, state=State.BOOKED, kind__in=[Kind.COMMITMENT, Kind.RELEASE]
    ).values_list("budget_id", "kind", "fen")
    for budget, kind, fen in kinds:
        found[budget] += fen if kind == Kind.COMMITMENT else -fen
    return found


def by_owner(*kinds: str, owners: list[str]) -> dict[tuple[str, str], int]:
    """(kind, owner) → balance in fen. Two queries."""
    accounts = {
        pk: (kind, owner)
        for pk, kind, owner in Account.objects.filter(unit=Unit.FEN, kind__in=kinds, owner__in=owners).values_list(
            "pk", "kind", "owner"
        )
    }
    return {accounts[pk]: one.total for pk, one in balances(list(accounts)).items()}
