"""What residents do with a report: join in, add, answer, judge, withdraw, fix; and feedback on the platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cogov.contexts.accounts.facade import remember_receipt
from cogov.contexts.media import facade as media
from cogov.contexts.reports import actions, cards, queries, rates
from cogov.contexts.reports.actions.base import own_words
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import ContactDraft, Draft
from cogov.kernel import ids, throttle
from cogov.kernel.errors import CogovError, Invalid
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

DEVICE = "cogov_device"
"""Cookie with a random name for a device without account, so that its me-too counts once."""

DEVICE_SECONDS = 365 * 24 * 3600
"""A year: longer than nearly every report lives."""


@require_POST
def support(request: HttpRequest, report: int) -> HttpResponse:
    """Me too."""
    throttle.take(rates.WORDS, throttle.caller(request))
    actor = actor_of(request)
    device = request.COOKIES.get(DEVICE, "") or ids.token()
    who = f"person {actor.person}" if actor.person else f"device {device}"
    found = actions.support(report=report, by=actor, who=who)
    messages.success(request, _("Thank you. Your voice has been added."))
    response = redirect("reports:page", found.pk)
    if not actor.person:
        response.set_cookie(DEVICE, device, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax")
    return response


@require_POST
def comment(request: HttpRequest, report: int) -> HttpResponse:
    throttle.take(rates.WORDS, throttle.caller(request))
    text = request.POST.get("text", "")
    _once(
        request,
        "comment",
        report,
        {"text": text},
        lambda: actions.comment(report=report, by=actor_of(request), text=text, language=_language()),
    )
    messages.success(request, _("Thank you. A reviewer reads it before it appears."))
    return redirect("reports:page", report)


@require_POST
def answer(request: HttpRequest, report: int) -> HttpResponse:
    """The reporter's answer to the city's question."""
    text, photos, session = request.POST.get("text", ""), _photos(request), media.upload_session(request)
    _once(
        request,
        "answer",
        report,
        {"text": text, "photos": photos},
        lambda: actions.answer(
            report=report, by=actor_of(request), text=text, language=_language(), photos=photos, session=session
        ),
    )
    messages.success(request, _("Thank you. The city goes on with your report."))
    return _home_of(request, report)


@require_POST
def judge(request: HttpRequest, report: int) -> HttpResponse:
    """Stars, and whether it is really done."""
    verdict, words = request.POST.get("fixed", ""), request.POST.get("comment", "")
    stars = request.POST.get("stars", "")
    asked = {"verdict": verdict, "stars": stars, "words": words}
    photos, session = _photos(request), media.upload_session(request)

    def act() -> Report:
        by = actor_of(request)
        if verdict == "no" and not words.strip():
            raise Invalid(fields={"comment": _("Please say what is still wrong.")})
        given = whole(stars)
        if given is None or not 1 <= given <= 5:
            raise Invalid(fields={"stars": _("Please choose one to five stars.")})
        found = actions.rate(report=report, by=by, stars=given, fixed=verdict != "no", comment=words)
        if verdict == "no":
            return actions.reopen(
                report=report, by=by, reason=own_words(words, _language()), photos=photos, session=session
            )
        return actions.confirm(report=report, by=by) if verdict == "yes" else found

    _once(request, "judge", report, asked, act)
    reply = (
        _("It goes back to the office. Its first deadline still counts.")
        if verdict == "no"
        else _("Thank you for your judgement.")
    )
    messages.success(request, reply)
    return _home_of(request, report)


@require_POST
def withdraw(request: HttpRequest, report: int) -> HttpResponse:
    _once(request, "withdraw", report, {}, lambda: actions.withdraw(report=report, by=actor_of(request)))
    messages.success(request, _("Your report has been withdrawn."))
    return _home_of(request, report)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: HttpRequest, report: int) -> HttpResponse:
    """ "I fixed it": before and after."""
    actor = actor_of(request)
    found = queries.get(report, actor)
    before, after = request.POST.getlist("before")[:6], request.POST.getlist("after")[:6]
    errors: list[object] = []
    if request.method == "POST":
        throttle.take(rates.WORDS, throttle.caller(request))
        session = media.upload_session(request)
        before += _stored(request, "before_photo", errors)
        after += _stored(request, "after_photo", errors)
        text = request.POST.get("text", "")
        asked = {"before": before, "after": after, "text": text}
        if not errors:
            try:
                _once(
                    request,
                    "fix",
                    report,
                    asked,
                    lambda: actions.fix(
                        report=report,
                        by=actor,
                        before=tuple(before),
                        after=tuple(after),
                        text=text,
                        language=_language(),
                        session=session,
                    ),
                )
                messages.success(request, _("Well done, thank you! Somebody comes to check it."))
                return redirect("reports:page", report)
            except Invalid as error:
                errors.append(error.sentence)
    session = media.upload_session(request)
    context = {
        "report": found,
        "card": cards.card(found, actor),
        "errors": errors,
        "text": request.POST.get("text", ""),
        "before": media.drafts(before, by=actor, session=session),
        "after": media.drafts(after, by=actor, session=session),
        "key": request.POST.get("key", ""),
    }
    return render(request, "reports/fix.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Feedback on the platform itself: a private report to those who run it, answered like any other."""
    errors: list[object] = []
    data = {name: request.POST.get(name, "") for name in ("text", "email", "page")}
    if request.method == "POST":
        throttle.take(rates.FILING, throttle.caller(request))
        page = data["page"][:200]
        draft = Draft(
            category="platform",
            text=data["text"],
            language=_language(),
            contact=ContactDraft(email=data["email"]),
            attributes={"page": page} if page.startswith("/") else {},
        )
        try:
            receipt = actions.file_report(draft=draft, by=actor_of(request), key=request.POST.get("key", ""))
        except Invalid as error:
            errors = list(error.fields.values()) or [error.sentence]
        else:
            remember_receipt(request, receipt.report)
            messages.success(request, _("Thank you. You get an answer; this page shows it."))
            return redirect("reports:receipt", receipt.code)
    context = {
        "errors": errors,
        "data": data,
        "page": data["page"] or request.GET.get("page", ""),
        "key": request.POST.get("key", ""),
    }
    return render(request, "reports/feedback.html", context, status=422 if errors else 200)


def _once(request: HttpRequest, step: str, report: int, asked: dict[str, Any], act: Callable[[], Report]) -> None:
    once(f"reports.{step}", request.POST.get("key", ""), asked | {"report": report}, lambda: {"report": act().pk})


def _home_of(request: HttpRequest, report: int) -> HttpResponse:
    """Back to the private page for who came by receipt, to the public one for all others."""
    actor = actor_of(request)
    found = Report.objects.filter(pk=report).first()
    if found is not None and report in actor.receipts | (
        {report} if actor.person == found.reporter_id and actor.person else set()
    ):
        return redirect("reports:receipt", receipt_of(found.salt))
    return redirect("reports:page", report)


def _stored(request: HttpRequest, name: str, errors: list[object]) -> list[str]:
    tokens = []
    for upload in request.FILES.getlist(name)[:6]:
        try:
            tokens.append(
                media.store_photo(data=upload, by=actor_of(request), session=media.upload_session(request)).token
            )
        except CogovError as error:
            errors.append(error.sentence)
    return tokens


def _photos(request: HttpRequest) -> tuple[str, ...]:
    errors: list[object] = []
    found = tuple(request.POST.getlist("photos")[:6]) + tuple(_stored(request, "photo", errors))
    if errors:
        raise Invalid(fields={"photos": errors[0]})  # type: ignore[dict-item]
    return found


def _language() -> str:
    return get_language() or "zh-hans"
