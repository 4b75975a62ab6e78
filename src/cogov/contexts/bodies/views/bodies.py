"""The desk's pages about bodies: the tree, one body, its members."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade, queries
from cogov.contexts.bodies.actions import NewBody, add_body, appoint, change_body, dismiss
from cogov.contexts.bodies.forms import BodyForm, MemberForm, NewBodyForm, initial_of
from cogov.contexts.bodies.models import Kind
from cogov.contexts.bodies.picking import offered_areas, offered_bodies
from cogov.contexts.bodies.rules import GUARDIANS, may_dismiss
from cogov.contexts.bodies.tree import BodyInfo
from cogov.contexts.bodies.views.public import FOUND, KINDS, search
from cogov.contexts.bodies.views.scope import body_in_scope, own_tops
from cogov.kernel.actors import Role
from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, tried
from cogov.ui.conflict import conflict_page

STEWARDS = (Role.ADMIN, Role.SECURITY)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own bodies, the parts of one of them, or what a search finds among them."""
    actor = actor_of(request)
    query, under = request.GET.get("q", "").strip()[:80], request.GET.get("under", "")
    body = body_in_scope(actor, under, *STEWARDS) if under else None
    if query:
        scope = {id_ for grant in actor.with_roles(*STEWARDS) for id_ in grant.bodies}
        found = [each for each in search(query, active=False) if each.id in scope]
    else:
        found = list(facade.parts(body.id, active=False) if body else own_tops(actor))
    shown = found[:FOUND] if query else found
    counts = queries.member_counts([each.id for each in shown])
    context = {
        "query": query,
        "body": body,
        "crumbs": _crumbs(body, actor_of(request)) if body else [],
        "rows": [_row(each, counts.get(each.id, 0)) for each in shown],
        "more": len(found) > len(shown),
        "may_add": any(actor.with_roles(Role.ADMIN)),
    }
    return render(request, "bodies/desk/index.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new body below one of one's own."""
    under = request.GET.get("under", "")
    form = NewBodyForm(request.POST or None, initial={"parent": under, "kind": Kind.OFFICE})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        fields = ("code", "kind", "name_zh", "name_en", "phone", "email", "web", "duty_zh", "duty_en", "calendar")
        new = NewBody(
            area=data["area"].code,
            parent=data["parent"].code if data["parent"] else "",
            **{name: data[name] for name in fields},
        )
        if tried(form, lambda: add_body(new, by=actor_of(request))):
            messages.success(request, _("Added. Next, appoint the people who work there."))
            return redirect("bodies:desk-members", data["code"])
    context = {"form": form, "areas": offered_areas(), "bodies": offered_bodies(), "under": under}
    return render(request, "bodies/desk/add.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one body that can be changed."""
    actor = actor_of(request)
    body = body_in_scope(actor, code, Role.ADMIN)
    form = BodyForm(request.POST or None, initial=initial_of(body))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        parent, revision = data.pop("parent"), data.pop("revision")
        moved = (parent.id if parent else None) != body.parent
        changes = data | ({"parent": parent.code if parent else ""} if moved else {})
        try:
            if tried(form, lambda: change_body(body.id, revision=revision, by=actor, **changes)):
                messages.success(request, _("Saved."))
                return redirect("bodies:desk-one", code)
        except Conflict:
            return conflict_page(request, form, initial_of(facade.body(body.id)))
    context = {
        "body": body,
        "form": form,
        "crumbs": _crumbs(body, actor),
        "area": areas.full_name(body.area),
        "bodies": offered_bodies(),
        "rules": len(facade.responsibilities(body.id)),
    }
    return render(request, "bodies/desk/one.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who works there in which role; appoint and dismiss."""
    actor = actor_of(request)
    body = body_in_scope(actor, code, *STEWARDS)
    roles = [role for role in Role if any(body.id in grant.bodies for grant in actor.with_roles(_giver(role)))]
    if "dismiss" in request.POST:
        membership, _dot, revision = request.POST["dismiss"].partition(".")
        if not (membership.isdecimal() and revision.isdecimal()):
            raise Invalid
        dismiss(int(membership), revision=int(revision), by=actor)
        messages.success(request, _("The role has ended."))
        return redirect("bodies:desk-members", code)
    form = MemberForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _appoint(request, body, form)):
        messages.success(request, _("Appointed. The role counts from the next page the person opens."))
        return redirect("bodies:desk-members", code)
    query = request.GET.get("q", "").strip()[:80]
    page = queries.members_of(body.id, query=query, after=whole(request.GET.get("after", "")))
    people = accounts.persons({row.person_id for row in page.rows})
    context = {
        "body": body,
        "form": form,
        "crumbs": [*_crumbs(body, actor, last=False), {"label": _("Staff")}],
        "rows": [
            {
                "name": people[row.person_id].name if row.person_id in people else _("closed account"),
                "role": Role(row.role).label,
                "row": row,
                "may_dismiss": may_dismiss(actor, body.id, Role(row.role)),
            }
            for row in page.rows
        ],
        "query": query,
        "older": f"?{urlencode({'q': query, 'after': page.after})}" if page.after else "",
    }
    return render(request, "bodies/desk/members.html", context, status=422 if form.errors else 200)


def _appoint(request: HttpRequest, body: BodyInfo, form: MemberForm) -> None:
    actor, data = actor_of(request), form.cleaned_data
    with transaction.atomic():
        person = accounts.add_staff(email_address=data["email"], name=data["name"], by=actor)
        appoint(person=person.id, body=body.id, role=Role(data["role"]), by=actor)


def _giver(role: Role) -> Role:
    return Role.SECURITY if role in GUARDIANS else Role.ADMIN


def _row(body: BodyInfo, members_: int) -> dict[str, Any]:
    return {
        "body": body,
        "kind": KINDS[body.kind],
        "area": areas.full_name(body.area),
        "members": members_,
        "parts": len(facade.parts(body.id, active=False)),
    }


def _crumbs(body: BodyInfo, actor: Any, *, last: bool = True) -> list[dict[str, Any]]:
    """From the topmost body that the actor looks after."""
    scope = {id_ for grant in actor.with_roles(*STEWARDS) for id_ in grant.bodies}
    links: list[dict[str, Any]] = [{"label": _("Bodies and staff"), "url": reverse("bodies:desk")}]
    for id_ in body.path if not last else body.path[:-1]:
        if id_ in scope:
            each = facade.body(id_)
            links.append({"label": each.name(), "url": f"{reverse('bodies:desk')}?under={each.code}"})
    return [*links, {"label": body.name()}] if last else links
