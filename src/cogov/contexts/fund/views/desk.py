"""The desk of the fund: what waits, one voucher with its steps, asking, lists and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.fund import actions, evidence, forecasting, queries, rules
from cogov.contexts.fund.actions import Wish
from cogov.contexts.fund.checking import PARENTS
from cogov.contexts.fund.forms import AskForm, BudgetForm, LimitForm, PurposeForm, SourceForm, SupplierForm
from cogov.contexts.fund.models import BOOKED, Budget, Kind, Limit, Purpose, Source, State, Supplier, Voucher
from cogov.contexts.fund.money import FEN, plain, yuan
from cogov.contexts.fund.reconciling import last_run, open_differences
from cogov.contexts.fund.workflow import WORKFLOW
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

ROWS = 50
"""Vouchers of one page: a screen and a half."""
FIRST = (Kind.RECEIPT, Kind.ALLOTMENT, Kind.COMMITMENT)
"""Kinds that continue nothing, and so begin at the desk."""
TONES = {
    State.ASKED: "warning", State.CHECKED: "info", State.BOOKED: "success", State.REFUSED: "quiet",
    State.WITHDRAWN: "quiet", State.REVERSED: "quiet",
}  # fmt: skip
ICONS = {
    State.ASKED: "hourglass", State.CHECKED: "user-check", State.BOOKED: "check", State.REFUSED: "ban",
    State.WITHDRAWN: "undo-2", State.REVERSED: "rotate-ccw",
}  # fmt: skip


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for approval, what is left in the budgets, whether the books agree."""
    actor = actor_of(request)
    waiting = list(queries.waiting(actor)[:ROWS])
    asking = any(actor.with_roles(*rules.ASKING)) and Role.AUDITOR not in actor.roles
    context = {
        "mine": [row_view(row) for row in waiting if _steps(row, actor)],
        "others": [row_view(row) for row in waiting if not _steps(row, actor)],
        "budgets": queries.budgets(actor),
        "run": last_run(),
        "differences": len(open_differences()),
        "ask": [(kind, Kind(kind).label) for kind in FIRST] if asking else [],
    }
    return render(request, "fund/desk/desk.html", context)


@never_cache
@require_safe
def vouchers(request: HttpRequest) -> HttpResponse:
    actor, state = actor_of(request), request.GET.get("state", "")
    rows = queries.visible_to(actor).order_by("-pk")
    if state in State.values:
        rows = rows.filter(state=state)
    before = whole(request.GET.get("before", ""))
    page = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
    kept = f"state={state}&" if state in State.values else ""
    tabs = [{"label": _("All"), "url": "?", "current": state not in State.values}]
    tabs += [{"label": one.label, "url": f"?state={one.value}", "current": state == one.value} for one in State]
    context = {
        "rows": [row_view(row) for row in page[:ROWS]],
        "tabs": tabs,
        "older": f"?{kept}before={page[ROWS - 1].pk}" if len(page) > ROWS else "",
        "newer": f"?{kept}" if before else "",
    }
    return render(request, "fund/desk/vouchers.html", context)


@never_cache
@require_safe
def voucher(request: HttpRequest, voucher: int) -> HttpResponse:
    return _voucher_page(request, queries.voucher(voucher, actor_of(request)))


