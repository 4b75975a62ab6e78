"""The language of the terminal. Works before Django does, since it must also say why Django cannot start."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def language() -> str:
    """ "zh_Hans" or "en", as the usual variables say; other languages get English."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh_Hans" if told.lower().startswith("zh") else "en"


def _(text: str) -> str:
    return gettext.translation("django", LOCALE, [language()], fallback=True).gettext(text)
