"""Which of the reports nearby is the same problem? Five weights that anybody can read.

The probability is that of a logistic regression on what a city called "duplicate of existing case"
(Boston 2011–2018), fitted on the earlier 70 % by `benchmarks/duplicates/fit.py`, with ordinary
reports mixed in so that, as in that city, 6 % of the new reports repeat an earlier one.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

# The window in which to look: 97 % of the true pairs lie within the radius and 99 % of those
# within the days; twice the days would double the candidates for half a per cent more pairs.
REACH_M = 250
REACH_DAYS = 90

# Log-odds. Ten metres is the scatter of two positions of one spot, and a day the beat of a city.
BASE = -9.9
PER_LOG_DISTANCE = -1.6  # for each e-fold of 1 + metres / 10
PER_LOG_AGE = -0.2  # for each e-fold of 1 + days
SAME_CATEGORY = 1.3
SAME_TEXT = 2.1  # for texts of the same words; in proportion for less
STILL_OPEN = 6.7  # a closed case is hardly ever what a new report repeats

MOST_SHARED_WORDS = 5  # shown as the reason: more is no longer read


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier report nearby. `category` is the path from the root; `words` of its text."""

    key: int | str
    metres: float
    hours: float  # since it was filed
    category: Sequence[str]
    words: Collection[str]
    open: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with the probability (0 … 1) that it is the same problem, and why."""

    key: int | str
    probability: float
    metres: float
    hours: float
    same_category: float  # 0 … 1: the share of the path that both have
    shared_words: tuple[str, ...]  # the rarest nearby first


def rank(
    words: Collection[str], category: Sequence[str], candidates: Iterable[Candidate], *, most: int = 5
) -> list[Match]:
    """The `most` likely candidates of a new report, best first; of equals the nearer and newer.

    Words weigh by how rare they are among these very reports, so no counts need be kept and any
    language will do. About 10 µs a candidate.
    """
    pool = [(candidate, frozenset(candidate.words)) for candidate in candidates]
    mine = frozenset(words)
    rarity = _rarity(mine, [theirs for _candidate, theirs in pool])
    matches = [_match(mine, category, candidate, theirs, rarity) for candidate, theirs in pool]
    return sorted(matches, key=lambda m: (-m.probability, m.metres, m.hours))[:most]


def _match(
    mine: frozenset[str],
    category: Sequence[str],
    candidate: Candidate,
    theirs: frozenset[str],
    rarity: dict[str, float],
) -> Match:
    shared = sorted(mine & theirs, key=lambda word: (-rarity[word], word))
    same = _common_share(category, candidate.category)
    hours = max(0.0, candidate.hours)  # clocks of two senders may disagree
    odds = (
        BASE
        + PER_LOG_DISTANCE * math.log1p(candidate.metres / 10)
        + PER_LOG_AGE * math.log1p(hours / 24)
        + SAME_CATEGORY * same
        + SAME_TEXT * _likeness(shared, mine, theirs, rarity)
        + STILL_OPEN * candidate.open
    )
    probability = 1 / (1 + math.exp(-odds))
    return Match(candidate.key, probability, candidate.metres, hours, same, tuple(shared[:MOST_SHARED_WORDS]))


def _rarity(mine: frozenset[str], others: list[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency among the candidates; > 0 for every word of any of the texts."""
    frequency = Counter(word for theirs in others for word in theirs)
    every = math.log(len(others) + 1.5)
    return {word: every - math.log(frequency[word] + 0.5) for word in frequency.keys() | mine}


def _likeness(shared: list[str], mine: frozenset[str], theirs: frozenset[str], rarity: dict[str, float]) -> float:
    if not shared:
        return 0.0
    weight = sum(rarity[word] for word in mine) * sum(rarity[word] for word in theirs)
    return sum(rarity[word] for word in shared) / math.sqrt(weight)


def _common_share(one: Sequence[str], other: Sequence[str]) -> float:
    depth = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        depth += 1
    return depth / max(len(one), len(other), 1)
