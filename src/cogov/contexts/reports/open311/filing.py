"""POST requests: from a form of the standard to a report filed like any other."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cogov.contexts.media import facade as media
from cogov.contexts.reports.actions import file_report
from cogov.contexts.reports.categories import Node
from cogov.contexts.reports.checking import PHOTO_LIMIT, check
from cogov.contexts.reports.models import PendingMedia, Report
from cogov.contexts.reports.models.pending_media import URL_LIMIT
from cogov.contexts.reports.open311 import catalogue
from cogov.contexts.reports.open311.answers import Collected, Problem
from cogov.contexts.reports.open311.events import MediaPromised
from cogov.contexts.reports.open311.parameters import check_jurisdiction, is_true, one
from cogov.contexts.reports.open311.places import Spot, spot_of
from cogov.contexts.reports.schemas import ContactDraft, Draft
from cogov.kernel import idempotency, ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid

ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](\[\d{0,3}\])?")
"""attribute[code]=value, attribute[code][]=value for lists, and PHP's numbered form of it."""

FILES = ("media", "media[]", "photo", "file")
"""Names under which clients upload photos; the standard has none."""

CHINESE = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Filed:
    """What the client learns. `report` is None from the test endpoint."""

    report: int | None
    code: str
    node: Node


@dataclass(frozen=True, slots=True)
class Form:
    """A request that can be tried: all that is left to say about it, the action says."""

    draft: Draft
    node: Node
    urls: tuple[str, ...]
    files: tuple[UploadedFile[Any], ...]


def form_of(params: QueryDict, files: Sequence[UploadedFile[Any]], errors: Collected) -> Form:
    """Raises Problem with everything that is wrong."""
    check_jurisdiction(params, errors)
    node = _service(params, errors)
    urls = media_urls(params, errors)
    if len(urls) + len(files) > PHOTO_LIMIT:
        errors.add(400, "media", gettext_lazy("At most 6 photos can be sent at once."))
    before = len(errors.errors)
    draft = _draft(params, node, spot_of(params, errors))
    said = {"place"} if len(errors.errors) > before else set()
    if node is not None:
        _check(draft, errors, said | ({"text"} if files and not draft.text.strip() else set()))
    errors.check()
    assert node is not None
    return Form(draft, node, urls, tuple(files))


def file(form: Form, *, by: Actor, key: str) -> Filed:
    """File it once for each key. Photos are stored before, outside of the transaction. Raises Invalid, Conflict."""
    pictures = [upload.read() for upload in form.files]
    fingerprint = dataclasses.asdict(form.draft) | {
        "urls": form.urls,
        "files": [hashlib.sha256(picture).hexdigest() for picture in pictures],
    }
    tokens = tuple(media.store_photo(data=picture, by=by).token for picture in pictures)
    answer, _replayed = idempotency.once("open311.file", key, fingerprint, lambda: _file(form, tokens, by))
    return Filed(int(answer["report"]), str(answer["code"]), form.node)


def answer(filed: Filed, params: QueryDict, absolute: Any) -> list[dict[str, Any]]:
    """The id at once; for a private matter, which nobody can look up by number, the token that opens it."""
    row: dict[str, Any] = {"service_request_id": str(filed.report or 0)}
    if filed.node.row.private:
        row = {"token": filed.code}
    row |= {"service_notice": notice(filed), "account_id": None}
    if is_true(params, "extensions") and filed.report:
        private_page = absolute(reverse("reports:receipt", args=[filed.code]))
        row["extended_attributes"] = {"receipt": filed.code, "url": private_page}
    return [row]


def notice(filed: Filed) -> str:
    """What happens next, and by when. One query."""
    if filed.report is None:
        return _("This is the test endpoint. Your request is in order; nothing was filed.")
    due = Report.objects.filter(pk=filed.report).values_list("due_at", flat=True).first()
    if due is None:
        return _("Thank you. Somebody of the city reads it next.")
    until = date_format(timezone.localtime(due), "DATETIME_FORMAT")
    return _("Thank you. Somebody of the city reads it next; a result is promised by %(until)s.") % {"until": until}


def language_of(text: str) -> str:
    """Of what somebody wrote; without a Chinese letter it is taken for English, which is what we can tell apart."""
    if not text.strip():
        return get_language() or "zh-hans"
    return "zh-hans" if CHINESE.search(text) else "en"


def scoped(caller: str, key: str) -> str:
    """A client's own key made ours: two clients never meet on one. Without one, the request stands for itself."""
    return ids.digest(f"{caller} {key}") if key else ids.token()


def media_urls(params: QueryDict, errors: Collected) -> tuple[str, ...]:
    """Every address, each once; those that no web server can have are refused now, the others when they are asked."""
    sent = [url.strip() for name in ("media_url", "media_url[]") for url in params.getlist(name)]
    urls = tuple(dict.fromkeys(url for url in sent if url))
    for url in urls:
        parts = urlsplit(url) if len(url) <= URL_LIMIT and url.isprintable() else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
            errors.add(400, "media_url", gettext_lazy("Please send the web address of a photo."))
    return urls


def contact_of(params: QueryDict) -> ContactDraft:
    """device_id and account_id are not kept: the city has no use for them."""
    first, last = one(params, "first_name"), one(params, "last_name")
    chinese = CHINESE.search(first + last) is not None
    name = f"{last}{first}" if chinese else f"{first} {last}"
    return ContactDraft(name=name.strip(), email=one(params, "email"), phone=one(params, "phone"))


def _service(params: QueryDict, errors: Collected) -> Node | None:
    code = one(params, "service_code")
    if not code:
        errors.add(400, "service_code", gettext_lazy("Please say which service you ask for."))
        return None
    try:
        return catalogue.service(code)
    except Problem as error:
        errors.errors += error.errors
        return None


def _draft(params: QueryDict, node: Node | None, spot: Spot) -> Draft:
    text = params.get("description") or ""
    return Draft(
        category=node.code if node else "", text=text, language=language_of(text), lat=spot.lat, lon=spot.lon,
        address=spot.address, area=spot.area, attributes=_attributes(params), contact=contact_of(params),
    )  # fmt: skip


def _attributes(params: QueryDict) -> dict[str, Any]:
    """By code: a list where several values came, or where the client marked one."""
    found: dict[str, Any] = {}
    for name in params:
        match = ATTRIBUTE.fullmatch(name)
        if match is None:
            continue
        values = [value for value in params.getlist(name) if value.strip()]
        earlier = found.get(match[1], [])
        found[match[1]] = [*earlier, *values]
    return {code: values[0] if len(values) == 1 else values for code, values in found.items() if values}


def _check(draft: Draft, errors: Collected, skip: set[str]) -> None:
    """What the action would refuse, in the same answer as what we refused ourselves."""
    try:
        check(draft)
    except Invalid as error:
        errors.add_all(error, frozenset(skip))


@transaction.atomic
def _file(form: Form, tokens: tuple[str, ...], by: Actor) -> dict[str, Any]:
    receipt = file_report(draft=dataclasses.replace(form.draft, photos=tokens), by=by, key=ids.token())
    if form.urls:
        promise(receipt.report, form.urls, by=by)
    return {"report": receipt.report, "code": receipt.code}


def promise(report: int, urls: Sequence[str], *, by: Actor) -> None:
    """Note where photos lie; a delivery fetches them, so that no stranger's server holds up the answer."""
    PendingMedia.objects.bulk_create([PendingMedia(report_id=report, url=url) for url in urls])
    subject = Report.objects.select_for_update(of=("self",)).get(pk=report)
    journal.record(MediaPromised(len(urls)), subject=subject, by=by)
