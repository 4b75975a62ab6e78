"""Items are added and changed; their stock is the business of `stock`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.catalogue import rules
from cogov.contexts.catalogue.events import ItemAdded, ItemChanged
from cogov.contexts.catalogue.models import Item, Kind, Partner
from cogov.contexts.media import facade as media
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

OWNER = "catalogue.item"
MOST_POINTS = 1_000_000
MOST_FEN = 10_000_000
"""A single thing that costs the city more than 100,000 yuan is no everyday thanks."""


@dataclass(frozen=True, slots=True)
class ItemData:
    """Everything about an item that people decide. `price` in points, `cost` in fen."""

    kind: str
    partner: int
    price: int
    cost: int
    name_zh: str = ""
    name_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    policy_zh: str = ""
    policy_en: str = ""
    limit: int = 0
    limit_days: int = 0
    valid_from: date | None = None
    valid_until: date | None = None
    ready_at_once: bool = True
    collect_days: int = 14
    return_days: int = 7
    active: bool = True


COLUMNS = tuple("partner_id" if field.name == "partner" else field.name for field in fields(ItemData))


@transaction.atomic
def add_item(*, code: str, data: ItemData, by: Actor) -> int:
    """Its id. Raises Invalid (code taken, no name, price), Missing and Forbidden."""
    if not code or Item.objects.filter(code=code).exists():
        raise Invalid(fields={"code": _("This code is empty or taken.")})
    _check(data, by)
    item = Item.objects.create(code=code, **_columns(data))
    journal.record(ItemAdded(code, data.kind, data.partner, data.price, data.cost), subject=item, by=by, first=True)
    return int(item.pk)


@transaction.atomic
def change_item(*, item: int, data: ItemData, revision: int, by: Actor) -> None:
    """Orders made before keep their points and cost. Raises as `add_item`, and Conflict beyond `revision`."""
    row = Item.objects.select_related("partner").filter(pk=item).first()
    if row is None or not rules.may_read(by, row.partner.keeper_id):
        raise Missing
    if not rules.may_manage(by, row.partner.keeper_id):
        raise Forbidden
    if row.journal_seq != revision:
        raise Conflict
    _check(data, by)
    different = tuple(name for name, value in _columns(data).items() if getattr(row, name) != value)
    if not different:
        return
    for name, value in _columns(data).items():
        setattr(row, name, value)
    fact = ItemChanged(row.code, different, row.price, row.cost, row.active)
    journal.record(fact, subject=row, by=by, save=COLUMNS)


@transaction.atomic
def set_photo(*, item: int, photo: str, by: Actor, session: str = "") -> None:
    """`photo` is the token of an upload; the one before goes. Raises Missing, Forbidden, Invalid."""
    row = Item.objects.select_related("partner").filter(pk=item).first()
    if row is None:
        raise Missing
    if not rules.may_manage(by, row.partner.keeper_id):
        raise Forbidden
    [card] = media.claim(tokens=[photo], owner_type=OWNER, owner_id=row.pk, by=by, session=session)
    before, row.photo_id = row.photo_id, card.id
    fact = ItemChanged(row.code, ("photo",), row.price, row.cost, row.active)
    journal.record(fact, subject=row, by=by, save=("photo",))
    if before is not None and before != card.id:
        media.drop([before], by=by)


def _columns(data: ItemData) -> dict[str, object]:
    values = asdict(data)
    values["partner_id"] = values.pop("partner")
    return values


def _check(data: ItemData, by: Actor) -> None:
    partner = Partner.objects.filter(pk=data.partner).first()
    if partner is None:
        raise Missing
    if not rules.may_manage(by, partner.keeper_id):
        raise Forbidden
    wrong: dict[str, str] = {}
    if not (data.name_zh or data.name_en):
        wrong["name_zh"] = _("Please enter a name in at least one language.")
    if data.kind not in Kind.values:
        wrong["kind"] = _("Please choose a kind.")
    if not 1 <= data.price <= MOST_POINTS:
        wrong["price"] = _("Please enter between 1 and %(most)d points.") % {"most": MOST_POINTS}
    if not 0 <= data.cost <= MOST_FEN:
        wrong["cost"] = _("Please enter an amount up to 100,000 yuan.")
    if data.collect_days < 1:
        wrong["collect_days"] = _("Please leave people at least one day.")
    if data.valid_from and data.valid_until and data.valid_until < data.valid_from:
        wrong["valid_until"] = _("The last day lies before the first.")
    if wrong:
        raise Invalid(fields=wrong)
