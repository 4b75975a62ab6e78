"""The register of personal fields: what for, on which basis, how long.

A test walks all models and fails for a column that looks personal and is not registered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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


impersonal: dict[tuple[str, str], str] = {}
"""Columns whose names look personal and which are not, with the reason."""


def not_personal(model: str, *fields: str, because: str) -> None:
    """Say why fields of `model` that look personal are about nobody: the name of a street, the mail of an office."""
    for field in fields:
        impersonal[model.lower(), field] = because


personal(
    "kernel.entry",
    "person",
    "on_behalf_of",
    purpose=_("To prove who did what, and for whom; a number that says nothing once the person is erased"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
personal(
    "kernel.clockchange",
    "person",
    "approved_by",
    purpose=_("To prove who asked for more time, and who allowed it"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
not_personal("kernel.version", "name", because="names a table held in memory")
not_personal("kernel.periodic", "name", because="names a task")
not_personal("kernel.heartbeat", "name", because="names a process")
