"""Pages on which administrators decide who is told, and see what did not arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.reports.api.identity import actor
from cogov.contexts.reports.api.keys import may_administrate
from cogov.contexts.reports.models import WebhookMessage, WebhookSubscription
from cogov.contexts.reports.webhooks import actions
from cogov.contexts.reports.webhooks.forms import ChangeForm, SubscriptionForm
from cogov.contexts.reports.webhooks.messages import titles
from cogov.kernel.errors import Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once

ROWS = 50
"""Messages on one page."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """All subscribers, and the form for a new one."""
    _must_administrate(request)
    if request.method != "POST":
        return _list(request, SubscriptionForm())
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        made, secret = _subscribe(request, form)
    except Invalid as error:
        form.refuse(error)
        return _list(request, form, status=422)
    return _one(request, made, secret=secret)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, subscription: int) -> HttpResponse:
    """One subscriber with its messages, and the buttons to switch it and renew its secret."""
    _must_administrate(request)
    if request.method != "POST":
        return _one(request, subscription)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Invalid
    what, revision = form.cleaned_data["what"], form.cleaned_data["revision"]
    if what == "secret":
        row, secret = actions.renew_secret(subscription=subscription, by=actor(request), revision=revision)
        return _one(request, row.pk, secret=secret)
    actions.switch(subscription=subscription, by=actor(request), active=what == "on", revision=revision)
    messages.success(request, _("It is told again.") if what == "on" else _("It is told nothing any more."))
    return redirect("reports:webhook", subscription)


@require_POST
def webhook_again(request: HttpRequest, message: int) -> HttpResponse:
    """Try one message again at once."""
    arrived = actions.send_again(message=message, by=actor(request))
    if arrived:
        messages.success(request, _("It arrived."))
    else:
        messages.error(request, _("It did not arrive. The line below says why."))
    return redirect("reports:webhook", WebhookMessage.objects.get(pk=message).subscription_id)


def _subscribe(request: HttpRequest, form: SubscriptionForm) -> tuple[int, str]:
    """Number and secret; no secret for a form that was sent twice, since none is kept."""
    made: list[str] = []

    def act() -> dict[str, Any]:
        row, secret = actions.subscribe(by=actor(request), **form.cleaned_data)
        made.append(secret)
        return {"subscription": row.pk}

    answer, _replayed = once("reports.webhook", request.POST.get("key", ""), form.cleaned_data, act)
    return int(answer["subscription"]), made[0] if made else ""


def _list(request: HttpRequest, form: SubscriptionForm, *, status: int = 200) -> HttpResponse:
    rows = WebhookSubscription.objects.order_by("-active", "label", "pk")
    return render(request, "reports/webhooks/list.html", {"form": form, "rows": rows}, status=status)


def _one(request: HttpRequest, subscription: int, *, secret: str = "") -> HttpResponse:
    row = WebhookSubscription.objects.filter(pk=subscription).first()
    if row is None:
        raise Missing
    sent = WebhookMessage.objects.filter(subscription=row).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        sent = sent.filter(pk__lt=int(before))
    found = list(sent[: ROWS + 1])
    names = dict(titles())
    context = {
        "row": row,
        "secret": secret,
        "kinds": [names.get(kind, kind) for kind in row.kinds],
        "sent": [{"message": message, "title": names.get(message.kind, message.kind)} for message in found[:ROWS]],
        "older": f"?before={found[ROWS - 1].pk}" if len(found) > ROWS else "",
    }
    return render(request, "reports/webhooks/one.html", context)


def _must_administrate(request: HttpRequest) -> None:
    if not may_administrate(actor(request)):
        raise Forbidden
