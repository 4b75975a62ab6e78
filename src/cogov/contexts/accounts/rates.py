"""How often what may be tried. Each constant: requests at once, then seconds for a full refill."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.kernel.throttle import Rate

_LATER = _("Too many tries. Please wait a few minutes and try again.")

CODES_TO_CONTACT = Rate("accounts.codes-contact", 5, 3600, _("We have sent you several codes. Please wait a little."))
"""Five codes, then one every 12 minutes: nobody's mailbox can be flooded."""

CODES_FROM_CALLER = Rate("accounts.codes-caller", 30, 3600, _LATER)
"""An office or a mobile operator hides many people behind one address; 30 an hour serve them."""

CODES_BY_SMS = Rate("accounts.codes-sms", 500, 3600, _LATER)
"""Of the whole city: what one hour of SMS pumping can cost at most. A city of 500,000 signs in less often."""

TRIES_OF_CODE = Rate("accounts.tries-code", 5, 3600, _LATER)
"""Within a code's ten minutes no further try is earned: at most 5 in 1,000,000 for a guess."""

PASSWORDS_FOR_EMAIL = Rate("accounts.passwords-email", 10, 900, _LATER)
"""Ten tries, then one every 90 s: hopeless for guessing, short for the owner."""

PASSWORDS_FROM_CALLER = Rate("accounts.passwords-caller", 30, 900, _LATER)
"""One address trying many accounts; an office of thirty starts its day within it."""

FACTORS_OF_PERSON = Rate("accounts.factors", 5, 900, _LATER)
"""Who has the password and guesses codes: 480 tries a day, 3 right among 1,000,000: 0.15 % a day, and it is told."""

VIEWS_OF_PERSONAL_DATA = Rate(
    "accounts.views",
    240,
    7200,
    _("You have looked at the data of many people in a short time. Please wait, or ask the security officer."),
)
"""A plain report by telephone takes 30 s, so 120 an hour is the fastest honest work; 240 at once for a busy morning."""
