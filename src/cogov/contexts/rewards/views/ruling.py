"""Rules at the desk: the list with its versions, one rule, and its trial on the past."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.rewards import queries, rules
from cogov.contexts.rewards.actions import change_rule, draft_rule, end_rule, switch_on, try_rule
from cogov.contexts.rewards.forms import RuleForm, TrialForm, initial_of
from cogov.contexts.rewards.models import Kind, Rule, Trial
from cogov.contexts.rewards.views.public import described
from cogov.kernel import ids
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.idempotency import once
from cogov.ui.acting import actor_of, tried

CAP_ROWS = (("person_day", "person_month"), ("household_day", "household_month"),
            ("device_day", "device_month"), ("place_day", "place_month"))  # fmt: skip


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what is in force, then what was. One query."""
    rows = [described(row) for row in queries.rules_visible_to(actor_of(request))]
    groups = [
        (state.label, [row for row in rows if row["rule"].state == state])
        for state in (Rule.State.DRAFT, Rule.State.ON, Rule.State.ENDED)
    ]
    context = {"groups": [group for group in groups if group[1]], "may": rules.may_rule(actor_of(request))}
    return render(request, "rewards/desk/rules.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft: a new rule, or with `of` the next version of one."""
    of = queries.rules_visible_to(actor_of(request)).filter(pk=request.GET.get("of", "0") or 0).first()
    initial = initial_of(of) | {"revision": 0} if of else None
    form, key = RuleForm(request.POST or None, initial=initial), request.POST.get("key") or ids.token()
    if request.method == "POST" and form.is_valid():
        made: dict[str, Any] = {}

        def act() -> None:
            code = of.code if of else ""
            asked = {name: str(value) for name, value in form.cleaned_data.items()} | {"code": code}
            answer, _again = once(
                "rewards.rule", key, asked,
                lambda: {"rule": draft_rule(form.data_of(), code=code, by=actor_of(request))},
            )  # fmt: skip
            made.update(answer)

        if tried(form, act, Conflict):
            messages.success(request, _("A draft. Try it on the past months before you switch it on."))
            return redirect("rewards:rule", made["rule"])
    context = {"form": form, "key": key, "of": of, **_fields(form)}
    return render(request, "rewards/desk/rule_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, rule: int) -> HttpResponse:
    """A rule with its versions and its last trial; a draft can be changed here."""
    row = _found(request, rule)
    form = RuleForm(request.POST if request.POST.get("do") == "save" else None, initial=initial_of(row))
    if request.method == "POST":
        answer = _done(request, row, form)
        if answer is not None:
            return answer
    context = {
        "row": described(row),
        "form": form,
        "editing": row.state == Rule.State.DRAFT and rules.may_rule(actor_of(request)),
        "may": rules.may_rule(actor_of(request)),
        "versions": list(Rule.objects.filter(code=row.code).order_by("-version")),
        "trial": Trial.objects.filter(rule=row).order_by("-pk").first(),
        "trial_form": TrialForm(),
        **_fields(form),
    }
    return render(request, "rewards/desk/rule.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, rule: int) -> HttpResponse:
    """Ask for a trial (POST), and read the newest one, with how far it has come."""
    row = _found(request, rule)
    form = TrialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try_rule(rule, months=form.cleaned_data["months"], by=actor_of(request))
        return redirect("rewards:trial", rule)
    found = Trial.objects.filter(rule=row).order_by("-pk").first()
    running = found is not None and found.state in (Trial.State.WAITING, Trial.State.RUNNING)
    context = {
        "row": described(row), "trial": found, "running": running, "form": form,
        "percent": 100 * found.done // found.total if found and found.total else 0,
        "sides": _sides(found) if found and found.state == Trial.State.DONE else None,
    }  # fmt: skip
    answer = render(request, "rewards/desk/trial.html", context)
    if running:
        answer["Refresh"] = "3"  # seconds; the page reads itself again without a script
    return answer


def _found(request: HttpRequest, rule: int) -> Rule:
    row = queries.rules_visible_to(actor_of(request)).filter(pk=rule).first()
    if row is None:
        raise Missing
    return row


def _done(request: HttpRequest, row: Rule, form: RuleForm) -> HttpResponse | None:
    """None when the page is to be shown again, with what was wrong."""
    actor, do = actor_of(request), request.POST.get("do")
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isdigit() else -1
    if do == "save":
        if not form.is_valid():
            return None
        if not tried(form, lambda: change_rule(row.pk, form.data_of(), revision=revision, by=actor), Conflict):
            return None
        messages.success(request, _("Saved."))
    elif do == "on":
        switch_on(row.pk, revision=revision, by=actor)
        messages.success(request, _("In force from now on."))
    elif do == "end":
        end_rule(row.pk, revision=revision, by=actor)
        messages.success(request, _("Ended. What was earned stays."))
    else:
        raise Missing
    return redirect("rewards:rule", row.pk)


def _fields(form: RuleForm) -> dict[str, Any]:
    return {"caps": [[form[name] for name in pair] for pair in CAP_ROWS]}


def _sides(trial: Trial) -> dict[str, Any]:
    """The two summaries side by side, with charts' pairs."""
    today, draft = trial.result["today"], trial.result["draft"]
    rows = [
        (_("Points given"), "points"), (_("Points still waiting"), "waiting"), (_("People who got some"), "people"),
        (_("Most that one person got"), "most"), (_("Times something was earned"), "earnings"),
        (_("Times a ceiling was reached"), "capped"), (_("Points that fell away"), "fallen"),
    ]  # fmt: skip
    kinds = [kind for kind in Kind if kind in today["by_kind"] or kind in draft["by_kind"]]
    return {
        "rows": [
            (label, f"{today[name]:,}", f"{draft[name]:,}", f"{draft[name] - today[name]:+,}") for label, name in rows
        ],
        "kinds": [
            (kind.label, f"{today['by_kind'].get(kind, 0):,}", f"{draft['by_kind'].get(kind, 0):,}") for kind in kinds
        ],
        "cost": draft["points"] - today["points"],
        "said": f"{abs(draft['points'] - today['points']):,}",
        "groups": [(_from(step), people) for step, people in draft["groups"]],
        "groups_today": [(_from(step), people) for step, people in today["groups"]],
        "months": sorted(draft["by_month"].items()),
        "draft": draft,
        "today": today,
    }


def _from(step: int) -> str:
    return _("from %(points)s") % {"points": step}
