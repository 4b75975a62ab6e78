"""What the kill tests run and kill: `python -m tests.system.movers NAME`.

Moves points for ever, with holds and folding in between, and prints each key after its commit. Started again
under the same name it repeats the same requests from the first, as a client does that lost its answers.
"""

from __future__ import annotations

import random
import sys
from itertools import count

import django

django.setup()

from cogov.kernel import ledger
from cogov.kernel.actors import SYSTEM
from cogov.kernel.ledger import Insufficient, Line, Unit
from cogov.kernel.ledger.folding import fold

PEOPLE = 3


def move(name: str) -> None:
    issuer = ledger.account(unit=Unit.POINTS, kind="issued", floor=None)
    people = [ledger.account(unit=Unit.POINTS, kind="person", owner=f"{name}:{n}") for n in range(PEOPLE)]
    dice = random.Random(name)
    for number in count():
        key, amount = f"{name}:{number}", dice.randint(1, 20)
        source, target = dice.sample([issuer, *people], 2)
        lines = [Line(source, -amount), Line(target, amount)]
        try:
            one_step(number, key, source, amount, lines)
        except Insufficient:
            continue
        sys.stdout.write(f"{key} {source} {target} {amount}\n")
        sys.stdout.flush()


def one_step(number: int, key: str, source: int, amount: int, lines: list[Line]) -> None:
    if number % 3 == 0 and ledger.balances([source])[source].total > 0:
        held = ledger.hold(key=f"{key}:hold", account=source, amount=amount, why="test", by=SYSTEM)
        ledger.settle(held, key=key, lines=lines, why="test", by=SYSTEM)
    else:
        ledger.post(key=key, lines=lines, why="test", by=SYSTEM)
    if number % 5 == 0:
        fold(10)


if __name__ == "__main__":
    move(sys.argv[1])
