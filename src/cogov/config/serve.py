"""The web server (granian) and, beside it, a worker, as children of one process.

Django is loaded before they are forked, so they share its memory. If this process dies, however
suddenly, its children end with it; if the worker dies, it is started again.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import hashlib
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

from cogov.config.admission import DOORS, Admission
from cogov.contexts.reports import figures
from cogov.kernel import text
from cogov.kernel.cached import Snapshot
from cogov.kernel.stopping import stop_on

PROCESSES = min(4, os.cpu_count() or 1)
"""One for each core; beyond four, the embedded database and the memory of a small machine set the pace."""
THREADS = 3
"""In each process: some wait for the database while one computes; each more costs turns at the interpreter."""
BACKLOG = 1024
"""Connections that may wait in the kernel: a burst of a second and more at full speed."""
CONNECTIONS = 4096
"""Open in one process; most are browsers that wait for their reader's next tap."""
FILES = 3 * CONNECTIONS
"""That a process may have open, where the system allows it; the usual 1,024 would end at a crowd."""
READ_AHEAD = 64 * 1024
"""Bytes of a body that wait in memory for their reader, in each connection."""
STOP_WITHIN = 25
"""Seconds for requests in hand when stopping; then they are cut off. Service managers kill after 30 or more."""
RESTART_PAUSE = 1.0
"""Seconds before a dead worker is started again."""

log = logging.getLogger("cogov.serve")

_forking = threading.Lock()
os.register_at_fork(before=_forking.acquire, after_in_parent=_forking.release, after_in_child=_forking.release)
"""Held by a thread that works beside forking: what it holds then, be it a module that it imports, is held for ever in
the new process, where the thread is not."""


def serve(*, address: str, port: int, processes: int, threads: int, worker: bool, ready: Callable[[], None]) -> None:
    """Blocks until SIGTERM or SIGINT; calls `ready` as soon as pages are answered."""
    _spare_memory()  # before the server's own allocator is loaded
    from granian.constants import Interfaces  # noqa: PLC0415 - only who serves needs the server
    from granian.http import HTTP1Settings  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    warm()
    connections.close_all()  # a connection must not be shared by forked processes
    keeper = WorkerKeeper() if worker else None
    server = Server(
        "cogov.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http1_settings=HTTP1Settings(max_buffer_size=READ_AHEAD),
        workers=processes,
        blocking_threads=DOORS,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    )
    if keeper:
        keeper.start()
        server.on_shutdown(keeper.stop)
    threading.Thread(target=_announce, args=(address, port, ready), name="cogov-announcer", daemon=True).start()
    logging.getLogger("_granian").addFilter(_not_about_threads)
    _allow_files()
    server.serve(target_loader=partial(_load, threads), wrap_loader=False)


def _spare_memory() -> None:
    """Allocators keep a store for each thread, and we have hundreds that mostly wait: a third of all memory at a crowd.

    granian brings jemalloc (its manual: TUNING.md); the rest is glibc's (mallopt(3), whose names have no Python).
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:2,tcache_max:1024,dirty_decay_ms:500,muzzy_decay_ms:0")
    if tune := getattr(ctypes.CDLL(None), "mallopt", None):
        trim_threshold, mmap_threshold, arena_max = -1, -3, -8
        tune(arena_max, 2)
        tune(mmap_threshold, 2**17)
        tune(trim_threshold, 2**17)


def warm() -> None:
    """Load what every process needs before they are forked: it is then in memory once, and no visitor waits for it."""
    get_wsgi_application()
    _ = get_resolver().reverse_dict
    text.words("共治")  # the dictionary of Chinese words
    import_module("holidays.countries")  # asking for one country's loads all of them: 8 MB
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Report")
    for folder in get_app_template_dirs("templates"):
        if folder.is_relative_to(settings.PACKAGE):
            for path in folder.rglob("*.html"):
                get_template(path.relative_to(folder).as_posix())
    try:
        for snapshot in Snapshot.all:
            snapshot.get()
    except Exception:  # also what is not to be read: its own page will say so, and the others are served
        log.warning("what all know cannot be read yet: each process will try again", exc_info=True)
    gc.collect()
    gc.freeze()  # the collector would write into every shared page


def port_taken(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return True
    return False


def collect_static() -> bool:
    """Compressed copies of the static files in COGOV_DATA/static, made anew only if one has changed; True if so."""
    if static_is_fresh():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    _mark().write_text(_static_fingerprint())
    return True


def static_is_fresh() -> bool:
    return _mark().exists() and _mark().read_text() == _static_fingerprint()


def _announce(address: str, port: int, ready: Callable[[], None]) -> None:
    """The processes open the port themselves, some time after they are started."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    while True:
        with _forking:
            try:
                socket.create_connection((here, port), timeout=1).close()  # the first time it imports encodings.idna
            except OSError:
                pass
            else:
                ready()
                return
        time.sleep(0.05)


