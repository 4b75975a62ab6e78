"""The description of the API as a file that is kept and compared.

python -m cogov.config.openapi --check docs/api/openapi.json     is it up to date?
python -m cogov.config.openapi --write docs/api/openapi.json     bring it up to date
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when the file says something else, 2 for a wrong call."""
    if len(arguments) != 2 or arguments[0] not in ("--check", "--write"):
        sys.stderr.write(__doc__ or "")
        return 2
    path, text = Path(arguments[1]), _text()
    if arguments[0] == "--write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    elif not path.exists() or path.read_text() != text:
        sys.stderr.write(f"{path} is out of date; this mends it: python -m cogov.config.openapi --write {path}\n")
        return 1
    return 0


def _text() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
    os.environ.setdefault("COGOV_MODE", "test")  # makes no secret and touches no data
    django.setup()
    from cogov.config.api import description  # noqa: PLC0415 - models load after the set-up

    return description()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
