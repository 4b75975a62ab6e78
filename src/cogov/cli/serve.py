"""`cogov serve`: web and worker in one command."""

from __future__ import annotations

import argparse

from django.conf import settings

from cogov.cli.migrate import migrate_quietly, require_migrated
from cogov.cli.output import OK, Trouble, say
from cogov.cli.parsing import Subparsers, at_least, command
from cogov.cli.speech import _
from cogov.config import serve


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "serve",
        _("Serve the pages and do the work behind them."),
        examples="""
            cogov serve
            COGOV_PORT=8080 cogov serve --processes 4
            cogov serve --no-worker --address 0.0.0.0    (workers run by themselves: cogov worker)
        """,
        run=run,
    )
    add_arguments(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", help="to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=at_least(1), default=settings.PORT, help="default COGOV_PORT or 8000")
    parser.add_argument("--processes", type=at_least(1), default=serve.PROCESSES, help="that answer requests")
    parser.add_argument("--threads", type=at_least(1), default=serve.THREADS, help="in each of them")
    parser.add_argument(
        "--worker", action=argparse.BooleanOptionalAction, default=True, help="a worker beside them (default)"
    )
    parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")


def run(args: argparse.Namespace) -> int:
    require_port(args.address, args.port)
    if args.migrate:
        migrate_quietly()
    require_migrated()
    serve.collect_static()
    told = _("Cogov is at {address}  (Ctrl+C ends it)").format(address=f"http://{_host(args.address)}:{args.port}/")
    serve.serve(
        address=args.address,
        port=args.port,
        processes=args.processes,
        threads=args.threads,
        worker=args.worker,
        ready=lambda: say(told),
    )
    return OK


def require_port(address: str, port: int) -> None:
    if serve.port_taken(address, port):
        raise Trouble(_("Port {port} is in use. Choose another: COGOV_PORT={other}").format(port=port, other=port + 1))


def _host(address: str) -> str:
    return "127.0.0.1" if address in {"0.0.0.0", "::"} else f"[{address}]" if ":" in address else address  # noqa: S104
