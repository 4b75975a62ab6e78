"""For auditors: every account, every line, and the proof of each posting; the reconciliation; the bookkeeper's file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.accounts.facade import Purpose as Why
from cogov.contexts.fund import evidence, moves, rules
from cogov.contexts.fund.actions.reconciling import reconcile as reconcile_now
from cogov.contexts.fund.models import BOOKED, Kind, Run, Voucher
from cogov.contexts.fund.money import plain, yuan
from cogov.contexts.fund.reconciling import open_differences
from cogov.contexts.fund.reconciling.words import CODES
from cogov.kernel.errors import Missing
from cogov.kernel.idempotency import once
from cogov.kernel.ledger import Unit, balances, statement
from cogov.kernel.ledger.models import Account, Line, Posting
from cogov.kernel.parsing import whole
from cogov.kernel.text import safe_cell
from cogov.ui.acting import actor_of

ROWS = 50
"""Accounts or lines of one page."""
NIGHTS = 30
"""Reconciliations shown: a month."""
CHUNK = 500
"""Vouchers of the bookkeeper's file read at a time."""


@never_cache
@require_safe
def accounts_page(request: HttpRequest) -> HttpResponse:
    """Accounts of points or money, by id; people's as numbers. `q` is the number of a posting to be proved."""
    number = whole(request.GET.get("q", "").strip())
    if number is not None and Posting.objects.filter(pk=number).exists():
        return redirect("fund:posting", number)
    unit = request.GET.get("unit") if request.GET.get("unit") in Unit.values else Unit.FEN.value
    kind, after = request.GET.get("kind", "")[:40], whole(request.GET.get("after", "")) or 0
    rows = Account.objects.filter(unit=unit, pk__gt=after).order_by("pk")
    rows = rows.filter(kind=kind) if kind else rows
    page = list(rows[: ROWS + 1])
    stands = balances([row.pk for row in page])
    names = {Unit.POINTS: _("Points"), Unit.FEN: _("Money")}
    tabs = [{"label": names[one], "url": f"?unit={one.value}", "current": unit == one.value} for one in Unit]
    context = {
        "rows": [_account(row, stands[row.pk].total, stands[row.pk].held) for row in page[:ROWS]],
        "tabs": tabs,
        "older": f"?unit={unit}&kind={kind}&after={page[ROWS - 1].pk}" if len(page) > ROWS else "",
        "newer": f"?unit={unit}&kind={kind}" if after else "",
        "unit": unit,
        "query": request.GET.get("q", "").strip()[:20],
    }
    return render(request, "fund/desk/accounts.html", context)


@never_cache
@require_safe
def account_page(request: HttpRequest, account: int) -> HttpResponse:
    """One account's lines, newest first. A look into a person's account is logged."""
    row = Account.objects.filter(pk=account).first()
    if row is None:
        raise Missing
    owner, _colon, number = row.owner.partition(":")
    if owner == "person" and number.isdecimal():
        accounts.log_view(actor_of(request), purpose=Why.AUDIT, person=int(number))
    before = whole(request.GET.get("before", ""))
    lines = statement(row.pk, before=before, limit=ROWS + 1)
    stands = balances([row.pk])[row.pk]
    context = {
        "account": _account(row, stands.total, stands.held),
        "rows": [
            {"line": line, "amount": amount(row.unit, line.amount), "balance": amount(row.unit, line.balance)}
            for line in lines[:ROWS]
        ],
        "older": f"?before={lines[ROWS - 1].id}" if len(lines) > ROWS else "",
        "newer": "?" if before else "",
    }
    return render(request, "fund/desk/account.html", context)


@never_cache
@require_safe
def posting(request: HttpRequest, posting: int) -> HttpResponse:
    """A posting with its journal entry, its place in the chain and its proof."""
    row = Posting.objects.filter(pk=posting).first()
    if row is None:
        raise Missing
    lines = evidence.lines(row.pk)
    context = {
        "posting": row,
        "lines": [
            {"line": line, "owner": owner_name(line.owner), "debit": _or_empty(line.unit, line.debit),
             "credit": _or_empty(line.unit, line.credit)}
            for line in lines
        ],
        "witness": evidence.witness(row.pk),
        "voucher": Voucher.objects.filter(posting=row.pk).only("pk").first(),
    }  # fmt: skip
    return render(request, "fund/desk/posting.html", context)


@never_cache
@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    runs = list(Run.objects.order_by("-at", "-id")[:NIGHTS])
    context = {
        "runs": runs,
        "last": runs[0] if runs else None,
        "figures": _figures(runs[0].figures) if runs else [],
        "differences": [(row, CODES.get(row.code, row.code)) for row in open_differences()],
        "may": rules.may_reconcile(actor_of(request)),
    }
    return render(request, "fund/desk/reconciliation.html", context)


