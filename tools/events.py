"""Write docs/events.md: every kind of fact in the journal, from the classes; with --check compare only."""

from __future__ import annotations

import dataclasses
import inspect
import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
TARGET = HOME / "docs" / "events.md"

os.environ.setdefault("COGOV_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")

import django  # noqa: E402 - the settings come first

django.setup()

from cogov.kernel import journal  # noqa: E402

HEAD = """# Facts in the journal

Every change is one of these rows. Made by `make fix` from the event classes; `cogov journal show TYPE ID` prints them.
Fields hold ids, codes and digests only, never personal data.
"""


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        fresh = TARGET.exists() and TARGET.read_text() == text
        print("" if fresh else f"{TARGET.relative_to(HOME)} is not up to date (make fix)")
        return 0 if fresh else 1
    TARGET.write_text(text)
    return 0


def page() -> str:
    rows = [row(kind) for kind in journal.kinds()]
    return "\n".join([HEAD, "| kind | fields | what it says |", "|---|---|---|", *rows]) + "\n"


def row(kind: str) -> str:
    cls = journal.class_of(kind)
    fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(cls))
    own = "__doc__" in vars(cls) and not (cls.__doc__ or "").startswith(f"{cls.__name__}(")
    told = " ".join(inspect.getdoc(cls).split()) if own and cls.__doc__ else ""
    return f"| {kind} | {fields} | {told.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    sys.exit(main())
