"""Facts about honours, certificates and benefits. Reasons stand in the tables; here are their digests."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("honours.honour_set")
@dataclass(frozen=True, slots=True)
class HonourSet:
    """A level or badge as it is from now on."""

    code: str
    honour_kind: str
    measure: str
    at_least: int
    within_days: int
    active: bool


@event("honours.awarded")
@dataclass(frozen=True, slots=True)
class Awarded:
    honour: int
    count: int


@event("honours.proposed")
@dataclass(frozen=True, slots=True)
class Proposed:
    """By the figures of a month; nothing follows from it but that a person looks."""

    month: str
    what: str
    count: int


@event("honours.commended")
@dataclass(frozen=True, slots=True)
class Commended:
    month: str
    what: str
    certificate: int


@event("honours.declined")
@dataclass(frozen=True, slots=True)
class Declined:
    month: str
    what: str
    reason: str


@event("honours.issued")
@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate; `code` is the digest of its secret."""

    code: str
    body: int


@event("honours.revoked")
@dataclass(frozen=True, slots=True)
class Revoked:
    reason: str


@event("honours.name_shown")
@dataclass(frozen=True, slots=True)
class NameShown:
    """The holder lets the public page show the name, or no longer."""

    shown: bool


@event("honours.benefit_set")
@dataclass(frozen=True, slots=True)
class BenefitSet:
    code: str
    honour: int | None
    body: int
    months: int
    active: bool


@event("honours.applied")
@dataclass(frozen=True, slots=True)
class Applied:
    benefit: int


@event("honours.granted")
@dataclass(frozen=True, slots=True)
class Granted:
    benefit: int
    certificate: int
    reason: str


@event("honours.refused")
@dataclass(frozen=True, slots=True)
class Refused:
    benefit: int
    reason: str


@event("honours.objected")
@dataclass(frozen=True, slots=True)
class Objected:
    benefit: int
    text: str


@event("honours.upheld")
@dataclass(frozen=True, slots=True)
class Upheld:
    benefit: int
    reason: str


@event("honours.overturned")
@dataclass(frozen=True, slots=True)
class Overturned:
    benefit: int
    certificate: int
    reason: str
