"""Agreeing, and taking it back: one click each."""

from __future__ import annotations

from django.db import transaction

from cogov.contexts.accounts import consents
from cogov.contexts.accounts.actions.people import own
from cogov.contexts.accounts.events import ConsentGiven, ConsentWithdrawn
from cogov.contexts.accounts.models import Consent
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing


@transaction.atomic
def give(*, person_id: int, purpose: str, by: Actor) -> None:
    """Agree to today's text; doing it twice changes nothing. Raises Missing for an unknown purpose."""
    wish = consents.wish(purpose)
    if wish is None:
        raise Missing
    person = own(person_id, by)
    standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if standing is not None and standing.version == wish.version:
        return
    if standing is not None:  # an older text: that agreement ends where the new one begins
        Consent.objects.filter(pk=standing.pk).update(withdrawn_at=now())
    Consent.objects.create(person=person, purpose=purpose, version=wish.version, given_at=now())
    journal.record(ConsentGiven(purpose, wish.version), subject=person, by=by)


@transaction.atomic
def withdraw(*, person_id: int, purpose: str, by: Actor) -> None:
    """Take an agreement back; without one nothing changes."""
    person = own(person_id, by)
    standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if standing is None:
        return
    Consent.objects.filter(pk=standing.pk).update(withdrawn_at=now())
    journal.record(ConsentWithdrawn(purpose, standing.version), subject=person, by=by)
