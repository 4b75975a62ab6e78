"""One row of a foreign table as a report that can be written, or the reason why not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import categories
from cogov.contexts.reports.checking import CELL_RESOLUTION, clean_text
from cogov.contexts.reports.importing.mapping import Choice, Mapping, StateRule
from cogov.contexts.reports.models import Outcome, Report, State
from cogov.kernel import geo
from cogov.kernel.actors import Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid

ID_LIMIT = Report._meta.get_field("source_id").max_length or 0
ADDRESS_LIMIT = Report._meta.get_field("address").max_length or 0
TO_WGS84 = {"wgs84": lambda lat, lon: (lat, lon), "gcj02": geo.gcj02_to_wgs84, "bd09": geo.bd09_to_wgs84}
FUTURE = timedelta(days=1)
"""By so much may another machine's clock, or an offset left out, be ahead."""


class Refused(Exception):
    """The sentence for the file of refused rows."""


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees WGS84, cell and areas; nothing but None without a place. `dropped`: there was one out of bounds."""

    lat: float | None = None
    lon: float | None = None
    cell: int | None = None
    chain: areas.AreaChain | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row that can be written. `ended_at` is None exactly while it is open."""

    source_id: str
    filed_at: datetime
    ended_at: datetime | None
    state: State
    outcome: Outcome
    node: categories.Node
    text: str
    note: str
    address: str
    position: Position
    due_at: datetime | None
    channel: Channel
    repeats: str
    by_fallback: bool
    mended: bool

    @property
    def outside(self) -> bool:
        """On the map, but in no area of this city."""
        return self.position.lat is not None and self.position.chain is None


class Translator:
    """A map at work. Categories and areas are looked up in memory: no query, about 60 µs a row."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.nodes = categories.tree().by_code
        self.latest = now() + FUTURE
        for code in [*mapping.category.values.values(), mapping.category.fallback]:
            node = self.nodes.get(code)
            if code and (node is None or not node.row.leaf):
                raise Invalid(_("The map names the category “%(code)s”, which there is not.") % {"code": code})

    def source_id(self, values: dict[str, Any]) -> str:
        """Raises Refused without one."""
        found = _plain(values.get(self.mapping.columns["id"]))
        if not 1 <= len(found) <= ID_LIMIT:
            raise Refused(_("This row has no id, or one of more than %(most)s letters.") % {"most": ID_LIMIT})
        return found

    def repeats(self, values: dict[str, Any]) -> str:
        """The id of the report that this row repeats; "" for most, and for one that names itself."""
        found = _plain(self._cell(values, "repeats"))
        return "" if found == _plain(values.get(self.mapping.columns["id"])) else found

    def incoming(self, values: dict[str, Any]) -> Incoming:
        """Raises Refused with the first reason found."""
        rule = self._state(values)
        filed_at = self._time(values, "filed")
        if filed_at is None or filed_at > self.latest:
            raise Refused(_("This row has no time of filing, or one that has not come yet."))
        ended_at, mended = self._ended(values, rule, filed_at)
        code, by_fallback = _code(self.mapping.category, values)
        if not code:
            value = _plain(values.get(self.mapping.category.column))
            raise Refused(_("The map knows no category for “%(value)s”.") % {"value": value})
        return Incoming(
            source_id=self.source_id(values),
            filed_at=filed_at,
            ended_at=ended_at,
            state=rule.state,
            outcome=rule.outcome,
            node=self.nodes[code],
            text=_text(self._cell(values, "text")),
            note=_text(self._cell(values, "note")),
            address=self._address(values),
            position=self._position(values),
            due_at=self._time(values, "due"),
            channel=self._channel(values),
            repeats=self.repeats(values),
            by_fallback=by_fallback,
            mended=mended,
        )

    def _cell(self, values: dict[str, Any], name: str) -> Any:
        column = self.mapping.columns.get(name)
        return None if column is None else values.get(column)

    def _state(self, values: dict[str, Any]) -> StateRule:
        for rule in self.mapping.states:
            if all(pattern.match(_plain(values.get(name))) for name, pattern in rule.when.items()):
                return rule
        raise Refused(_("The map knows no state for this row."))

    def _ended(self, values: dict[str, Any], rule: StateRule, filed_at: datetime) -> tuple[datetime | None, bool]:
        if rule.state != State.CLOSED:
            return None, False
        ended_at = self._time(values, "closed")
        if ended_at is not None and filed_at <= ended_at <= self.latest:
            return ended_at, False
        if self.mapping.closed_before_filed == "filed":
            return filed_at, True
        raise Refused(_("This row was closed before it was filed, or at no known time."))

    def _time(self, values: dict[str, Any], name: str) -> datetime | None:
        value = self._cell(values, name)
        if isinstance(value, str):
            value = self._read_time(value.strip())
        if value is None or value != value:
            return None
        if not isinstance(value, datetime):
            raise Refused(_("“%(value)s” is not a time.") % {"value": value})
        try:
            aware = value if value.tzinfo else value.replace(tzinfo=self.mapping.timezone)
            return aware.astimezone(UTC)
        except OverflowError:
            raise Refused(_("“%(value)s” is not a time.") % {"value": value}) from None

    def _read_time(self, value: str) -> datetime | None:
        if not value:
            return None
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise Refused(_("“%(value)s” is not a time.") % {"value": value[:40]}) from None

    def _address(self, values: dict[str, Any]) -> str:
        address = " ".join(_text(self._cell(values, "address")).split())
        if len(address) > ADDRESS_LIMIT:
            raise Refused(_("The address has more than %(most)s letters.") % {"most": ADDRESS_LIMIT})
        return address

    def _channel(self, values: dict[str, Any]) -> Channel:
        if self.mapping.channel is None:
            return Channel.IMPORT
        code, _fallback = _code(self.mapping.channel, values)
        if not code:
            value = _plain(values.get(self.mapping.channel.column))
            raise Refused(_("The map knows no channel for “%(value)s”.") % {"value": value})
        return Channel(code)

    def _position(self, values: dict[str, Any]) -> Position:
        rule = self.mapping.place
        lat, lon = _number(self._cell(values, "lat")), _number(self._cell(values, "lon"))
        if lat is None and lon is None:
            if rule.missing == "refuse":
                raise Refused(_("This row has no coordinates."))
            return Position()
        try:
            lat, lon = TO_WGS84[rule.coordinates](*geo.position(lat, lon))
        except Invalid as error:
            raise Refused(str(error)) from None
        if rule.bounds is not None and not geo.in_bbox(lat, lon, rule.bounds) and rule.out_of_bounds != "keep":
            if rule.out_of_bounds == "refuse":
                raise Refused(_("This place is out of the bounds that the map sets."))
            return Position(dropped=True)
        chain = areas.chain_at(lat, lon)
        if chain is None and rule.outside_city == "refuse":
            raise Refused(_("This place is outside the city."))
        return Position(lat, lon, geo.cell(lat, lon, CELL_RESOLUTION), chain)


def _code(choice: Choice, values: dict[str, Any]) -> tuple[str, bool]:
    """The code of a value, and whether it came by the map's fallback."""
    listed = choice.values.get(_plain(values.get(choice.column)))
    return (listed, False) if listed is not None else (choice.fallback, True)


def _plain(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _text(value: Any) -> str:
    """Most texts have nothing to clean, which one look tells."""
    text = _plain(value)
    return text if text.isprintable() else clean_text(text)


def _number(value: Any) -> float | None:
    """None for nothing; what is not a number stays, to be refused as a place."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return value  # type: ignore[no-any-return]
