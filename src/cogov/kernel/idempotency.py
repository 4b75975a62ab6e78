"""A request repeated with the same client-made key acts once and gets the first answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Conflict, Invalid
from cogov.kernel.ids import digest
from cogov.kernel.journal import canonical
from cogov.kernel.models import Answer

KEY = re.compile(r"[A-Za-z0-9_.:-]{16,80}")
"""At least 16 letters, so that two clients do not meet on "1"; UUIDs fit."""


def once(scope: str, key: str, request: Any, action: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Run `action` unless (scope, key) was answered before; returns (answer, replayed).

    `request` is what was asked for, as plain values; the same key with another request raises Conflict.
    The answer commits with the action. Cost: one SELECT and one INSERT.
    """
    if not KEY.fullmatch(key):
        raise Invalid(_("The key of this request must be 16 to 80 letters, digits or - _ . :"))
    fingerprint = digest(canonical(request))
    found = _first(scope, key, fingerprint)
    if found is not None:
        return found, True
    try:
        with transaction.atomic():
            result = action()
            Answer.objects.create(scope=scope, key=key, fingerprint=fingerprint, result=result, at=now())
            return result, False
    except (IntegrityError, CogovError):
        found = _first(scope, key, fingerprint)  # the same request may have won the race meanwhile
        if found is None:
            raise
        return found, True


def _first(scope: str, key: str, fingerprint: str) -> dict[str, Any] | None:
    answer = Answer.objects.filter(scope=scope, key=key).first()
    if answer is None:
        return None
    if answer.fingerprint != fingerprint:
        raise Conflict(_("This request was already sent with other content. Please start again."))
    return dict(answer.result)
