"""Many new rows at once, several times as fast as `bulk_create`: no instances, one statement, COPY on PostgreSQL.

For tables of plain types, datetimes in UTC and JSON, as those of a report are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model

Values = Mapping[str, Any]
"""By attribute name ("category_id"), all columns of a table; more are ignored."""


def defaults(model: type[Model]) -> dict[str, Any]:
    """What a new row holds where nothing is said."""
    fresh = model()
    return {field.attname: getattr(fresh, field.attname) for field in model._meta.concrete_fields}


def insert(model: type[Model], rows: Sequence[Values]) -> None:
    """Runs in the caller's transaction; constraints hold as always. Keys that are None come from the database."""
    if not rows:
        return
    key = model._meta.pk
    fields = [f for f in model._meta.concrete_fields if f is not key or rows[0][f.attname] is not None]
    values = _values(fields, rows)
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    if connection.vendor == "postgresql":
        _copy(table, columns, values)
        return
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)


def _values(fields: Sequence[Field[Any, Any]], rows: Sequence[Values]) -> list[list[Any]]:
    take = itemgetter(*(field.attname for field in fields))
    values = [list(take(row)) for row in rows]
    for place, adapt in [(i, adapter) for i, field in enumerate(fields) if (adapter := _adapter(field))]:
        for row in values:
            if row[place] is not None:
                row[place] = adapt(row[place])
    return values


def _adapter(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What the driver does not do by itself."""
    if isinstance(field, JSONField):
        return json.dumps
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return _stamp
    return None


def _stamp(at: datetime) -> str:
    """As Django stores UTC in SQLite: without the offset, which is +00:00."""
    return str(at)[:-6]


def _copy(table: str, columns: str, values: list[list[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in values:
            copy.write_row(row)
