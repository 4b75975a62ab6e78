"""Browsers that show messages on their lock screen."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk.events import DeviceAdded, DeviceRemoved
from cogov.contexts.desk.models import Device
from cogov.kernel import ids, journal, outbound
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Invalid

MOST = 10
"""Devices of one person; the oldest leaves when another comes."""

AUTH_BYTES = 16  # RFC 8291, 3.2


@transaction.atomic
def add_device(*, by: Actor, endpoint: str, p256dh: str, auth: str, name: str = "") -> Device:
    """The browser's own subscription. Raises Invalid, and Refused for an address that may not be asked.

    A browser that somebody else signed in with before belongs to who signed in last.
    """
    if by.person is None:
        raise Forbidden
    endpoint = outbound.check(endpoint)
    _require_keys(p256dh, auth)
    mark = ids.digest(endpoint)
    known = Device.objects.select_for_update().filter(mark=mark).first()
    if known is not None and (known.person_id, known.p256dh, known.auth) == (by.person, p256dh, auth):
        return known
    if known is not None:
        _remove(known, by)
    for old in Device.objects.select_for_update().filter(person=by.person).order_by("-id")[MOST - 1 :]:
        _remove(old, by)
    row = Device.objects.create(
        person_id=by.person, mark=mark, endpoint=endpoint, p256dh=p256dh, auth=auth, name=name[:80], created_at=now()
    )
    journal.record(DeviceAdded(), subject=row, by=by, first=True)
    return row


@transaction.atomic
def remove_device(*, device: int, by: Actor) -> None:
    """One's own, or, by the machine, one whose address is gone. Twice is once."""
    rows = Device.objects.select_for_update().filter(pk=device)
    row = (rows if by.machine else rows.filter(person=by.person)).first()
    if row is not None:
        _remove(row, by)


def _remove(row: Device, by: Actor) -> None:
    journal.record(DeviceRemoved(), subject=row, by=by)
    row.delete()


def _require_keys(p256dh: str, auth: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64(p256dh))
        right = len(from_base64(auth)) == AUTH_BYTES
    except (ValueError, binascii.Error):
        right = False
    if not right:
        raise Invalid(_("This browser cannot receive messages. Please update it."))


def from_base64(text: str) -> bytes:
    """base64url with or without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
