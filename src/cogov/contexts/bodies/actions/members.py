"""People are appointed to roles and dismissed from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import rules
from cogov.contexts.bodies.events import Appointed, Dismissed
from cogov.contexts.bodies.models import Body, Membership
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

BATCH = 500  # rows of one INSERT: far below SQLite's 32,766 parameters


@transaction.atomic
def appoint(*, person: int, body: int, role: Role, by: Actor, since: datetime | None = None) -> int:
    """Id of the membership; the one that already holds is given back unchanged. Raises Missing, Invalid, Forbidden."""
    if not rules.may_appoint(by, body, role, person):
        raise Forbidden
    found = Body.objects.filter(pk=body).values_list("active", flat=True).first()
    if found is None:
        raise Missing
    if not found:
        raise Invalid(_("This body is closed."))
    held = Membership.objects.filter(person_id=person, body_id=body, role=role.value, until=None).first()
    if held is not None:
        return int(held.pk)
    membership = Membership.objects.create(person_id=person, body_id=body, role=role.value, since=since or now())
    journal.record(Appointed(person, body, role.value), subject=membership, by=by, first=True)
    return int(membership.pk)


@dataclass(frozen=True, slots=True)
class NewMember:
    """`person` and `body` are ids."""

    person: int
    body: int
    role: Role


@transaction.atomic
def appoint_many(rows: Iterable[NewMember], *, by: Actor) -> int:
    """How many new roles there are; those that hold already stay as they are. Raises as `appoint`.

    Two queries, an INSERT for 500 roles, and one journal row each.
    """
    wanted = list(dict.fromkeys(rows))
    if not all(rules.may_appoint(by, row.body, row.role, row.person) for row in wanted):
        raise Forbidden
    active = set(Body.objects.filter(active=True).values_list("id", flat=True))
    if any(row.body not in active for row in wanted):
        raise Invalid(_("This body is closed."))
    held = set(Membership.objects.filter(until=None).values_list("person_id", "body_id", "role"))
    fresh = [row for row in wanted if (row.person, row.body, row.role.value) not in held]
    at = now()
    made = [
        Membership(pk=id_, person_id=row.person, body_id=row.body, role=row.role.value, since=at)
        for id_, row in zip(reserve_ids(Membership, len(fresh)), fresh, strict=True)
    ]
    Membership.objects.bulk_create(made, batch_size=BATCH)
    for membership in made:
        fact = Appointed(membership.person_id, membership.body_id, membership.role)
        journal.record(fact, subject=membership, by=by, first=True)
    return len(made)


@transaction.atomic
def dismiss(membership: int, *, revision: int, by: Actor) -> None:
    """End a membership now; one that has not begun ends where it begins. Raises Missing, Forbidden, Conflict."""
    found = Membership.objects.filter(pk=membership).first()
    if found is None:
        raise Missing
    if not rules.may_dismiss(by, found.body_id, Role(found.role)):
        raise Forbidden
    if found.journal_seq != revision or found.until is not None:
        raise Conflict
    found.until = max(now(), found.since)
    journal.record(Dismissed(found.person_id, found.body_id, found.role), subject=found, by=by, save=["until"])
