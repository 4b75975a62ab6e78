"""Partners, where they hand over, and the devices with which they scan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.catalogue import actions, cards, queries, rules
from cogov.contexts.catalogue.forms import NewPartnerForm, PartnerForm, PointForm, partner_initial
from cogov.contexts.catalogue.models import Partner
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, tried
from cogov.ui.conflict import conflict_page


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One query."""
    actor = actor_of(request)
    rows = [
        {"partner": row, "name": cards.said(row, "name"), "keeper": bodies.name(row.keeper_id)}
        for row in queries.partners_read(actor)
    ]
    context = {"rows": rows, "may": any(actor.with_roles(*rules.MANAGERS))}
    return render(request, "catalogue/desk/partners.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = NewPartnerForm(request.POST or None, by=actor)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        keeper, body = values.pop("keeper_id"), values.pop("body_id")
        code = form.cleaned_data["code"]
        if tried(form, lambda: actions.add_partner(code=code, keeper=keeper, body=body, by=actor, **values)):
            messages.success(request, _("Added. Next, say where things are collected."))
            return redirect("catalogue:partner", code)
    return render(request, "catalogue/desk/partner_add.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The partner, its collection points and devices."""
    actor = actor_of(request)
    partner = queries.partner_with(code, actor)
    step = request.POST.get("step", "")
    form = PartnerForm(request.POST if step == "save" else None, initial=partner_initial(partner), by=actor)
    point = PointForm(request.POST if step == "point" else None)
    if request.method == "POST":
        try:
            answer = _step(request, step, partner, actor, form, point)
        except Conflict:
            return conflict_page(request, form, partner_initial(queries.partner_with(code, actor)))
        if answer is not None:
            return answer
    context = _shown(partner, actor) | {"form": form, "point_form": point}
    return render(request, "catalogue/desk/partner.html", context, status=422 if form.errors or point.errors else 200)


def _step(
    request: HttpRequest, step: str, partner: Partner, actor: Actor, form: PartnerForm, point: PointForm
) -> HttpResponse | None:
    """None when a form has to be shown again. Raises what the actions raise."""
    done = True
    if step == "save":
        done = form.is_valid() and tried(
            form,
            lambda: actions.change_partner(
                partner=partner.pk, revision=form.cleaned_data["revision"], by=actor, **form.values()
            ),
        )
    elif step == "point":
        done = point.is_valid() and tried(
            point, lambda: actions.add_point(partner=partner.pk, by=actor, **point.cleaned_data)
        )
    elif step == "device":
        key = actions.add_device(partner=partner.pk, label=request.POST.get("label", ""), by=actor)
        address = request.build_absolute_uri(reverse("catalogue:device", args=[key]))
        context = {"address": address, "code": partner.code, "name": cards.said(partner, "name")}
        return render(request, "catalogue/desk/device.html", context)
    elif step in ("end", "close", "open"):
        _end(request, step, partner, actor)
    else:
        raise Invalid
    if not done:
        return None
    messages.success(request, _("Saved."))
    return redirect("catalogue:partner", partner.code)


def _end(request: HttpRequest, step: str, partner: Partner, actor: Actor) -> None:
    number = whole(request.POST.get("number", "")) or 0
    if step == "end":
        actions.end_device(device=number, by=actor)
        return
    point = next((one for one in queries.all_points_of(partner.pk) if one.pk == number), None)
    if point is None:
        raise Invalid
    names = {"name_zh": point.name_zh, "name_en": point.name_en}
    actions.change_point(point=number, revision=point.journal_seq, by=actor, active=step == "open", **names)


def _shown(partner: Partner, actor: Actor) -> dict[str, Any]:
    return {
        "partner": partner,
        "name": cards.said(partner, "name"),
        "keeper": bodies.name(partner.keeper_id),
        "points": [
            {"row": row, "lines": cards.point_label(row).split("\n")} for row in queries.all_points_of(partner.pk)
        ],
        "devices": queries.devices_of(partner.pk),
        "may": rules.may_manage(actor, partner.keeper_id),
    }
