"""A SIP user agent's events become calls: baresip's `ctrl_tcp`, which speaks JSON in netstrings.

Wire: <length>:<bytes>, as D. J. Bernstein wrote it down in 1997; an event has "event": true, "type" (CALL_INCOMING,
CALL_ESTABLISHED, CALL_CLOSED), "id" (the SIP Call-ID) and "peeruri". The Call-ID is one for all legs of a call, so
a telephone that tells twice, or two telephones that ring together, make one call.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from django.db import close_old_connections

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.hotline import actions
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.errors import CogovError

log = logging.getLogger("cogov.phone")

LARGEST = 64 * 1024
"""Bytes of one event; real ones have some 250."""

PAUSES = (1, 2, 5, 15, 30)
"""Seconds before the next attempt to connect: short for a restart, long for a telephone that is away."""

PATIENCE = 1.0
"""Seconds after which a silent line is asked whether to stop."""

LONGEST_LINE = 120
"""Characters kept of a Call-ID; RFC 3261 sets no bound, agents use some 40."""

USER = re.compile(r"sips?:(?P<user>[^@;>?]*)@", re.IGNORECASE)
TEL = re.compile(r"tel:(?P<user>[^;>?]*)", re.IGNORECASE)


class Garbled(ValueError):
    """What came was no netstring: the connection is begun anew."""


class Kind(StrEnum):
    INCOMING = "CALL_INCOMING"
    ESTABLISHED = "CALL_ESTABLISHED"
    CLOSED = "CALL_CLOSED"


@dataclass(frozen=True, slots=True)
class Event:
    """What the telephone said of one call. `number` as it was given, empty when withheld."""

    kind: Kind
    line: str
    number: str


class Netstrings:
    """Cuts a stream into its strings."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The strings that are whole by now. Raises Garbled."""
        self._held += data
        while self._held:
            head, colon, rest = self._held.partition(b":")
            if not colon:
                if len(head) > len(str(LARGEST)) or not head.isdigit():
                    raise Garbled
                return
            if not head.isdigit() or int(head) > LARGEST:
                raise Garbled
            length = int(head)
            if len(rest) <= length:
                return
            if rest[length : length + 1] != b",":
                raise Garbled
            self._held = rest[length + 1 :]
            yield rest[:length]


def event_of(message: bytes) -> Event | None:
    """None for what is no event of a call that came in."""
    try:
        told = json.loads(message)
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("type") not in list(Kind) or not told.get("id"):
        return None
    if told.get("direction", "incoming") != "incoming":
        return None
    return Event(Kind(told["type"]), str(told["id"])[:LONGEST_LINE], number_of(str(told.get("peeruri", ""))))


def number_of(uri: str) -> str:
    """The user part of a SIP or tel address."""
    found = USER.search(uri) or TEL.search(uri)
    return unquote(found["user"]).strip() if found else ""


class Desk:
    """Turns events into calls of one body; with an `operator` (id of a person) an answered call is theirs at once."""

    def __init__(self, body: int, operator: int | None = None) -> None:
        self._body = body
        self._operator = operator

    def handle(self, event: Event) -> None:
        """Raises CogovError only for what cannot be put right here."""
        if event.kind is Kind.INCOMING:
            actions.ring(line=event.line, contact=event.number, body=self._body, by=SYSTEM)
        elif event.kind is Kind.CLOSED:
            actions.hang_up(line=event.line, by=SYSTEM)
        elif self._operator is not None:
            call = actions.ring(line=event.line, contact=event.number, body=self._body, by=SYSTEM)
            by = Actor(person=self._operator, grants=bodies.grants_of(self._operator))
            actions.take(call=call.pk, by=by)


class Line:
    """The connection to the telephone, begun anew whenever it breaks, until `stop` is set."""

    def __init__(self, host: str, port: int, desk: Desk, stop: threading.Event) -> None:
        self._address = (host, port)
        self._desk = desk
        self._stop = stop

    def run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                with socket.create_connection(self._address, timeout=PATIENCE) as wire:
                    log.info("connected with the telephone at %s:%s", *self._address)
                    failures = 0
                    self._listen(wire)
            except (OSError, Garbled) as error:
                log.warning("no telephone at %s:%s: %s", *self._address, type(error).__name__)
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
            self._stop.wait(pause)

    def _listen(self, wire: socket.socket) -> None:
        """Until the other side closes. Raises OSError, Garbled."""
        strings = Netstrings()
        while not self._stop.is_set():
            try:
                data = wire.recv(4096)
            except TimeoutError:
                continue
            if not data:
                return
            for message in strings.feed(data):
                self._take(message)

    def _take(self, message: bytes) -> None:
        event = event_of(message)
        if event is None:
            return
        close_old_connections()
        try:
            self._desk.handle(event)
        except CogovError as error:
            log.warning("%s was not taken: %s", event.kind, error.code)
