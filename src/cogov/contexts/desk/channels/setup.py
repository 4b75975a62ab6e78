"""How this city's channels are set up: `channels.toml` in COGOV_DATA, which holds secrets, so only its owner reads it.

[mail]        domain, listen = "127.0.0.1:2525", lmtp = false, trusted = ["mx.example.org"]
[sms]         url, user, password, sender, prefixes, parts_a_day, parts_a_number
[wechat]      app_id, secret, token, aes_key
[weibo]       app_secret
[microblog]   domain
A section that is absent is a channel that the city has not got.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

FILE = "channels.toml"


@dataclass(frozen=True, slots=True)
class Mail:
    """Letters to `report@domain` and answers to `reply+…@domain`. `trusted`: the names by which the mail servers
    in front sign their Authentication-Results; those of all others are ignored (RFC 8601, 5)."""

    domain: str
    listen: str = "127.0.0.1:2525"
    lmtp: bool = False
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sms:
    """Kannel's HTTP interface. The caps stop the pumping of paid messages: parts of a day, and for one number."""

    url: str
    user: str
    password: str
    sender: str = ""
    prefixes: tuple[str, ...] = ("+86",)
    parts_a_day: int = 2000
    parts_a_number: int = 12


@dataclass(frozen=True, slots=True)
class WeChat:
    """An official account. `aes_key`: 43 letters where the safe mode is on. `api`: another address for tests."""

    app_id: str
    secret: str
    token: str
    aes_key: str = ""
    api: str = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Weibo:
    app_secret: str


@dataclass(frozen=True, slots=True)
class Microblog:
    """The host in the bodies' addresses; by default that of the site."""

    domain: str


@dataclass(frozen=True, slots=True)
class Channels:
    mail: Mail | None = None
    sms: Sms | None = None
    wechat: WeChat | None = None
    weibo: Weibo | None = None
    microblog: Microblog | None = None


KINDS: dict[str, type] = {"mail": Mail, "sms": Sms, "wechat": WeChat, "weibo": Weibo, "microblog": Microblog}
S = TypeVar("S")


def channels() -> Channels:
    """As the file stands now; a tenth of a millisecond. Raises ValueError for what it does not understand."""
    given = getattr(settings, "CHANNELS", None)
    if given is not None:
        return of(given)
    path = Path(settings.DATA) / FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return Channels()
    return _read(path, changed)


def of(table: dict[str, Any]) -> Channels:
    """From plain values. Raises ValueError."""
    unknown = set(table) - set(KINDS)
    if unknown:
        raise ValueError(f"{FILE}: unknown section {sorted(unknown)[0]}")
    return Channels(**{name: _section(name, values) for name, values in table.items()})


def host() -> str:
    """The name of this site, with its port where it has one."""
    return urlsplit(settings.SITE_URL).netloc


def mail_domain() -> str:
    """What stands behind the @ of the city's own letters."""
    mail = channels().mail
    return mail.domain if mail else (urlsplit(settings.SITE_URL).hostname or "localhost")


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Channels:
    with path.open("rb") as file:
        return of(tomllib.load(file))


def _section(name: str, values: dict[str, Any]) -> Any:
    kind = KINDS[name]
    known = {field.name for field in fields(kind)}
    unknown = set(values) - known
    if unknown:
        raise ValueError(f"{FILE}: [{name}] does not know {sorted(unknown)[0]}")
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    try:
        return kind(**plain)
    except TypeError as error:
        raise ValueError(f"{FILE}: [{name}] {error}") from None
