"""The journal: one immutable row for each change, chained by subject.

`record` is the only way to change a journalled row: it writes the fact, moves the subject's head
and the changed fields in one conditional UPDATE, queues what has to follow, and runs what has
to agree at once. A stale subject raises `Conflict`; nothing is overwritten silently.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection

from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.compiled import Compiled
from cogov.kernel.errors import Conflict
from cogov.kernel.models import Delivery, Entry, Journalled

E = TypeVar("E")
Handler = Callable[[Any, Entry], None]

_kinds: dict[str, type] = {}
_endings: set[str] = set()
_within: dict[type, list[Handler]] = defaultdict(list)
_later: dict[type, list[str]] = defaultdict(list)
handlers: dict[str, Handler] = {}
"""Every handler that runs through a delivery, by its dotted name."""
outside: set[str] = set()
"""Those of them that reach out of the database and so must not hold its locks meanwhile."""


def event(kind: str, *, ends: bool = False) -> Callable[[type[E]], type[E]]:
    """Register a frozen dataclass as the fact `kind` ("reports.accepted"). Its fields go to the journal as JSON.

    A fact that `ends` its subject is the last of the chain and goes with the removal of the subject's row;
    without one `journal verify` reports the row as missing.
    """

    def register(cls: type[E]) -> type[E]:
        if kind in _kinds:
            raise ValueError(f"event {kind} is registered twice")
        _kinds[kind] = cls
        if ends:
            _endings.add(kind)
        cls.kind = kind  # type: ignore[attr-defined]
        return cls

    return register


def on(
    event_class: type[E], *, within: bool = False, outside: bool = False
) -> Callable[[Callable[[E, Entry], None]], Any]:
    """Run the function for each recorded event: later, or `within` the transaction that records it.

    Later means through a delivery: in one transaction with the removal of its row, hence exactly once
    for the database. A handler that sends mail or calls another server says `outside=True`: it runs
    without a transaction, at least once, and may take up to `worker.LEASE`.
    """

    def register(handler: Callable[[E, Entry], None]) -> Callable[[E, Entry], None]:
        if within:
            _within[event_class].append(handler)
        else:
            _register_later(event_class, handler, outside)
        return handler

    return register


def record(
    fact: Any,
    *,
    subject: Journalled,
    by: Actor,
    save: Iterable[str] = (),
    first: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Write one fact about `subject` and save the named fields of it with it.

    `first` is for the entry that a newly inserted row promises. Cost: one INSERT, one UPDATE
    unless `first`, one INSERT for all deliveries. Raises Conflict when the subject is stale.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the action's transaction")
    seq = 1 if first else subject.journal_seq + 1
    entry = build(
        fact,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        seq=seq,
        by=by,
        at=at or now(),
        prev="" if first else _head(subject),
    )
    if not first:
        _advance(subject, entry, save)
    entry.save(force_insert=True)
    names = _later[type(fact)]
    if names:
        Delivery.objects.bulk_create([Delivery(entry=entry, handler=name, due_at=entry.at) for name in names])
    for handler in _within[type(fact)]:
        handler(fact, entry)
    return entry


def build(fact: Any, *, subject_type: str, subject_id: int, seq: int, by: Actor, at: datetime, prev: str) -> Entry:
    """An unsaved entry with its hash; bulk writers build whole chains with it and insert them themselves."""
    grant = by.grants[0] if by.grants else None
    entry = Entry(
        at=at,
        kind=fact.kind,
        subject_type=subject_type,
        subject_id=subject_id,
        seq=seq,
        person=by.person,
        role=grant.role.value if grant else "",
        body=grant.body if grant else None,
        on_behalf_of=by.on_behalf_of,
        channel=Channel(by.channel).value,
        data=data_of(fact),
        prev=prev,
    )
    entry.hash = entry_hash(entry)
    return entry


def data_of(fact: Any) -> str:
    """The fields of an event as they stand in `Entry.data`."""
    return canonical({name: getattr(fact, name) for name in fact.__dataclass_fields__})


def entry_hash(entry: Entry) -> str:
    """SHA-256 over all columns but `id` and `hash`: 64 hex letters."""
    return columns_hash(
        (entry.prev, stamp(entry.at), entry.kind, entry.subject_type, entry.subject_id, entry.seq, entry.person,
         entry.role, entry.body, entry.on_behalf_of, entry.channel, entry.data)
    )  # fmt: skip


def columns_hash(columns: Sequence[Any]) -> str:
    """SHA-256 of the canonical JSON list of the columns in the order of `entry_hash`."""
    return hashlib.sha256(canonical(columns).encode()).hexdigest()


def stamp(at: datetime) -> str:
    """UTC with microseconds and offset, as hashed."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> str:
    """JSON with one spelling for each value: sorted keys, no spaces, UTF-8 letters as they are."""
    return _encoder.encode(value)


def fact_of(entry: Entry) -> Any:
    """The event as its dataclass. Fields unknown to today's class are left out; absent ones take their defaults."""
    cls = _kinds[entry.kind]
    known = {field.name for field in dataclasses.fields(cls)}
    return cls(**{key: value for key, value in json.loads(entry.data).items() if key in known})


def history(subject: Journalled) -> list[Entry]:
    """All entries of one subject in order: one query."""
    return _history(subject_type(subject), subject.pk)


def subject_type(subject: Journalled | type[Journalled]) -> str:
    return str(subject._meta.label_lower)


def class_of(kind: str) -> type:
    """The dataclass of a registered kind."""
    return _kinds[kind]


def kinds() -> Sequence[str]:
    """Every registered kind of event, sorted."""
    return sorted(_kinds)


def ends(kind: str) -> bool:
    """Whether the subject's row goes with this kind of event."""
    return kind in _endings


def _register_later(event_class: type, handler: Handler, reaches_out: bool) -> None:
    name = f"{handler.__module__.removeprefix('cogov.')}.{handler.__name__}"
    if handlers.get(name, handler) is not handler:
        raise ValueError(f"handler {name} is registered twice")
    handlers[name] = handler
    _later[event_class].append(name)
    if reaches_out:
        outside.add(name)


def _head(subject: Journalled) -> str:
    """Hash of the subject's last entry; the first one's is read once, since a new row does not carry it."""
    if subject.journal_hash or subject.journal_seq == 0:
        return subject.journal_hash
    last = Entry.objects.filter(
        subject_type=subject_type(subject), subject_id=subject.pk, seq=subject.journal_seq
    ).values_list("hash", flat=True)
    return last.get()


def _advance(subject: Journalled, entry: Entry, save: Iterable[str]) -> None:
    fields = {name: getattr(subject, name) for name in save}
    changed = (
        type(subject)
        ._base_manager.filter(pk=subject.pk, journal_seq=entry.seq - 1)
        .update(**fields, journal_seq=entry.seq, journal_hash=entry.hash)
    )
    if changed != 1:
        raise Conflict
    subject.journal_seq, subject.journal_hash = entry.seq, entry.hash


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} has no place in the journal")


_history = Compiled(
    lambda kind, subject: Entry.objects.filter(subject_type=kind, subject_id=subject).order_by("seq"), str, int
)
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
