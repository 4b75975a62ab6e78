"""Being forgotten, also by backups."""

from __future__ import annotations

import logging
import os
import re
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import contributions
from cogov.contexts.accounts.actions.people import own
from cogov.contexts.accounts.events import Erased
from cogov.contexts.accounts.grants import grants_of
from cogov.contexts.accounts.models import Consent, Erasure, Person, RecoveryCode, SecondFactor
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict

LINE = re.compile(r"(\d+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00)")

log = logging.getLogger(__name__)

EMPTY: dict[str, object] = {
    "email": None,
    "phone": None,
    "name": "",
    "password": "",
    "is_active": False,
    "last_login": None,
    "language": Person.Language.CHINESE,
    "large_type": False,
    "theme": Person.Theme.AUTO,
    "email_verified_at": None,
    "phone_verified_at": None,
}
"""What an erased row holds; its id stays, so that the journal still chains."""


def erase(*, person_id: int, by: Actor) -> None:
    """Scrub the person everywhere. Raises Forbidden for others, Conflict while they hold a role."""
    with transaction.atomic():
        person = own(person_id, by)
        if grants_of(person_id):
            raise Conflict(_("You still hold a role. Ask your administrator to end it, then erase the account."))
        _erase(person, by=by, again=False)
    try:
        note_erasures()
    except OSError:
        log.exception("an erasure is not yet on the list for backups; the hourly tick tries again")


def note_erasures() -> int:
    """Write to the list outside the database whom it does not name yet; returns how many. Safe to repeat."""
    waiting = list(Erasure.objects.filter(noted_at=None).order_by("person_id"))
    if waiting:
        _append("".join(f"{row.person_id} {row.made_at.isoformat()}\n" for row in waiting))
        Erasure.objects.filter(pk__in=[row.pk for row in waiting]).update(noted_at=now())
    return len(waiting)


def reapply_erasures() -> int:
    """Erase again everybody on the list whom a restored backup brought back; returns how many. For `cogov restore`."""
    note_erasures()
    done = 0
    for person_id, made_at in _listed():
        with transaction.atomic():
            person = Person.objects.select_for_update().filter(pk=person_id, created_at=made_at, erased_at=None).first()
            if person is not None:
                _erase(person, by=SYSTEM, again=True)
                done += 1
    note_erasures()
    return done


def list_path() -> Path:
    """The list: one line a person, id and the time their row was made. It is no part of a restore."""
    return Path(settings.DATA) / "erased.list"


def _erase(person: Person, *, by: Actor, again: bool) -> None:
    for contribution in contributions.all_of():
        contribution.erase(person.pk, by)
    for model in (Consent, SecondFactor, RecoveryCode):
        model._default_manager.filter(person=person).delete()
    Erasure.objects.get_or_create(person_id=person.pk, defaults={"made_at": person.created_at, "at": now()})
    for name, value in EMPTY.items():
        setattr(person, name, value)
    person.erased_at = now()
    journal.record(Erased(again), subject=person, by=by, save=(*EMPTY, "erased_at"))


def _append(lines: str) -> None:
    """A line that a power cut tore stays alone, since each block begins a new line; its person is noted again."""
    path = list_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write("\n" + lines)
        file.flush()
        os.fsync(file.fileno())


def _listed() -> list[tuple[int, datetime]]:
    if not list_path().exists():
        return []
    found = (LINE.fullmatch(line) for line in list_path().read_text(encoding="ascii").splitlines())
    return [(int(match[1]), datetime.fromisoformat(match[2])) for match in found if match]
