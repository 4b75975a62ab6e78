"""What happened to a person's account. Ids and words of our own only: the journal holds no personal data."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("accounts.registered")
@dataclass(frozen=True)
class Registered:
    """`via`: email, phone (proved by code), staff (entered for the resident), invitation, import."""

    via: str


@event("accounts.contact_set")
@dataclass(frozen=True)
class ContactSet:
    """`contact`: email or phone. `verified`: its owner has shown a code."""

    contact: str
    verified: bool


@event("accounts.contact_removed")
@dataclass(frozen=True)
class ContactRemoved:
    contact: str


@event("accounts.profile_changed")
@dataclass(frozen=True)
class ProfileChanged:
    fields: tuple[str, ...]


@event("accounts.signed_out_everywhere")
@dataclass(frozen=True)
class SignedOutEverywhere:
    pass


@event("accounts.staff_signed_in")
@dataclass(frozen=True)
class StaffSignedIn:
    """`factor`: totp, recovery or demo."""

    factor: str


@event("accounts.staff_refused")
@dataclass(frozen=True)
class StaffRefused:
    """The password was right and the second factor wrong: worth a security officer's eye."""


@event("accounts.password_set")
@dataclass(frozen=True)
class PasswordSet:
    pass


@event("accounts.second_factor_set")
@dataclass(frozen=True)
class SecondFactorSet:
    pass


@event("accounts.second_factor_reset")
@dataclass(frozen=True)
class SecondFactorReset:
    pass


@event("accounts.recovery_codes_made")
@dataclass(frozen=True)
class RecoveryCodesMade:
    pass


@event("accounts.consent_given")
@dataclass(frozen=True)
class ConsentGiven:
    purpose: str
    version: str


@event("accounts.consent_withdrawn")
@dataclass(frozen=True)
class ConsentWithdrawn:
    purpose: str
    version: str


@event("accounts.erased")
@dataclass(frozen=True)
class Erased:
    """`again`: after a backup was restored."""

    again: bool = False
