"""Queries whose SQL is written once in the life of a process, and then only filled in.

Django builds each query anew: on a page of five small ones that took a quarter of all its time, several times what the
database needed to answer them. `Compiled` is for the few that every page of a kind asks, always in the same shape:

    _history = Compiled(lambda subject: Entry.objects.filter(subject_id=subject).order_by("seq"), int)
    _history(7)  # [<Entry …>, …]

The shape is an ordinary queryset, so rules, joins and rows are those of the ORM. See docs/adr/0021-compiled-queries.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | datetime | Sequence[int]
Kind = type[int] | type[str] | type[datetime] | type[list]  # type: ignore[type-arg]

_LARGEST = 2**63
"""Of a column of 64 bits; a number beyond it is in no row, and no database takes it."""
_MARK = "%s"


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where one value stands among the parameters, and what makes a parameter of it.

    The driver tells columns of whole numbers by types of its own.
    """

    places: tuple[int, ...]
    typed: Callable[[Any], Any]
    many: bool


@dataclass(frozen=True, slots=True)
class _Text:
    shape: QuerySet[Any, Any]
    compiler: SQLCompiler | None
    """With its columns chosen; None when the shape can have no row."""
    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[_Slot, ...]


class Compiled(Generic[Row]):
    """`make` gets a stand-in for each value and may do nothing with it but compare it with a column.

    `kinds` are the types of the values: int (of columns of 64 bits), str, datetime (with a zone), or list of such
    numbers (for `__in`). All conditions must have to hold: a number that fits no column and an empty list find nothing.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *kinds: Kind) -> None:
        self._make, self._kinds = make, kinds
        self._text: _Text | None = None

    def __call__(self, *values: Value) -> list[Row]:
        """The rows. One query, none where nothing can be found."""
        text = self._text = self._text or self._written()
        if text.compiler is None or any(_in_no_row(value) for value in values):
            return []
        found: QuerySet[Any, Row] = QuerySet(text.shape.model, _filled(text, values), DEFAULT_DB_ALIAS)
        found._iterable_class, found._fields = text.shape._iterable_class, text.shape._fields  # type: ignore[attr-defined]
        return list(found)

    def first(self, *values: Value) -> Row | None:
        """The first row, of a shape that asks for no more."""
        return next(iter(self(*values)), None)

    def _written(self) -> _Text:
        stand_ins = [_stand_in(kind, number) for number, kind in enumerate(self._kinds)]
        shape = self._make(*([one] if kind is list else one for one, kind in zip(stand_ins, self._kinds, strict=True)))
        compiler = shape.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return _Text(shape, None, "", (), ())
        slots = (_slot(one, kind, parameters) for one, kind in zip(stand_ins, self._kinds, strict=True))
        return _Text(shape, compiler, sql, tuple(parameters), tuple(slots))


def _in_no_row(value: Value) -> bool:
    return (isinstance(value, int) and abs(value) >= _LARGEST) or value == []


def _filled(text: _Text, values: Sequence[Value]) -> Any:
    """The query of the shape with these values, as a QuerySet wants it."""
    parameters: list[Any] = list(text.parameters)
    for slot, value in zip(text.slots, values, strict=True):
        parameter = [slot.typed(one) for one in value] if slot.many else slot.typed(value)  # type: ignore[union-attr]
        for place in slot.places:
            parameters[place] = parameter
    sql = text.sql
    if any(slot.many for slot in text.slots):
        sql, parameters = _spread(sql, parameters)
    compiler, query = copy.copy(text.compiler), copy.copy(text.shape.query)
    compiler.connection = connections[DEFAULT_DB_ALIAS]  # type: ignore[union-attr]
    compiler.as_sql = lambda *_args, **_kwargs: (sql, tuple(parameters))  # type: ignore[union-attr,method-assign]
    query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
    return query


def _spread(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """One mark for each number of a list."""
    pieces, marks, flat = sql.split(_MARK), [], []
    for one in parameters:
        many = one if isinstance(one, list) else [one]
        marks.append(", ".join([_MARK] * len(many)))
        flat += many
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True)), flat


def _stand_in(kind: Kind, number: int) -> int | str | datetime:
    """A value that no constant of a query has, and that fits the smallest column: the driver tells which it is."""
    if kind is str:
        return f"value {number} of a compiled query"
    return datetime(9990, 1, 1 + number, tzinfo=UTC) if kind is datetime else 32_700 + number


def _slot(stand_in: int | str | datetime, kind: Kind, parameters: Sequence[Any]) -> _Slot:
    wanted = _adapted(stand_in)
    places = [place for place, one in enumerate(parameters) if isinstance(one, type(wanted)) and one == wanted]
    if not places:
        raise ValueError("a value of a compiled query is compared with no column")
    as_sent = type(parameters[places[0]])
    if as_sent.__name__ in ("Int2", "Int4"):
        raise ValueError("a compiled query compares numbers with columns of 64 bits")
    return _Slot(tuple(places), as_sent if isinstance(stand_in, int) else _adapted, kind is list)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value
