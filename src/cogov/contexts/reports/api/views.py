"""Pages on which administrators make keys, once shown, and switch them off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.api.forms import ChangeForm, KeyForm
from cogov.contexts.reports.api.identity import actor
from cogov.contexts.reports.models import ApiKey
from cogov.kernel.actors import Role
from cogov.kernel.errors import Forbidden, Invalid
from cogov.kernel.idempotency import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """All keys, and the form for a new one. The secret is on this one answer and nowhere else."""
    if not keys.may_administrate(actor(request)):
        raise Forbidden
    if request.method != "POST":
        return _page(request, KeyForm())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        secret = _make(request, form)
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, status=422)
    if not secret:
        messages.info(request, _("This key has been made already. It was shown once."))
        return redirect("reports:api_keys")
    return _page(request, KeyForm(), secret=secret)


@require_POST
def api_key(request: HttpRequest, key: int) -> HttpResponse:
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Invalid
    data = form.cleaned_data
    row = keys.change_key(
        key=key, by=actor(request), revision=data["revision"], active=data["active"], quota=data["quota"]
    )
    messages.success(request, _("The key works again.") if row.active else _("The key is switched off."))
    return redirect("reports:api_keys")


def _make(request: HttpRequest, form: KeyForm) -> str:
    """The secret, or "" for a form that was sent twice: it is not kept to be shown again."""
    made: list[str] = []

    def act() -> dict[str, Any]:
        row, secret = keys.make_key(by=actor(request), **form.wanted())
        made.append(secret)
        return {"key": row.pk}

    asked = {name: str(value) for name, value in form.cleaned_data.items()}
    once("reports.api_key", request.POST.get("key", ""), asked, act)
    return made[0] if made else ""


def _page(request: HttpRequest, form: KeyForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    rows = [{"row": row, "acts": _acts(row)} for row in ApiKey.objects.order_by("-active", "label", "pk")]
    context = {"form": form, "rows": rows, "secret": secret, "docs": request.build_absolute_uri("/api/docs")}
    return render(request, "reports/api/keys.html", context, status=status)


def _acts(row: ApiKey) -> str:
    if row.body_id is None:
        return _("Files and reads for residents")
    return f"{bodies.name(row.body_id)}: {Role(row.role).label}"
