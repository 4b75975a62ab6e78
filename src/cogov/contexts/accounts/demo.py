"""The people of the demo city whom a visitor may become with one click. In service there is nobody.

They stand in COGOV_DATA/demo/personas.json, written by the demo city; every function here asks for demo mode first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.models import Person, SecondFactor
from cogov.kernel.actors import Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.kernel.ids import salt

MAILS_SHOWN = 30
"""Newest mails on the page of codes: the last few minutes of a demonstration."""

MAIL_END = b"-" * 79
"""The line that Django's file backend writes after each message."""


@dataclass(frozen=True, slots=True)
class Persona:
    """`role`: a `Role`, or "resident". `home`: where the one click leads. `story`: one sentence on the day's work."""

    code: str
    person: int
    role: str
    name_zh: str
    name_en: str
    story_zh: str
    story_en: str
    home: str = "/"
    email: str = ""

    @property
    def role_name(self) -> str:
        """In the present language."""
        return str(Role(self.role).label) if self.role in Role.values else _("Resident")


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    text: str
    date: str


def personas() -> tuple[Persona, ...]:
    """In the order in which the demo city wrote them; nobody in service."""
    path = _path()
    if not settings.DEMO or not path.exists():
        return ()
    return tuple(Persona(**row) for row in json.loads(path.read_text(encoding="utf-8")))


def persona(code: str) -> Persona:
    found = next((one for one in personas() if one.code == code), None)
    if found is None:
        raise Missing
    return found


def save_personas(people: Iterable[Persona]) -> None:
    """Raises Missing outside demo mode."""
    _only_in_demo()
    _path().parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) for one in people]
    _path().write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


@transaction.atomic
def equip_staff(person_ids: Iterable[int], password: str) -> None:
    """Give demo staff this password and one-time codes, as if set up long ago: one slow digest for all of them."""
    _only_in_demo()
    ids = list(person_ids)
    Person.objects.filter(pk__in=ids).update(password=make_password(password))
    SecondFactor.objects.filter(person__in=ids).delete()
    SecondFactor.objects.bulk_create(
        SecondFactor(person_id=pk, nonce=salt(), confirmed_at=now(), last_step=0) for pk in ids
    )


def codes() -> dict[int, str]:
    """The one-time code of each persona of the staff at this moment, by person."""
    _only_in_demo()
    step = totp.step_at(now())
    factors = SecondFactor.objects.filter(person__in=[one.person for one in personas()])
    return {row.person_id: totp.code_at(totp.secret(row.person_id, row.nonce), step) for row in factors}


def mails() -> list[Mail]:
    """The newest mails that the demo sent, newest first, at most `MAILS_SHOWN`."""
    _only_in_demo()
    folder = Path(settings.DATA) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    found: list[Mail] = []
    for file in files:
        found += reversed([_mail(raw) for raw in file.read_bytes().split(MAIL_END) if raw.strip()])
        if len(found) >= MAILS_SHOWN:
            break
    return found[:MAILS_SHOWN]


def _mail(raw: bytes) -> Mail:
    message = message_from_bytes(raw.strip() + b"\n", policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = str(body.get_content()).strip() if body else ""
    return Mail(to=str(message["To"]), subject=str(message["Subject"]), text=text, date=str(message["Date"]))


def _path() -> Path:
    return Path(settings.DATA) / "demo" / "personas.json"


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Missing
