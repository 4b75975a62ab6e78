"""Double entry for points and for money: accounts, immutable postings that sum to zero, holds.

Knows no context: accounts have a unit, a kind and an owner written as text ("person:12"). Whoever imports
from here gets plain values; the tables are the ledger's own business (ADR 0009).

- `account` finds or opens an account. `floor=None` makes it an open one: it may go negative, keeps no balance
  row that postings would queue for, and cannot be held from (issuing, redeemed, equity).
- `post` is the only way to move anything. In a transaction with several postings call `lock` with all their
  accounts first, so that two such transactions cannot wait for each other.
- `why` is a short code ("rewards.earned"), from which the context makes its sentence with `facts`;
  neither may hold personal data, since both stand in the journal.
- Beside the agreed interface: `lock`, `sums`, `find`, `find_all`, `balances`, `posting_of`, `statement_between`,
  and `bulk` for imports.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cogov.kernel.ledger.accounts import account, find, find_all, lock
    from cogov.kernel.ledger.checking import Finding, verify
    from cogov.kernel.ledger.holds import hold, release, settle
    from cogov.kernel.ledger.posting import post, posting_of
    from cogov.kernel.ledger.reading import balance, balances, statement, statement_between, sums
    from cogov.kernel.ledger.values import Balance, Insufficient, Line, StatementLine, Unit

__all__ = [
    "Balance",
    "Finding",
    "Insufficient",
    "Line",
    "StatementLine",
    "Unit",
    "account",
    "balance",
    "balances",
    "find",
    "find_all",
    "hold",
    "lock",
    "post",
    "posting_of",
    "release",
    "settle",
    "statement",
    "statement_between",
    "sums",
    "verify",
]

_HOMES = {
    "accounts": ("account", "find", "find_all", "lock"),
    "checking": ("Finding", "verify"),
    "holds": ("hold", "release", "settle"),
    "posting": ("post", "posting_of"),
    "reading": ("balance", "balances", "statement", "statement_between", "sums"),
    "values": ("Balance", "Insufficient", "Line", "StatementLine", "Unit"),
}


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: Django imports this package before its models may be."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"cogov.kernel.ledger.{home}"), name)
    raise AttributeError(name)
