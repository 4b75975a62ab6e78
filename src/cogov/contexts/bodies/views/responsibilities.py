"""Who answers for what: the table of rules, one rule, and "who would get this, and by which rule?"."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.actions import add_rule, change_rule, end_rule
from cogov.contexts.bodies.categories import categories, category_name, category_path
from cogov.contexts.bodies.forms import AskForm, FilterForm, RuleForm
from cogov.contexts.bodies.picking import offered_areas, offered_bodies, picked_area, picked_body
from cogov.contexts.bodies.rules import may_assign
from cogov.contexts.bodies.tree import Rule, Verdict, snapshot
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Missing
from cogov.ui.acting import actor_of, tried
from cogov.ui.conflict import conflict_page

PAGE = 50  # rules: a screen and a half

VERDICTS = {
    Verdict.TAKEN: (gettext_lazy("This one counts"), "success", "check"),
    Verdict.FARTHER: (gettext_lazy("Farther off"), "quiet", "minus"),
    Verdict.CLOSED: (gettext_lazy("Passed over: the office is closed"), "warning", "ban"),
    Verdict.BIASED: (gettext_lazy("Passed over: the report is about it"), "warning", "scale"),
}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rules in force, filtered, and the answer to a question about them. From memory."""
    chosen = FilterForm(request.GET)
    rules = _sorted(_chosen(chosen.cleaned_data if chosen.is_valid() else {}))
    start = next((i for i, rule in enumerate(rules) if str(rule.id) == request.GET.get("at")), 0)
    shown = rules[start : start + PAGE]
    asked = "area" in request.GET
    ask = AskForm(request.GET if asked else None)
    context = {
        "rows": [_row(rule, request) for rule in shown],
        "number": len(rules),
        "filters": chosen,
        "active": sum(bool(request.GET.get(name)) for name in chosen.fields),
        "newer": _at(request, rules[max(0, start - PAGE)]) if start else "",
        "older": _at(request, rules[start + PAGE]) if start + PAGE < len(rules) else "",
        "ask": ask,
        "answer": _answer(ask) if asked and ask.is_valid() else None,
        "areas": offered_areas(),
        "bodies": offered_bodies(),
    }
    return render(request, "bodies/desk/rules.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_rule(
                category=data["category"],
                area=data["area"].id,
                body=data["body"].id,
                note=data["note"],
                by=actor_of(request),
            )
        except Conflict as error:
            form.add_error("area", str(error))
        else:
            messages.success(request, _("The rule holds from now on."))
            return redirect("bodies:rules")
    return _edit(request, form, None)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, rule: int) -> HttpResponse:
    """Change or end one rule; who may not, sees it."""
    found = snapshot.get().by_id.get(rule)
    if found is None or not found.holds(now()):
        raise Missing
    form = RuleForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, found, form)
        except Conflict as error:
            current = snapshot.get().by_id[rule]
            if current.revision == form.cleaned_data["revision"]:
                form.add_error("area", str(error))  # not this rule has changed: another one has its place
            elif current.holds(now()):
                return conflict_page(request, form, _initial(current))
            else:
                raise
    return _edit(request, form, found)


def _changed(request: HttpRequest, rule: Rule, form: RuleForm) -> HttpResponse:
    data, actor = form.cleaned_data, actor_of(request)
    if "end" in request.POST:
        end_rule(rule.id, revision=data["revision"], by=actor)
        messages.success(request, _("The rule has ended. Reports already handed over stay where they are."))
        return redirect("bodies:rules")

    def change() -> None:
        change_rule(
            rule.id,
            category=data["category"],
            area=data["area"].id,
            body=data["body"].id,
            note=data["note"],
            revision=data["revision"],
            by=actor,
        )

    if tried(form, change):
        messages.success(request, _("Saved. It counts for reports from now on."))
        return redirect("bodies:rules")
    return _edit(request, form, rule)


def _edit(request: HttpRequest, form: RuleForm, rule: Rule | None) -> HttpResponse:
    context = {
        "form": form,
        "rule": rule,
        "row": _row(rule, request) if rule else None,
        "areas": offered_areas(),
        "bodies": offered_bodies(),
    }
    return render(request, "bodies/desk/rule.html", context, status=422 if form.errors else 200)


def _chosen(data: dict[str, Any]) -> list[Rule]:
    at = now()
    rules = [rule for rule in snapshot.get().by_id.values() if rule.holds(at)]
    if body := data.get("only_body"):
        rules = [rule for rule in rules if rule.body == body.id]
    if area := data.get("only_area"):
        below = areas.subtree(area.id)
        rules = [rule for rule in rules if rule.area in below]
    if code := data.get("only_category"):
        paths = {category.code: category.path for category in categories()}
        rules = [rule for rule in rules if code in paths.get(rule.category, (rule.category,))]
    return rules


def _sorted(rules: list[Rule]) -> list[Rule]:
    """As the category tree runs, within it from wide to narrow areas."""
    order = {category.code: number for number, category in enumerate(categories(), 1)}
    last = len(order) + 1
    return sorted(
        rules,
        key=lambda rule: (
            order.get(rule.category, last) if rule.category else 0,
            rule.category,
            len(areas.area(rule.area).path),
            areas.area(rule.area).code,
        ),
    )


def _answer(form: AskForm) -> dict[str, Any]:
    category, area = form.cleaned_data["category"], form.cleaned_data["area"]
    path, chain = category_path(category), areas.chain_of(area.id).ids
    route = facade.route(path, chain)
    return {
        "route": route,
        "body": facade.body(route.body) if route else None,
        "category": category_name(category) if category else _("no known category"),
        "area": areas.full_name(area.id),
        "considered": [
            {"row": _row(item.rule), "verdict": VERDICTS[item.verdict]} for item in facade.considered(path, chain)
        ],
    }


def _row(rule: Rule, request: HttpRequest | None = None) -> dict[str, Any]:
    return {
        "rule": rule,
        "category": category_name(rule.category),
        "area": areas.full_name(rule.area),
        "body": facade.body(rule.body),
        "may": request is not None and may_assign(actor_of(request), rule.area, rule.body),
    }


def _initial(rule: Rule) -> dict[str, Any]:
    return {
        "category": rule.category,
        "area": picked_area(rule.area),
        "body": picked_body(rule.body),
        "note": rule.note,
        "revision": rule.revision,
    }


def _at(request: HttpRequest, rule: Rule) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name != "at"}
    return f"?{urlencode(kept | {'at': rule.id})}"
