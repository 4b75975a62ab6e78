"""Text messages in: what Kannel calls for each, `text` in the character set that it names."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk.channels.port import Heard
from cogov.contexts.reports import facade as reports
from cogov.kernel import ids
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole

NAMED = re.compile(r"\s*#\s?(\d{1,18})[\s:：,，。.]*", re.ASCII)
CHARSETS = frozenset({"utf-8", "windows-1252", "iso-8859-1", "us-ascii", "gb18030"})
"""As Kannel's `%C` names them; its "GSM" and "binary" are UTF-8 by the time we get them."""
TEXT_LIMIT = 2000  # characters: thirty parts in Chinese


def heard(raw: bytes) -> Heard | None:
    """From the query of the gateway's call: from, to, text, charset. Raises Invalid without a number.

    The same words of one number on one day are one message: networks deliver twice. "#123 …" of a number
    that is a party of case 123 belongs to that case.
    """
    query = dict(parse_qsl(raw.decode("ascii", "replace"), keep_blank_values=True, encoding="latin-1"))
    sender = accounts.parse_contact(query.get("from", "")).value
    if not sender.startswith("+"):
        raise Invalid(_("A text message without a number of its sender."))
    text = _decoded(query.get("text", "").encode("latin-1"), query.get("charset", ""))[:TEXT_LIMIT].strip()
    if not text:
        return None
    named = NAMED.match(text)
    report = whole(named.group(1)) if named else None
    return Heard(
        name=f"{timezone.localdate()} {ids.digest(text)}", sender=sender,
        text=text[named.end() :].strip() or text if named else text,
        report=report, proven=report is not None and _is_party(report, sender), proof="number",
    )  # fmt: skip


def _decoded(data: bytes, charset: str) -> str:
    name = charset.strip().lower()
    name = "utf-16-be" if name in ("ucs-2", "utf-16be") else name if name in CHARSETS else "utf-8"
    return data.decode(name, "replace").replace("\x00", "")


def _is_party(report: int, number: str) -> bool:
    return any(one.phone == number for one in reports.recipients(report))
