"""The `cogov` command. Each sub-command is a module here, or `commands.py` of a context; both have `register`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from cogov.cli.output import FAILED, OK, Trouble, complain
from cogov.cli.speech import _, language

COMMANDS = {
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "demo": "demo",
    "import": "importing",
    "export": "exporting",
    "setup": "setup",
    "tick": "tick",
    "journal": "journal",
    "backup": "backup",
    "restore": "backup",
    "copy": "copy",
    "history": "history",
    "doctor": "doctor",
    "new-context": "new_context",
}
"""Name of each command of the house, and its module."""
EPILOG = """\
exit codes: 0 done; 1 something is wrong with what was looked at; 2 called wrongly; 3 not possible here and now
environment: COGOV_DATA, COGOV_PORT, COGOV_HOSTS, DATABASE_URL, EMAIL_URL (see README.md)
"""


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """Run one command line; returns its exit code. Expected errors become one line on stderr."""
    try:
        _start_django()
        from django.utils import translation  # noqa: PLC0415 - after Django

        with translation.override("zh-hans" if language() == "zh_Hans" else "en"):
            return _dispatch(list(argv))
    except Trouble as trouble:
        complain(str(trouble))
        return trouble.code
    except KeyboardInterrupt:
        return 130  # as shells count an interrupt
    except BrokenPipeError:
        sys.stderr.close()
        return 0  # the reader of our output had enough


def _dispatch(argv: list[str]) -> int:
    from django.core.management import execute_from_command_line, get_commands  # noqa: PLC0415 - settings first
    from django.db import OperationalError  # noqa: PLC0415

    from cogov.kernel.errors import CogovError  # noqa: PLC0415

    name = argv[0] if argv else "--help"
    modules = [COMMANDS[name]] if name in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    parser, names = parser_of(modules, contexts=name not in COMMANDS)
    if name not in names and name in get_commands():
        execute_from_command_line(["cogov", *argv])  # Django's own: shell, makemigrations …
        return OK
    args = parser.parse_args(argv or ["--help"])
    try:
        return int(args.run(args))
    except CogovError as error:
        raise Trouble(str(error), FAILED) from error
    except OperationalError as error:
        raise Trouble(_("The database does not answer: {error}").format(error=str(error).strip())) from error


def parser_of(modules: Sequence[str], *, contexts: bool) -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser with the commands of these modules, and their names; a single command loads its own module only."""
    from cogov.config.contexts import CONTEXTS  # noqa: PLC0415 - settings first

    parser = argparse.ArgumentParser(
        prog="cogov",
        description=_("The software a city and its residents run their city with, together."),
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(metavar="command", required=True)
    for name in modules:
        import_module(f"cogov.cli.{name}").register(subparsers)
    for name in CONTEXTS if contexts else ():
        if find_spec(f"cogov.contexts.{name}.commands"):
            import_module(f"cogov.contexts.{name}.commands").register(subparsers)
    return parser, list(subparsers.choices)


def _start_django() -> None:
    import django  # noqa: PLC0415 - what goes wrong here must be told in one line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
    try:
        django.setup()
    except OSError as error:
        folder = os.environ.get("COGOV_DATA", "data")
        raise Trouble(
            _("The data folder {folder} cannot be written: {error}. Choose another by COGOV_DATA.").format(
                folder=folder, error=error.strerror
            )
        ) from error
