"""Pages that explain: what this is, how to get help, and what becomes of personal data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from cogov.kernel.personal import Basis, PersonalField, register
from cogov.ui import nav

BASES: dict[Basis, str | Promise] = {
    Basis.CONSENT: gettext_lazy("You agreed"),
    Basis.PUBLIC_TASK: gettext_lazy("The city's task"),
    Basis.LEGAL_DUTY: gettext_lazy("Required by law"),
}


@dataclass(frozen=True)
class Line:
    """One purpose for which data is kept."""

    purpose: str
    basis: str
    kept: str


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/about.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/help.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Made from the register by which the program itself works, so that page and program cannot differ."""
    return render(request, "ui/pages/privacy.html", {"lines": lines(register.values())})


def lines(fields: Iterable[PersonalField]) -> list[Line]:
    """One line for each purpose, in alphabetical order."""
    found = {(str(field.purpose), field.basis, field.retention) for field in fields}
    return [Line(purpose, str(BASES[basis]), kept(retention)) for purpose, basis, retention in sorted(found, key=str)]


def kept(retention: timedelta | None) -> str:
    if retention is None:
        return _("As long as what it belongs to")
    days = max(1, retention.days)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


nav.register(nav.Item("ui:help", gettext_lazy("Help"), "circle-help", place="help", order=10))
nav.register(nav.Item("ui:about", gettext_lazy("What this is"), "info", place="footer", order=1))
nav.register(nav.Item("ui:privacy", gettext_lazy("Privacy"), "lock", place="footer", order=60))
