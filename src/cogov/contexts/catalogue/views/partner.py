"""The partner's counter: scan or type a code, hand over, see what waits and what the city owes.

Whoever stands there has signed in as the partner's staff, or holds a device that has shown its key.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.catalogue import actions, cards, codes, queries, rules
from cogov.contexts.catalogue.models import Order, Partner, State
from cogov.contexts.catalogue.views.frame import query
from cogov.kernel import ids, throttle
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.parsing import whole
from cogov.kernel.text import safe_cell
from cogov.ui.acting import actor_of, key_of

_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
KEY = "catalogue.device"
CHOSEN = "catalogue.partner"
SHOWN = 200
"""Lines of a statement on the page; the CSV has all of them."""


@dataclass(frozen=True, slots=True)
class Seat:
    """For which partner somebody stands at the counter; `device` when nobody has signed in."""

    partner: Partner
    device: int | None
    others: tuple[Partner, ...] = ()

    @property
    def name(self) -> str:
        return cards.said(self.partner, "name")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Scan with the camera where the browser can; typing always works."""
    seat = _seat(request)
    if seat is None:
        return _closed(request)
    text = (request.POST.get("code") or request.GET.get("code") or "").strip()[:300]
    if not text:
        return render(request, "catalogue/partner/scan.html", {"seat": seat, "text": ""})
    throttle.take(rules.CODES, "device", seat.device or 0, actor_of(request).person or 0)
    try:
        order = codes.find(text, seat.partner.pk)
    except Missing:
        trouble = _("No order here has this code. Please check the letters, or ask which shop it is for.")
        context = {"seat": seat, "trouble": trouble, "text": text}
        return render(request, "catalogue/partner/scan.html", context, status=422)
    context = {"seat": seat, "order": cards.order_card(order), "code": text}
    return render(request, "catalogue/partner/found.html", context)


@never_cache
@require_safe
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR leads a camera. A stranger learns nothing."""
    seat = _seat(request)
    if seat is None:
        return render(request, "catalogue/partner/not_here.html", {"person": actor_of(request).person})
    return redirect(reverse("catalogue:scan") + query(code=token))


@never_cache
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """With the code once more: a number alone hands nothing over."""
    seat = _seat(request)
    if seat is None:
        return _closed(request)
    text, actor = request.POST.get("code", "").strip()[:300], actor_of(request)
    throttle.take(rules.CODES, "device", seat.device or 0, actor.person or 0)
    order = _repeated(request, seat) or codes.find(text, seat.partner.pk)
    own = codes.token(order.pk, order.salt)
    context = {"seat": seat, "order": cards.order_card(order)}
    try:
        actions.collect(order=order.pk, by=actor, key=key_of(request), code=own, device=seat.device)
    except Conflict as error:
        return render(request, "catalogue/partner/refused.html", context | {"why": str(error)}, status=409)
    return redirect(reverse("catalogue:waiting") + query(done=order.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, token: str) -> HttpResponse:
    """From the link shown once: this browser scans for the partner from now on."""
    throttle.take(rules.CODES, throttle.caller(request))
    found = queries.device_of(ids.digest(token))
    if found is None:
        raise Missing
    if request.method == "POST":
        request.session[KEY] = token
        messages.success(request, _("This device can scan now."))
        return redirect("catalogue:scan")
    return render(request, "catalogue/partner/device.html", {"partner": cards.said(found.partner, "name")})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What people have ordered here, and what was handed over just now. Choosing another partner, too."""
    seat = _seat(request)
    if seat is None:
        return _closed(request)
    if request.method == "POST":
        return _waiting_step(request, seat)
    after = whole(request.GET.get("after", "")) or 0
    rows = queries.waiting_at(seat.partner.pk, after=after)
    done = whole(request.GET.get("done", ""))
    context = {
        "seat": seat,
        "others": [(partner.code, cards.said(partner, "name")) for partner in seat.others],
        "rows": [cards.order_card(row) for row in rows[: queries.ROWS]],
        "older": query(after=rows[queries.ROWS - 1].pk) if len(rows) > queries.ROWS else "",
        "newer": "?" if after else "",
        "done": _just_done(seat, done) if done else None,
    }
    return render(request, "catalogue/partner/waiting.html", context)


