"""How a foreign table becomes reports, as MAP.toml says it. Nothing is guessed: a key that is not known is refused.

source = "boston-311"            # with the row's own id: nothing is taken twice
timezone = "America/New_York"    # of times without an offset
language = "en"                  # of texts and notes
encoding = "utf-8-sig"           # of CSV and JSON, where it is another: "gb18030"
delimiter = ","                  # of CSV

[columns]                        # names in the file; id, filed, and the ones you have
id = "case_enquiry_id"
filed = "open_dt"
closed = "closed_dt"             # read for rows that end closed
text = "case_title"
note = "closure_reason"          # becomes news in the report's story
address = "location"
lat = "latitude"
lon = "longitude"
due = "sla_target_dt"            # the time that was promised
repeats = "dup_of"               # id of the report that this one repeats: joined with it

[category]
column = "reason"
fallback = ""                    # code for values that are not listed; empty: such rows are refused
values = { "Street Lights" = "street-light" }

[[categories]]                   # made where absent; as in the category tree
code = "street-light"
kind = "component"
name_zh = "路灯"
name_en = "Street light"

[[states]]                       # the first whose patterns all match (from the start) decides
when = { case_status = "Open" }
state = "accepted"               # received, accepted or closed
[[states]]
when = { case_status = "Closed", closure_reason = ".*Noted" }
state = "closed"
outcome = "answered"             # fixed, answered or unfixed

[place]
coordinates = "wgs84"            # or gcj02, bd09
missing = "keep"                 # without coordinates: keep or refuse
bounds = [42.2, -71.2, 42.42, -70.9]  # south, west, north, east
out_of_bounds = "drop"           # refuse, keep, or drop the position and keep the rest
outside_city = "refuse"          # in no area of this city: refuse or keep

[repair]
closed_before_filed = "filed"    # close such rows when filed, or refuse them
repeats_unknown = "plain"        # the repeated report is not there: import by itself, or refuse

[channel]                        # optional; without it all came by "import"
column = "source"
fallback = "import"
values = { "Constituent Call" = "phone" }

[open311]                        # only for an address
since = 2024-01-01
window_days = 30
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from cogov.contexts.reports.models import Category, Kind, Outcome, State
from cogov.kernel import geo
from cogov.kernel.actors import Channel
from cogov.kernel.errors import Invalid
from cogov.kernel.geo import Bbox

STATES = (State.RECEIVED, State.ACCEPTED, State.CLOSED)
"""Where a row can end; joined ones end as `merged` by their `repeats`."""

COLUMNS = ("id", "filed", "closed", "text", "note", "address", "lat", "lon", "due", "repeats")
NEEDED = ("id", "filed")
TOP = ("source", "timezone", "language", "encoding", "delimiter", "columns", "category", "categories", "states",
       "place", "repair", "channel", "open311")  # fmt: skip
CATEGORY_FIELDS = frozenset(column.name for column in Category._meta.concrete_fields) - {
    "id", "leaf", "journal_seq", "journal_hash", "parent"
} | {"parent"}  # fmt: skip
WINDOW_DAYS = 30  # a city's month is some 20 pages of 1,000, so a lost answer loses little


@dataclass(frozen=True, slots=True)
class Choice:
    """A column whose values stand for codes. `fallback` "" refuses what is not listed."""

    column: str
    values: dict[str, str]
    fallback: str


@dataclass(frozen=True, slots=True)
class StateRule:
    when: dict[str, re.Pattern[str]]
    state: State
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PlaceRule:
    coordinates: str = "wgs84"
    missing: str = "refuse"
    bounds: Bbox | None = None
    out_of_bounds: str = "refuse"
    outside_city: str = "refuse"


@dataclass(frozen=True)
class Mapping:
    """MAP.toml, checked. `digest` changes with every letter of it."""

    digest: str
    source: str
    timezone: ZoneInfo
    language: str
    encoding: str
    delimiter: str
    columns: dict[str, str]
    category: Choice
    categories: tuple[dict[str, Any], ...]
    states: tuple[StateRule, ...]
    place: PlaceRule
    closed_before_filed: str
    repeats_unknown: str
    channel: Choice | None
    since: datetime | None = None
    window_days: int = WINDOW_DAYS
    used: tuple[str, ...] = field(default=())  # every column of the file that the map reads, in its order


def read(path: Path) -> Mapping:
    """Raises Invalid, naming the key."""
    try:
        content = path.read_bytes()
        table = tomllib.loads(content.decode())
    except OSError as error:
        raise Invalid(_("The map %(path)s cannot be read.") % {"path": path}) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path.name, str(error)) from error
    return _mapping(table, hashlib.sha256(content).hexdigest())


def bundled() -> dict[str, Path]:
    """The maps that come with Cogov, by name."""
    folder = Path(str(files("cogov.contexts.reports.importing") / "maps"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def _mapping(table: dict[str, Any], digest: str) -> Mapping:
    _only(table, TOP, "")
    columns = _columns(table)
    category = _choice(table, "category")
    channel = _choice(table, "channel") if "channel" in table else None
    for code in [*channel.values.values(), *filter(None, [channel.fallback])] if channel else ():
        _one_of(code, Channel.values, "channel")
    states = _states(table)
    repair, remote = table.get("repair", {}), table.get("open311", {})
    _only(repair, ("closed_before_filed", "repeats_unknown"), "repair")
    _only(remote, ("since", "window_days"), "open311")
    asked = [category.column, *([channel.column] if channel else ()), *(name for rule in states for name in rule.when)]
    return Mapping(
        digest=digest,
        source=_text(table, "source", most=40),
        timezone=_zone(table),
        language=_text(table, "language", most=8),
        encoding=str(table.get("encoding", "utf-8-sig")),
        delimiter=_one_of(table.get("delimiter", ","), (",", ";", "\t", "|"), "delimiter"),
        columns=columns,
        category=category,
        categories=_categories(table),
        states=states,
        place=_place(table, columns),
        closed_before_filed=_one_of(
            repair.get("closed_before_filed", "refuse"), ("filed", "refuse"), "closed_before_filed"
        ),
        repeats_unknown=_one_of(repair.get("repeats_unknown", "refuse"), ("plain", "refuse"), "repeats_unknown"),
        channel=channel,
        since=_since(remote),
        window_days=_days(remote),
        used=tuple(dict.fromkeys([*columns.values(), *asked])),
    )


def _columns(table: dict[str, Any]) -> dict[str, str]:
    columns = table.get("columns", {})
    _only(columns, COLUMNS, "columns")
    for name in NEEDED:
        if name not in columns:
            raise _wrong(f"columns.{name}", _("It is needed."))
    if ("lat" in columns) != ("lon" in columns):
        raise _wrong("columns.lat", _("Latitude and longitude come together."))
    return {name: str(column) for name, column in columns.items()}


def _choice(table: dict[str, Any], key: str) -> Choice:
    given = table.get(key, {})
    _only(given, ("column", "values", "fallback"), key)
    if not given.get("column"):
        raise _wrong(f"{key}.column", _("It is needed."))
    values = {str(value): str(code) for value, code in given.get("values", {}).items()}
    return Choice(str(given["column"]), values, str(given.get("fallback", "")))


def _categories(table: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    rows = tuple(table.get("categories", ()))
    for row in rows:
        _only(row, CATEGORY_FIELDS, "categories")
        for name in ("code", "kind", "name_zh", "name_en"):
            if not row.get(name):
                raise _wrong(f"categories.{name}", _("It is needed."))
        _one_of(row["kind"], Kind.values, "categories.kind")
    return rows


def _states(table: dict[str, Any]) -> tuple[StateRule, ...]:
    rules = []
    for row in table.get("states", ()):
        _only(row, ("when", "state", "outcome"), "states")
        state = State(_one_of(row.get("state"), STATES, "states.state"))
        outcome = Outcome(_one_of(row.get("outcome", ""), Outcome.values, "states.outcome"))
        if (state == State.CLOSED) != bool(outcome):
            raise _wrong("states.outcome", _("A closed report has an outcome, an open one has none."))
        try:
            when = {str(name): re.compile(str(pattern), re.DOTALL) for name, pattern in row.get("when", {}).items()}
        except re.error as error:
            raise _wrong("states.when", str(error)) from error
        rules.append(StateRule(when, state, outcome))
    if not rules:
        raise _wrong("states", _("It is needed."))
    return tuple(rules)


def _place(table: dict[str, Any], columns: Table[str, str]) -> PlaceRule:
    given = table.get("place", {})
    _only(given, PlaceRule.__dataclass_fields__, "place")
    bounds = given.get("bounds")
    if bounds is not None:
        south, west, north, east = _four(bounds)
        bounds = Bbox(*geo.position(south, west), *geo.position(north, east))
    missing = "refuse" if "lat" in columns else "keep"
    return PlaceRule(
        coordinates=_one_of(given.get("coordinates", "wgs84"), ("wgs84", "gcj02", "bd09"), "place.coordinates"),
        missing=_one_of(given.get("missing", missing), ("keep", "refuse"), "place.missing"),
        bounds=bounds,
        out_of_bounds=_one_of(
            given.get("out_of_bounds", "refuse"), ("refuse", "keep", "drop"), "place.out_of_bounds"
        ),
        outside_city=_one_of(given.get("outside_city", "refuse"), ("refuse", "keep"), "place.outside_city"),
    )  # fmt: skip


def _four(bounds: Any) -> list[Any]:
    if not isinstance(bounds, list) or len(bounds) != 4:
        raise _wrong("place.bounds", _("It takes four numbers: south, west, north, east."))
    return bounds


def _since(remote: dict[str, Any]) -> datetime | None:
    since = remote.get("since")
    if since is None:
        return None
    if not isinstance(since, date):
        raise _wrong("open311.since", _("It takes a date."))
    return datetime.combine(since, time(), UTC) if not isinstance(since, datetime) else since.astimezone(UTC)


def _days(remote: dict[str, Any]) -> int:
    days = remote.get("window_days", WINDOW_DAYS)
    if not isinstance(days, int) or not 1 <= days <= 90:
        raise _wrong("open311.window_days", _("It takes a number of days from 1 to 90."))
    return days


def _zone(table: dict[str, Any]) -> ZoneInfo:
    name = _text(table, "timezone", most=60)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _wrong("timezone", name) from error


def _text(table: dict[str, Any], key: str, *, most: int) -> str:
    value = str(table.get(key, ""))
    if not 1 <= len(value) <= most:
        raise _wrong(key, _("It takes 1 to %(most)s letters.") % {"most": most})
    return value


def _one_of(value: Any, allowed: Any, key: str) -> str:
    if value not in allowed:
        raise _wrong(key, _("It takes one of: %(allowed)s.") % {"allowed": ", ".join(str(a) or '""' for a in allowed)})
    return str(value)


def _only(table: Any, allowed: Any, key: str) -> None:
    unknown = sorted(set(table) - set(allowed)) if isinstance(table, dict) else [str(table)]
    if unknown:
        raise _wrong(f"{key}.{unknown[0]}".lstrip("."), _("There is no such key."))


def _wrong(key: str, why: str) -> Invalid:
    return Invalid(_("The map is wrong at “%(key)s”. %(why)s") % {"key": key, "why": why})
