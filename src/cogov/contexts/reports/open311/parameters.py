"""Reading what a client sent: strings of strangers become values with bounds, or errors with a sentence.

The standard: an empty parameter means the same as none; several values are declared by commas.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.open311.answers import Collected
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing

LENGTH = 8000
"""Characters of one parameter; descriptions of 4,000 are refused with a sentence, anything far longer unread."""

MANY = 1000
"""Values in one list: as many ids as one answer may hold."""

SPAN = timedelta(days=90)
ROWS = 1000
"""The standard: "a span of 90 days or first 1000 requests returned, whichever is smallest"."""

LAST_PAGE = 1000
"""Pages that can be asked for; beyond it a narrower time is quicker for both sides."""

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2970, 1, 1, tzinfo=UTC)
"""Times outside are typing errors, and some databases cannot hold them."""

YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?")
TRUE = ("true", "1", "yes")


def one(params: QueryDict, *names: str) -> str:
    """The last value of the first of the names that has one; "" for none."""
    for name in names:
        value = (params.get(name) or "").replace("\x00", "").strip()
        if value:
            return str(value[:LENGTH])
    return ""


def several(params: QueryDict, *names: str) -> list[str]:
    """All values, declared by commas, by repeating, or both; each once, in order."""
    parts = [part.strip() for name in names for value in params.getlist(name) for part in value[:LENGTH].split(",")]
    return list(dict.fromkeys(part.replace("\x00", "") for part in parts if part))[:MANY]


def is_true(params: QueryDict, name: str) -> bool:
    return one(params, name).lower() in TRUE


def check_jurisdiction(params: QueryDict, errors: Collected) -> None:
    """This endpoint serves one city, so none is needed; another city's name leads nowhere."""
    named = one(params, "jurisdiction_id").lower()
    if named and named not in jurisdictions():
        errors.add(404, "jurisdiction_id", _("There is no such jurisdiction here."))


def jurisdictions() -> frozenset[str]:
    """Names under which this city answers: its web addresses, with and without "www.", and its code."""
    hosts = [
        urlsplit(settings.SITE_URL).hostname or "",
        *settings.HOSTS,
        *settings.OPEN311_JURISDICTIONS,
    ]
    names = {host.lower().removeprefix("www.") for host in hosts if host}
    with suppress(Missing):  # before the city is drawn
        names.add(areas.city().code.lower())
    return frozenset(names | {f"www.{name}" for name in names})


def moment(params: QueryDict, name: str, errors: Collected) -> datetime | None:
    """A W3C date or time, without an offset the city's own. A "+" that was read as a blank is mended."""
    text = one(params, name)
    if not text:
        return None
    text = re.sub(r" (\d\d:?\d\d)$", r"+\1", text)
    if YEAR_OR_MONTH.fullmatch(text):
        text += "-01-01" if len(text) == 4 else "-01"
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else timezone.make_aware(found)
        if EARLIEST <= found <= LATEST:
            return found
    except (ValueError, OverflowError):
        pass
    errors.add(400, name, _("Please give a time such as 2026-05-31T08:00:00Z."))
    return None


def number(params: QueryDict, name: str, default: int, most: int, errors: Collected) -> int:
    text = one(params, name)
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    errors.add(400, name, _("Please give a whole number from 1 to %(most)d.") % {"most": most})
    return default


@dataclass(frozen=True, slots=True)
class Query:
    """What GET requests asks for. `ids` override all else; a time of None is no bound."""

    ids: tuple[int, ...] | None = None
    codes: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    open: bool | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    size: int = ROWS
    extensions: bool = field(default=False)


def query_of(params: QueryDict) -> Query:
    """Raises Problem with all that is wrong."""
    errors = Collected()
    check_jurisdiction(params, errors)
    ids = several(params, "service_request_id")
    codes = several(params, "service_code")
    for code in codes:
        if code not in tree().by_code:
            errors.add(404, "service_code", _("There is no service “%(code)s”.") % {"code": code[:60]})
    start, end = moment(params, "start_date", errors), moment(params, "end_date", errors)
    after, before = moment(params, "updated_after", errors), moment(params, "updated_before", errors)
    if not (after or before) or start or end:
        start, end = span(start, end, errors)
    found = Query(
        ids=tuple(int(text) for text in ids if is_id(text)) if ids else None,
        codes=tuple(codes),
        start=start,
        end=end,
        open=_status(params, errors),
        updated_after=after,
        updated_before=before,
        page=number(params, "page", 1, LAST_PAGE, errors),
        size=number(params, "page_size", ROWS, ROWS, errors),
        extensions=is_true(params, "extensions"),
    )
    errors.check()
    return found


def span(start: datetime | None, end: datetime | None, errors: Collected) -> tuple[datetime | None, datetime | None]:
    """The 90 days that are meant; longer ones are refused, since cutting them would hide what is missing."""
    if start is None:
        return (end or now()) - SPAN, end
    if end is None:
        return start, (start + SPAN if start + SPAN < now() else None)
    if end < start:
        errors.add(400, "end_date", _("The end lies before the start."))
    if end - start > SPAN:
        errors.add(400, "end_date", _("One request may span 90 days. Please ask for one span after the other."))
    return start, end


def is_id(text: str) -> bool:
    """Whether it can be the number of a report at all."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _status(params: QueryDict, errors: Collected) -> bool | None:
    named = {value.lower() for value in several(params, "status")}
    if unknown := named - {"open", "closed"}:
        errors.add(
            400, "status", _("The status is open or closed, not “%(found)s”.") % {"found": sorted(unknown)[0][:40]}
        )
    return None if len(named & {"open", "closed"}) != 1 else "open" in named
