"""Import from CSV: choose a file, look at the differences, then do it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cogov.contexts.bodies import importing
from cogov.contexts.bodies.importing.reading import MOST_BYTES, decoded
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Conflict, Forbidden, Invalid, TooLarge
from cogov.kernel.idempotency import once
from cogov.kernel.ids import digest
from cogov.ui.acting import actor_of

MOST_SHOWN = 100
"""Rows of each table on the page; their number is always told, and the command shows all."""

WHO: dict[str, tuple[tuple[Role, ...], Any]] = {
    "bodies": ((Role.ADMIN,), gettext_lazy("Offices")),
    "people": ((Role.ADMIN, Role.SECURITY), gettext_lazy("People")),
    "responsibilities": ((Role.ADMIN, Role.DISPATCHER), gettext_lazy("Responsibilities")),
}


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Without `seen` the differences; with it they are applied, if they are still the same."""
    actor = actor_of(request)
    kinds = [kind for kind, (roles, _label) in WHO.items() if any(actor.with_roles(*roles))]
    kind = request.GET.get("kind") or kinds[0]
    if kind not in kinds:
        raise Forbidden
    if request.method == "GET":
        return _show(request, kinds, kind)
    try:
        data = _data(request)
        if "seen" in request.POST:
            return _applied(request, actor, kinds, kind, data)
        return _differences(request, actor, kinds, kind, data)
    except (Invalid, TooLarge) as error:
        return _show(request, kinds, kind, error=error, status=error.status)


def _applied(request: HttpRequest, actor: Actor, kinds: list[str], kind: str, data: bytes) -> HttpResponse:
    seen = request.POST["seen"]

    def act() -> dict[str, int]:
        plan = importing.apply(kind, data, by=actor, seen=seen)
        return {"added": len(plan.added), "changed": len(plan.changed)}

    try:
        asked = {"kind": kind, "seen": seen, "file": digest(data.hex())}
        done, _again = once(f"import.{actor.person}", request.POST.get("key", ""), asked, act)
    except Conflict as conflict:
        return _differences(request, actor, kinds, kind, data, conflict=conflict)
    told = {"added": done["added"], "changed": done["changed"]}
    messages.success(request, _("Imported: %(added)s new, %(changed)s changed.") % told)
    return redirect(f"{request.path}?kind={kind}")


def _differences(
    request: HttpRequest, actor: Actor, kinds: list[str], kind: str, data: bytes, conflict: Conflict | None = None
) -> HttpResponse:
    plan = importing.differences(kind, data, by=actor)
    sums = (
        (_("New"), len(plan.added)), (_("Changed"), len(plan.changed)), (_("As before"), plan.unchanged),
        (_("Refused"), len(plan.refused)), (_("Not in the file, stay as they are"), plan.absent),
    )  # fmt: skip
    context: dict[str, Any] = {
        "plan": plan, "text": decoded(data)[0], "sums": sums, "conflict": conflict,
        "added": plan.added[:MOST_SHOWN], "changed": _changed(plan), "refused": plan.refused[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "title": ngettext("One difference", "%(n)s differences", len(plan.added) + len(plan.changed))
        % {"n": len(plan.added) + len(plan.changed)},
    }  # fmt: skip
    return _show(request, kinds, kind, status=Conflict.status if conflict else 200, **context)


def _show(
    request: HttpRequest, kinds: list[str], kind: str, *, error: Exception | None = None, status: int = 200,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    every, required = importing.columns_of(kind)
    tabs = [{"url": f"?kind={one}", "label": WHO[one][1], "current": one == kind} for one in kinds]
    known = {"tabs": tabs, "kind": kind, "columns": every, "required": required, "error": error}
    return render(request, "bodies/desk/import.html", known | context, status=status)


def _data(request: HttpRequest) -> bytes:
    """The file, or its text as it was shown with the differences. Raises Invalid, TooLarge."""
    if "text" in request.POST:
        return request.POST["text"].encode()
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Please choose a file."))
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(_("This file is too large. Please split it into parts of at most 2 MB."))
    return bytes(file.read())


def _changed(plan: importing.Plan) -> list[dict[str, Any]]:
    return [
        {"one": change, "fields": [(name, *pair) for name, pair in change.fields.items()]}
        for change in plan.changed[:MOST_SHOWN]
    ]
