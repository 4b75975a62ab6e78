"""A certificate as a page to frame: name, what for, who issued it, and the code by which anyone can check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.honours import codes
from cogov.contexts.honours.models import Certificate
from cogov.contexts.honours.queries import has_ended
from cogov.contexts.honours.wording import said
from cogov.ui.pdf import SMALL, Paper

NAME, TEXT = 22, 13
"""Points: the name is read across a room, the text at arm's length."""


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """`name` is empty where the public may not see it; `state`: valid, ended or revoked."""

    id: int
    title: str
    text: str
    name: str
    name_shown: bool
    body: str
    issued_at: datetime
    valid_until: datetime | None
    state: str
    reason: str
    personal: bool


def card(row: Certificate, *, holder: bool = False) -> CertificateCard:
    """As the holder sees it, or the public. At most one query, for the name."""
    return CertificateCard(
        id=row.pk, title=said(row, "title"), text=said(row, "text"),
        name=_name(row) if holder or row.name_shown or row.area_id else "", name_shown=row.name_shown,
        body=bodies.name(row.body_id), issued_at=row.issued_at, valid_until=row.valid_until,
        state="revoked" if row.revoked_at else "ended" if has_ended(row) else "valid",
        reason=row.revoke_reason if holder else "", personal=row.person_id is not None,
    )  # fmt: skip


def address(request: HttpRequest, row: Certificate) -> str:
    """Where anyone checks it."""
    return request.build_absolute_uri(reverse("honours:check", args=[codes.token(row.pk, row.salt)]))


def paper(request: HttpRequest, row: Certificate) -> Paper:
    """For its holder. One query."""
    made = Paper(
        row.title_zh, subtitle=row.title_en, centred=True, frame=True, footer=_("Certificate %(n)d") % {"n": row.pk}
    )
    made.space(24)
    made.text(_name(row), size=NAME)
    made.space(12)
    made.text(row.text_zh, size=TEXT)
    made.text(row.text_en, size=TEXT - 2, muted=True)
    made.space(26)
    made.text(f"{bodies.name(row.body_id, 'zh-hans')}\n{bodies.name(row.body_id, 'en')}", size=TEXT)
    made.text(_day(row.issued_at), size=TEXT)
    if row.valid_until is not None:
        made.text(f"有效期至 · valid until {_day(row.valid_until)}", size=SMALL, muted=True)
    made.space(20)
    made.qr(address(request, row), "扫码核验 · scan to check")
    return made


def _name(row: Certificate) -> str:
    if row.area_id is not None:
        return areas.name(row.area_id)
    person = accounts.person(row.person_id or 0)
    return person.name if person else ""


def _day(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d")
