"""`cogov mail`: takes letters from the mail server in front, by SMTP or LMTP, and says yes only when they are kept."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.db import DatabaseError, connections

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels import incoming_mail, setup
from cogov.contexts.desk.models import Message
from cogov.kernel import throttle
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import CogovError, Missing
from cogov.kernel.throttle import Rate

MOST_BYTES = 25 * 1024 * 1024  # of one letter: what most mail servers take
PER_SENDER = Rate("desk.mail", 20, 3600)
"""Letters of one address in an hour. More have to wait: their server offers them again, so none is lost."""
REPORT = "report"
LOCAL = re.compile(rf"{REPORT}|postmaster|reply\+[0-9a-z.]+", re.ASCII)
THREADS = 4  # letters at once; each waits for the database

TAKEN, LATER = "250 OK", "451 4.3.0 Please try again later"
log = logging.getLogger(__name__)


class Door:
    """The handler of aiosmtpd: one letter after the other, each in a thread of its own."""

    def __init__(self, mail: setup.Mail) -> None:
        self._domain = mail.domain.lower()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="cogov-mail")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if not await self._threaded(self._is_ours, address):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        recipients, sender = list(envelope.rcpt_tos), envelope.mail_from or ""
        return str(await self._threaded(take, envelope.content, recipients, sender))

    def close(self) -> None:
        self._pool.shutdown()

    def _is_ours(self, address: str) -> bool:
        local, _at, domain = address.lower().rpartition("@")
        if domain != self._domain:
            return False
        if LOCAL.fullmatch(local):
            return True
        try:
            return bodies.by_code(local).active
        except Missing:
            return False

    async def _threaded(self, work: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(_apart, work, *args))


def take(raw: bytes, recipients: list[str], sender: str) -> str:
    """One letter; the answer to the server that brought it. Whatever goes wrong here is tried again by that server."""
    try:
        return _take(raw, recipients, sender)
    except (CogovError, DatabaseError, OSError) as error:
        log.warning("a letter has to wait: %s", type(error).__name__)
        return LATER


async def serve(mail: setup.Mail, stop: asyncio.Event, opened: Callable[[], None]) -> None:
    """Until `stop` is set; `opened` is called once letters are taken. Raises OSError when the port is taken."""
    door = Door(mail)
    kind = LMTP if mail.lmtp else SMTP
    host, _colon, port = mail.listen.rpartition(":")
    loop = asyncio.get_running_loop()
    make = partial(kind, door, data_size_limit=MOST_BYTES, hostname=mail.domain, enable_SMTPUTF8=True)
    server = await loop.create_server(make, host, int(port))
    try:
        async with server:
            opened()
            await stop.wait()
    finally:
        door.close()


def _take(raw: bytes, recipients: list[str], sender: str) -> str:
    returned = incoming_mail.bounce(raw)
    if returned is not None:
        Message.objects.filter(pk=returned.message, way=Message.Way.EMAIL).update(
            state=Message.State.FAILED, error=returned.why
        )
        return TAKEN
    found = incoming_mail.heard(raw, recipients, sender)
    if found is None:
        return TAKEN  # written by a machine: nobody waits for an answer
    if throttle.taken(PER_SENDER, found.sender):
        return LATER
    receiving.receive(heard=found, by=Actor(channel=Channel.EMAIL))
    return TAKEN


def _apart(work: Any, *args: Any) -> Any:
    """In a thread of the pool. Letters are rare, so no thread holds a connection between two of them."""
    try:
        return work(*args)
    finally:
        connections.close_all()
