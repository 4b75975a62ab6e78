"""Duplicate candidates on Boston's own duplicates: ours beside the nearest report only.

    python benchmarks/duplicates/run.py

A query is the later report of each pair; its candidates are all reports filed before it within
250 m and 90 days. A pair out of that window counts as a miss. Exit code 1 below the targets.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from city import City, Filed, load

from cogov.methods.duplicates import Candidate, rank

FITTED_SHARE = 0.7  # of the pairs by time: the weights saw these; the rest is held out
TARGETS = (0.55, 0.86)  # recall@1 and recall@5 on all pairs
MOST_TIMED = 50  # candidates of a query in the timing

Ranking = list[str | int]


def nearest(_new: Filed, candidates: list[Candidate]) -> Ranking:
    return [c.key for c in sorted(candidates, key=lambda c: (c.metres, c.hours))]


def ours(new: Filed, candidates: list[Candidate]) -> Ranking:
    return [m.key for m in rank(new.words, (new.category,), candidates)]


def recalls(city: City, pairs: list[tuple[Filed, Filed]], method, *, state_known: bool = True) -> tuple[float, float]:
    first = five = 0
    for new, earlier in pairs:
        found = method(new, city.candidates(new, state_known=state_known))[:5]
        first += earlier.key in found[:1]
        five += earlier.key in found
    return first / len(pairs), five / len(pairs)


def milliseconds(city: City, method) -> float:
    """Of one query: the mean over the queries with at most `MOST_TIMED` candidates."""
    queries = [(new, found) for new, _ in city.pairs if len(found := city.candidates(new)) <= MOST_TIMED]
    start = time.perf_counter()
    for new, found in queries:
        method(new, found)
    return (time.perf_counter() - start) / len(queries) * 1000


def main() -> int:
    city = load()
    held = city.pairs[int(len(city.pairs) * FITTED_SHARE) :]
    print(f"{len(city.pairs)} pairs, {len(held)} of them held out, among {len(city.reports)} reports")
    print(f"{city.lost} pairs left out: one of the two is not among the reports")
    print(f"{'':34}{'all: @1':>8}{'@5':>7}{'held: @1':>10}{'@5':>7}{'ms':>7}")
    rows = (("nearest only", nearest, True), ("ours, state of the case unknown", ours, False), ("ours", ours, True))
    for name, method, known in rows:
        everything = recalls(city, city.pairs, method, state_known=known)
        part = recalls(city, held, method, state_known=known)
        print(
            f"{name:34}{everything[0]:8.3f}{everything[1]:7.3f}{part[0]:10.3f}{part[1]:7.3f}"
            f"{milliseconds(city, method):7.2f}"
        )
        if method is nearest:
            baseline = everything
    print(f"ratio to nearest only{everything[0] / baseline[0]:21.2f}{everything[1] / baseline[1]:7.2f}")
    return int(everything[0] < TARGETS[0] or everything[1] < TARGETS[1])


if __name__ == "__main__":
    sys.exit(main())
