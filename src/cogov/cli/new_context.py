"""`cogov new-context`: a context of the standard shape, ready to be filled."""

from __future__ import annotations

import argparse
import keyword
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template

from cogov.cli.output import OK, USAGE, Trouble, say
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _

SKELETON = Path(__file__).parent / "skeleton"
NAME = re.compile(r"[a-z]{3,20}")
MODEL = re.compile(r"[A-Z][A-Za-z]{2,30}")


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "new-context",
        _("Make a context of the standard shape and add it to config/contexts.py."),
        examples="cogov new-context parks\ncogov new-context libraries --model Library",
        run=run,
    )
    parser.add_argument("name", help="a plural in small letters, as parks")
    parser.add_argument("--model", help="its first model, as Park")
    parser.add_argument("--source", type=Path, help="the folder src/cogov of the project (default: this one)")


def run(args: argparse.Namespace) -> int:
    source = args.source or Path(__file__).resolve().parent.parent
    model = args.model or args.name.removesuffix("s").capitalize()
    _require_names(args.name, model)
    home = source / "contexts" / args.name
    if home.exists():
        raise Trouble(_("There is already a context {name}.").format(name=args.name), USAGE)
    _write(home, args.name, model)
    _enter(source / "config" / "contexts.py", args.name)
    _make_migration(source, args.name)
    say(_("Made {folder}. Next: its models, then cogov makemigrations {name}.").format(folder=home, name=args.name))
    return OK


def _require_names(name: str, model: str) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or not MODEL.fullmatch(model):
        raise Trouble(_("A context is named in 3 to 20 small letters, a model as one word like Park."), USAGE)


def _write(home: Path, name: str, model: str) -> None:
    words = {"name": name, "Name": name.capitalize(), "Title": name.capitalize(), "Model": model}
    for pattern in sorted(SKELETON.rglob("*.txt")):
        target = home / str(pattern.relative_to(SKELETON)).replace("NAME", name).removesuffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(pattern.read_text()).substitute(words))
    (home / "migrations").mkdir()
    (home / "migrations" / "__init__.py").touch()
    (home / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)


def _enter(contexts: Path, name: str) -> None:
    text = contexts.read_text()
    contexts.write_text(re.sub(r"\n\)", f'\n    "{name}",\n)', text, count=1))


def _make_migration(source: Path, name: str) -> None:
    """In a process of its own, since this one has already read the list of contexts."""
    environment = {**os.environ, "PYTHONPATH": str(source.parent)}
    command_line = [sys.executable, "-m", "django", "makemigrations", name, "--verbosity", "0"]
    done = subprocess.run(command_line, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(_("The first migration could not be made: {error}").format(error=done.stderr.strip()))
