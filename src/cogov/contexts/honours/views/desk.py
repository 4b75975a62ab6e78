"""Staff: commend, decide, revoke, and keep the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.honours import actions, papers, queries, rules
from cogov.contexts.honours.forms import BenefitForm, HonourForm, RowForm
from cogov.contexts.honours.models import Benefit, Claim, Commendation, Honour
from cogov.contexts.honours.tasks import last_month
from cogov.contexts.honours.views.frame import claim_row, complaints, honour_row
from cogov.contexts.honours.views.mine import claim_context
from cogov.contexts.honours.wording import said
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, key_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commendations(request: HttpRequest) -> HttpResponse:
    """Proposals of the last month within one's area; each is decided with a reason.

    The names of those still to be decided on are looked at, and each look is logged: two statements for each.
    """
    actor, month = actor_of(request), last_month()[0]
    errors: list[str] = []
    if request.method == "POST":
        errors = complaints(lambda: _decide(request, actor))
        if not errors:
            messages.success(request, _("Saved."))
            return redirect("honours:commendations")
    rows = queries.commendations(actor, month)
    names = _looked_at(rows, actor)
    context = {
        "month": month,
        "rows": [_proposal(row, names) for row in rows],
        "errors": errors,
    }
    return render(request, "honours/desk/commendations.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Open ones first by choice: `all` shows those decided, too. One query."""
    every, before = bool(request.GET.get("all")), whole(request.GET.get("before", ""))
    rows = queries.claims_for(actor_of(request), open_only=not every, before=before)
    kept = "&all=1" if every else ""
    context = {
        "rows": [claim_row(row) for row in rows[: queries.ROWS]],
        "every": every,
        "older": f"?before={rows[queries.ROWS - 1].pk}{kept}" if len(rows) > queries.ROWS else "",
        "newer": f"?{kept}" if before else "",
    }
    return render(request, "honours/desk/claims.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """The evidence, and the decision that a person takes with a reason. The look at the resident is logged."""
    actor = actor_of(request)
    row = queries.claim_for(number, actor)
    accounts.log_view(actor, purpose=accounts.Purpose.REQUEST, person=row.person_id)
    errors: list[str] = []
    if request.method == "POST":
        errors = complaints(lambda: _rule_on(request, row, actor))
        if not errors:
            messages.success(request, _("Decided. The resident reads it."))
            return redirect("honours:desk-claim", number)
    who = accounts.person(row.person_id)
    context = claim_context(row) | {
        "resident": who.name if who else "",
        "errors": errors,
        "may_decide": row.state == Claim.State.APPLIED and rules.can_decide(actor, row),
        "may_review": row.state == Claim.State.OBJECTED
        and rules.can_decide(actor, row)
        and row.decided_by_id != actor.person,
        "own_decision": row.state == Claim.State.OBJECTED and row.decided_by_id == actor.person,
    }
    return render(request, "honours/desk/claim.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """What one's own bodies have issued, without names; revoke with a reason. One query."""
    actor = actor_of(request)
    errors: list[str] = []
    if request.method == "POST":
        number, reason = whole(request.POST.get("number", "")) or 0, request.POST.get("reason", "")
        errors = complaints(lambda: actions.revoke(certificate=number, reason=reason, by=actor, key=key_of(request)))
        if not errors:
            messages.success(request, _("Revoked. The check says so from now on."))
            return redirect("honours:certificates")
    before = whole(request.GET.get("before", ""))
    rows = queries.certificates_for(actor, before=before)
    context = {
        "rows": [{"card": papers.card(row), "may": rules.may_revoke(actor, row)} for row in rows[: queries.ROWS]],
        "older": f"?before={rows[queries.ROWS - 1].pk}" if len(rows) > queries.ROWS else "",
        "newer": "?" if before else "",
        "errors": errors,
    }
    return render(request, "honours/desk/certificates.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Two queries."""
    context = {
        "honours": [honour_row(row) for row in queries.honours(active=False)],
        "benefits": [{"row": row, "name": said(row, "name"), "policy": said(row, "policy")}
                     for row in queries.benefits(active=False)],
        "may": rules.may_keep_rules(actor_of(request)),
    }  # fmt: skip
    return render(request, "honours/desk/rules.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One level or badge; `new` adds one."""
    row = _row(Honour, code)
    form = HonourForm(request.POST or None, initial=HonourForm.of(row))
    return _edited(request, row, form, actions.set_honour, "honours/desk/rule.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def benefit(request: HttpRequest, code: str) -> HttpResponse:
    """One benefit; `new` adds one, for a body of one's own."""
    row, actor = _row(Benefit, code), actor_of(request)
    mine = {body for grant in actor.with_roles(*rules.KEEPERS) for body in grant.bodies}
    form = BenefitForm(
        request.POST or None,
        initial=BenefitForm.of(row),
        honours=[(each.pk, said(each, "name")) for each in queries.honours(active=False)],
        bodies=sorted(((body, bodies.name(body)) for body in mine), key=lambda each: each[1]),
    )
    return _edited(request, row, form, actions.set_benefit, "honours/desk/benefit.html")


def _row(model: type[Any], code: str) -> Any:
    """None for a new one. Raises Missing."""
    row = model.objects.filter(code=code).first()
    if row is None and code != "new":
        raise Missing
    return row


def _edited(request: HttpRequest, row: Any, form: RowForm, act: Callable[..., int], template: str) -> HttpResponse:
    """The form, or what became of it."""
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        revision, chosen = values.pop("revision"), values.pop("code")
        name, seen = (row.code, revision) if row else (chosen, 0)
        for sentence in complaints(lambda: act(code=name, revision=seen, by=actor_of(request), **values)):
            form.add_error(None, sentence)
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("honours:rules")
    context = {"form": form, "row": row, "name": said(row, "name") if row else ""}
    return render(request, template, context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, actor: Actor) -> None:
    number, reason = whole(request.POST.get("number", "")) or 0, request.POST.get("reason", "")
    body = next(iter(actor.with_roles(Role.LEADER, Role.ORGANISER))).body
    act = actions.decline if request.POST.get("step") == "decline" else actions.commend
    act(commendation=number, reason=reason, body=body, by=actor, key=key_of(request))


def _rule_on(request: HttpRequest, row: Claim, actor: Actor) -> None:
    """The first decision, or that on the objection."""
    yes, reason, key = request.POST.get("step") == "yes", request.POST.get("reason", ""), key_of(request)
    revision = whole(request.POST.get("revision", "")) or 0
    if row.state == Claim.State.OBJECTED:
        actions.review(claim=row.pk, overturn=yes, reason=reason, revision=revision, by=actor, key=key)
    else:
        actions.decide(claim=row.pk, grant=yes, reason=reason, revision=revision, by=actor, key=key)


def _looked_at(rows: list[Commendation], actor: Actor) -> dict[int, accounts.PersonCard]:
    waiting = {row.person_id for row in rows if row.person_id and row.state == Commendation.State.PROPOSED}
    for person in sorted(waiting):
        accounts.log_view(actor, purpose=accounts.Purpose.SUPERVISION, person=person)
    return accounts.persons(waiting)


def _proposal(row: Commendation, names: dict[int, accounts.PersonCard]) -> dict[str, Any]:
    """Once decided, the name is shown only where its owner lets everybody see it."""
    person = names.get(row.person_id or 0)
    shown = papers.card(row.certificate).name if row.certificate is not None else ""
    return {
        "row": row,
        "kind": Commendation.Kind(row.kind).label,
        "name": areas.full_name(row.area_id) if row.area_id else (person.name if person else shown),
        "label": Commendation.State(row.state).label,
        "open": row.state == Commendation.State.PROPOSED,
        "tone": {"commended": "success", "declined": "quiet"}.get(row.state, "progress"),
    }
