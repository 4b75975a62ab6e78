"""Photos, reports, and what residents do with them afterwards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File
from ninja.files import UploadedFile

from cogov.contexts.media import facade as media
from cogov.contexts.reports import actions, queries
from cogov.contexts.reports.actions.base import own_words
from cogov.contexts.reports.api import shapes
from cogov.contexts.reports.api.answers import answer, at, do_once, own
from cogov.contexts.reports.api.identity import RECEIPT_HEADER, Unauthorised, actor, name_of
from cogov.contexts.reports.api.parts import KEY, REPORT, WRITES, refusals, router
from cogov.contexts.reports.api.schemas import (
    AnswerIn,
    DoneOut,
    FiledOut,
    FixIn,
    PartyConfirmIn,
    PartyReopenIn,
    RateIn,
    ReportIn,
    ReportOut,
    StoredOut,
    SupportIn,
    TextIn,
)
from cogov.contexts.reports.checking import clean_text
from cogov.contexts.reports.open311.filing import language_of
from cogov.contexts.reports.schemas import ContactDraft, Draft, Said
from cogov.kernel.errors import Missing

DONE = {200: DoneOut, **refusals(*WRITES)}


@router.post("/photos", response={201: StoredOut, **refusals(*WRITES)}, operation_id="upload_photo", tags=["reporting"])
def upload_photo(request: HttpRequest, photo: File[UploadedFile], key: str = KEY()) -> HttpResponse:
    """Send one photo before the report; it is redrawn without its metadata and kept for a day."""
    session = own(request, key)
    stored = media.store_photo(data=photo, by=actor(request), session=session)
    note = _("The file held several pictures. Only the first one was kept.") if stored.several else ""
    data = {"token": stored.token, "lat": stored.lat, "lon": stored.lon, "taken_at": at(stored.taken_at), "note": note}
    return answer(request, data, status=201)


@router.post("/reports", response={201: FiledOut, **refusals(*WRITES)}, operation_id="file_report", tags=["reporting"])
def file_report(request: HttpRequest, body: ReportIn, key: str = KEY()) -> HttpResponse:
    """File a report; no account is needed. Keep the receipt: it opens the report as its reporter."""
    draft = Draft(
        category=body.category, text=body.text, language=body.language or language_of(body.text), lat=body.lat,
        lon=body.lon, address=clean_text(body.address), area=body.area, photos=tuple(body.photos),
        attributes=body.attributes, contact=ContactDraft(**body.contact.model_dump()), name_shown=body.name_shown,
        about_body=body.about_body,
    )  # fmt: skip
    receipt = actions.file_report(draft=draft, by=actor(request), key=own(request, key))
    data = {
        "id": receipt.report,
        "receipt": receipt.code,
        "url": reverse("reports:page", args=[receipt.report]),
        "receipt_url": reverse("reports:receipt", args=[receipt.code]),
        "replayed": receipt.replayed,
    }
    return answer(request, data, status=201)


@router.get("/receipt", response={200: ReportOut, **refusals(404)}, operation_id="show_receipt", tags=["reporting"])
def show_receipt(request: HttpRequest) -> HttpResponse:
    """The report behind the one receipt shown in the header, as its reporter sees it."""
    by = actor(request)
    if not request.headers.get(RECEIPT_HEADER):
        raise Unauthorised(_("Please show a receipt."))
    if len(by.receipts) != 1:
        raise Missing
    return answer(request, shapes.whole(queries.get(next(iter(by.receipts)), by), by))


@router.post("/reports/{report}/support", response=DONE, operation_id="support_report", tags=["reporting"])
def support_report(request: HttpRequest, body: SupportIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Me too: counts once for each account or device."""
    by = actor(request)
    who = f"person {by.person}" if by.person is not None else f"device {name_of(request)} {body.device or key}"
    return _done(request, "support", key, report, body, lambda: actions.support(report=report, by=by, who=who))


@router.post("/reports/{report}/comment", response=DONE, operation_id="comment_report", tags=["reporting"])
def comment_report(request: HttpRequest, body: TextIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Add what you know; a reviewer reads it before it appears."""
    language = body.language or language_of(body.text)
    return _done(
        request, "comment", key, report, body,
        lambda: actions.comment(report=report, by=actor(request), text=body.text, language=language),
    )  # fmt: skip


@router.post("/reports/{report}/answer", response=DONE, operation_id="answer_report", tags=["reporting"])
def answer_report(request: HttpRequest, body: AnswerIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """The reporter answers the city's question."""
    language = body.language or language_of(body.text)
    return _done(
        request, "answer", key, report, body,
        lambda: actions.answer(
            report=report, by=actor(request), text=body.text, language=language, photos=tuple(body.photos)
        ),
    )  # fmt: skip


@router.post("/reports/{report}/rate", response=DONE, operation_id="rate_report", tags=["reporting"])
def rate_report(request: HttpRequest, body: RateIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """The reporter judges the result. That it is not fixed is a step of its own: reopen."""
    return _done(
        request, "rate", key, report, body,
        lambda: actions.rate(
            report=report, by=actor(request), stars=body.stars, fixed=body.fixed, comment=body.comment
        ),
    )  # fmt: skip


@router.post("/reports/{report}/confirm", response=DONE, operation_id="confirm_report", tags=["reporting"])
def confirm_report(
    request: HttpRequest, body: PartyConfirmIn, report: int = REPORT(), key: str = KEY()
) -> HttpResponse:
    """Yes, it is done: closes the case."""
    said = own_words(body.text, body.language or language_of(body.text)) if body.text.strip() else Said()
    return _done(
        request, "confirm", key, report, body,
        lambda: actions.confirm(report=report, by=actor(request), text=said or None),
    )  # fmt: skip


@router.post("/reports/{report}/reopen", response=DONE, operation_id="reopen_report", tags=["reporting"])
def reopen_report(request: HttpRequest, body: PartyReopenIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """No, it is not: back to the same body, with the first deadline still running."""
    said = own_words(body.text, body.language or language_of(body.text))
    return _done(
        request, "reopen", key, report, body,
        lambda: actions.reopen(report=report, by=actor(request), reason=said, photos=tuple(body.photos)),
    )  # fmt: skip


@router.post("/reports/{report}/fix", response=DONE, operation_id="fix_report", tags=["reporting"])
def fix_report(request: HttpRequest, body: FixIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """ "I fixed it": a simple matter put right by yourself, with photos from before and after."""
    language = body.language or language_of(body.text)
    return _done(
        request, "fix", key, report, body,
        lambda: actions.fix(
            report=report, by=actor(request), before=tuple(body.before), after=tuple(body.after), text=body.text,
            language=language,
        ),
    )  # fmt: skip


@router.post("/reports/{report}/withdraw", response=DONE, operation_id="withdraw_report", tags=["reporting"])
def withdraw_report(request: HttpRequest, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """The reporter takes it back."""
    return _done(request, "withdraw", key, report, None, lambda: actions.withdraw(report=report, by=actor(request)))


def _done(request: HttpRequest, step: str, key: str, report: int, body: object, act: object) -> HttpResponse:
    """Act once and say where the report now stands."""
    asked = {"report": report, "body": body.model_dump(mode="json") if hasattr(body, "model_dump") else None}
    found = do_once(request, f"api.{step}", key, asked, lambda: shapes.done(act()))  # type: ignore[operator]
    return answer(request, found)
