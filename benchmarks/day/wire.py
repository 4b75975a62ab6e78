"""A cheap HTTP/1.1 client: many requests in the air from one thread, some 50 µs of processor for each."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

KEPT = 64
"""Connections held open from the start, as a reverse proxy does, so that all web processes get some."""


@dataclass(slots=True)
class Answer:
    """`head` is the status line and the headers, lower case."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> str:
        at = self.head.find(b"\r\n" + name + b": ")
        if at < 0:
            return ""
        begin = at + len(name) + 4
        return self.head[begin : self.head.find(b"\r\n", begin)].decode()


class Broken(Exception):
    """The connection ended before the answer did."""


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.open = False
        self._waiting: asyncio.Future[Answer] | None = None
        self._data = bytearray()
        self._need = 0
        self._head: bytes | None = None
        self._bodyless = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.open = transport, True

    def ask(self, request: bytes, *, bodyless: bool) -> asyncio.Future[Answer]:
        assert self.transport
        self._waiting = asyncio.get_running_loop().create_future()
        self._data, self._head, self._bodyless = bytearray(), None, bodyless
        self.transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._head is None:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            head, self._data = bytes(self._data[: end + 2]), self._data[end + 4 :]
            self._head = _lowered(head)
            status = int(head[9:12])
            length = _number(self._head, b"content-length")
            self._need = 0 if self._bodyless or status in (204, 304) else length
        if self._need < 0:
            self.close(Broken("an answer without its length"))
        elif len(self._data) >= self._need and self._waiting and not self._waiting.done():
            answer = Answer(int(self._head[9:12]), self._head, bytes(self._data[: self._need]))
            if b"\r\nconnection: close" in self._head:
                self.close(None)
            self._waiting.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Broken(str(error or "closed")))

    def close(self, error: Exception | None) -> None:
        self.open = False
        if error and self._waiting and not self._waiting.done():
            self._waiting.set_exception(error)
        if self.transport:
            self.transport.close()


class Wire:
    """Connections to one server; the one that has rested longest is taken next."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: deque[_Line] = deque()

    async def open(self) -> None:
        self._idle.extend([await self._connect() for _ in range(KEPT)])

    async def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"", *, within: float) -> Answer:
        """Raises Broken, OSError or TimeoutError. What broke on a connection that had rested is asked again, as
        browsers do, unless it changes something."""
        lines = [f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n", *(f"{k}: {v}\r\n" for k, v in headers.items())]
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}\r\n")
        request = "".join(lines).encode() + b"\r\n" + body
        async with asyncio.timeout(within):
            rested = self._rested()
            if rested is not None:
                try:
                    return await self._through(rested, request, method)
                except Broken:
                    if method == "POST":
                        raise
            return await self._through(await self._connect(), request, method)

    def close(self) -> None:
        while self._idle:
            self._idle.popleft().close(None)

    async def _through(self, line: _Line, request: bytes, method: str) -> Answer:
        try:
            answer = await line.ask(request, bodyless=method == "HEAD")
        except BaseException:
            line.close(None)
            raise
        if line.open:
            self._idle.append(line)
        return answer

    def _rested(self) -> _Line | None:
        while self._idle:
            line = self._idle.popleft()
            if line.open:
                return line
        return None

    async def _connect(self) -> _Line:
        _transport, line = await asyncio.get_running_loop().create_connection(_Line, self._host, self._port)
        return line


def _lowered(head: bytes) -> bytes:
    """Names of headers in lower case, values as they are."""
    first, *rest = head.split(b"\r\n")
    fields = (line.partition(b":") for line in rest)
    return b"\r\n".join([first, *(name.lower() + colon + value for name, colon, value in fields)])


def _number(head: bytes, name: bytes) -> int:
    at = head.find(b"\r\n" + name + b":")
    if at < 0:
        return -1
    return int(head[at + len(name) + 3 : head.find(b"\r\n", at + 2)])
