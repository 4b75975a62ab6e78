"""Six digits that prove that somebody reads an address. What was sent is kept in the visitor's session as a keyed
digest; no row is made for an address before its owner has shown the code."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import gateways, rates
from cogov.contexts.accounts.contacts import Contact
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid
from cogov.kernel.ids import derived_token, salt
from cogov.kernel.throttle import caller, take

Use = Literal["sign-in", "contact", "staff"]
"""What the code is for; a code for one is worth nothing for another."""

DIGITS = 6
LIFE = timedelta(minutes=10)
"""Long enough for slow mail, short enough for a note left on a desk."""

KEY = "code"


def send(request: HttpRequest, contact: Contact, use: Use) -> None:
    """Send a new code; an earlier one of this session stops working. Raises TooMany and Invalid."""
    take(rates.CODES_FROM_CALLER, caller(request))
    take(rates.CODES_TO_CONTACT, contact.value)
    if contact.kind == "phone":
        take(rates.CODES_BY_SMS)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    gateways.send_code(contact, code)
    nonce = salt()
    request.session[KEY] = {
        "use": use,
        "kind": contact.kind,
        "value": contact.value,
        "nonce": nonce,
        "mac": _mac(nonce, use, contact, code),
        "until": (now() + LIFE).isoformat(),
    }


def pending(request: HttpRequest, use: Use) -> Contact | None:
    """The address whose code this visitor is asked for."""
    sent = request.session.get(KEY)
    return _contact(sent) if sent and sent["use"] == use else None


def check(request: HttpRequest, code: str, use: Use) -> Contact:
    """The proven address; the code is used up. Raises Invalid (wrong, old) and TooMany (guessing)."""
    sent = request.session.get(KEY)
    if not sent or sent["use"] != use or now() > datetime.fromisoformat(sent["until"]):
        request.session.pop(KEY, None)
        raise Invalid(_("This code is too old. Please ask for a new one."))
    take(rates.TRIES_OF_CODE, sent["nonce"])
    contact = _contact(sent)
    if not hmac.compare_digest(_mac(sent["nonce"], use, contact, code), sent["mac"]):
        raise Invalid(_("This is not the code that we sent. Please look again."))
    del request.session[KEY]
    return contact


def _contact(sent: dict[str, Any]) -> Contact:
    return Contact(sent["kind"], sent["value"])


def _mac(nonce: str, use: Use, contact: Contact, code: str) -> str:
    return derived_token("code", nonce, use, contact.kind, contact.value, code)
