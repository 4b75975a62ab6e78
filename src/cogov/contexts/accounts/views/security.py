"""For the security officer: who looked at residents' data, and a lost second factor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import queries
from cogov.contexts.accounts.actions import staff
from cogov.contexts.accounts.forms import FactorResetForm
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.views.pages import actor_of, go, show, tried
from cogov.kernel.errors import Missing


@require_safe
def views(request: HttpRequest) -> HttpResponse:
    return _views(request, FactorResetForm())


@require_POST
def factor_reset(request: HttpRequest) -> HttpResponse:
    form = FactorResetForm(request.POST)
    if tried(form, lambda: _reset(request, form)) is None:
        return _views(request, form)
    messages.success(request, _("Reset. This person now begins at “Forgotten password, or first time here”."))
    return go("security-views")


def _views(request: HttpRequest, form: FactorResetForm) -> HttpResponse:
    by = actor_of(request)
    viewer = _number(request, "viewer")
    page = queries.views_logged(by=by, viewer=viewer, after=_number(request, "after"))
    keep = {"viewer": viewer} if viewer else {}
    older = f"?{urlencode(keep | {'after': page.after})}" if page.after else ""
    first = f"?{urlencode(keep)}" if "after" in request.GET else ""
    return show(
        request,
        "security_views",
        form,
        rows=page.rows,
        older=older,
        first=first,
        viewer=viewer,
        busiest=queries.busiest_viewers(by=by),
    )


def _reset(request: HttpRequest, form: FactorResetForm) -> Person:
    person = Person.objects.filter(email=form.cleaned_data["email"], is_active=True).first()
    if person is None:
        raise Missing(_("Nobody has this address."))
    return staff.reset_second_factor(person_id=person.pk, by=actor_of(request))


def _number(request: HttpRequest, name: str) -> int | None:
    """Anything but a positive number that fits the column is as if absent."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
