"""Bodies are added, changed, moved and closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import rules
from cogov.contexts.bodies.events import Added, Changed
from cogov.contexts.bodies.models import LEVELS, Body, Kind
from cogov.contexts.bodies.tree import snapshot
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Calendar

BATCH = 500  # rows of one INSERT: below SQLite's 32,766 parameters with 19 columns
CHANGEABLE = ("name_zh", "name_en", "kind", "phone", "email", "web", "duty_zh", "duty_en", "calendar", "active")


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to be added. `area` and `parent` (the body above) are codes; the parent may come in the same call."""

    code: str
    area: str
    kind: Kind
    parent: str = ""
    name_zh: str = ""
    name_en: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    duty_zh: str = ""
    duty_en: str = ""
    calendar: str = ""


def add_body(new: NewBody, *, by: Actor) -> int:
    """Its id. Raises as `add_bodies`."""
    return add_bodies([new], by=by)[new.code]


@transaction.atomic
def add_bodies(rows: Iterable[NewBody], *, by: Actor) -> dict[str, int]:
    """Ids by code; a body above comes before those below it. One INSERT for 500 bodies, one journal row each.

    Raises Invalid (code taken, unknown area, parent or calendar) and Forbidden.
    """
    ordered = list(rows)
    known = {body.code: body for body in Body.objects.only("code", "path")}
    calendars = set(Calendar.objects.values_list("code", flat=True))
    added: list[Body] = []
    for id_, row in zip(reserve_ids(Body, len(ordered)), ordered, strict=True):
        body = _new(id_, row, known, calendars)
        if not rules.may_edit_body(by, _first_above(body, added)):
            raise Forbidden
        known[body.code] = body
        added.append(body)
    Body.objects.bulk_create(added, batch_size=BATCH)
    for body in added:
        journal.record(_added(body), subject=body, by=by, first=True)
    snapshot.changed()
    return {body.code: body.pk for body in added}


@transaction.atomic
def change_body(id_: int, *, revision: int, by: Actor, parent: str | None = None, **fields: Any) -> Body:
    """Change the given fields (`CHANGEABLE`) and, with `parent` (a code; "" = top), move it with all below it.

    Raises Missing, Forbidden, Invalid, and Conflict when the body is no longer at `revision`.
    Cost: four queries, and one more for each body moved along.
    """
    if not rules.may_edit_body(by, id_):
        raise Forbidden
    body = Body.objects.filter(pk=id_).first()
    if body is None:
        raise Missing
    if body.journal_seq != revision:
        raise Conflict
    before = {name: getattr(body, name) for name in (*CHANGEABLE, "parent_id")}
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise TypeError(f"{name} of a body cannot be changed")
        setattr(body, name, value)
    _check(body.name_zh, body.name_en, body.calendar, body.web)
    if parent is not None:
        _move(body, parent, by)
    different = tuple(name for name, value in before.items() if getattr(body, name) != value)
    if different:
        journal.record(_changed(body, different), subject=body, by=by, save=(*CHANGEABLE, "parent", "path"))
        snapshot.changed()
    return body


def _new(id_: int, row: NewBody, known: Mapping[str, Body], calendars: set[str]) -> Body:
    if not row.code or row.code in known:
        raise Invalid(fields={"code": _("The code %(code)s is empty or taken.") % {"code": row.code or "–"}})
    if row.parent and row.parent not in known:
        raise Invalid(fields={"parent": _("The body above, %(code)s, does not exist.") % {"code": row.parent}})
    area = _area(row.area)
    if area.level.value not in dict(LEVELS):
        raise Invalid(fields={"area": _("A body belongs to a city, district, street or community.")})
    _check(row.name_zh, row.name_en, row.calendar, row.web, calendars)
    parent = known.get(row.parent)
    return Body(
        pk=id_,
        code=row.code,
        level=area.level.value,
        area_id=area.id,
        parent=parent,
        path=f"{parent.path if parent else '/'}{id_}/",
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=Kind(row.kind).value,
        phone=row.phone,
        email=row.email,
        web=row.web,
        duty_zh=row.duty_zh,
        duty_en=row.duty_en,
        calendar=row.calendar,
    )


def _area(code: str) -> areas.AreaInfo:
    try:
        return areas.by_code(code)
    except Missing:
        raise Invalid(fields={"area": _("The area %(code)s does not exist.") % {"code": code or "–"}}) from None


def _first_above(body: Body, added: list[Body]) -> int | None:
    """The nearest body above that was there before this call: what the actor must be trusted with."""
    fresh = {each.pk for each in added}
    above = body.parent
    while above is not None and above.pk in fresh:
        above = above.parent
    return above.pk if above else None


def _check(name_zh: str, name_en: str, calendar: str, web: str, calendars: set[str] | None = None) -> None:
    if not (name_zh or name_en):
        raise Invalid(fields={"name_zh": _("Please enter a name in at least one language.")})
    if web and not web.startswith(("https://", "http://")):
        raise Invalid(fields={"web": _("Please enter an address that begins with https:// or http://.")})
    known = calendars if calendars is not None else set(Calendar.objects.values_list("code", flat=True))
    if calendar and calendar not in known:
        raise Invalid(fields={"calendar": _("There is no calendar %(code)s.") % {"code": calendar}})


def _move(body: Body, parent: str, by: Actor) -> None:
    above = Body.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise Invalid(fields={"parent": _("The body above, %(code)s, does not exist.") % {"code": parent}})
    if (above.pk if above else None) == body.parent_id:
        return
    if not rules.may_edit_body(by, above.pk if above else None):
        raise Forbidden
    if above is not None and above.path.startswith(body.path):
        raise Invalid(fields={"parent": _("A body cannot stand below itself.")})
    old, new = body.path, f"{above.path if above else '/'}{body.pk}/"
    for below in Body.objects.filter(path__startswith=old).exclude(pk=body.pk):
        # The path is a copy of what the bodies above say: their own entry tells the move.
        Body.objects.filter(pk=below.pk).update(path=new + below.path.removeprefix(old))
    body.parent, body.path = above, new


def _added(body: Body) -> Added:
    return Added(
        code=body.code,
        level=body.level,
        area=body.area_id,
        parent=body.parent_id,
        body_kind=body.kind,
        name_zh=body.name_zh,
        name_en=body.name_en,
    )


def _changed(body: Body, different: tuple[str, ...]) -> Changed:
    return Changed(
        code=body.code,
        fields=different,
        parent=body.parent_id,
        name_zh=body.name_zh,
        name_en=body.name_en,
        calendar=body.calendar,
        active=body.active,
    )
