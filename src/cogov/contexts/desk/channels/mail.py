"""Letters by e-mail: plain text with an HTML side, one style, answerable, and ended by one click."""

from __future__ import annotations

import re
from smtplib import SMTP, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cogov.contexts.desk import silence
from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import SENT, Heard, Outcome, Outgoing, Result
from cogov.kernel import ids

LINK = re.compile(r"https?://[^\s<>\"']+")
FOR_GOOD = 550
"""SMTP: from here on (mailbox unknown, not allowed) another attempt changes nothing; 552 is a full mailbox."""


ACCEPTING = 600
"""Seconds for the server to accept a letter that it has (RFC 5321, 4.5.3.2.6). Who hangs up earlier does not know
whether it was taken, and sends it twice."""


class PatientSMTP(SMTP):
    """As short of patience as `EMAIL_TIMEOUT` says, but for the one step that must not be taken twice."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        assert self.sock is not None
        before = self.sock.gettimeout()
        self.sock.settimeout(ACCEPTING)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(before)


class EmailBackend(smtp.EmailBackend):
    """The mail server of EMAIL_URL."""

    @property
    def connection_class(self) -> type[SMTP]:
        return PatientSMTP


class Mail:
    name = "email"

    def can_reach(self, address: str) -> bool:
        return "@" in address

    def send(self, message: Outgoing) -> Outcome:
        """Hand one letter to the mail server. Raises OSError, and so SMTPException, when it is away."""
        headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
        headers |= {name: value for name, value in message.headers.items() if name != "link"}
        if message.report is not None:
            if silence.holds(self.name, message.to):
                return Outcome(Result.NEVER, "wants no more news")
            headers = _stop(message.id) | headers
        reply = [reply_address(message.report, message.to)] if message.report and setup.channels().mail else None
        letter = EmailMultiAlternatives(
            message.subject, plain(message), to=[message.to], headers=headers, reply_to=reply
        )
        letter.attach_alternative(html(message), "text/html")
        try:
            letter.send()
        except SMTPRecipientsRefused as refused:
            [(code, why)] = list(refused.recipients.values())[:1]
            said = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
            never = code >= FOR_GOOD and code != 552
            return Outcome(Result.NEVER if never else Result.LATER, f"{code} {said}")
        return SENT

    def parse(self, raw: bytes) -> Heard | None:
        """A letter as it came over the wire."""
        from cogov.contexts.desk.channels.incoming_mail import heard  # noqa: PLC0415 - keeps the two apart

        return heard(raw)


def _stop(message: int) -> dict[str, str]:
    """Ends all news of cases at this address by one click (RFC 8058)."""
    link = settings.SITE_URL + reverse("desk:letters_stop", args=[message, ids.derived_token("letter-stop", message)])
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def message_id(message: Outgoing) -> str:
    """Tells the city's own letters from others: an answer names it in References."""
    token = ids.derived_token("message-id", message.id, message.report or 0)[:16]
    return f"<m{message.id}.{message.report or 0}.{token}@{setup.mail_domain()}>"


def reply_address(report: int, correspondent: str) -> str:
    """Where this correspondent's answers about this report arrive; nobody else's mail counts there."""
    return f"reply+{report}.{reply_token(report, correspondent)}@{setup.mail_domain()}"


def reply_token(report: int, correspondent: str) -> str:
    """The whole of 160 bits: it opens the way to write into a case."""
    return ids.derived_token("mail-reply", report, correspondent.strip().lower())


def plain(message: Outgoing) -> str:
    """The words, and last, in the other language, how to read them there."""
    other = elsewhere(message)
    return f"{message.text}\n\n{other}" if other else message.text


def elsewhere(message: Outgoing) -> str:
    """One sentence in the language that the letter is not written in; nothing where no link leads to a page."""
    if not LINK.search(message.text):
        return ""
    with override(_other(message.language)):
        return _("To read this in English, open the link and choose “English”.")


def _other(language: str) -> str:
    return "en" if language.startswith("zh") else "zh-hans"


def html(message: Outgoing) -> str:
    """The one letter style. Everything is in the letter: no picture, no script, nothing that tells who reads it."""
    paragraphs = [[_pieces(line) for line in part.splitlines()] for part in message.text.strip().split("\n\n")]
    lines = LINK.findall(message.text)
    main = str(message.headers.get("link") or (lines[0] if lines else ""))
    with override(message.language):
        context = {"subject": message.subject, "paragraphs": paragraphs, "main": main, "language": message.language,
                   "elsewhere": elsewhere(message), "other": _other(message.language),
                   "answerable": message.report is not None and setup.channels().mail is not None}  # fmt: skip
        return render_to_string("desk/mail/letter-html.txt", context)


def _pieces(line: str) -> list[tuple[str, bool]]:
    """A line as (text, is a link) in order."""
    pieces, at = [], 0
    for link in LINK.finditer(line):
        pieces += [(line[at : link.start()], False), (link.group(), True)]
        at = link.end()
    return [*pieces, (line[at:], False)]
