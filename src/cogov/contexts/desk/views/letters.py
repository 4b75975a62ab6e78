"""Asking for news by mail, and the engine room of what goes out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cogov.contexts.areas import facade as areas
from cogov.contexts.desk import actions, sending, silence
from cogov.contexts.desk.channels import setup, sms
from cogov.contexts.desk.models import Message
from cogov.contexts.reports import facade as reports
from cogov.kernel import deliveries as queue
from cogov.kernel import ids, throttle
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.kernel.throttle import Rate

ASKING = Rate("desk.subscribe", 10, 3600, gettext_lazy("You have asked for many mails. Please wait a little."))
"""Ten choices at once; each sends one mail to an address that nobody has confirmed."""

ROWS = 50
"""Rows of one page of letters."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """News of one report (`report`), or of new ones in a place (`area`) or of a kind (`category`)."""
    data = request.POST or request.GET
    report, area, category = (
        whole(data.get("report", "")),
        whole(data.get("area", "")),
        data.get("category", "")[:60],
    )
    errors: list[object] = []
    if request.method == "POST":
        throttle.take(ASKING, throttle.caller(request))
        try:
            actions.subscribe(
                email=request.POST.get("email", ""), by=request.actor, language=get_language() or "zh-hans",  # type: ignore[attr-defined]
                report=report, area=area, category=category,
            )  # fmt: skip
        except Invalid as error:
            errors = list(error.fields.values())
        else:
            messages.success(request, _("Please look into your mailbox: the link in our mail makes it count."))
            return redirect("reports:page", report) if report else redirect("reports:index")
    card = reports.public_card(report) if report else None
    if report and card is None:
        raise Missing
    context = {
        "card": card, "report": report or "", "area": area or "", "category": category, "errors": errors,
        "place": areas.full_name(area) if area else "", "kind": reports.category_name(category),
        "email": request.POST.get("email", ""),
    }  # fmt: skip
    return render(request, "desk/subscribe.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, subscription: int, token: str) -> HttpResponse:
    """A mail program may open links by itself, so the person presses a button."""
    if request.method == "POST":
        row = actions.confirm(subscription=subscription, token=token, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Done. The news comes to your mailbox."))
        return redirect("reports:page", row.report) if row.report else redirect("reports:index")
    return render(request, "desk/confirm.html", {"end": False})


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, subscription: int, token: str) -> HttpResponse:
    if request.method == "POST":
        actions.unsubscribe(subscription=subscription, token=token, by=request.actor)  # type: ignore[attr-defined]
        return render(request, "desk/ended.html")
    return render(request, "desk/confirm.html", {"end": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def messages_page(request: HttpRequest) -> HttpResponse:
    """Letters that wait or failed; an administrator lets one try again. Neither text nor address is shown."""
    if request.method == "POST":
        number = whole(request.POST.get("message", ""))
        if number is not None:
            sending.retry(number)
            messages.success(request, _("It is tried again."))
        return redirect("desk:messages")
    rows = Message.objects.exclude(state=Message.State.SENT).order_by("-id")[:ROWS]
    gateway = setup.channels().sms
    context = {
        "rows": list(rows), "waiting": Message.objects.filter(state=Message.State.WAITING).count(),
        "failed": Message.objects.filter(state=Message.State.FAILED).count(),
        "lost": Message.objects.filter(way=Message.Way.SMS, arrival=Message.Arrival.LOST).count(),
        "sms_spent": sms.spent_today(), "sms_cap": gateway.parts_a_day if gateway else 0,
        "sms_address": sms.incoming_address() if gateway else "",
    }  # fmt: skip
    return render(request, "desk/messages.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """Facts that a handler could not digest: with the error, to be tried again or dropped."""
    if request.method == "POST":
        ids = [number for value in request.POST.getlist("delivery")[:ROWS] if (number := whole(value)) is not None]
        if request.POST.get("drop"):
            queue.drop(ids=ids, by=request.actor)  # type: ignore[attr-defined]
        else:
            queue.requeue(ids=ids, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("desk:deliveries")
    return render(request, "desk/deliveries.html", {"rows": queue.dead_letters(limit=ROWS), "stats": queue.stats()})


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, message: int, token: str) -> HttpResponse:
    """No more news of cases at the address that this letter went to."""
    if not ids.same(token, ids.derived_token("letter-stop", message)):
        raise Missing
    if request.method == "POST":
        address = Message.objects.filter(pk=message).values_list("to", flat=True).first()
        if address is not None:
            silence.keep(Message.Way.EMAIL, address)
        return render(request, "desk/ended.html")
    return render(request, "desk/confirm.html", {"end": True})
