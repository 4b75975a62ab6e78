"""A resident's honours, certificates and claims."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.honours import actions, papers, queries
from cogov.contexts.honours.models import Benefit, Claim, Measure
from cogov.contexts.honours.views.frame import claim_row, complaints, evidence_rows, honour_row
from cogov.contexts.honours.wording import said
from cogov.kernel.errors import Missing
from cogov.ui.acting import actor_of, key_of


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    person = actor_of(request).person
    assert person is not None
    return render(request, "honours/mine.html", of_person(person))


@never_cache
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    row = queries.certificate_of(number, actor_of(request).person)
    return papers.paper(request, row).response(f"certificate-{number}.pdf", download=False)


@never_cache
@require_POST
def show_name(request: HttpRequest, number: int) -> HttpResponse:
    shown = bool(request.POST.get("shown"))
    actions.show_name(certificate=number, shown=shown, by=actor_of(request))
    messages.success(request, _("Your name is shown now.") if shown else _("Your name is no longer shown."))
    return redirect("honours:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """What the benefit is, what will be looked at, and that a person decides."""
    actor = actor_of(request)
    row = Benefit.objects.filter(code=code, active=True).first()
    if row is None or actor.person is None:
        raise Missing
    if request.method == "POST":
        made = actions.apply(benefit=code, by=actor, key=key_of(request))
        messages.success(request, _("Sent. A person looks at it and answers here."))
        return redirect("honours:claim", made)
    context = {
        "name": said(row, "name"),
        "text": said(row, "text"),
        "policy": said(row, "policy"),
        "body": bodies.name(row.body_id),
        "evidence": evidence_rows(queries.evidence(actor.person)),
    }
    return render(request, "honours/apply.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """What was decided, by whom, why; and how to object."""
    actor = actor_of(request)
    row = queries.claim_of(number, actor.person)
    errors: list[str] = []
    if request.method == "POST":
        text = request.POST.get("text", "")
        errors = complaints(lambda: actions.object_to(claim=number, text=text, by=actor, key=key_of(request)))
        if not errors:
            messages.success(request, _("Your objection goes to another person."))
            return redirect("honours:claim", number)
    context = claim_context(row) | {"errors": errors}
    return render(request, "honours/claim.html", context, status=422 if errors else 200)


def claim_context(row: Claim) -> dict[str, Any]:
    """For its resident and for staff. One query for the names of those who decided."""
    names = accounts.persons({pk for pk in (row.decided_by_id, row.reviewed_by_id) if pk})
    decider, reviewer = names.get(row.decided_by_id or 0), names.get(row.reviewed_by_id or 0)
    return {
        "claim": claim_row(row),
        "row": row,
        "body": bodies.name(row.benefit.body_id),
        "policy": said(row.benefit, "policy"),
        "evidence": evidence_rows(row.evidence),
        "decider": decider.name if decider else "",
        "reviewer": reviewer.name if reviewer else "",
        "may_object": row.state == Claim.State.REFUSED,
    }


def of_person(person: int) -> dict[str, Any]:
    """Everything on one page: seven queries, and one for each certificate."""
    held = queries.awards(person)
    counts = queries.counts(person)
    have = {award.honour_id for award in held}
    return {
        "held": [honour_row(award.honour) | {"at": award.at} for award in held],
        "next": [
            honour_row(row) | {"done": min(counts[Measure(row.measure)], row.at_least)}
            for row in queries.honours()
            if row.pk not in have and not row.within_days
        ][:4],
        "counts": [(measure.label, counts[measure]) for measure in Measure],
        "certificates": [papers.card(row, holder=True) for row in queries.certificates(person)],
        "claims": [claim_row(row) for row in queries.claims(person)],
        "benefits": [{"code": row.code, "name": said(row, "name")} for row in queries.benefits()],
    }
