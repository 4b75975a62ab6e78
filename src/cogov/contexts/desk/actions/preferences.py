"""How somebody wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk.events import PreferencesForgotten, PreferencesSet
from cogov.contexts.desk.models import Preference
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid

FIELDS = ("email", "sms", "push", "quiet_from", "quiet_until", "gather_minutes")


@transaction.atomic
def set_preferences(
    *,
    by: Actor,
    revision: int,
    email: bool,
    sms: bool,
    push: bool,
    quiet_from: time | None,
    quiet_until: time | None,
    gather_minutes: int,
) -> Preference:
    """One's own. `revision` 0 where nothing was saved before. Raises Invalid, Conflict when it changed meanwhile."""
    if by.person is None:
        raise Forbidden
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid(fields={"quiet_until": _("Please give both the beginning and the end of the quiet hours.")})
    values = {"email": email, "sms": sms, "push": push, "quiet_from": quiet_from, "quiet_until": quiet_until,
              "gather_minutes": gather_minutes}  # fmt: skip
    return _saved(by.person, revision, values, by)


@transaction.atomic
def stop_emails(*, person: int, by: Actor) -> None:
    """By the link in a letter, whose token the caller has checked. Twice is once."""
    row = Preference.objects.select_for_update().filter(pk=person).first()
    if row is None:
        row = Preference.objects.create(pk=person, person_id=person, email=False)
        journal.record(PreferencesSet(("email",)), subject=row, by=by, first=True)
    elif row.email:
        row.email = False
        journal.record(PreferencesSet(("email",)), subject=row, by=by, save=("email",))


@transaction.atomic
def forget_preferences(*, person: int, by: Actor) -> None:
    """With the account."""
    row = Preference.objects.select_for_update().filter(pk=person).first()
    if row is not None:
        journal.record(PreferencesForgotten(), subject=row, by=by)
        row.delete()


def _saved(person: int, revision: int, values: Mapping[str, Any], by: Actor) -> Preference:
    row = Preference.objects.select_for_update().filter(pk=person).first()
    if row is None:
        row = Preference.objects.create(pk=person, person_id=person, **values)
        journal.record(PreferencesSet(FIELDS), subject=row, by=by, first=True)
        return row
    changed = tuple(name for name in FIELDS if getattr(row, name) != values[name])
    if not changed:
        return row  # the same form sent twice
    if row.journal_seq != revision:
        raise Conflict
    for name in changed:
        setattr(row, name, values[name])
    journal.record(PreferencesSet(changed), subject=row, by=by, save=changed)
    return row
