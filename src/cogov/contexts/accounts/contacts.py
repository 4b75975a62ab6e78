"""E-mail addresses and telephone numbers as people type them, made into the one form that is stored."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from cogov.kernel.errors import Invalid

Kind = Literal["email", "phone"]

HOME_COUNTRY = "86"
"""Calling code of a number written without one; the pages are made for Chinese cities first."""

SEPARATORS = re.compile(r"[\s().\-–—/]")
E164 = re.compile(r"\+[1-9]\d{6,14}")
"""ITU-T E.164: at most 15 digits; none of less than 7 is in use."""

CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
CHINESE_LANDLINE = re.compile(r"0[1-9]\d{8,10}")
"""Area code with its 0, then the number: 010 6505 2255, 0571 8702 1234."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A normalised address: lower-case e-mail with an ASCII domain, or E.164 with +."""

    kind: Kind
    value: str

    @property
    def shown(self) -> str:
        """As much as helps its owner to recognise it: w…@example.org, +86 … 0000."""
        if self.kind == "email":
            name, _at, domain = self.value.partition("@")
            return f"{name[0]}…@{domain}"
        return f"{self.value[:3]} … {self.value[-4:]}"


def parse(text: str) -> Contact:
    """Either kind; full-width letters and digits are understood. Raises Invalid with a sentence."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if "@" not in plain and not any(letter.isdigit() for letter in plain):
        raise Invalid(_("Please enter your e-mail address or telephone number."))
    return Contact("email", email(plain)) if "@" in plain else Contact("phone", phone(plain))


def email(text: str) -> str:
    """Raises Invalid unless it is an address."""
    name, _at, domain = unicodedata.normalize("NFKC", text).strip().rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode()}".lower()
        validate_email(address)
    except (ValidationError, UnicodeError):
        raise Invalid(_("This is not an e-mail address. It looks like name@example.org.")) from None
    return address


def phone(text: str) -> str:
    """E.164; a Chinese number may come without +86. Raises Invalid."""
    digits = SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif CHINESE_MOBILE.fullmatch(digits):
        digits = f"+{HOME_COUNTRY}{digits}"
    elif CHINESE_LANDLINE.fullmatch(digits):
        digits = f"+{HOME_COUNTRY}{digits[1:]}"
    if not E164.fullmatch(digits):
        raise Invalid(_("This is not a telephone number. It looks like 138 0000 0000, or +44 20 7946 0000."))
    return digits
