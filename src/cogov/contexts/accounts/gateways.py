"""The way out for codes: e-mail, and text messages through whichever gateway a context offers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cogov.contexts.accounts.contacts import Contact
from cogov.kernel.errors import Invalid

SmsGateway = Callable[[str, str], None]
"""Takes an E.164 number and a text; raises OSError when the message cannot be handed over."""

log = logging.getLogger(__name__)
_gateways: list[SmsGateway] = []


def use_sms(gateway: SmsGateway | None) -> None:
    """Text messages go out through this from now on; None: they cannot be sent."""
    _gateways[:] = [gateway] if gateway else []


def sms_available() -> bool:
    return bool(_gateways) or bool(settings.DEMO)


def send_code(contact: Contact, code: str) -> None:
    """Hand one code over, in the language of the request. Raises Invalid when it cannot be sent."""
    text = _(
        "Your code: %(code)s\n\nIt works for 10 minutes. The city never asks you for it by telephone. "
        "If you did not ask for a code, you need not do anything."
    ) % {"code": code}
    send(contact, _("Your code for Cogov"), text)


def send(contact: Contact, subject: str, text: str) -> None:
    """One short message. Raises Invalid when it cannot be sent."""
    if contact.kind == "phone" and not sms_available():
        raise Invalid(gettext_lazy("Text messages are not set up in this city. Please use your e-mail address."))
    try:
        _hand_over(contact, subject, text)
    except (OSError, SMTPException) as error:
        log.error("a message could not be sent: %s", type(error).__name__)
        raise Invalid(gettext_lazy("The message could not be sent. Please try again in a few minutes.")) from error


def _hand_over(contact: Contact, subject: str, text: str) -> None:
    if contact.kind == "email":
        send_mail(subject, text, None, [contact.value])
    elif _gateways:
        _gateways[0](contact.value, text)
    else:  # the demo shows text messages among the mails at /demo/codes
        send_mail(subject, text, None, [f"{contact.value}@sms.invalid"])
