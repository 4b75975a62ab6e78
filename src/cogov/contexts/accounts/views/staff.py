"""Staff come in with password and second factor, one page a proof; which comes next is decided in steps.py."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.accounts import codes, contacts, middleware, preferences, rates, totp
from cogov.contexts.accounts import grants as role_book
from cogov.contexts.accounts.actions import people, staff
from cogov.contexts.accounts.contacts import Contact
from cogov.contexts.accounts.door import goal
from cogov.contexts.accounts.forms import CodeForm, EmailForm, FactorForm, NewPasswordForm, PasswordForm, SetUpForm
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.sessions import StaffEntry
from cogov.contexts.accounts.steps import Proof, Step
from cogov.contexts.accounts.views.pages import actor_of, go, me, sent, show, tried
from cogov.kernel.errors import Forbidden, Invalid
from cogov.kernel.throttle import caller, refill, take
from cogov.ui import nav

WRONG = gettext_lazy("E-mail address or password is wrong.")
NO_ROLE = gettext_lazy("This address has no role in the city's staff. Please ask your administrator.")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The password; whatever is wrong with it, the answer is the same."""
    wanted = goal(request, "")
    form = PasswordForm(sent(request))
    if request.method == "POST":
        person = tried(form, lambda: _with_password(request, form))
        if person is not None:
            entry = StaffEntry(request)
            entry.begin(person, Proof.PASSWORD, wanted)
            return _onward(request, entry, person)
    return show(request, "staff_sign_in", form, next=wanted, demo=settings.DEMO)


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Forgotten, or never had: the way in begins at the mailbox. Every address gets a code."""
    wanted = goal(request, "")
    form = EmailForm(sent(request))
    if request.method == "POST" and tried(form, lambda: _begin_by_mail(request, form, wanted)):
        return go(Step.MAIL)
    return show(request, "staff_password", form, next=wanted)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def mail_code(request: HttpRequest) -> HttpResponse:
    entry = StaffEntry(request)
    contact = codes.pending(request, "staff")
    if not entry.begun or contact is None:
        return go(Step.START)
    form = CodeForm(sent(request))
    if request.method == "POST":
        person = tried(form, lambda: _with_mail(request, form, entry))
        if person is not None:
            entry.prove(Proof.MAIL, person)
            return _onward(request, entry, person)
    return show(request, "staff_mail_code", form, contact=contact)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    entry = StaffEntry(request)
    person = entry.person()
    if person is None or entry.step() != Step.FACTOR:
        return go(_page_of(entry))
    form = FactorForm(sent(request))
    if request.method == "POST":
        factor = tried(form, lambda: _with_factor(person, form))
        if factor:
            entry.prove(Proof.FACTOR, factor=factor)
            return _onward(request, entry, person)
    return show(request, "staff_second_step", form, demo=settings.DEMO)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the QR code until the app's first code is right, then the recovery codes, this once."""
    entry = StaffEntry(request)
    person = entry.person()
    if person is None or entry.step() != Step.SET_UP:
        return go(_page_of(entry))
    form = SetUpForm(sent(request))
    if request.method == "POST":
        recovery = tried(form, lambda: _with_first_code(person, form, entry))
        if recovery is not None:
            entry.prove(Proof.FACTOR, factor="totp")
            onward = _onward(request, entry, person)
            return show(request, "staff_recovery_codes", codes=recovery, onward=onward["Location"])
    secret = totp.secret(person.pk, entry.nonce)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return show(request, "staff_set_up", form, address=totp.address(secret, str(person.email)), secret=spaced)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    entry = StaffEntry(request)
    person = entry.person()
    if person is None or entry.step() != Step.PASSWORD:
        return go(_page_of(entry))
    form = NewPasswordForm(sent(request))
    if request.method == "POST":
        changed = tried(form, lambda: _with_new_password(person, form))
        if changed is not None:
            entry.prove(Proof.PASSWORD)
            messages.success(request, _("Your new password is set."))
            return _onward(request, entry, changed)
    return show(request, "staff_new_password", form, email=person.email)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones on demand; the old ones stop working."""
    if request.method == "POST":
        fresh = staff.make_recovery_codes(person_id=me(request), by=actor_of(request))
        return show(request, "staff_recovery_codes", codes=fresh, onward=reverse("account"))
    return show(request, "staff_recovery_codes", codes=[])


@require_POST
def stay(_request: HttpRequest) -> HttpResponse:
    """Somebody is there: the request itself has moved the clock (middleware)."""
    return HttpResponse(status=204)


def _with_password(request: HttpRequest, form: PasswordForm) -> Person:
    email = form.cleaned_data["email"].strip().lower()
    take(rates.PASSWORDS_FROM_CALLER, caller(request))
    take(rates.PASSWORDS_FOR_EMAIL, email)
    person = authenticate(request, email=email, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        raise Forbidden(WRONG)
    refill(rates.PASSWORDS_FOR_EMAIL, email)
    return _with_a_role(person)


def _begin_by_mail(request: HttpRequest, form: EmailForm, wanted: str) -> bool:
    StaffEntry(request).begin(None, None, wanted)
    codes.send(request, Contact("email", form.cleaned_data["email"]), "staff")
    return True


def _with_mail(request: HttpRequest, form: CodeForm, entry: StaffEntry) -> Person:
    contact = codes.check(request, form.cleaned_data["code"], "staff")
    person = Person.objects.filter(email=contact.value, is_active=True).first()
    expected = entry.person()
    if person is None or (expected is not None and expected.pk != person.pk):
        raise Forbidden(NO_ROLE)
    return _with_a_role(person)


def _with_factor(person: Person, form: FactorForm) -> str:
    take(rates.FACTORS_OF_PERSON, person.pk)
    factor = staff.pass_second_factor(person_id=person.pk, code=form.cleaned_data["code"])
    if not factor:
        raise Invalid(_("This code is not right, or was used before. Please wait for the next one."))
    refill(rates.FACTORS_OF_PERSON, person.pk)
    return factor


def _with_first_code(person: Person, form: SetUpForm, entry: StaffEntry) -> list[str]:
    take(rates.FACTORS_OF_PERSON, person.pk)
    code = form.cleaned_data["code"]
    return staff.set_second_factor(person_id=person.pk, nonce=entry.nonce, code=code, by=people.myself(person))


def _with_new_password(person: Person, form: NewPasswordForm) -> Person:
    chosen = form.cleaned_data["password"]
    return staff.set_password(person_id=person.pk, password=chosen, by=people.myself(person))


def _with_a_role(person: Person) -> Person:
    if not role_book.grants_of(person.pk):
        raise Forbidden(NO_ROLE)
    return person


def _onward(request: HttpRequest, entry: StaffEntry, person: Person) -> HttpResponseRedirect:
    """To the page of the next proof, sending the code that it asks for; or in."""
    step = entry.step()
    if step == Step.MAIL:
        codes.send(request, Contact("email", contacts.email(str(person.email))), "staff")
    if step != Step.DONE:
        return go(step)
    wanted = entry.finish(person)
    request.actor = middleware.actor_of(request)  # type: ignore[attr-defined]
    response = HttpResponseRedirect(wanted or _desk(request))
    return preferences.bring(request, response, person)  # type: ignore[return-value]


def _desk(request: HttpRequest) -> str:
    """The first work queue that this person has."""
    queues = (item for item in nav.items("desk") if item.visible(request))
    first = next(queues, None)
    return reverse(first.url_name) if first else settings.LOGIN_REDIRECT_URL


def _page_of(entry: StaffEntry) -> str:
    step = entry.step()
    return Step.START if step == Step.DONE else step
