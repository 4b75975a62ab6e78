"""How commands are declared: a name, a sentence, examples, and a function from arguments to an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Subparsers = Any
"""What `add_subparsers` gives; argparse does not name its type."""
Run = Callable[[argparse.Namespace], int]


def command(subparsers: Subparsers, name: str, sentence: str, *, examples: str, run: Run) -> argparse.ArgumentParser:
    """Add one command; `examples` are lines as one would type them."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=sentence,
        description=sentence,
        epilog="\n".join(["examples:", *(f"  {line.strip()}" for line in examples.strip().splitlines())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def takes_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON, for scripts")


def at_least(smallest: int) -> Callable[[str], int]:
    """For `type=`: a whole number not below `smallest`."""

    def number(text: str) -> int:
        value = int(text)
        if value < smallest:
            raise argparse.ArgumentTypeError(f"must be at least {smallest}")
        return value

    return number
