"""Everybody who works in one's offices, found by name; 3,200 of them cost no more than 50."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade, queries
from cogov.contexts.bodies.views.bodies import STEWARDS
from cogov.kernel.actors import Role
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """By name, work address and role. Two queries beside those of every desk page."""
    actor = actor_of(request)
    query, role = request.GET.get("q", "").strip()[:80], request.GET.get("role", "")
    role = role if role in Role.values else ""
    own = {id_ for grant in actor.with_roles(*STEWARDS) for id_ in grant.bodies}
    page = queries.members_within(own, query=query, role=role, after=whole(request.GET.get("after", "")))
    people = accounts.persons({row.person_id for row in page.rows})
    kept = {"q": query, "role": role}
    context = {
        "query": query,
        "role": role,
        "roles": [("", ""), *Role.choices],
        "rows": [
            {"row": row, "name": people[row.person_id].name if row.person_id in people else "",
             "role": Role(row.role).label, "body": facade.body(row.body_id)}
            for row in page.rows
        ],
        "older": f"?{urlencode(kept | {'after': str(page.after)})}" if page.after else "",
        "may_import": any(actor.with_roles(Role.ADMIN, Role.SECURITY)),
    }  # fmt: skip
    return render(request, "bodies/desk/people.html", context)
