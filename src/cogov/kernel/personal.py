"""The register of personal fields: what for, on which basis, how long.

A test walks all models and fails for a column that looks personal and is not registered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise


class Basis(StrEnum):
    """Grounds of PIPL art. 13 / GDPR art. 6 that Cogov relies on."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGAL_DUTY = "legal_duty"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal column. `retention` counts from the end of the purpose; None = as long as the account."""

    model: str
    field: str
    purpose: str | Promise
    basis: Basis
    retention: timedelta | None


register: dict[tuple[str, str], PersonalField] = {}


def personal(model: str, *fields: str, purpose: str | Promise, basis: Basis, retention: timedelta | None) -> None:
    """Register fields of `model` ("accounts.person")."""
    for field in fields:
        register[model.lower(), field] = PersonalField(model.lower(), field, purpose, basis, retention)
