"""The personal fields of this context, each with what for, on which basis and how long."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cogov.kernel.personal import Basis, personal

VIEWS_KEPT = timedelta(days=3 * 365)
"""Three years: the time in which misuse of office can still be brought to a court, and what PIPL art. 56 asks of
records of processing."""

personal(
    "accounts.person",
    "email",
    "phone",
    "name",
    purpose=_("To sign in, and to be told what happens with one's own reports"),
    basis=Basis.CONSENT,
    retention=None,
)
personal(
    "accounts.person",
    "language",
    "large_type",
    "theme",
    "last_login",
    purpose=_("Pages as this person likes them"),
    basis=Basis.CONSENT,
    retention=None,
)
personal(
    "accounts.person",
    "password",
    purpose=_("Sign-in of staff; kept as a slow digest only"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "accounts.secondfactor",
    "person",
    "nonce",
    purpose=_("Second proof at the sign-in of staff"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "accounts.recoverycode",
    "person",
    "mac",
    purpose=_("Second proof at the sign-in of staff"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "accounts.consent",
    "person",
    purpose=_("To prove what this person has agreed to"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
personal(
    "accounts.personaldataview",
    "viewer",
    "person",
    purpose=_("To prove who looked at a resident's data, and why"),
    basis=Basis.LEGAL_DUTY,
    retention=VIEWS_KEPT,
)
personal(
    "accounts.erasure",
    "person_id",
    purpose=_("To erase again after a backup was restored"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
