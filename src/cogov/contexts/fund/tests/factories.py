"""A fund with money in it, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from django.utils.timezone import localdate

from cogov.contexts.bodies.tests.factories import BodyFactory, staff
from cogov.contexts.fund import actions
from cogov.contexts.fund.actions import Wish
from cogov.contexts.fund.models import Budget, Kind, Purpose, Source, Supplier, Voucher
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.clock import now

_numbers = count(1)
GIVEN = 1_000_000
"""Fen that the source of a new treasury has given; half of it is allotted."""


@dataclass
class Treasury:
    """One source, one budget, one supplier; an actor for each role, all at the body that keeps the money."""

    source: Source
    budget: Budget
    supplier: Supplier
    people: dict[str, Actor] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """The same person each time; "supervisor:2" is another one."""
        if role not in self.people:
            self.people[role] = staff(Role(role.partition(":")[0]), self.source.body)
        return self.people[role]

    def ask(self, kind: Kind, fen: int, parent: Voucher | None = None, **more: object) -> Voucher:
        wish: dict[str, object] = {"kind": kind.value, "fen": fen, "memo": "For the shop"}
        if parent is not None:
            wish["parent"] = parent.pk
        elif kind == Kind.RECEIPT:
            wish["source"] = self.source.pk
        else:
            wish["budget"] = self.budget.pk
        if kind == Kind.COMMITMENT:
            wish["supplier"] = self.supplier.pk
        if kind in (Kind.PURCHASE, Kind.PAYMENT):
            wish["reference"] = f"N{next(_numbers)}"
        return actions.ask(Wish(**(wish | more)), by=self.actor("admin"))  # type: ignore[arg-type]

    def approve(self, voucher: Voucher) -> Voucher:
        """By as many people as it needs."""
        if voucher.two:
            voucher = actions.check(voucher=voucher.pk, revision=voucher.journal_seq, by=self.actor("supervisor"))
        return actions.approve(voucher=voucher.pk, revision=voucher.journal_seq, by=self.actor("leader"))

    def book(self, kind: Kind, fen: int, parent: Voucher | None = None, **more: object) -> Voucher:
        return self.approve(self.ask(kind, fen, parent, **more))

    def paid(self, fen: int = 10_000, **purchase: object) -> Voucher:
        """Committed, delivered and paid; the payment."""
        commitment = self.book(Kind.COMMITMENT, fen)
        return self.book(Kind.PAYMENT, fen, self.book(Kind.PURCHASE, fen, commitment, **purchase))


def treasury(*, money: bool = True) -> Treasury:
    source = actions.set_source(
        code=f"city{next(_numbers)}", name_zh="市财政", name_en="City budget", kind="treasury",
        body=BodyFactory().pk, by=SYSTEM,
    )  # fmt: skip
    purpose = Purpose.objects.first() or actions.set_purpose(
        code="goods", name_zh="兑换物品", name_en="Goods", by=SYSTEM
    )
    budget = actions.open_budget(year=localdate(now()).year, source=source.pk, purpose=purpose.pk, by=SYSTEM)
    supplier = actions.set_supplier(name=f"Shop {next(_numbers)}", by=SYSTEM)
    made = Treasury(source, budget, supplier)
    if money:
        made.book(Kind.RECEIPT, GIVEN)
        made.book(Kind.ALLOTMENT, GIVEN // 2)
    return made
