"""Links of the accounts around every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Role
from cogov.ui.nav import Item, register, register_part


def _signed_in(request: HttpRequest) -> bool:
    return getattr(request, "actor", None) is not None and request.actor.person is not None  # type: ignore[attr-defined]


def _stranger(request: HttpRequest) -> bool:
    return not _signed_in(request)


def _on_duty(request: HttpRequest) -> bool:
    return hasattr(request, "staff_idle")  # set by the middleware for sessions in which a second factor was shown


def _security(request: HttpRequest) -> bool:
    return _on_duty(request) and any(request.actor.with_roles(Role.SECURITY))  # type: ignore[attr-defined]


def _demo(request: HttpRequest) -> bool:  # noqa: ARG001 - the signature of every item
    return bool(settings.DEMO)


register(Item("demo", _("Try a role"), "users", place="footer", order=10, visible=_demo))
register_part("accounts/parts/idle.html", visible=_on_duty)
register(Item("sign-in", _("Sign in"), "log-in", place="account", order=20, visible=_stranger))
register(Item("account", _("My account"), "circle-user", place="mine", order=20, visible=_signed_in))
register(
    Item(
        "security-views",
        _("Who looked at data"),
        "shield-check",
        place="desk",
        order=90,
        group=_("Security"),
        visible=_security,
    )
)
