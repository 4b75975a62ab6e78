"""People, what proves who they are, what they agreed to, and who looked at them."""

from cogov.contexts.accounts.models import register as register
from cogov.contexts.accounts.models.consent import Consent
from cogov.contexts.accounts.models.factors import RecoveryCode, SecondFactor
from cogov.contexts.accounts.models.person import Person, PersonManager
from cogov.contexts.accounts.models.traces import Erasure, PersonalDataView, Purpose

__all__ = [
    "Consent",
    "Erasure",
    "Person",
    "PersonManager",
    "PersonalDataView",
    "Purpose",
    "RecoveryCode",
    "SecondFactor",
]
