"""The class of each URL of the accounts (see door.py), and who may look at the log of views."""

from __future__ import annotations

URL_CLASSES = {
    "sign-in": "public",
    "sign-in-code": "public",
    "sign-out": "public",
    "staff-sign-in": "public",
    "staff-mail-code": "public",
    "staff-second-step": "public",
    "staff-set-up": "public",
    "staff-password": "public",
    "staff-new-password": "public",
    "staff-recovery-codes": "staff:*",
    "staff-stay": "staff:*",
    "account": "resident",
    "account-profile": "resident",
    "account-contact": "resident",
    "account-contact-code": "resident",
    "account-contact-remove": "resident",
    "account-consent": "resident",
    "account-export": "resident",
    "account-export-file": "resident",
    "account-erase": "resident",
    "account-sign-out-everywhere": "resident",
    "security-views": "staff:security",
    "security-factor-reset": "staff:security",
    "demo": "demo",
    "demo-sign-in": "demo",
    "demo-codes": "demo",
}
"""Pages of the staff's entry are public: each asks for the proofs shown so far in this session (steps.py)."""
