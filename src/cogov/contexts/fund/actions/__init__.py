"""Writes of the fund: lists and limits, vouchers and their steps, the reconciliation."""

from cogov.contexts.fund.actions.books import (
    close_budget,
    open_budget,
    set_limit,
    set_purpose,
    set_source,
    set_supplier,
)
from cogov.contexts.fund.actions.vouchers import Wish, approve, ask, check, refuse, withdraw

__all__ = [
    "Wish",
    "approve",
    "ask",
    "check",
    "close_budget",
    "open_budget",
    "refuse",
    "set_limit",
    "set_purpose",
    "set_source",
    "set_supplier",
    "withdraw",
]
