"""A server that stores photos is killed in the middle of it, again and again; what it acknowledged is there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 4
SETUP = """
import django; django.setup()
from datetime import timedelta
from cogov.contexts.media import actions, checks, storage
from cogov.contexts.media.models import Asset
from cogov.contexts.media.tests.factories import encoded, picture, resident
from cogov.kernel.clock import now
"""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
STORE = (
    SETUP
    + """
import sys
for number in range(int(sys.argv[1]), 100_000):
    print(actions.store_photo(data=encoded("PNG", picture(64 + number % 300, 64)), by=resident()).token, flush=True)
"""
)
LOOK = (
    SETUP
    + """
import json
marks = len(list(storage.doubtful(now() + timedelta(hours=3))))
purged = actions.purge_unclaimed(now() + timedelta(hours=2))
print(json.dumps({
    "tokens": list(Asset.objects.values_list("token", flat=True)),
    "faults": [str(fault) for fault in checks.faults(thorough=True)],
    "stems": len(list(storage.stems())), "marks": marks, "orphans": purged.files,
}))
"""
)


def _run(script: str, data: Path, *arguments: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "COGOV_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "ignore", "-c", script, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)


def _store_until_killed(data: Path, number: int) -> list[str]:
    """Tokens that were acknowledged before the kill, which comes at another moment each time."""
    with _run(STORE, data, str(number * 1000)) as server:
        assert server.stdout is not None
        acknowledged = [server.stdout.readline().strip() for _each in range(5)]
        time.sleep(0.007 * number)
        server.send_signal(signal.SIGKILL)
        lines = server.stdout.read().split("\n")
    return acknowledged + lines[:-1]  # the last has no end: it was not yet an acknowledgement


@pytest.mark.slow
def test_every_acknowledged_photo_outlives_kill_9(tmp_path: Path) -> None:
    with _run(MIGRATE, tmp_path) as migrating:
        assert migrating.wait() == 0

    acknowledged = [token for number in range(1, ROUNDS + 1) for token in _store_until_killed(tmp_path, number)]

    with _run(LOOK, tmp_path) as looking:
        assert looking.stdout is not None
        found = json.loads(looking.stdout.read())
    assert len(acknowledged) >= 5 * ROUNDS
    assert set(acknowledged) <= set(found["tokens"])
    assert found["faults"] == []
    assert found["stems"] == len(found["tokens"])  # what was half done is gone after the purge
    assert found["marks"] <= ROUNDS
