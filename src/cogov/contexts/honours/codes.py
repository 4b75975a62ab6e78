"""The code of a certificate: 160 bits from the server's key; the database holds its digest only."""

from __future__ import annotations

from cogov.contexts.honours.models import Certificate
from cogov.kernel import ids
from cogov.kernel.errors import Missing


def token(certificate: int, salt: str) -> str:
    return ids.derived_token("honours.certificate", certificate, salt)


def find(text: str) -> Certificate:
    """By its code, scanned or typed. Raises Missing. One query."""
    given = "".join(letter for letter in text.lower() if letter.isalnum())[:64]
    found = Certificate.objects.filter(digest=ids.digest(given)).first()
    if found is None or not ids.same(given, token(found.pk, found.salt)):
        raise Missing
    return found
