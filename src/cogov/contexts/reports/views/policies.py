"""How long things may take: the table of limits, one limit, and "which would apply, and by which row?"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.reports import policies, promises, rules
from cogov.contexts.reports.actions.policies import end_policy, set_policy
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.forms_time import PolicyForm, WhichForm, initial_of
from cogov.contexts.reports.models import Difficulty, Policy
from cogov.contexts.reports.models.policy import LEVELS
from cogov.contexts.reports.policies import Row
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.journal import subject_type
from cogov.kernel.models import Entry
from cogov.ui.acting import actor_of

HISTORY = 20
"""Ended limits shown below the table; the rest is in the journal."""


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rows in force, and the answer to a question about them. From memory but for the history: three queries."""
    asked = "tier" in request.GET
    which = WhichForm(request.GET if asked else None)
    context = {
        "groups": _groups(),
        "which": which,
        "answers": _answers(which) if asked and which.is_valid() else [],
        "history": _history(),
        "may": rules.may_set_policies(actor_of(request)),
    }
    return render(request, "reports/desk/policies.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new limit."""
    if not rules.may_set_policies(actor_of(request)):
        raise Forbidden
    form = PolicyForm(request.POST or None, initial={"kind": Policy.Kind.RESOLUTION, **request.GET.dict()})
    return _answered(request, form, None) or _edit(request, form, None)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, rule: int) -> HttpResponse:
    """Change or end one limit; who may not, sees it."""
    row = policies.by_id(rule)
    if row is None:
        raise Missing
    form = PolicyForm(request.POST or None, initial=initial_of(row))
    if request.method == "POST" and "end" in request.POST:
        end_policy(policy=rule, by=actor_of(request), revision=int(form["revision"].value() or 0))
        messages.success(request, _("Ended. It stays in the record."))
        return redirect("reports:policies")
    return _answered(request, form, row) or _edit(request, form, row)


def _answered(request: HttpRequest, form: PolicyForm, row: Row | None) -> HttpResponse | None:
    """Where to go once it is saved, or the page of a conflict; None to show the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    terms, revision = form.terms(), form.cleaned_data["revision"]
    replaced = _present(row) if row else None

    def act() -> dict[str, Any]:
        if replaced is not None and replaced.id != (row.id if row else None) and "over" not in request.POST:
            raise Conflict
        number = replaced.id if replaced else None
        return {"policy": set_policy(terms, by=actor_of(request), replaces=number, revision=revision).pk}

    try:
        plain = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "key")}
        once(f"policies.set.{actor_of(request).person}", request.POST.get("key", ""), plain, act)
    except Invalid as error:
        for name, sentence in (error.fields or {"": error.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        return None
    except Conflict as conflict:
        return _conflict(request, form, row, conflict)
    messages.success(request, _("Saved. It counts for reports from now on; promises already given stay."))
    return redirect("reports:policies")


def _present(row: Row) -> Row:
    """What stands in the place of a row that somebody else has changed meanwhile: the row itself where nobody has."""
    if row.until is None:
        return row
    later = [other for other in policies.in_force() if _place(other) == _place(row)]
    return later[0] if later else row


def _conflict(request: HttpRequest, form: PolicyForm, row: Row | None, conflict: Conflict) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form."""
    there = _present(row) if row else next((r for r in policies.in_force() if _place(r) == _asked_place(form)), None)
    context = {"theirs": _shown(there) if there else None, "conflict": conflict, "there": there}
    return _edit(request, form, row, status=409, **context)


def _place(row: Row) -> tuple[str, str, str, str]:
    return row.kind, row.category, row.difficulty, row.level


def _asked_place(form: PolicyForm) -> tuple[str, ...]:
    return tuple(form.cleaned_data[name] for name in ("kind", "category", "difficulty", "level"))


def _edit(request: HttpRequest, form: PolicyForm, row: Row | None, *, status: int = 0, **more: Any) -> HttpResponse:
    may = rules.may_set_policies(actor_of(request)) and (row is None or row.until is None or bool(more))
    context = {"form": form, "row": row, "shown": _shown(row) if row else None, "may": may, **more}
    return render(request, "reports/desk/policy.html", context, status=status or (422 if form.errors else 200))


def _groups() -> list[dict[str, Any]]:
    """Rows by what they are for; at the end of each group the usual ones, as far as no row stands before them."""
    rows = policies.in_force()
    general = {(row.kind, row.difficulty) for row in rows if not (row.category or row.level)}
    groups = []
    for kind in Policy.Kind:
        own = [_shown(row) for row in rows if row.kind == kind]
        usual = [_shown(row) for row in policies.USUAL if row.kind == kind and not _hidden(row, general)]
        groups.append({"name": kind.label, "rows": own + usual})
    return groups


def _hidden(usual: Row, general: set[tuple[str, str]]) -> bool:
    return (usual.kind, "") in general or (usual.kind, usual.difficulty) in general


def _answers(form: WhichForm) -> list[dict[str, Any]]:
    """For each clock the limit, the row that counts, and those farther off."""
    code, tier, level = (form.cleaned_data[name] for name in ("kind_of_matter", "tier", "at_level"))
    node = tree().by_code.get(code)
    path = node.path if node else ()
    answers = []
    for kind in Policy.Kind:
        first, *others = (_shown(row) for row in policies.considered(kind, path, tier, level))
        answers.append({"name": kind.label, "first": first, "others": others})
    return answers


def _shown(row: Row) -> dict[str, Any]:
    """A row in words."""
    node = tree().by_code.get(row.category)
    return {
        "row": row,
        "kind": Policy.Kind(row.kind).label,
        "category": node.name if node else row.category or _("every category"),
        "difficulty": Difficulty(row.difficulty).label if row.difficulty else _("every difficulty"),
        "level": dict(LEVELS)[row.level] if row.level else _("every level"),
        "words": promises.row_in_words(row),
        "url": reverse("reports:policy", args=[row.id]) if row.id is not None else "",
        "source": _source(row),
    }


def _source(row: Row) -> str:
    if row.id is not None:
        return row.note
    return _("The usual limit, where nothing else is said") if row.usual else _("Stands with the category itself")


def _history() -> list[dict[str, Any]]:
    """The newest changes: who, when, from what to what. Three queries."""
    ended = list(Policy.objects.exclude(until=None).order_by("-until", "-pk")[:HISTORY])
    later = {row.replaces_id: row for row in Policy.objects.filter(replaces__in=[row.pk for row in ended])}
    told = Entry.objects.filter(subject_type=subject_type(Policy), subject_id__in=[row.pk for row in ended])
    who = dict(told.filter(kind="reports.policy_ended").values_list("subject_id", "person"))
    people = accounts.persons({person for person in who.values() if person})
    rows = []
    for row in ended:
        person, next_ = people.get(who.get(row.pk) or 0), later.get(row.pk)
        rows.append(
            {
                "at": row.until,
                "who": person.name if person else _("by rule"),
                "before": _shown(_row(row)),
                "after": promises.row_in_words(_row(next_)) if next_ else "",
            }
        )
    return rows


def _row(row: Policy) -> Row:
    return Row(
        row.pk, row.kind, row.category, row.difficulty, row.level, row.amount, row.unit, row.latest, row.calendar,
        row.note, row.since, row.until, row.journal_seq,
    )  # fmt: skip
