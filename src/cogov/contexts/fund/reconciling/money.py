"""The fund's own books: ledger against journal, vouchers against ledger, approvals against journal, sums against rows.

Nothing here calls what writes: a check that repeats the action's own arithmetic would repeat its mistakes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, Sum

from cogov.contexts.fund import moves, totals
from cogov.contexts.fund.models import BOOKED, Kind, State, Voucher
from cogov.contexts.fund.reconciling.finding import Found
from cogov.kernel import ledger
from cogov.kernel.ledger import Unit, balances
from cogov.kernel.ledger.models import Account, Line, Posting
from cogov.kernel.models import Entry

CHUNK = 2_000
"""Rows fetched at a time."""


def the_ledger() -> Iterator[Found]:
    """Altered balances, altered, removed or inserted lines and postings; of points and of money."""
    findings = ledger.verify()
    accounts = {one.account for one in findings if one.account is not None}
    accounts |= set(_accounts_of({one.posting for one in findings if one.posting is not None}).values())
    owners = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "owner"))
    of_posting = _accounts_of({one.posting for one in findings if one.posting is not None})
    for one in findings:
        owner = owners.get(one.account if one.account is not None else of_posting.get(one.posting or 0, 0), "")
        subject = f"account:{one.account}" if one.account is not None else f"posting:{one.posting}"
        yield Found(f"ledger-{one.fault}", subject, _item(owner), detail=one.reason[:300])


def _accounts_of(postings: set[int]) -> dict[int, int]:
    """Posting → one account that belongs to an item, when it has such a line."""
    rows = Line.objects.filter(posting__in=postings, account__owner__startswith="item:")
    return dict(rows.values_list("posting_id", "account_id"))


def _item(owner: str) -> int | None:
    kind, _, number = owner.partition(":")
    return int(number) if kind == "item" and number.isdecimal() else None


def vouchers_and_postings() -> Iterator[Found]:
    """Each booked voucher has its posting over its amount, and each posting of the fund its voucher."""
    told = {
        posting: (key, why)
        for posting, key, why in Posting.objects.filter(why__startswith="fund.").values_list("pk", "key", "why")
    }
    moved = dict(
        Line.objects.filter(posting__why__startswith="fund.", amount__gt=0)
        .values_list("posting_id")
        .annotate(sum=Sum("amount"))
    )
    for pk, kind, fen, posting in _booked("pk", "kind", "fen", "posting"):
        key, why = told.pop(posting, ("", ""))
        if (key, why) != (f"fund:voucher:{pk}", f"fund.{kind}"):
            yield Found("voucher-without-posting", f"voucher:{pk}", expected=fen, found=0)
        elif moved.get(posting, 0) != fen:
            yield Found("voucher-amount", f"voucher:{pk}", expected=moved.get(posting, 0), found=fen)
    for posting, (key, _why) in sorted(told.items()):
        yield Found("posting-without-voucher", f"posting:{posting}", detail=key)


def approvals() -> Iterator[Found]:
    """The journal knows who asked, who checked and who approved: three people, two where two are enough."""
    people: dict[int, dict[str, int | None]] = defaultdict(dict)
    asked_fen: dict[int, int] = {}
    rows = Entry.objects.filter(
        subject_type="fund.voucher", kind__in=["fund.asked", "fund.checked", "fund.booked"]
    ).values_list("subject_id", "kind", "person", "data")
    for voucher, kind, person, data in rows.iterator(CHUNK):
        people[voucher][kind] = person
        if kind == "fund.asked":
            asked_fen[voucher] = int(json.loads(data)["fen"])
    columns = ("pk", "two", "fen", "asked_by_id", "checked_by_id", "approved_by_id")
    for pk, two, fen, asked, checked, approved in _booked(*columns):
        known = people.get(pk, {})
        same = (known.get("fund.asked"), known.get("fund.booked")) == (asked, approved) and approved is not None
        first = known.get("fund.checked")
        alone = approved == asked or (two and (first is None or first in (asked, approved)))
        if not same or first != checked or alone:
            yield Found("unapproved", f"voucher:{pk}", detail="the journal does not know these approvals")
        elif asked_fen.get(pk) != fen:
            yield Found("voucher-amount", f"voucher:{pk}", expected=asked_fen.get(pk), found=fen)


def bounds() -> Iterator[Found]:
    """Nothing is committed above its budget, delivered above its commitment, paid above its invoice or refunded above
    its payment."""
    allotted, committed = _by("budget", Kind.ALLOTMENT), _by("budget", Kind.COMMITMENT)
    released, back = _by("budget", Kind.RELEASE), _by("budget", Kind.REFUND)
    for budget, fen in sorted(committed.items()):
        bound = allotted.get(budget, 0) + back.get(budget, 0)
        if fen - released.get(budget, 0) > bound:
            yield Found("over-committed", f"budget:{budget}", expected=bound, found=fen - released.get(budget, 0))
    amounts: dict[int, int] = dict(_booked("pk", "fen"))
    for code, kinds in (
        ("over-delivered", (Kind.PURCHASE, Kind.RELEASE)),
        ("over-paid", (Kind.PAYMENT,)),
        ("over-refunded", (Kind.REFUND,)),
    ):
        for parent, fen in sorted(_by("parent", *kinds).items()):
            if fen > amounts.get(parent, 0):
                yield Found(code, f"voucher:{parent}", expected=amounts.get(parent, 0), found=fen)


def paid_twice() -> Iterator[Found]:
    """The same slip of the bank, or the same invoice, of one supplier more than once."""
    rows = Voucher.objects.filter(kind__in=[Kind.PURCHASE, Kind.PAYMENT], state=State.BOOKED).exclude(reference="")
    seen: dict[tuple[str, int, str], int] = {}
    for pk, kind, supplier, reference in rows.order_by("pk").values_list("pk", "kind", "supplier_id", "reference"):
        key = (kind, supplier or 0, "".join(reference.split()).casefold())
        if key in seen:
            yield Found("paid-twice", f"voucher:{pk}", detail=f"the same number as voucher {seen[key]}")
        seen.setdefault(key, pk)


def public_sums() -> Iterator[Found]:
    """What the public page says is what the vouchers say."""
    kept, counted = totals.kept(), totals.counted()
    for key in sorted({*kept, *counted}):
        if kept.get(key, 0) != counted.get(key, 0):
            name = ":".join(map(str, key))
            yield Found("public-sum", f"total:{name}", expected=counted.get(key, 0), found=kept.get(key, 0))


def bank() -> Iterator[Found]:
    """The money at the bank, by the ledger and by the vouchers."""
    sums = totals.counted()
    by_kind = {kind: sum(fen for key, fen in sums.items() if key[3] == kind) for kind in Kind}
    expected = by_kind[Kind.RECEIPT] - by_kind[Kind.PAYMENT] + by_kind[Kind.REFUND]
    if (found := at_bank()) != expected:
        yield Found("bank", "fund", expected=expected, found=found)


def at_bank() -> int:
    """Fen, by the ledger's accounts. One query."""
    return balance_of(*moves.AT_BANK)


