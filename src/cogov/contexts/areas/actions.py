"""Writes: areas are added, or brought in from files and compared with what is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.areas import rules
from cogov.contexts.areas.events import Added, Changed
from cogov.contexts.areas.geojson import Crs, Outline
from cogov.contexts.areas.importing import Plan, planned
from cogov.contexts.areas.models import Area
from cogov.contexts.areas.tree import DEPTH, snapshot
from cogov.kernel import journal
from cogov.kernel.actors import Actor, AreaLevel
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Invalid
from cogov.kernel.ids import digest

BATCH = 500  # rows of one INSERT: below SQLite's 32,766 parameters with 18 columns


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to be added. `parent` is the code of the area above, which may be added in the same call."""

    code: str
    level: AreaLevel
    parent: str
    name_zh: str = ""
    name_en: str = ""
    outline: Outline | None = None
    position: int = 0


@transaction.atomic
def add_areas(rows: Iterable[NewArea], *, by: Actor) -> dict[str, int]:
    """Ids by code. One INSERT for 500 areas, one journal row each. Raises Invalid, Forbidden."""
    _may(by)
    ordered = sorted(rows, key=lambda row: DEPTH[row.level])
    known = {area.code: area for area in Area.objects.only("code", "level", "path")}
    added: list[Area] = []
    for id_, row in zip(reserve_ids(Area, len(ordered)), ordered, strict=True):
        area = _new(id_, row, known)
        known[area.code] = area
        added.append(area)
    at = now()
    write_chains(Chain(area, [Link(_added(area), by, at)]) for area in added)
    Area.objects.bulk_create(added, batch_size=BATCH)
    snapshot.changed()
    return {area.code: area.pk for area in added}


def import_areas(
    file: Path | BinaryIO,
    *,
    level: AreaLevel,
    parent: int | None,
    code_field: str,
    name_zh_field: str = "",
    name_en_field: str = "",
    parent_field: str = "",
    crs: Crs | str = Crs.WGS84,
    dry_run: bool = False,
    by: Actor,
) -> Plan:
    """Bring a GeoJSON file (plain or gzip) in; returns what was, or with `dry_run` would be, done.

    The area above is `parent`, or the one whose code stands in `parent_field`, or else the one of
    the next wider level that holds the new area's label point. Areas with a known code are
    compared and changed; none is removed. Raises Invalid or TooLarge for the file as a whole;
    single rows that cannot be taken are listed in the plan.
    """
    _may(by)
    plan = planned(
        file,
        level=AreaLevel(level),
        parent=parent,
        code_field=code_field,
        name_fields=(name_zh_field, name_en_field),
        parent_field=parent_field,
        crs=Crs(crs),
    )
    if not dry_run:
        _carry_out(plan, by)
    return plan


@transaction.atomic
def _carry_out(plan: Plan, by: Actor) -> None:
    parents = dict(Area.objects.values_list("id", "code"))
    add_areas(
        [
            NewArea(
                code=row.code,
                level=plan.level,
                parent=parents[row.parent] if row.parent else "",
                name_zh=row.name_zh,
                name_en=row.name_en,
                outline=row.outline,
                position=row.position,
            )
            for row in plan.added
        ],
        by=by,
    )
    changes = {change.row.code: change for change in plan.changed}
    for area in Area.objects.filter(code__in=changes):
        row = changes[area.code].row
        area.name_zh, area.name_en = row.name_zh, row.name_en
        _draw(area, row.outline)
        fact = Changed(
            code=area.code,
            fields=tuple(difference.field for difference in changes[area.code].differences),
            parent=area.parent_id,
            name_zh=area.name_zh,
            name_en=area.name_en,
            outline=_outline_digest(area),
        )
        names = ("name_zh", "name_en", "boundary", "south", "west", "north", "east", "lat", "lon")
        journal.record(fact, subject=area, by=by, save=names)
    snapshot.changed()


def _may(by: Actor) -> None:
    if not rules.may_edit(by):
        raise Forbidden


def _new(id_: int, row: NewArea, known: dict[str, Area]) -> Area:
    """Raises Invalid where the code is taken, or the area above is missing or of the wrong level."""
    if not row.code or row.code in known:
        raise Invalid(_("The code %(code)s is empty or taken.") % {"code": row.code or "–"})
    parent = known.get(row.parent)
    if (parent is None) != (row.level is AreaLevel.CITY):
        raise Invalid(_("The area above %(code)s is missing.") % {"code": row.code})
    if parent is not None and DEPTH[AreaLevel(parent.level)] != DEPTH[row.level] - 1:
        raise Invalid(_("%(code)s must lie in an area of the next wider level.") % {"code": row.code})
    area = Area(
        pk=id_,
        code=row.code,
        level=row.level.value,
        parent=parent,
        path=f"{parent.path if parent else '/'}{id_}/",
        name_zh=row.name_zh,
        name_en=row.name_en,
        position=row.position,
    )
    _draw(area, row.outline)
    return area


def _draw(area: Area, outline: Outline | None) -> None:
    if outline is None:
        return
    area.boundary = outline.text
    area.south, area.west, area.north, area.east = outline.bbox
    area.lat, area.lon = outline.lat, outline.lon


def _added(area: Area) -> Added:
    return Added(
        code=area.code,
        level=area.level,
        parent=area.parent_id,
        name_zh=area.name_zh,
        name_en=area.name_en,
        outline=_outline_digest(area),
    )


def _outline_digest(area: Area) -> str:
    return digest(area.boundary) if area.boundary else ""
