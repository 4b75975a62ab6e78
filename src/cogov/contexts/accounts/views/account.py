"""A person's own pages: who I am, how to reach me, what I agreed to, what is kept, and being forgotten."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import codes, gateways, preferences, queries, reading, sessions
from cogov.contexts.accounts.actions import consenting, erasure, people
from cogov.contexts.accounts.contacts import Kind
from cogov.contexts.accounts.forms import CodeForm, ContactForm, EraseForm, ProfileForm
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.views.pages import actor_of, go, me, sent, show, tried
from cogov.kernel.errors import Missing


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account(request, None)


@require_POST
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    person = tried(
        form, lambda: people.change_profile(person_id=me(request), by=actor_of(request), **form.cleaned_data)
    )
    if person is None:
        return _account(request, form)
    messages.success(request, _("Saved."))
    return preferences.apply(go("account"), person)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A new address, which has to be proved by a code before it replaces the old one."""
    form = ContactForm(sent(request))
    if request.method == "POST" and tried(form, lambda: _send(request, form)):
        return go("account-contact-code")
    return show(request, "account_contact", form, sms=gateways.sms_available())


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    pending = codes.pending(request, "contact")
    if pending is None:
        return go("account-contact")
    form = CodeForm(sent(request))
    if request.method == "POST" and tried(form, lambda: _set(request, form)):
        messages.success(request, _("Your new address is saved."))
        return go("account")
    return show(request, "account_contact_code", form, contact=pending)


@require_POST
def contact_remove(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind")
    if kind not in ("email", "phone"):
        raise Missing
    people.remove_contact(person_id=me(request), kind=cast(Kind, kind), by=actor_of(request))
    messages.success(request, _("The address is removed."))
    return go("account")


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """One button each way."""
    act = consenting.give if request.POST.get("give") else consenting.withdraw
    act(person_id=me(request), purpose=request.POST.get("purpose", ""), by=actor_of(request))
    messages.success(request, _("Saved."))
    return go("account")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    return show(request, "account_export", sections=reading.sections(queries.export(me(request))))


@require_safe
def export_file(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(queries.export(me(request)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    form = EraseForm(sent(request))
    if request.method == "POST" and tried(form, lambda: _erase(request)):
        sessions.leave(request)
        messages.success(request, _("Your account is erased. Thank you for having been part of this city."))
        return HttpResponseRedirect("/")
    return show(request, "account_erase", form)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    people.sign_out_everywhere(person_id=me(request), by=actor_of(request))
    sessions.leave(request)
    messages.success(request, _("You are signed out on all devices."))
    return HttpResponseRedirect("/")


def _account(request: HttpRequest, form: ProfileForm | None) -> HttpResponse:
    person = cast(Person, request.user)
    # The form starts from what this device shows, so that saving a name does not take large type away.
    form = form or ProfileForm(initial={"name": person.name} | asdict(preferences.of_device(request)))
    has_password = person.has_usable_password()
    factor, recovery = queries.factor_state(person.pk) if has_password else (False, 0)
    return show(
        request,
        "account",
        form,
        person=person,
        asked=queries.asked(person.pk),
        has_password=has_password,
        factor=factor,
        recovery=recovery,
        on_duty=sessions.is_staff(request),
    )


def _send(request: HttpRequest, form: ContactForm) -> bool:
    codes.send(request, form.cleaned_data["contact"], "contact")
    return True


def _set(request: HttpRequest, form: CodeForm) -> bool:
    proved = codes.check(request, form.cleaned_data["code"], "contact")
    people.set_contact(person_id=me(request), contact=proved, by=actor_of(request))
    return True


def _erase(request: HttpRequest) -> bool:
    erasure.erase(person_id=me(request), by=actor_of(request))
    return True
