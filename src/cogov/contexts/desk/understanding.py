"""What a message from outside plainly says: its language, its kind of matter, its place. No guesses."""

from __future__ import annotations

import re

from django.utils.translation import override

from cogov.contexts.areas import facade as areas
from cogov.contexts.desk.channels.port import Heard
from cogov.contexts.reports import facade as reports

HAN = re.compile("[\u3400-\u9fff]")


def language_of(text: str) -> str:
    """zh-hans or en."""
    return "zh-hans" if not text or HAN.search(text) else "en"


def tag_of(text: str) -> str:
    """For the `lang` attribute."""
    return "en" if language_of(text) == "en" else "zh-Hans"


def kind_of(text: str) -> str:
    """The one kind of matter that the words name, or the only one that they speak of; empty where it is not clear."""
    with override(language_of(text)):
        kinds = [kind for kind in reports.kinds_for(text) if not kind.private]
    named = [kind for kind in kinds if kind.name.casefold() in text.casefold()]
    clear = named if len(named) == 1 else kinds
    return clear[0].code if len(clear) == 1 else ""


def can_be_filed(heard: Heard) -> str:
    """The kind under which a message can become a report without a person; empty where a person has to look.

    It needs words, a place within the city, and a sender who is not plainly somebody else.
    """
    if not heard.understood or heard.report is not None or heard.body is not None or not heard.text.strip():
        return ""
    if heard.lat is None or heard.lon is None or areas.chain_at(heard.lat, heard.lon) is None:
        return ""
    return kind_of(heard.text)
