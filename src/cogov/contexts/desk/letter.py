"""A message in words, before anybody knows by which way it goes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is the whole letter; `link` the page where it goes on, a path of this site or its whole address;
    `short` what a text message says instead, by default the subject with the link.
    """

    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    link: str = ""
    short: str = ""
