"""What a command shows: progress for people, JSON for scripts, one line of trouble."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

OK = 0
FAILED = 1
"""The command ran and what it found is not good."""
USAGE = 2
"""The command was called wrongly (argparse's own number)."""
IMPOSSIBLE = 3
"""The surroundings do not allow it: port in use, folder read-only, database away."""


class Trouble(Exception):
    """Ends the command with one line and an exit code."""

    def __init__(self, sentence: str, code: int = IMPOSSIBLE) -> None:
        self.code = code
        super().__init__(sentence)


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def complain(text: str) -> None:
    sys.stderr.write(f"cogov: {text}\n")


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Gives `advance(steps)`; draws a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - not needed where nobody looks
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)
