"""The processes of the server: none begins with what another holds; the worker is kept, ended, heard if it hangs."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import faulthandler, os, signal, threading, time
import django
django.setup()
from cogov.config import serve
from cogov.kernel.stopping import stop_on

reading, writing = os.pipe()

def listens(parent):
    stop = threading.Event()
    stop_on(stop, signal.SIGTERM)
    os.write(writing, b".")
    stop.wait()

def is_deaf(parent):
    faulthandler.register(signal.SIGUSR1)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(writing, b".")
    while True:
        time.sleep(60)

def started(work):
    serve._work = work
    keeper = serve.WorkerKeeper()
    keeper.start()
    os.read(reading, 1)
    return keeper

"""


def run(steps: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + steps],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cogov.config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_worker_that_somebody_else_waited_for_has_ended_as_well() -> None:
    """multiprocessing looks after all children whenever it starts one: whoever comes second hears of no process."""
    done = run("""
keeper = started(listens)
thief = threading.Thread(target=lambda: os.waitpid(keeper._process.pid, 0), daemon=True)
thief.start()
keeper.stop()
""")
    assert "did not end" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_a_worker_that_does_not_end_says_where_it_hangs_and_is_killed() -> None:
    done = run("""
serve.STOP_WITHIN = 1
keeper = started(is_deaf)
keeper.stop()
keeper._watcher.join(20)
print(keeper._process.exitcode)
""")
    assert done.stdout.split() == ["-9"]
    assert "the worker did not end in 1 s" in done.stderr
    assert "in is_deaf" in done.stderr


def test_a_worker_that_was_killed_is_started_again_until_the_server_ends() -> None:
    done = run("""
serve.RESTART_PAUSE = 0.01
keeper = started(listens)
first = keeper._process.pid
os.kill(first, signal.SIGKILL)
os.read(reading, 1)
print(first != keeper._process.pid)
keeper.stop()
print(keeper._process.exitcode)
""")
    assert done.stdout.split() == ["True", "0"], done.stderr


def test_who_looks_for_the_port_holds_nothing_while_a_process_is_forked() -> None:
    """Else that process waits for ever at its first e-mail address, whose module was being imported at that moment."""
    done = run("""
module, importing = threading.Lock(), threading.Event()

def imports_something(*_, **__):
    with module:
        importing.set()
        time.sleep(0.3)
    raise OSError("nobody listens yet")

serve.socket.create_connection = imports_something
threading.Thread(target=serve._announce, args=("127.0.0.1", 1, print), daemon=True).start()
importing.wait()
child = os.fork()
if not child:
    os._exit(not module.acquire(timeout=5))
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
    assert done.stdout.split() == ["0"], done.stderr
