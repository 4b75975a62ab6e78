"""Points under suspicion in a simulated city with planted cheats: how many are held, how many honest are bothered?

    python benchmarks/cheats/run.py [honest people] [seeds]

Several cities, each from its own seed, in a database in a temporary folder (or DATABASE_URL's, which should be
empty). Baseline: the plainest rule, which holds everybody with more than so many earnings as catches as many cheats
at least. Exit code 1 where a figure misses its target.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from datetime import date

FOLDER = tempfile.TemporaryDirectory(prefix="cogov-bench-")
os.environ |= {"COGOV_MODE": "service", "COGOV_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "cogov.config.settings"}

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from cogov.contexts.reports.tests.world import build
from cogov.contexts.rewards import actions
from cogov.contexts.rewards.models import Earning, Kind
from cogov.contexts.rewards.tests.city import City, Figures
from cogov.kernel.actors import SYSTEM

HONEST = 200
SEEDS = 3
CHEATS = 6  # of each kind
HELD_TARGET = 0.90
BOTHERED_TARGET = 0.04


def main() -> int:
    honest = int(sys.argv[1]) if len(sys.argv) > 1 else HONEST
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else SEEDS
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = build()
        for kind in (Kind.ACCEPTED, Kind.USEFUL, Kind.FIXED):
            names = {"name_zh": kind.value, "name_en": kind.value}
            rule = actions.RuleData(kind=kind, points=10, since=date(2020, 1, 1), **names)
            actions.switch_on(actions.draft_rule(rule, by=SYSTEM), revision=1, by=SYSTEM)
    started = time.perf_counter()
    found = []
    for seed in range(1, seeds + 1):
        with transaction.atomic():
            city = City(world.areas, world.bodies["centre"], seed, honest, CHEATS)
            figures = city.play()
        plain = by_count(city, figures.share_held)
        found.append((figures, plain))
        print(f"seed {seed}: held {figures.share_held:6.1%}  bothered {figures.share_bothered:6.2%}  {kinds(figures)}")
    cases = Earning.objects.count()
    held = sum(one.held for one, _ in found) / sum(one.cheats for one, _ in found)
    bothered = sum(one.bothered for one, _ in found) / sum(one.honest for one, _ in found)
    plain = sum(bothers for _, bothers in found) / len(found)
    print(f"{connection.vendor}, {seeds} cities, {cases:,} earnings, {cases / (time.perf_counter() - started):,.0f}/s")
    print(f"planted cheats held       {held:7.1%}  (target {HELD_TARGET:.0%})")
    print(f"honest people bothered    {bothered:7.2%}  (target {BOTHERED_TARGET:.0%}); holding by count {plain:.1%}")
    return 0 if held >= HELD_TARGET and bothered <= BOTHERED_TARGET else 1


def by_count(city: City, share: float) -> float:
    """Share of honest people bothered by the count that holds at least this share of the cheats."""
    counts = Counter(Earning.objects.filter(person__in=city.people).values_list("person_id", flat=True))
    cheats = sorted((counts[person] for person in city.cheats), reverse=True)
    limit = cheats[max(int(share * len(cheats)) - 1, 0)]
    return sum(counts[person] >= limit for person in city.honest) / len(city.honest)


def kinds(figures: Figures) -> str:
    return ", ".join(f"{kind} {held}/{planted}" for kind, (held, planted) in figures.kinds.items())


if __name__ == "__main__":
    sys.exit(main())