@never_cache
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    done, _again = once(
        f"fund.reconcile:{actor.person}", request.POST.get("key", ""), {},
        lambda: {"found": reconcile_now(by=actor).found},
    )  # fmt: skip
    if done["found"]:
        messages.error(request, _("Compared. The books differ; the auditors have been told."))
    else:
        messages.success(request, _("Compared. All books agree."))
    return redirect("fund:reconciliation")


@never_cache
@require_safe
def journal_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every posting of a year in double entry, a line for each account; amounts in yuan, times local."""
    year = whole(request.GET.get("year", ""), most_digits=4)
    rows = Voucher.objects.filter(state__in=BOOKED).select_related("supplier", "budget").order_by("posting")
    if year:
        rows = rows.filter(booked_at__year=year)
    writer = csv.writer(_Echo())
    head = [_("Day"), _("Posting"), _("Voucher"), _("Kind"), _("Ledger account"), _("Name of the account"), _("Of"),
            _("Debit"), _("Credit"), _("What it pays for"), _("Its number"), _("Supplier")]  # fmt: skip

    def stream() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(head)
        yield from (writer.writerow([safe_cell(cell) for cell in line]) for line in _journal_lines(rows))

    answer = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fund-journal-{year or "all"}.csv"'
    return answer


class _Echo:
    """A file that hands back what is written to it, so that rows leave as they are made."""

    def write(self, text: str) -> str:
        return text


def _journal_lines(rows: Any) -> Iterator[list[object]]:
    """A chunk's lines are read together: one query for some hundred vouchers."""
    batch: list[Voucher] = []
    for row in rows.iterator(CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            yield from _lines_of(batch)
            batch = []
    yield from _lines_of(batch)


def _lines_of(batch: list[Voucher]) -> Iterator[list[object]]:
    found: dict[int, list[tuple[str, str, int]]] = {}
    wanted = Line.objects.filter(posting__in=[row.posting for row in batch]).order_by("id")
    for number, kind, owner, fen in wanted.values_list("posting_id", "account__kind", "account__owner", "amount"):
        found.setdefault(number, []).append((kind, owner, fen))
    for row in batch:
        assert row.posting is not None
        assert row.booked_at is not None
        for kind, owner, fen in found.get(row.posting, []):
            place = moves.PLACES.get(kind)
            yield [
                f"{localtime(row.booked_at):%Y-%m-%d}", row.posting, row.pk, str(Kind(row.kind).label),
                place.code if place else "", str(place.title) if place else kind, owner,
                plain(fen) if fen > 0 else "", plain(-fen) if fen < 0 else "", row.memo, row.reference,
                row.supplier.name if row.supplier else "",
            ]  # fmt: skip


def amount(unit: str, value: int) -> str:
    return yuan(value) if unit == Unit.FEN else f"{value:,}"


def _or_empty(unit: str, value: int) -> str:
    return amount(unit, value) if value else ""


def owner_name(owner: str) -> str:
    """What an account's owner is called on the auditors' pages; people stay numbers."""
    kind, _colon, number = owner.partition(":")
    known = {
        "person": _("Resident %(number)s"), "pool": _("Pool %(number)s"), "item": _("Item %(number)s"),
        "budget": _("Budget %(number)s"), "source": _("Source %(number)s"), "supplier": _("Supplier %(number)s"),
        "commitment": _("Voucher %(number)s"),
    }  # fmt: skip
    return known[kind] % {"number": number} if kind in known else owner or "–"


def _account(row: Account, total: int, held: int) -> dict[str, Any]:
    place = moves.PLACES.get(row.kind)
    return {
        "id": row.pk, "unit": row.unit, "code": place.code if place else "",
        "title": place.title if place else row.kind, "owner": owner_name(row.owner),
        "total": amount(row.unit, total), "held": _or_empty(row.unit, held),
    }  # fmt: skip


def _figures(figures: dict[str, int]) -> list[dict[str, Any]]:
    """Three groups: points, goods, money."""
    groups: list[tuple[str, list[tuple[str, str, bool]]]] = [
        (_("Points"), [("points_outstanding", _("Points in hands"), False), ("points_cost", _("Would cost"), True),
                       ("fen_for_100_points", _("Cost of 100 points"), True)]),
        (_("Goods"), [("pieces", _("Pieces there"), False), ("orders", _("Waiting to be collected"), False),
                      ("orders_cost", _("Cost of what waits"), True), ("handed_over", _("Handed to residents"), False),
                      ("handed_over_cost", _("Cost of what was handed over"), True)]),
        (_("Money"), [("at_bank", _("At the bank"), True)]),
    ]  # fmt: skip
    return [
        {
            "name": name,
            "pairs": [
                (label, f"{yuan(figures[key])} {_('yuan')}" if fen else f"{figures[key]:,}")
                for key, label, fen in pairs
                if key in figures
            ],
        }
        for name, pairs in groups
    ]
