"""Who may knock at which address, by the classes that every context declares in its `rules.URL_CLASSES`.

"public" | "resident" (signed in) | "staff:<role,…>" or "staff:*" | "demo". This is the outer door; which
things somebody sees behind it is decided by each context's own gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import module_has_submodule

from cogov.kernel.actors import Actor, Role


@dataclass(frozen=True, slots=True)
class Door:
    kind: str
    roles: frozenset[Role] = frozenset()


def parse(text: str) -> Door:
    """Raises ValueError for a class or a role that does not exist."""
    kind, _colon, roles = text.partition(":")
    if kind == "staff":
        names = list(Role) if roles.strip() == "*" else [Role(name.strip()) for name in roles.split(",")]
        return Door(kind, frozenset(names))
    if kind not in ("public", "resident", "demo") or roles:
        raise ValueError(f"unknown class of a URL: {text}")
    return Door(kind)


@cache
def doors() -> dict[str, Door]:
    """Route name → door, of all contexts; read once."""
    found: dict[str, Door] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("cogov.") and module_has_submodule(config.module, "rules"):
            rules = import_module(f"{config.name}.rules")
            found |= {name: parse(text) for name, text in getattr(rules, "URL_CLASSES", {}).items()}
    return found


def of(match: ResolverMatch) -> Door | None:
    """The door of a route; None for one without a class, which the permission matrix reports."""
    return doors().get(match.view_name) or doors().get(match.url_name or "")


def answer(request: HttpRequest, door: Door, actor: Actor) -> HttpResponse | None:
    """None lets the request in. Raises Http404 and PermissionDenied, or sends to the right sign-in."""
    if door.kind == "demo" and not settings.DEMO:
        raise Http404
    if door.kind == "resident" and actor.person is None:
        return _to_sign_in(request, "sign-in")
    if door.kind == "staff" and not any(actor.with_roles(*door.roles)):
        if actor.is_staff:
            raise PermissionDenied
        return _to_sign_in(request, "staff-sign-in")
    return None


def goal(request: HttpRequest, default: str = "/") -> str:
    """Where the visitor wanted to go (`next`), if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else default


def _to_sign_in(request: HttpRequest, page: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        raise PermissionDenied  # a program cannot type a code
    wanted = request.get_full_path() if request.method == "GET" and not request.headers.get("HX-Request") else ""
    address = reverse(page) + (f"?{urlencode({'next': wanted})}" if wanted else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
