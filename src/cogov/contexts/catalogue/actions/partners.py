"""Partners, the places where they hand things over, and the devices with which they scan."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.catalogue import rules
from cogov.contexts.catalogue.events import (
    DeviceAdded,
    DeviceEnded,
    PartnerAdded,
    PartnerChanged,
    PointAdded,
    PointChanged,
)
from cogov.contexts.catalogue.models import Device, Partner, Point
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

PARTNER = ("name_zh", "name_en", "keeper_id", "body_id", "phone", "active")
POINT = ("name_zh", "name_en", "address_zh", "address_en", "hours_zh", "hours_en", "area_id", "active")


@transaction.atomic
def add_partner(*, code: str, keeper: int, by: Actor, body: int | None = None, **values: Any) -> int:
    """Its id. Raises Invalid, Forbidden, Missing."""
    if not code or Partner.objects.filter(code=code).exists():
        raise Invalid(fields={"code": _("This code is empty or taken.")})
    _may(by, keeper)
    _named(values)
    if body is not None:
        bodies.body(body)
    partner = Partner.objects.create(code=code, keeper_id=keeper, body_id=body, **values)
    journal.record(PartnerAdded(code, keeper, body), subject=partner, by=by, first=True)
    return int(partner.pk)


@transaction.atomic
def change_partner(*, partner: int, revision: int, by: Actor, **values: Any) -> None:
    """Columns of `PARTNER`. Raises Missing, Forbidden, Invalid, Conflict."""
    row = _partner(partner, by)
    if row.journal_seq != revision:
        raise Conflict
    _named(values)
    if "keeper_id" in values:
        _may(by, values["keeper_id"])
    different = _set(row, values, PARTNER)
    if different:
        fact = PartnerChanged(row.code, different, row.keeper_id, row.body_id, row.active)
        journal.record(fact, subject=row, by=by, save=PARTNER)


@transaction.atomic
def add_point(*, partner: int, by: Actor, **values: Any) -> int:
    """Its id. Columns of `POINT`. Raises Missing, Forbidden, Invalid."""
    row = _partner(partner, by)
    _named(values)
    point = Point.objects.create(partner=row, **values)
    journal.record(PointAdded(row.pk), subject=point, by=by, first=True)
    return int(point.pk)


@transaction.atomic
def change_point(*, point: int, revision: int, by: Actor, **values: Any) -> None:
    """A closed point takes no new orders; what waits there can still be collected. Raises as `change_partner`."""
    row = Point.objects.select_related("partner").filter(pk=point).first()
    if row is None:
        raise Missing
    _partner(row.partner_id, by)
    if row.journal_seq != revision:
        raise Conflict
    _named(values)
    different = _set(row, values, POINT)
    if different:
        journal.record(PointChanged(row.partner_id, different, row.active), subject=row, by=by, save=POINT)


@transaction.atomic
def add_device(*, partner: int, label: str, by: Actor) -> str:
    """The key of a new device, told this once. Raises Missing, Forbidden, Invalid."""
    row = _partner(partner, by)
    if not label.strip():
        raise Invalid(fields={"label": _("Please give the device a name.")})
    key = ids.token()
    device = Device.objects.create(partner=row, label=label.strip()[:60], digest=ids.digest(key), since=now())
    journal.record(DeviceAdded(row.pk, device.digest), subject=device, by=by, first=True)
    return key


@transaction.atomic
def end_device(*, device: int, by: Actor) -> None:
    """From now on its key opens nothing; ending it twice is once. Raises Missing, Forbidden."""
    row = Device.objects.select_for_update().filter(pk=device).first()
    if row is None:
        raise Missing
    _partner(row.partner_id, by)
    if row.until is None:
        row.until = now()
        journal.record(DeviceEnded(row.partner_id), subject=row, by=by, save=("until",))


def _partner(partner: int, by: Actor) -> Partner:
    row = Partner.objects.filter(pk=partner).first()
    if row is None or not rules.may_read(by, row.keeper_id):
        raise Missing
    _may(by, row.keeper_id)
    return row


def _may(by: Actor, keeper: int) -> None:
    if not rules.may_manage(by, keeper):
        raise Forbidden


def _named(values: dict[str, Any]) -> None:
    if not (values.get("name_zh") or values.get("name_en")):
        raise Invalid(fields={"name_zh": _("Please enter a name in at least one language.")})


def _set(row: Partner | Point, values: dict[str, Any], allowed: tuple[str, ...]) -> tuple[str, ...]:
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"cannot be changed: {sorted(unknown)}")
    different = tuple(name for name, value in values.items() if getattr(row, name) != value)
    for name, value in values.items():
        setattr(row, name, value)
    return different
