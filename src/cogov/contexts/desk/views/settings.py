"""How somebody wants to be told, on which devices, and the end of e-mails by one click."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk import actions, telling
from cogov.contexts.desk.channels import push
from cogov.contexts.desk.forms import PreferenceForm
from cogov.contexts.desk.models import Device
from cogov.kernel import ids
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = PreferenceForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            actions.set_preferences(by=actor, **form.cleaned_data)
        except Invalid as error:
            form.take(error.fields)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:news_settings")
    devices = list(Device.objects.filter(person=actor.person).order_by("-id"))
    context = {
        "form": form or PreferenceForm.of(telling.preference_of(actor.person)), "devices": devices,
        "reach": accounts.contact_of(actor.person), "push_key": push.public_key(),
    }  # fmt: skip
    return render(request, "desk/news_settings.html", context, status=422 if form else 200)


@never_cache
@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """A browser's own subscription as JSON, or a form that removes one."""
    actor = request.actor  # type: ignore[attr-defined]
    number = whole(request.POST.get("device", ""))
    if number is not None:
        actions.remove_device(device=number, by=actor)
        messages.success(request, _("This device gets no more messages."))
        return redirect("desk:news_settings")
    told = _subscription(request)
    actions.add_device(by=actor, name=_browser(request.headers.get("User-Agent", "")), **told)
    return JsonResponse({"ok": True})


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, person: int, token: str) -> HttpResponse:
    if not ids.same(token, ids.derived_token("news-stop", person)) or accounts.person(person) is None:
        raise Missing
    if request.method == "POST":
        actions.stop_emails(person=person, by=request.actor)  # type: ignore[attr-defined]
        return render(request, "desk/stopped.html")
    return render(request, "desk/confirm.html", {"end": True})


def _subscription(request: HttpRequest) -> dict[str, str]:
    """As `PushSubscription.toJSON()` writes it. Raises Invalid."""
    try:
        told = json.loads(request.body)
        return {"endpoint": str(told["endpoint"]), "p256dh": str(told["keys"]["p256dh"]),
                "auth": str(told["keys"]["auth"])}  # fmt: skip
    except (ValueError, KeyError, TypeError):
        raise Invalid from None


def _browser(agent: str) -> str:
    """Enough for its owner to know the device by; nothing that tells it from others of its kind."""
    names = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browser = next((name for name in names if name in agent), "")
    system = next((name for name in systems if name in agent), "")
    return " · ".join(part.replace("Edg", "Edge") for part in (browser, system) if part)
