"""Plans: the list, writing one, revising one while somebody else does, too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import actions, queries, rules
from cogov.contexts.emergencies.actions.plans import newest
from cogov.contexts.emergencies.forms import PlanForm, initial_of
from cogov.contexts.emergencies.models import Plan, PlanVersion
from cogov.contexts.emergencies.views.base import acted, tried
from cogov.contexts.emergencies.wording import either, name_of
from cogov.contexts.reports import facade as reports
from cogov.kernel.errors import Conflict
from cogov.ui.acting import actor_of


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = [
        {"version": one, "name": name_of(one), "body": bodies.body(one.plan.body_id),
         "categories": [reports.category_name(code) or code for code in one.categories]}
        for one in queries.plans(actor)
    ]  # fmt: skip
    context = {"rows": rows, "may_add": any(actor.with_roles(*rules.PLANNERS))}
    return render(request, "emergencies/desk/plans.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, initial={"trigger": "never"}, by=actor_of(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: acted(request, "plan", lambda: _saved(request, form, None).pk))
        if made:
            messages.success(request, _("Saved. Try it in a drill before it is needed."))
            return redirect("emergencies:plan", made)
    context = {"form": form, "key": request.POST.get("key", "")}
    return render(request, "emergencies/desk/plan.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """The newest version; who may revises it, others read."""
    actor = actor_of(request)
    plan = queries.plan(number, actor)
    version = newest(plan)
    may = rules.may_plan(actor, plan)
    form = PlanForm(request.POST or None, initial=initial_of(version, actions.draft_of(version)), by=actor)
    if request.method == "POST" and form.is_valid():
        try:
            if tried(form, lambda: acted(request, "plan", lambda: _changed(request, form, plan).pk)):
                messages.success(request, _("Saved."))
                return redirect("emergencies:plan", number)
        except Conflict:
            return _conflict(request, form, number)
    context = {
        "plan": plan, "version": version, "name": name_of(version), "form": form, "may": may,
        "key": request.POST.get("key", ""), "roster": _roster(version), "body": bodies.body(plan.body_id),
        "steps": either(version.advice_zh, version.advice_en).splitlines(),
        "may_declare": plan.active and rules.may_declare(actor, plan) and queries.may_start(actor),
    }  # fmt: skip
    return render(request, "emergencies/desk/plan.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: PlanForm, plan: Plan | None) -> Plan:
    revision = form.cleaned_data["revision"] if plan else 0
    return actions.save_plan(form.draft(), plan=plan.pk if plan else None, revision=revision, by=actor_of(request))


def _changed(request: HttpRequest, form: PlanForm, plan: Plan) -> Plan:
    if "retire" in request.POST:
        return actions.retire(plan.pk, revision=form.cleaned_data["revision"], by=actor_of(request))
    return _saved(request, form, plan)


def _roster(version: PlanVersion) -> list[dict[str, Any]]:
    draft = actions.draft_of(version)
    people = accounts.persons({person for _body, listed in draft.duties for person in listed})
    return [
        {"body": bodies.body(body), "people": [people[person].name for person in listed if person in people]}
        for body, listed in draft.duties
    ]


def _conflict(request: HttpRequest, form: PlanForm, number: int) -> HttpResponse:
    """Two people wrote at once: both versions, and the second decides."""
    version = newest(queries.plan(number, actor_of(request)))
    current = initial_of(version, actions.draft_of(version))
    rows = []
    for name, field in form.fields.items():
        mine, theirs = _shown(field, form[name].value()), _shown(field, current.get(name))
        if name != "revision" and mine.replace("\r\n", "\n").strip() != theirs.strip():
            rows.append({"label": field.label, "mine": mine, "theirs": theirs})
    hidden = [
        (name, value) for name, values in request.POST.lists() for value in values
        if name not in ("csrfmiddlewaretoken", "revision", "key")
    ]  # fmt: skip
    context = {"rows": rows, "hidden": [*hidden, ("revision", current["revision"])], "address": request.path}
    return render(request, "emergencies/desk/conflict.html", context, status=Conflict.status)


def _shown(field: Any, value: Any) -> str:
    choices = {str(key): str(label).strip() for key, label in getattr(field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(each), str(each)) for each in sorted(value))
    return choices.get(str(value), str(value or ""))
