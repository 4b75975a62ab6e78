"""People are appointed to roles and dismissed from them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import rules
from cogov.contexts.bodies.events import Appointed, Dismissed
from cogov.contexts.bodies.models import Body, Membership
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing


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
