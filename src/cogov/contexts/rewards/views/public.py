"""How points work: the rules in force, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards.models import Kind, Rule
from cogov.contexts.rewards.weighing import local_day
from cogov.kernel.clock import now


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """One query."""
    today = local_day(now())
    rows = Rule.objects.filter(state=Rule.State.ON, since__lte=today).order_by("-campaign", "-points", "code")
    rules = [described(row) for row in rows if row.until is None or row.until >= today]
    context = {
        "campaigns": [rule for rule in rules if rule["rule"].campaign],
        "rules": [rule for rule in rules if not rule["rule"].campaign],
    }
    return render(request, "rewards/how.html", context)


def described(rule: Rule) -> dict[str, Any]:
    """A rule with its words in the present language."""
    chinese = (get_language() or "zh").startswith("zh")
    return {
        "rule": rule,
        "name": rule.name_zh if chinese else rule.name_en,
        "kind": Kind(rule.kind).label,
        "category": reports.category_name(rule.category) if rule.category else "",
        "area": areas.full_name(rule.area_id) if rule.area_id else "",
        "day": rule.caps.get("person_day"),
        "month": rule.caps.get("person_month"),
        "varies": rule.hard_percent != 100 or rule.complicated_percent != 100,
    }
