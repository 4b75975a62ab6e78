"""Reads of the accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from cogov.contexts.accounts import consents, contributions
from cogov.contexts.accounts.contacts import Contact
from cogov.contexts.accounts.models import Consent, Person, PersonalDataView, RecoveryCode, SecondFactor
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Missing

PAGE = 50
"""Rows of a log page: a screen and a half."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Reach:
    """The proven ways to reach somebody; empty where there is none."""

    person: int
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent as its switch shows it. `outdated`: given to an older text, so it does not count."""

    wish: consents.Wish
    given_at: datetime | None
    outdated: bool

    @property
    def given(self) -> bool:
        return self.given_at is not None and not self.outdated


@dataclass(frozen=True, slots=True)
class Viewer:
    """How much one member of staff looked within a day."""

    person: int
    name: str
    views: int


@dataclass(frozen=True, slots=True)
class ViewPage:
    """Newest first; `after` is the id to go on from, None at the end."""

    rows: list[PersonalDataView]
    after: int | None


def cards(ids: Iterable[int]) -> dict[int, PersonCard]:
    """Those who exist and were not erased: one query."""
    found = Person.objects.filter(pk__in=set(ids), erased_at=None).values_list("pk", "name", "language")
    return {pk: PersonCard(pk, name, language) for pk, name, language in found}


def card_of(contact: Contact) -> PersonCard | None:
    """Who has this address, proven or not. One query."""
    rows = Person.objects.filter(**{contact.kind: contact.value}, is_active=True, erased_at=None)
    found = rows.values_list("pk", "name", "language").first()
    return PersonCard(*found) if found else None


def ids_of(emails: Iterable[str]) -> dict[str, int]:
    """By e-mail address in lower case: one query."""
    return {str(email): pk for email, pk in Person.objects.filter(email__in=set(emails)).values_list("email", "pk")}


def reaches(ids: Iterable[int]) -> dict[int, Reach]:
    """Everybody who may be written to at all; whether they want it is `consented`'s answer. One query."""
    found = Person.objects.filter(pk__in=set(ids), is_active=True, erased_at=None)
    return {
        person.pk: Reach(
            person=person.pk,
            email=(person.email or "") if person.email_verified_at else "",
            phone=(person.phone or "") if person.phone_verified_at else "",
            language=person.language,
        )
        for person in found
    }


def consented(person_id: int, purpose: str) -> bool:
    """Whether today's text of the purpose was agreed to and not taken back: one query."""
    wish = consents.wish(purpose)
    if wish is None:
        return False
    standing = Consent.objects.filter(person=person_id, purpose=purpose, version=wish.version, withdrawn_at=None)
    return standing.exists()


def asked(person_id: int) -> list[Asked]:
    """Every wish with this person's answer: one query."""
    standing = {row.purpose: row for row in Consent.objects.filter(person=person_id, withdrawn_at=None)}
    return [
        Asked(
            wish=wish,
            given_at=standing[wish.purpose].given_at if wish.purpose in standing else None,
            outdated=wish.purpose in standing and standing[wish.purpose].version != wish.version,
        )
        for wish in consents.wishes()
    ]


def export(person_id: int) -> dict[str, Any]:
    """Everything that the city keeps about the person, as plain JSON values, by context. Raises Missing."""
    person = Person.objects.filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise Missing
    about = {
        "account": _account(person),
        "consents": [_consent(row) for row in Consent.objects.filter(person=person).order_by("id")],
        "looked_at_by_staff": [_look(row) for row in PersonalDataView.objects.filter(person=person).order_by("id")],
    }
    return about | {part.name: part.export(person_id) for part in contributions.all_of()}


def views_logged(*, by: Actor, viewer: int | None = None, after: int | None = None) -> ViewPage:
    """The log for the security officer: newest first, by key. Raises Forbidden. One query."""
    _for_security(by)
    rows = PersonalDataView.objects.select_related("viewer").order_by("-id")
    if viewer is not None:
        rows = rows.filter(viewer=viewer)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return ViewPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def busiest_viewers(*, by: Actor, most: int = 5) -> list[Viewer]:
    """Who looked at most in the last 24 hours. Raises Forbidden. One query over a day's rows."""
    _for_security(by)
    rows = (
        PersonalDataView.objects.filter(at__gt=now() - DAY)
        .values_list("viewer", "viewer__name")
        .annotate(views=Count("id"))
        .order_by("-views")[:most]
    )
    return [Viewer(*row) for row in rows]


def factor_state(person_id: int) -> tuple[bool, int]:
    """Whether a second factor is set up, and how many recovery codes are left: two queries."""
    has = SecondFactor.objects.filter(person=person_id).exists()
    return has, RecoveryCode.objects.filter(person=person_id, used_at=None).count()


def _for_security(by: Actor) -> None:
    if not any(by.with_roles(Role.SECURITY)):
        raise Forbidden


def _account(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        "email": person.email,
        "email_verified_at": _iso(person.email_verified_at),
        "phone": person.phone,
        "phone_verified_at": _iso(person.phone_verified_at),
        "language": person.language,
        "large_type": person.large_type,
        "theme": person.theme,
        "created_at": _iso(person.created_at),
        "last_sign_in": _iso(person.last_login),
        "has_password": person.has_usable_password(),
    }


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "version": row.version,
        "given_at": _iso(row.given_at),
        "withdrawn_at": _iso(row.withdrawn_at),
    }


def _look(row: PersonalDataView) -> dict[str, Any]:
    """The role and body answer for it; the name of the member of staff is theirs."""
    return {"at": _iso(row.at), "role": row.role, "body": row.body, "purpose": row.purpose, "report": row.report}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
