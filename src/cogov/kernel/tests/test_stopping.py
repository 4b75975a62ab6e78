"""A command that is told to end ends, whatever it does at that moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import signal, threading
from contextlib import nullcontext
from cogov.kernel.stopping import stop_on

stop = threading.Event()
stop_on(stop, signal.SIGTERM)
with {moment}:
    signal.raise_signal(signal.SIGTERM)
raise SystemExit(not stop.wait(10))
"""


@pytest.mark.parametrize("moment", ["nullcontext()", "stop._cond"], ids=["any moment", "while wait holds its lock"])
def test_a_signal_ends_the_wait(moment: str) -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT.format(moment=moment)], timeout=20, check=False)
    assert ended.returncode == 0
