"""Facts about the fund. Amounts in fen; never a name or a memo."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("fund.source_set")
@dataclass(frozen=True)
class SourceSet:
    code: str
    source_kind: str
    body: int
    active: bool


@event("fund.purpose_set")
@dataclass(frozen=True)
class PurposeSet:
    code: str


@event("fund.supplier_set")
@dataclass(frozen=True)
class SupplierSet:
    natural: bool
    active: bool


@event("fund.budget_opened")
@dataclass(frozen=True)
class BudgetOpened:
    year: int
    source: int
    purpose: int


@event("fund.budget_closed")
@dataclass(frozen=True)
class BudgetClosed:
    closed: bool


@event("fund.limit_set")
@dataclass(frozen=True)
class LimitSet:
    """From now on a voucher of this kind above `fen` needs two people."""

    voucher_kind: str
    fen: int


@event("fund.asked")
@dataclass(frozen=True)
class Asked:
    """`two`: it needs two people. `memo` and `reference` as digests."""

    voucher_kind: str
    fen: int
    two: bool
    source: int
    budget: int | None
    supplier: int | None
    parent: int | None
    item: int | None
    quantity: int
    words: str


@event("fund.checked")
@dataclass(frozen=True)
class Checked:
    """The first of two people agreed."""

    fen: int


@event("fund.booked")
@dataclass(frozen=True)
class Booked:
    """Approved, and in the ledger."""

    fen: int
    posting: int


@event("fund.refused")
@dataclass(frozen=True)
class Refused:
    why: str


@event("fund.withdrawn")
@dataclass(frozen=True)
class Withdrawn:
    """By who had asked."""


@event("fund.reversed")
@dataclass(frozen=True)
class Reversed:
    """A correction took the posting back by a new one."""

    correction: int


@event("fund.reconciled")
@dataclass(frozen=True)
class Reconciled:
    checks: int
    found: int
    digest: str


@event("fund.differs")
@dataclass(frozen=True)
class Differs:
    """The alarm. `item` None: new orders of all items stop."""

    code: str
    about: str
    item: int | None


@event("fund.agrees")
@dataclass(frozen=True)
class Agrees:
    """A difference is no longer there."""

    code: str
