"""Residents come in with a code sent to their mailbox or telephone; there is no password to forget."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.accounts import codes, gateways, preferences, sessions
from cogov.contexts.accounts.actions import people
from cogov.contexts.accounts.door import goal
from cogov.contexts.accounts.forms import CodeForm, ContactForm
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.views.pages import go, sent, show, tried


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address. Known and unknown ones get the same answer and the same code."""
    wanted = goal(request, "")
    form = ContactForm(sent(request))
    if request.method == "POST" and tried(form, lambda: _send(request, form)):
        return go("sign-in-code", wanted)
    return show(request, "sign_in", form, next=wanted, sms=gateways.sms_available(), demo=settings.DEMO)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    wanted = goal(request, "")
    contact = codes.pending(request, "sign-in")
    if contact is None:
        return go("sign-in", wanted)
    form = CodeForm(sent(request))
    if request.method == "POST":
        person = tried(form, lambda: _enter(request, form))
        if person is not None:
            return _welcome(request, person, wanted)
    return show(request, "sign_in_code", form, contact=contact, next=wanted, demo=settings.DEMO)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.leave(request)
    messages.success(request, _("You are signed out."))
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)


def _send(request: HttpRequest, form: ContactForm) -> bool:
    codes.send(request, form.cleaned_data["contact"], "sign-in")
    return True


def _enter(request: HttpRequest, form: CodeForm) -> Person:
    contact = codes.check(request, form.cleaned_data["code"], "sign-in")
    return people.enter(contact=contact, **asdict(preferences.of_device(request)))


def _welcome(request: HttpRequest, person: Person, wanted: str) -> HttpResponse:
    sessions.enter_resident(request, person)
    messages.success(request, _("You are signed in."))
    return preferences.bring(request, HttpResponseRedirect(wanted or settings.LOGIN_REDIRECT_URL), person)
