"""Small, valid people."""

from __future__ import annotations

from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.events import Registered
from cogov.contexts.accounts.models import Person, SecondFactor
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel, Grant, Role
from cogov.kernel.clock import now
from cogov.kernel.ids import salt

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def resident(**fields: object) -> Person:
    """Somebody with a proven e-mail address, and no password."""
    number = next(_numbers)
    given = {"email": f"resident{number}@example.org", "email_verified_at": now(), "password": f"!{number}"}
    person = Person(**(given | fields))
    with transaction.atomic():
        person.save(force_insert=True)
        journal.record(Registered("email"), subject=person, by=SYSTEM, first=True)
    return person


def staff(*, factor: bool = True, **fields: object) -> Person:
    """Somebody with a password, and one-time codes unless told otherwise; roles are given by `with_roles`."""
    person = resident(
        **({"email": f"staff{next(_numbers)}@city.example", "password": make_password(PASSWORD)} | fields)
    )
    if factor:
        SecondFactor.objects.create(person=person, nonce=salt(), confirmed_at=now(), last_step=0)
    return person


def one_time_code(person: Person) -> str:
    """What the person's telephone shows now."""
    row = SecondFactor.objects.get(person=person)
    return totp.code_at(totp.secret(person.pk, row.nonce), totp.step_at(now()))


def grant(role: Role, body: int = 1) -> Grant:
    return Grant(role=role, body=body, bodies=frozenset({body}), area=1, level=AreaLevel.CITY)


def actor(*roles: Role, person: Person | None = None) -> Actor:
    return Actor(person=person.pk if person else None, grants=tuple(grant(role) for role in roles))
