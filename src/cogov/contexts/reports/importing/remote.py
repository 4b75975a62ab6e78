"""Another city's Open311 GeoReport v2 address as a source of rows, asked window by window of time.

The standard gives 1,000 requests or 90 days at once and no order; `page` is a common extension. So a
window is asked page by page until a page is empty or repeats; where a server knows no pages and the
answer is full, the window is halved. The address is asked through `kernel.outbound`: public networks
only, checked where the connection is made and after each redirect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from cogov.contexts.reports.importing.sources import Batch, Row
from cogov.kernel import outbound
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid

FULL = 1_000
"""Requests of one answer, as the standard caps it: so many mean that there may be more."""

ANSWER_BYTES = 64 * 1024 * 1024
"""A thousand requests with 60 KB each."""

SECONDS = 60.0
"""Until an answer is given up; old cities' servers take their time for a thousand rows."""

NARROWEST = timedelta(hours=1)
"""No city files a thousand reports in an hour; a server that still says so is broken."""


class Open311:
    """`address` is the endpoint, as in `https://city.example/open311/v2`; its query (jurisdiction_id) is kept."""

    total: int | None = None

    def __init__(self, address: str, *, since: datetime | None, window_days: int) -> None:
        if since is None:
            raise Invalid(_("The map has to say from when on to ask: open311.since."))
        parts = urlsplit(address.strip())
        path = parts.path.rstrip("/")
        path = path if path.endswith("requests.json") else f"{path}/requests.json"
        self._parts, self._query = parts._replace(path=path), parse_qsl(parts.query)
        self.name = outbound.check(urlunsplit(parts))
        self.identity = hashlib.sha256(self.name.encode()).hexdigest()
        self._since, self._window = since, timedelta(days=window_days)

    def batches(self, at: Any = None, *, having: str = "") -> Iterator[Batch]:
        """Positions are (start of the window, place of its last row)."""
        start, place = (datetime.fromisoformat(at[0]), int(at[1])) if at else (self._since, 0)
        end = now()
        while start < end:
            until = min(start + self._window, end)
            found, until = self._all_of(start, until)
            rows = [_row(place + n, value) for n, value in enumerate(found, start=1)]
            place += len(rows)
            start = until
            kept = [row for row in rows if row.values and row.values.get(having)] if having else rows
            yield Batch(kept, [start.isoformat(), place])

    def _all_of(self, start: datetime, until: datetime) -> tuple[list[Any], datetime]:
        """Everything of one window, once each, and the end of the window that was really asked."""
        found: dict[str, Any] = {}
        page = 1
        while True:
            answer = self._page(start, until, page)
            fresh = {_identity(value): value for value in answer if _identity(value) not in found}
            found |= fresh
            if page > 1 and not fresh and answer and len(found) >= FULL:
                if until - start <= NARROWEST:
                    raise Invalid(
                        _("%(name)s gives a thousand requests for one hour and no further pages.") % {"name": self.name}
                    )
                found, page, until = {}, 0, start + (until - start) / 2
            elif not fresh:
                return list(found.values()), until
            page += 1

    def _page(self, start: datetime, until: datetime, page: int) -> list[Any]:
        query = [*self._query, ("start_date", _stamp(start)), ("end_date", _stamp(until)), ("page", str(page))]
        reply = outbound.fetch(
            urlunsplit(self._parts._replace(query=urlencode(query))), most=ANSWER_BYTES, seconds=SECONDS
        )
        if reply.status == 404 and page > 1:
            return []  # how some servers say that there are no more pages
        try:
            answer = json.loads(reply.body)
        except ValueError:
            answer = None
        if reply.status != 200 or not isinstance(answer, list):
            raise Invalid(
                _("%(name)s did not answer with a list of requests (HTTP %(status)s).")
                % {"name": self.name, "status": reply.status}
            )
        return answer


def _row(place: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(place, None, _("This row is not an object with named values."))
    return Row(place, value)


def _identity(value: Any) -> str:
    known = value.get("service_request_id") if isinstance(value, dict) else None
    return str(known) if known else json.dumps(value, sort_keys=True)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
