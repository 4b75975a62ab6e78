"""`cogov mail`: the door for letters."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.desk.channels import setup
from cogov.kernel.errors import Invalid

OK = 0
EXAMPLES = """\
examples:
  cogov mail
"""


def register(subparsers: Any) -> None:
    sentence = _("Take letters in by SMTP or LMTP, as [mail] in channels.toml of COGOV_DATA says.")
    parser = subparsers.add_parser(
        "mail", help=sentence, description=sentence, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    try:
        mail = setup.channels().mail
    except ValueError as error:
        raise Invalid(str(error)) from error
    if mail is None:
        raise Invalid(_("There is no [mail] in channels.toml of COGOV_DATA, so no letters are expected."))
    try:
        asyncio.run(_until_told(mail))
    except OSError as error:
        words = {"place": mail.listen, "error": error.strerror}
        raise Invalid(_("Letters cannot be taken in at %(place)s: %(error)s") % words) from error
    return OK


async def _until_told(mail: setup.Mail) -> None:
    from cogov.contexts.desk.channels.mail_server import serve  # noqa: PLC0415 - other commands need no mail library

    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await serve(mail, stop, lambda: _say(_("Letters are taken in at %(place)s.") % {"place": mail.listen}))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
