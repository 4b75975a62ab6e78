"""A mail server that is slow, or never answers: nobody else waits, and each letter arrives once."""

from __future__ import annotations

import json
import random
import re
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.system.faults.city import SECONDS, City, Served, address, eventually, serving

pytestmark = pytest.mark.slow


A_MINUTE_LATER = """
from cogov.contexts.desk.models import Message
Message.objects.filter(state="waiting").update(due_at="2026-01-01T00:00Z")
"""


class MailServer:
    """Takes letters by SMTP. `mute`: nobody is answered. `accepting`: seconds before the last yes."""

    def __init__(self) -> None:
        self.mute = False
        self.accepting = 0.0
        self.letters: list[str] = []
        self.tried = 0
        self._hung: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def be_well(self) -> None:
        """Whoever hangs is hung up on."""
        self.mute, self.accepting = False, 0.0
        for one in self._hung:
            one.close()
        self._hung.clear()

    def close(self) -> None:
        self._listener.close()
        self.be_well()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                self.tried += 1
                if self.mute:
                    self._hung.append(connection)
                else:
                    threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb", buffering=0) as line, suppress(OSError):
            line.write(b"220 slow.example ESMTP\r\n")
            while said := line.readline():
                verb = said[:4].upper()
                if verb == b"DATA":
                    line.write(b"354 go on\r\n")
                    letter = b""
                    while (part := line.readline()) not in (b".\r\n", b""):
                        letter += part
                    time.sleep(self.accepting)
                    self.letters.append(letter.decode())
                line.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 yes\r\n")
                if verb == b"QUIT":
                    return


@pytest.fixture
def mail() -> Iterator[MailServer]:
    made = MailServer()
    yield made
    made.close()


def file_with_an_address(city: City, served: Served, number: int) -> float:
    """Seconds until the receipt; news of it goes by e-mail."""
    chance = random.Random(number)
    words = {"category": "lamp", "text": "dark", "lat": city.lat, "lon": city.lon + number / 1000}
    body = json.dumps(words | {"contact": {"email": f"r{number}@example.org"}}).encode()
    began = time.monotonic()
    status, _told, content = served.ask(
        "/api/v1/reports", body, Idempotency_Key=str(uuid.UUID(int=number)), Content_Type="application/json",
        X_Forwarded_For=address(chance),
    )  # fmt: skip
    assert status == 201, content
    return time.monotonic() - began


def receivers(mail: MailServer) -> list[str]:
    return sorted(re.findall(r"^To: (r\d+)@example.org", "\n".join(mail.letters), re.MULTILINE))


def test_a_mail_server_that_never_answers_holds_up_nothing_else(lite: City, mail: MailServer) -> None:
    mail.mute = True
    with serving(lite, EMAIL_URL=f"smtp://127.0.0.1:{mail.port}") as served:
        took = [file_with_an_address(lite, served, number) for number in range(1, 6)]
        eventually(lambda: mail.tried >= 1)
        moment = str(lite.ask("SELECT CURRENT_TIMESTAMP")[0][0])
        took += [file_with_an_address(lite, served, number) for number in range(6, 9)]
        assert max(took) < 5
        eventually(lambda: lite.number("SELECT count(*) FROM kernel_delivery") == 0, 15)
        jobs = "('contexts.reports.tasks.fold_tallies', 'contexts.desk.tasks.send_messages')"
        ran = f"SELECT count(*) FROM kernel_periodic WHERE name IN {jobs} AND last_at > '{moment}'"
        eventually(lambda: lite.number(ran) == 2, 15)
        assert mail.tried <= 2, "one that does not answer is not asked for each letter"
        assert not mail.letters
        time.sleep(SECONDS if SECONDS > 10 else 0)
        mail.be_well()
        waiting = "SELECT count(*) FROM desk_message WHERE state = 'waiting' AND attempts = 0"
        eventually(lambda: lite.number(waiting) == 0)
        eventually(lambda: lite.number("SELECT count(*) FROM desk_message WHERE error <> ''") >= 1 or not waits(lite))
        lite.home.python(A_MINUTE_LATER)  # the one that was tried is tried again after its pause
        eventually(lambda: not waits(lite))
        assert receivers(mail) == [f"r{number}" for number in range(1, 9)]


def waits(city: City) -> int:
    return city.number("SELECT count(*) FROM desk_message WHERE state = 'waiting'")


def test_a_server_that_takes_long_to_accept_gets_each_letter_once(mail: MailServer, settings) -> None:
    """Longer than every other step may take: hanging up then would send the letter again."""
    from django.core.mail import EmailMessage, get_connection

    settings.EMAIL_TIMEOUT, mail.accepting = 1, 2.5
    backend = get_connection(
        "cogov.contexts.desk.channels.mail.EmailBackend", host="127.0.0.1", port=mail.port, timeout=1
    )
    assert EmailMessage("s", "t", "a@example.org", ["r1@example.org"], connection=backend).send() == 1
    assert receivers(mail) == ["r1"]
