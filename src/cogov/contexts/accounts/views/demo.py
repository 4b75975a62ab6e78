"""One click into each role of the demo city. The door answers 404 in service, and so does each page itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import demo as city
from cogov.contexts.accounts import preferences, sessions
from cogov.contexts.accounts.actions.staff import note_sign_in
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.views.pages import show
from cogov.kernel.errors import Missing

View = Callable[[HttpRequest], HttpResponse]


def demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


@demo_only
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    return show(request, "demo", personas=city.personas())


@demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    chosen = city.persona(request.POST.get("persona", ""))
    person = Person.objects.filter(pk=chosen.person, is_active=True).first()
    if person is None:
        raise Missing
    if chosen.role == "resident":
        sessions.enter_resident(request, person)
    else:
        note_sign_in(person_id=person.pk, factor="demo")
        sessions.enter_staff(request, person, "demo")
    return preferences.bring(request, HttpResponseRedirect(chosen.home), person)


@demo_only
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    shown = city.codes()
    staff = [(one, shown[one.person]) for one in city.personas() if one.person in shown]
    return show(request, "demo_codes", staff=staff, mails=city.mails(), most=city.MAILS_SHOWN)
