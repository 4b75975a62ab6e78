"""`cogov phone`: a SIP telephone's calls appear on the operators' screens."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.hotline.phone import Desk, Line
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.stopping import stop_on

OK = 0
PORT = 4444
"""Where baresip's ctrl_tcp listens unless told otherwise."""

EXAMPLES = """\
examples:
  cogov phone --body hotline
  cogov phone --body hotline --at 127.0.0.1:4444 --operator 17
"""


def register(subparsers: Any) -> None:
    sentence = _("Bring the calls of a SIP telephone (baresip with ctrl_tcp) to the operators' screens.")
    parser = subparsers.add_parser(
        "phone", help=sentence, description=sentence, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--body", required=True, help="code of the office whose line it is")
    parser.add_argument("--at", default=f"127.0.0.1:{PORT}", help="address of the telephone's ctrl_tcp")
    parser.add_argument("--operator", type=int, help="id of the person at this telephone, if it is one person's")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    host, _colon, port = args.at.rpartition(":")
    if not host or not port.isdigit():
        raise Invalid(_("The telephone's address looks like 127.0.0.1:4444."))
    try:
        body = bodies.by_code(args.body)
    except Missing:
        raise Invalid(_("There is no office with the code %(code)s.") % {"code": args.body}) from None
    stop = threading.Event()
    stop_on(stop, signal.SIGTERM, signal.SIGINT)
    sys.stdout.write(_("Calls from %(at)s ring for %(body)s.") % {"at": args.at, "body": body.name()} + "\n")
    sys.stdout.flush()
    Line(host, int(port), Desk(body.id, args.operator), stop).run()
    return OK
