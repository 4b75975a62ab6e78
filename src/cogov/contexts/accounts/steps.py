"""Which proof staff have to show next. Pure, so that every combination can be tested."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Also the name of the page that asks for it."""

    START = "staff-sign-in"
    MAIL = "staff-mail-code"
    FACTOR = "staff-second-step"
    SET_UP = "staff-set-up"
    PASSWORD = "staff-new-password"  # noqa: S105 - the name of a page
    DONE = "done"


class Proof(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a proof
    MAIL = "mail"
    FACTOR = "factor"


def next_step(proofs: frozenset[Proof], *, has_factor: bool) -> Step:
    """Password or mailbox first, then the second factor; without one the mailbox too, and then it is set up.

    Who came by the mailbox alone has forgotten the password, or never had one, and chooses it at the end.
    """
    if not proofs & {Proof.PASSWORD, Proof.MAIL}:
        return Step.START
    if Proof.FACTOR not in proofs:
        if has_factor:
            return Step.FACTOR
        return Step.SET_UP if Proof.MAIL in proofs else Step.MAIL
    return Step.DONE if Proof.PASSWORD in proofs else Step.PASSWORD