def balance_of(*kinds: str) -> int:
    """Fen in all accounts of these kinds, which have floors. One query."""
    rows = Account.objects.filter(unit=Unit.FEN, kind__in=kinds)
    return int(rows.aggregate(sum=Sum("total"))["sum"] or 0)


def sums_of_units() -> Iterator[Found]:
    """All accounts of one unit together are nothing."""
    for unit, amount in ledger.sums().items():
        if amount:
            yield Found(f"{unit.value}-sum", f"unit:{unit.value}", expected=0, found=amount)


def points() -> Iterator[Found]:
    """Points in hands are what was ever given out, less what came back: counted from both ends."""
    if (found := outstanding()) != (expected := issued()):
        yield Found("points-outstanding", "points", expected=expected, found=found)


def outstanding() -> int:
    """Points in the accounts of persons, families and communities: those that cannot be overdrawn. One query."""
    rows = Account.objects.filter(unit=Unit.POINTS, floor__isnull=False)
    return int(rows.aggregate(sum=Sum("total"))["sum"] or 0)


def issued() -> int:
    """Points that the open accounts (given out, redeemed, taken back) say are in hands. Two queries."""
    ids = list(Account.objects.filter(unit=Unit.POINTS, floor=None).values_list("pk", flat=True))
    return -sum(one.total for one in balances(ids).values())


def _booked(*columns: str) -> Iterator[tuple[Any, ...]]:
    return Voucher.objects.filter(state__in=BOOKED).order_by("pk").values_list(*columns).iterator(CHUNK)


def _by(field: str, *kinds: Kind) -> dict[int, int]:
    """Sum of what is booked and not corrected, by budget or parent."""
    rows = Voucher.objects.filter(~Q(**{field: None}), kind__in=kinds, state=State.BOOKED)
    return dict(rows.values_list(F(f"{field}_id")).annotate(sum=Sum("fen")))
