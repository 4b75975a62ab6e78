"""Text messages through an HTTP gateway with Kannel's interface (`sendsms`, delivery reports), paid by the part."""

from __future__ import annotations

import http.client
import math
import socket
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cogov.contexts.desk import silence
from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import SENT, Heard, Outcome, Outgoing, Result
from cogov.contexts.desk.models import Spending
from cogov.kernel import ids

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of 7 bits (3GPP TS 23.038, 6.2.1)."""
GSM_TWICE = frozenset("^{}\\[~]|€")
"""Its extension, two places each."""
MOST_PARTS = 10  # what handsets put together without loss; longer texts are cut with an ellipsis
SECONDS = 10.0  # for the gateway, which stands nearby
REPORTS = 1 | 2 | 16  # dlr-mask: arrived, lost, refused by the network


class Sms:
    name = "sms"

    def can_reach(self, address: str) -> bool:
        return address.startswith("+") and (setup.channels().sms is not None or bool(settings.DEMO))

    def send(self, message: Outgoing) -> Outcome:
        """One message, within the day's spending. Raises OSError when the gateway is away."""
        gateway = setup.channels().sms
        text, parts = fitted(message.text)
        if gateway is None:
            return _show_in_demo(message, text) if settings.DEMO else Outcome(Result.NEVER, "no gateway")
        if not message.to.startswith(gateway.prefixes):
            return Outcome(Result.NEVER, "a country that this city does not write to")
        asked_for = message.urgent or message.headers.get("asked")
        if not asked_for and silence.holds(self.name, message.to):
            return Outcome(Result.NEVER, "wants no more messages")
        if not _spend(message, parts, gateway):
            return Outcome(Result.LATER, "the day's spending is used up", until=_tomorrow())
        try:
            status, answer = _ask(gateway, message, text)
        except OSError:
            _give_back(message, parts)
            raise
        if status == 202:  # accepted or queued
            return Outcome(Result.SENT, parts=parts)
        _give_back(message, parts)
        return Outcome(Result.NEVER if status in (400, 403) else Result.LATER, f"gateway: {status} {answer}"[:200])

    def parse(self, raw: bytes) -> Heard | None:
        """The query of a delivery from the gateway; see `incoming_sms.heard`."""
        from cogov.contexts.desk.channels.incoming_sms import heard  # noqa: PLC0415 - keeps the two apart

        return heard(raw)


def parts_of(text: str) -> int:
    """Messages that a text costs: 160 letters of the GSM alphabet or 70 others in one, 153 or 67 in each of several.

    Letters beyond the basic plane count twice, as UTF-16 has them.
    """
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        length, one, each = sum(2 if letter in GSM_TWICE else 1 for letter in text), 160, 153
    else:
        length, one, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else math.ceil(length / each)


def is_plain(text: str) -> bool:
    """Whether the GSM alphabet holds it."""
    return all(letter in GSM or letter in GSM_TWICE for letter in text)


def fitted(text: str) -> tuple[str, int]:
    """The text, cut where it needs more than `MOST_PARTS`, and its parts."""
    text = text.strip()
    while parts_of(text) > MOST_PARTS:
        text = text[: len(text) * 9 // 10].rstrip() + "…"
    return text, parts_of(text)


def arrival_link(message: int) -> str:
    """Where the gateway reports the arrival; the token stops anybody else."""
    token = ids.derived_token("sms-arrival", message)
    return settings.SITE_URL + reverse("desk:sms_arrival", args=[message, token]) + "?status=%d"


def incoming_token() -> str:
    """In the address that the gateway's administrator enters; shown on the page of messages."""
    return ids.derived_token("sms-incoming")


def incoming_address() -> str:
    """The `get-url` of Kannel's sms-service."""
    query = "?from=%p&to=%P&at=%t&charset=%C&text=%b"
    return settings.SITE_URL + reverse("desk:sms_in", args=[incoming_token()]) + query


def spent_today() -> int:
    """Parts of all numbers. One query."""
    return Spending.objects.filter(day=timezone.localdate(), who="").values_list("parts", flat=True).first() or 0


def _ask(gateway: setup.Sms, message: Outgoing, text: str) -> tuple[int, str]:
    query = {"username": gateway.user, "password": gateway.password, "to": message.to, "text": text,
             "charset": "UTF-8", "coding": "0" if is_plain(text) else "2", "dlr-mask": str(REPORTS),
             "dlr-url": arrival_link(message.id)}  # fmt: skip
    if gateway.sender:
        query["from"] = gateway.sender
    parts = urlsplit(gateway.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", f"{parts.path}?{urlencode(query)}")
        answer = connection.getresponse()
        return answer.status, answer.read(200).decode(errors="replace").strip()
    except (http.client.HTTPException, socket.gaierror) as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def _spend(message: Outgoing, parts: int, gateway: setup.Sms) -> bool:
    """Take the parts from both caps or from neither; an urgent message is counted and never held back."""
    day = timezone.localdate()
    wanted = ((ids.digest(message.to), gateway.parts_a_number), ("", gateway.parts_a_day))
    try:
        with transaction.atomic():
            for who, cap in wanted:
                if not _take(day, who, parts, None if message.urgent else cap):
                    raise _UsedUp
    except _UsedUp:
        return False
    return True


class _UsedUp(Exception):
    """Takes back the other cap's part."""


def _take(day: date, who: str, parts: int, cap: int | None) -> bool:
    """One conditional UPDATE, so that two workers never pass a cap together."""
    Spending.objects.bulk_create([Spending(day=day, who=who)], ignore_conflicts=True)
    rows = Spending.objects.filter(day=day, who=who)
    if cap is not None:
        rows = rows.filter(parts__lte=cap - parts)
    return rows.update(parts=F("parts") + parts) == 1


def _give_back(message: Outgoing, parts: int) -> None:
    day = timezone.localdate()
    Spending.objects.filter(day=day, who__in=[ids.digest(message.to), ""], parts__gte=parts).update(
        parts=F("parts") - parts
    )


def _tomorrow() -> datetime:
    day = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(0, 5)))  # a little after midnight, when the day is counted


def _show_in_demo(message: Outgoing, text: str) -> Outcome:
    """The demo has no gateway and shows its text messages among the mails."""
    EmailMessage("SMS", text, to=[f"{message.to}@sms.invalid"]).send()
    return SENT
