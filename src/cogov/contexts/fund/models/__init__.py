"""Tables of the fund."""

from cogov.contexts.fund.models.books import Budget, Limit, Purpose, Source, Supplier
from cogov.contexts.fund.models.checks import Difference, Run
from cogov.contexts.fund.models.voucher import BOOKED, Kind, State, Total, Voucher

__all__ = [
    "BOOKED",
    "Budget",
    "Difference",
    "Kind",
    "Limit",
    "Purpose",
    "Run",
    "Source",
    "State",
    "Supplier",
    "Total",
    "Voucher",
]