@never_cache
@require_safe
def statement(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was handed over and brought back in a month, and what the city owes for it; as a page or CSV."""
    seat = _seat(request)
    if seat is None:
        return _closed(request)
    month = _month(request.GET.get("month", ""))
    start, end = _span(month)
    if request.GET.get("format") == "csv":
        return _csv(seat, month, start, end)
    lines = list(islice(queries.settled(seat.partner.pk, start, end), SHOWN + 1))
    totals = queries.totals(seat.partner.pk, start, end)
    context = {
        "seat": seat,
        "month": month,
        "rows": [_line(order, out) for order, out in lines[:SHOWN]],
        "more": len(lines) > SHOWN,
        "shown": SHOWN,
        "totals": totals,
        "due": cards.yuan(totals.due),
        "csv": query(month=month, format="csv"),
        "before": query(month=_shift(month, -1)),
        "after": query(month=_shift(month, 1)) if end <= now() else "",
    }
    return render(request, "catalogue/partner/statement.html", context)


def _seat(request: HttpRequest) -> Seat | None:
    """A device's key first, else the partners that the signed-in person may serve. One query."""
    key = request.session.get(KEY, "")
    found = queries.device_of(ids.digest(key)) if key else None
    if found is not None:
        return Seat(found.partner, found.pk)
    actor = actor_of(request)
    served = queries.partners_served(actor) if actor.is_staff else []
    if not served:
        return None
    wanted = request.GET.get("partner") or request.session.get(CHOSEN, "")
    chosen = next((partner for partner in served if partner.code == wanted), served[0])
    if request.session.get(CHOSEN) != chosen.code:
        request.session[CHOSEN] = chosen.code
    return Seat(chosen, None, tuple(served) if len(served) > 1 else ())


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/partner/closed.html", {"staff": actor_of(request).is_staff}, status=403)


def _repeated(request: HttpRequest, seat: Seat) -> Order | None:
    """The order of a request sent again, whose short code no longer counts because the first has collected it."""
    number = whole(request.POST.get("order", ""))
    text = request.POST.get("code", "")
    found = queries.order_at(number, seat.partner.pk) if number is not None else None
    return found if found is not None and codes.proves(found, codes.bare(text)) else None


def _waiting_step(request: HttpRequest, seat: Seat) -> HttpResponse:
    """It has arrived at the counter."""
    number = whole(request.POST.get("order", ""))
    found = queries.order_at(number, seat.partner.pk) if number is not None else None
    if found is None:
        raise Missing
    actions.make_ready(order=found.pk, by=actor_of(request), key=key_of(request), device=seat.device)
    messages.success(request, _("Ready to collect."))
    return redirect("catalogue:waiting")


def _just_done(seat: Seat, number: int) -> cards.OrderCard | None:
    found = queries.order_at(number, seat.partner.pk)
    return cards.order_card(found) if found is not None and found.state == State.COLLECTED else None


def _month(text: str) -> str:
    """As "2026-11", no later than this one."""
    this = timezone.localdate(now()).strftime("%Y-%m")
    return min(text, this) if _MONTH.fullmatch(text) else this


def _shift(month: str, by: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"


def _span(month: str) -> tuple[datetime, datetime]:
    """The month in the city's zone."""
    zone = timezone.get_current_timezone()
    edges = (month, _shift(month, 1))
    start, end = (datetime(int(edge[:4]), int(edge[5:]), 1, tzinfo=zone) for edge in edges)
    return start, end


def _line(order: Order, out: bool) -> dict[str, object]:
    at = order.collected_at if out else order.ended_at
    fen = order.cost if out else -order.cost
    return {
        "number": order.pk,
        "at": at,
        "item": cards.said(order.item, "name"),
        "code": order.item.code,
        "out": out,
        "points": order.points,
        "fen": fen,
        "yuan": f"-{cards.yuan(order.cost)}" if not out else cards.yuan(order.cost),
    }


def _csv(seat: Seat, month: str, start: datetime, end: datetime) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_csv_lines(seat, start, end), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statement-{seat.partner.code}-{month}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _csv_lines(seat: Seat, start: datetime, end: datetime) -> Iterator[bytes]:
    """With a byte order mark, so that spreadsheets read the Chinese."""
    yield b"\xef\xbb\xbf" + _csv_row(["order", "at", "item", "name_zh", "name_en", "step", "points", "fen"])
    for order, out in queries.settled(seat.partner.pk, start, end):
        line = _line(order, out)
        at = line["at"]
        assert isinstance(at, datetime)
        step = "collected" if out else "returned"
        stamp = timezone.localtime(at).isoformat(timespec="seconds")
        names = (order.item.name_zh, order.item.name_en)
        yield _csv_row([order.pk, stamp, line["code"], *names, step, order.points, line["fen"]])


def _csv_row(values: list[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(value) for value in values])
    return text.getvalue().encode()
