"""Kill −9 neither loses nor makes a point, and requests repeated after it move once."""

import random
import subprocess
import sys

import pytest

from tests.system.test_durability import HOME, killed_after

ROUNDS = 5
pytestmark = pytest.mark.slow

LOOK = """
from cogov.kernel import ledger
from cogov.kernel.ledger.models import Hold, Line, Posting
print(len(ledger.verify()), *ledger.sums().values(), Hold.objects.filter(state="open").count())
for key in Posting.objects.values_list("key", flat=True):
    seen = ledger.posting_of(key=key)
    print(key, seen.lines[0].account, seen.lines[1].account, seen.lines[1].amount)
"""


def start(installation, name):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.system.movers", name],
        env=installation.environment(
            DJANGO_SETTINGS_MODULE="cogov.config.settings", PYTHONPATH=str(HOME), PYTHONUNBUFFERED="1"
        ),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_kills_neither_lose_nor_make_a_point(installation):
    chance, acknowledged = random.Random(5), set()
    for _ in range(ROUNDS):
        running = start(installation, "killed")  # the same name: every round repeats what the rounds before asked
        acknowledged |= set(killed_after(running, chance.randint(1, 60), chance.random() * 0.3))
        findings, points, fen, _ = installation.python(LOOK).splitlines()[0].split()
        assert (findings, points, fen) == ("0", "0", "0")
    kept = installation.python(LOOK).splitlines()[1:]
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)), "each key once"
    assert len(kept) - len(acknowledged) <= ROUNDS, "at most one answer a kill was on its way"
    assert installation.json("journal", "verify")["findings"] == 0
