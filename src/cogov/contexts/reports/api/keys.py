"""Keys of programs: made once, recognised at each request, switched off when need be."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.api.events import KeyChanged, KeyMade
from cogov.contexts.reports.checking import clean_text
from cogov.contexts.reports.models import ApiKey
from cogov.contexts.reports.models.api_key import QUOTA
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor, Channel, Grant, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing, Sentence

WORKING_ROLES = (Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.HANDLER, Role.INSPECTOR)
"""Roles that a body's own system may hold. Those who supervise, audit and administrate are people."""

PREFIX = 6
"""Letters of a key that a list may show: enough to tell keys apart, far too few to guess the other 26."""

MOST_QUOTA = 6000
"""Requests a minute: 100 a second, more than one interface to one city has use for."""


@transaction.atomic
def make_key(
    *, by: Actor, label: str, contact: str, role: str = "", body: int | None = None, quota: int = QUOTA,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:  # fmt: skip
    """A new key and, this once, its secret. Raises Forbidden and Invalid."""
    _must_administrate(by)
    label = clean_text(label)
    _check(label, contact, role, body, quota)
    secret = ids.token()
    row = ApiKey.objects.create(
        label=label, contact=contact.strip().lower(), prefix=secret[:PREFIX], digest=ids.digest(secret), role=role,
        body_id=body if role else None, quota=quota, expires_at=expires_at,
    )  # fmt: skip
    journal.record(KeyMade(role, row.body_id, quota), subject=row, by=by, first=True)
    return row, secret


@transaction.atomic
def change_key(
    *, key: int, by: Actor, revision: int | None = None, active: bool | None = None, quota: int | None = None
) -> ApiKey:
    """Switch it off or on, or change its quota. Raises Forbidden, Missing, Conflict, Invalid."""
    _must_administrate(by)
    row = ApiKey.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise Missing
    if revision is not None and row.journal_seq != revision:
        raise Conflict
    row.active = row.active if active is None else active
    row.quota = row.quota if quota is None else quota
    _check(row.label, row.contact, row.role, row.body_id, row.quota)
    journal.record(KeyChanged(row.active, row.quota), subject=row, by=by, save=("active", "quota"))
    return row


def known_key(secret: str) -> ApiKey | None:
    """The living key behind a secret. One query, and one more at its first use in a day."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now())
    row = ApiKey.objects.filter(alive, digest=ids.digest(secret.strip().lower()), active=True).first()
    if row is None or (row.body_id is not None and not bodies.body(row.body_id).active):
        return None
    today = timezone.localdate()
    if row.last_used_on != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used_on=today)
    return row


def actor_of(key: ApiKey, channel: Channel) -> Actor:
    """Who acts when this key does: nobody in particular, or a body's system in its role. No query."""
    if not key.role or key.body_id is None:
        return Actor(name=key.label, channel=channel)
    body = bodies.body(key.body_id)
    grant = Grant(Role(key.role), body.id, bodies.subtree(body.id), body.area, body.level)
    return Actor(name=key.label, grants=(grant,), channel=channel)


def may_administrate(by: Actor) -> bool:
    return by.machine or Role.ADMIN in by.roles


def _must_administrate(by: Actor) -> None:
    if not may_administrate(by):
        raise Forbidden


def _check(label: str, contact: str, role: str, body: int | None, quota: int) -> None:
    errors: dict[str, Sentence] = {}
    if not 3 <= len(label) <= 80:
        errors["label"] = _("Please name the app or system in 3 to 80 characters.")
    try:
        validate_email(contact.strip())
    except ValidationError:
        errors["contact"] = _("This e-mail address does not look right.")
    if role and role not in WORKING_ROLES:
        errors["role"] = _("A system cannot hold this role.")
    if role and body is None:
        errors["body"] = _("Please choose the body whose system this is.")
    if not 1 <= quota <= MOST_QUOTA:
        errors["quota"] = _("Please choose 1 to 6,000 requests a minute.")
    if errors:
        raise Invalid(fields=errors)
    if body is not None:
        bodies.body(body)