class WorkerKeeper:
    """Keeps one worker process alive until told to stop.

    Only its own thread waits for the process. Of two that wait, the system tells one that there is no such process, and
    multiprocessing takes that for a process that is still alive.
    """

    def __init__(self) -> None:
        self._context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._watcher = threading.Thread(target=self._watch, name="cogov-worker-keeper", daemon=True)
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._process: Any = None

    def start(self) -> None:
        self._launch()
        self._watcher.start()

    def stop(self) -> None:
        with self._turn:
            self._stopping.set()
        for _second in range(STOP_WITHIN):
            self._process.terminate()  # again, for one that was not yet listening
            self._watcher.join(1.0)
            if not self._watcher.is_alive():
                return
        log.warning("the worker did not end in %s s and is killed; its deliveries come back", STOP_WITHIN)
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGUSR1)  # it says in the log where it hangs
        self._watcher.join(1.0)
        self._process.kill()

    def _launch(self) -> None:
        self._process = self._context.Process(target=_work, args=(os.getpid(),), name="cogov-worker")
        self._process.start()

    def _watch(self) -> None:
        while True:
            self._process.join()
            if self._stopping.wait(RESTART_PAUSE):
                return
            log.error("the worker ended with %s and is started again", self._process.exitcode)
            with self._turn:
                if self._stopping.is_set():
                    return
                self._launch()


def _work(parent: int) -> None:
    """Body of the worker process."""
    import django  # noqa: PLC0415 - where processes are not forked, it is not loaded yet

    if not django.apps.apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
        django.setup()
    from cogov.kernel.worker import Worker  # noqa: PLC0415 - after Django

    worker = Worker()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    stop_on(worker.stop, signal.SIGTERM)
    faulthandler.register(signal.SIGUSR1)
    threading.Thread(target=_stop_without, args=(parent, worker.stop), daemon=True).start()
    worker.run()


def _stop_without(parent: int, stop: threading.Event) -> None:
    """An orphan ends by itself, so that a second start finds nobody at work."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()


def _load(threads: int) -> Callable[..., Any]:
    """Runs in each web process."""
    _die_with_parent()
    from cogov.config.wsgi import application  # noqa: PLC0415 - where processes are not forked, loads Django

    threading.Thread(target=_count_ahead, name="cogov-figures", daemon=True).start()
    return Admission(application, threads)


def _count_ahead() -> None:
    """What a large city takes seconds to count is counted before the first visitor asks; if not, he does."""
    try:
        figures.overview()
    except DatabaseError:
        log.info("the figures of the front page could not be counted yet")
    finally:
        connections.close_all()


def _not_about_threads(record: logging.LogRecord) -> bool:
    """It warns of many threads as if each did the work; ours mostly wait (config.admission)."""
    return "Python threads" not in record.getMessage()


def _allow_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if most > _soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _die_with_parent() -> None:
    """Linux only: without its parent a web process would keep the port."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1  # from <sys/prctl.h>
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)  # it died before we could ask


def _mark() -> Path:
    return Path(settings.STATIC_ROOT) / ".fingerprint"


def _static_fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for name, storage in finder.list([]):
            info = os.stat(storage.path(name))
            digest.update(f"{name}\0{info.st_size}\0{info.st_mtime_ns}\n".encode())
    return digest.hexdigest()
