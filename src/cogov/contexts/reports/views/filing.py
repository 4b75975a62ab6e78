"""Reporting: what, where, who, and is it known already; then the receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.accounts.facade import remember_receipt
from cogov.contexts.areas import facade as areas
from cogov.contexts.media import facade as media
from cogov.contexts.reports import cards, queries, rates, repeats, suggesting
from cogov.contexts.reports.actions import file_report
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.detail import detail
from cogov.contexts.reports.forms import ReportForm
from cogov.contexts.reports.models import State
from cogov.contexts.reports.schemas import Draft
from cogov.contexts.reports.views.frame import frame
from cogov.kernel import throttle
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Invalid

FRESH = timedelta(minutes=10)
"""So long its page thanks for a report: told by the clock, since one sent from the waiting queue is opened later."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; with script in three steps, without on one page."""
    if request.method != "POST":
        form = ReportForm(initial=_initial(request))
        return render(request, "reports/new.html", _context(request, form))
    throttle.take(rates.FILING, throttle.caller(request))
    form = ReportForm(request.POST)
    photos = _photos(request, form)
    if not form.is_valid():
        return render(request, "reports/new.html", _context(request, form, photos), status=422)
    draft = form.draft(photos=photos, session=media.upload_session(request))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        known = [] if request.POST.get("sure") else repeats.of(draft, actor)
        if known:
            return render(request, "reports/new.html", _context(request, form, photos, known=known))
        receipt = file_report(draft=draft, by=actor, key=request.POST.get("key", ""))
    except Invalid as error:
        form.refuse(error)
        return render(request, "reports/new.html", _context(request, form, photos), status=422)
    remember_receipt(request, receipt.report)
    return redirect("reports:receipt", receipt.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def for_resident(request: HttpRequest) -> HttpResponse:
    """The operator files for somebody at the telephone or the counter; the receipt is printed or read out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    channel = Channel.COUNTER if request.POST.get("channel") == Channel.COUNTER else Channel.PHONE
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=_initial(request))
    photos = _photos(request, form) if request.method == "POST" else ()
    if request.method == "POST" and form.is_valid():
        draft = form.draft(photos=photos, session=media.upload_session(request))
        contact = draft.contact.phone or draft.contact.email
        try:
            resident = accounts.resident_for(contact, by=actor, name=draft.contact.name).id if contact else None
            by = actor.through(channel).for_resident(resident)
            done = file_report(draft=draft, by=by, key=request.POST.get("key", ""))
        except Invalid as error:
            form.refuse(error)
        else:
            messages.success(request, _("Filed. Give the resident the receipt."))
            return redirect("reports:paper", done.report)
    context = _context(request, form, photos) | {
        "channel": channel,
        "channels": [(c.value, c.label) for c in (Channel.PHONE, Channel.COUNTER)],
    }
    return render(request, "reports/desk/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def paper(request: HttpRequest, report: int) -> HttpResponse:
    """The receipt on paper, for the one who has just filed it on behalf of somebody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.filed_by(report, actor)
    code = receipt_of(found.salt)
    address = request.build_absolute_uri(reverse("reports:receipt", args=[code]))
    context = {"report": found, "card": cards.card(found, actor), "spaced": _spaced(code), "address": address}
    return render(request, "reports/desk/paper.html", context)


@never_cache
@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The private page behind a receipt: opens it for this visitor's session."""
    throttle.take(rates.RECEIPTS, throttle.caller(request))
    found = queries.by_receipt(code)
    remember_receipt(request, found.pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor = Actor(person=actor.person, receipts=actor.receipts | {found.pk}, channel=actor.channel)
    address = request.build_absolute_uri(reverse("reports:receipt", args=[code]))
    fresh = found.state == State.RECEIVED and now() - found.filed_at < FRESH
    context = detail(found, actor) | {"fresh": fresh, "address": address, "spaced": _spaced(code)} | frame()
    return render(request, "reports/receipt.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Type in a receipt."""
    if request.method == "POST":
        throttle.take(rates.RECEIPTS, throttle.caller(request))
        code = "".join(c for c in request.POST.get("code", "").lower() if c.isalnum())
        try:
            queries.by_receipt(code)
        except CogovError:
            messages.error(request, _("There is no report with this receipt. Please check the letters."))
        else:
            return redirect("reports:receipt", code)
    return render(request, "reports/find_receipt.html", {"code": request.POST.get("code", "")[:60]})


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Categories that fit the words so far, as buttons."""
    throttle.take(rates.LOOKING, throttle.caller(request))
    found = suggesting.categories_for(request.GET.get("text", "")[:1000])
    return render(request, "reports/parts/suggestions.html", {"suggestions": found})


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """The extra questions of the chosen category."""
    form = ReportForm(initial={"category": request.GET.get("category", "")})
    return render(request, "reports/parts/questions.html", {"form": form})


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Points on the map that the address so far may mean, as buttons that move the pin."""
    throttle.take(rates.LOOKING, throttle.caller(request))
    found = areas.places(request.GET.get("address", "")[:300], near=_point(request))
    return render(request, "reports/parts/places.html", {"places": found})


@require_GET
def known(request: HttpRequest) -> HttpResponse:
    """Reports near the chosen place that may be the same."""
    throttle.take(rates.LOOKING, throttle.caller(request))
    form = ReportForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    draft = Draft(
        category=data.get("category") or "", text=data.get("text") or "", lat=data.get("lat"), lon=data.get("lon")
    )
    found = repeats.of(draft, request.actor)  # type: ignore[attr-defined]
    return render(request, "reports/parts/known.html", {"known": found})


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Reports of this account, and those whose receipt this visitor has shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = queries.page_of(queries.own_reports(actor), queries.Filters(), position=request.GET.get("at", ""))
    context = {
        "cards": cards.cards(page.rows, actor),
        "older": page.older and f"?at={page.older}",
        "newer": page.newer and f"?at={page.newer}",
    }
    return render(request, "reports/mine.html", context)


def _point(request: HttpRequest) -> tuple[float, float] | None:
    form = ReportForm(request.GET)
    form.is_valid()
    lat, lon = form.cleaned_data.get("lat"), form.cleaned_data.get("lon")
    return None if lat is None or lon is None else (lat, lon)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What a link may bring along (a poster's QR code, the map), and what the account knows."""
    initial: dict[str, Any] = {
        key: request.GET[key][:300] for key in ("category", "lat", "lon", "address", "area") if key in request.GET
    }
    return initial


def _photos(request: HttpRequest, form: ReportForm) -> tuple[str, ...]:
    """Tokens sent by the island, and files sent without it: stored at once, so that no error loses them."""
    tokens = list(request.POST.getlist("photos"))[:12]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for upload in request.FILES.getlist("photo")[:6]:
        try:
            tokens.append(media.store_photo(data=upload, by=actor, session=media.upload_session(request)).token)
        except CogovError as error:
            form.add_error(None, error.sentence)  # type: ignore[arg-type]
    return tuple(dict.fromkeys(tokens))


def _context(
    request: HttpRequest, form: ReportForm, photos: tuple[str, ...] = (), known: object = ()
) -> dict[str, Any]:
    chosen = media.drafts(photos, session=media.upload_session(request), by=request.actor)  # type: ignore[attr-defined]
    return {
        "form": form,
        "chosen": chosen,
        "known": known,
        "step": _step(form, known),
        "key": request.POST.get("key", ""),
    } | frame()


def _step(form: ReportForm, known: object) -> int:
    """Which of the three steps to show: that of the first error; the last when something may be known."""
    if known:
        return 3
    wrong = set(form.errors) if form.is_bound else set()
    if wrong and wrong <= {"lat", "lon", "address", "area"}:
        return 2
    return 3 if wrong and wrong <= {"name", "email", "phone", "name_shown"} else 1


def _spaced(code: str) -> str:
    """In groups of four, to read out and copy."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()