@never_cache
@require_POST
def step(request: HttpRequest, voucher: int, step: str) -> HttpResponse:
    """One step of a voucher; pressed twice it acts once."""
    row, actor = queries.voucher(voucher, actor_of(request)), actor_of(request)
    revision = whole(request.POST.get("revision", "")) or 0
    why = request.POST.get("why", "")
    acts: dict[str, Callable[[], Voucher]] = {
        "check": lambda: actions.check(voucher=row.pk, revision=revision, by=actor),
        "approve": lambda: actions.approve(voucher=row.pk, revision=revision, by=actor),
        "refuse": lambda: actions.refuse(voucher=row.pk, why=why, revision=revision, by=actor),
        "withdraw": lambda: actions.withdraw(voucher=row.pk, revision=revision, by=actor),
    }
    if step not in acts:
        raise Missing
    asked = {"voucher": row.pk, "step": step, "revision": revision, "why": why}
    try:
        once(f"fund.step:{actor.person}", request.POST.get("key", ""), asked, lambda: {"done": acts[step]().pk})
    except Invalid as error:
        return _voucher_page(request, row, errors=[str(one) for one in error.fields.values()] or [str(error)])
    messages.success(request, _("Saved."))
    return redirect("fund:voucher", row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """The form for a new voucher; `parent` is what it continues."""
    if kind not in Kind.values:
        raise Missing
    actor = actor_of(request)
    if Role.AUDITOR in actor.roles:
        raise Forbidden
    parent_id = whole(request.GET.get("parent", ""))
    parent = queries.voucher(parent_id, actor) if parent_id else None
    if (parent is None) != (Kind(kind) in FIRST):
        raise Missing
    initial = {"fen": plain(parent.fen), "memo": parent.memo} if parent and kind != Kind.CORRECTION else {}
    form = AskForm(request.POST or None, kind=Kind(kind), actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: _asked(request, kind, parent, form.cleaned_data))
        if made is not None:
            messages.success(request, _("Asked. Somebody else approves it now."))
            return redirect("fund:voucher", made["voucher"])
    context = {"form": form, "kind": Kind(kind), "parent": parent}
    return render(request, "fund/desk/ask.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    found = forecasting.outlook()
    context = {
        "outlook": found,
        "weekly": [(f"{week:%m-%d}", fen // FEN) for week, fen in found.weekly],
        "run": last_run(),
    }
    return render(request, "fund/desk/forecast.html", context)


SETS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "source": (SourceForm, actions.set_source),
    "purpose": (PurposeForm, actions.set_purpose),
    "supplier": (SupplierForm, actions.set_supplier),
    "budget": (BudgetForm, actions.open_budget),
    "limit": (LimitForm, actions.set_limit),
}
"""What can be set: its form, and the action that takes the form's fields."""


@never_cache
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Sources, purposes, suppliers, budgets and limits, as they hold now."""
    return _settings_page(request)


@never_cache
@require_POST
def set_(request: HttpRequest, what: str) -> HttpResponse:
    actor = actor_of(request)
    if what == "close":
        return _close(request, actor)
    if what not in SETS:
        raise Missing
    form_class, act = SETS[what]
    form = form_class(request.POST, actor=actor)  # type: ignore[call-arg]
    if form.is_valid():
        asked = {"what": what, **form.cleaned_data}
        key = request.POST.get("key", "")

        def acted() -> dict[str, Any]:
            return {"row": act(**form.cleaned_data, by=actor).pk}

        if tried(form, lambda: once(f"fund.set:{actor.person}", key, asked, acted)[0]) is not None:
            messages.success(request, _("Saved."))
            return redirect("fund:settings")
    return _settings_page(request, what, form)


def _close(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A budget is closed for new commitments, or opened again with `open`."""
    budget, revision = (whole(request.POST.get(name, "")) or 0 for name in ("budget", "revision"))
    actions.close_budget(budget=budget, closed="open" not in request.POST, revision=revision, by=actor)
    messages.success(request, _("Saved."))
    return redirect("fund:settings")


def tried(form: django_forms.Form, act: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """None when the action refused the input: its sentences then stand in the form."""
    try:
        return act()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not error.fields:
            form.add_error(None, str(error))
        return None


def row_view(row: Voucher) -> dict[str, Any]:
    """A voucher with how it looks."""
    state = State(row.state)
    return {"row": row, "tone": TONES[state], "icon": ICONS[state], "state": state.label, "kind": Kind(row.kind).label}


def _asked(request: HttpRequest, kind: str, parent: Voucher | None, data: dict[str, Any]) -> dict[str, Any]:
    actor = actor_of(request)
    fields: dict[str, Any] = {name: value for name, value in data.items() if value not in (None, "")}
    own: dict[str, Any] = {"kind": kind, "fen": parent.fen if parent else 0, "parent": parent.pk if parent else None}
    wish = Wish(**(own | fields))
    asked = {"kind": kind, "parent": wish.parent, **fields}
    return once(
        f"fund.ask:{actor.person}", request.POST.get("key", ""), asked,
        lambda: {"voucher": actions.ask(wish, by=actor).pk},
    )[0]  # fmt: skip


def _steps(row: Voucher, actor: Actor) -> list[str]:
    return [one.name for one in WORKFLOW.available(row, actor) if one.name != "reverse"]


def _voucher_page(request: HttpRequest, row: Voucher, errors: list[str] | None = None) -> HttpResponse:
    actor = actor_of(request)
    people = accounts.persons({one for one in (row.asked_by_id, row.checked_by_id, row.approved_by_id) if one})
    names = dict.fromkeys(("asked", "checked", "approved"), "") | {
        part: people[pk].name if pk in people else _("closed account")
        for part, pk in (("asked", row.asked_by_id), ("checked", row.checked_by_id), ("approved", row.approved_by_id))
        if pk
    }
    context = row_view(row) | {
        "names": names,
        "steps": _steps(row, actor),
        "reason": _why_not(row, actor),
        "follow": _following(row, actor),
        "later": [row_view(one) for one in queries.continuing(row)],
        "lines": evidence.lines(row.posting) if row.posting else [],
        "limit": yuan(row.limit_fen),
        "is_auditor": Role.AUDITOR in actor.roles,
        "errors": errors or [],
    }
    return render(request, "fund/desk/voucher.html", context, status=422 if errors else 200)


def _why_not(row: Voucher, actor: Actor) -> str:
    """Why somebody who could approve in principle cannot approve this one."""
    if row.state in BOOKED or not rules.can_check(actor, row):
        return ""
    reason = WORKFLOW.why_not("check" if row.two and row.state == State.ASKED else "approve", row, actor)
    return str(reason) if reason else ""


def _following(row: Voucher, actor: Actor) -> list[dict[str, str]]:
    """Vouchers that may continue this one."""
    if row.state != State.BOOKED or not rules.may_ask(actor, row.source.body_id) or row.kind == Kind.CORRECTION:
        return []
    kinds = [kind for kind, parent in PARENTS.items() if parent == row.kind] + [Kind.CORRECTION]
    return [
        {"label": str(kind.label), "url": f"{reverse('fund:ask', args=[kind.value])}?parent={row.pk}"} for kind in kinds
    ]


def _settings_page(request: HttpRequest, what: str = "", bad: django_forms.Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    limits: dict[str, Limit] = {}
    for limit in Limit.objects.order_by("since", "pk"):
        limits[limit.kind] = limit
    may = {
        "limit": rules.may_limit(actor),
        **dict.fromkeys(("source", "budget"), any(actor.with_roles(*rules.SETTING))),
    }
    may |= dict.fromkeys(("purpose", "supplier"), rules.may_keep_lists(actor))
    forms_: dict[str, django_forms.Form | None] = dict.fromkeys(SETS) | {
        name: (bad if name == what and bad is not None else form(actor=actor))  # type: ignore[call-arg]
        for name, (form, _act) in SETS.items()
        if may[name] and Role.AUDITOR not in actor.roles
    }
    context = {
        "sources": [
            {"name": row.name, "get_kind_display": row.get_kind_display(), "keeper": bodies.name(row.body_id)}
            for row in Source.objects.order_by("pk")
        ],
        "budgets": Budget.objects.select_related("source", "purpose").order_by("-year", "pk"),
        "may_close": forms_["budget"] is not None,
        "purposes": Purpose.objects.order_by("pk"),
        "suppliers": Supplier.objects.order_by("name")[:200],
        "limits": [(kind.label, limits.get(kind.value)) for kind in Kind],
        "forms": forms_,
        "open": what,
    }
    return render(request, "fund/desk/settings.html", context, status=422 if bad is not None else 200)
