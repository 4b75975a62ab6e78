"""Which category does a text speak of? Counted words, so that every suggestion can name its reasons.

Each word votes with its log-odds: how much oftener it stands in reports of the category than in all
others, smoothed, and weighed by the root of its inverse document frequency. The names and keywords
of a category count as a few reports each, so that suggestions work on the first day and learn from
every accepted report.
A one-against-the-rest naive Bayes (Rennie et al. 2003).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

PRIOR_USES = 10.0  # uses of a word as if seen before, spread evenly: best of 1, 4 and 10 in benchmarks/classify
KEYWORD_USES = 4.0  # reports that one keyword stands for: on the first day it decides, after a hundred reports they do
MOST_REASONS = 3  # words named as the reason
MOST_CATEGORIES = 3  # suggestions that a phone shows without scrolling


@dataclass
class Counts:
    """What accepted reports have taught: in how many of each category a word stands."""

    reports: int = 0
    total: Counter[str] = field(default_factory=Counter)  # words of each category, over its reports
    uses: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # word → category

    def learn(self, category: str, words: Collection[str], *, times: int = 1) -> None:
        """Add one report; `times=-1` takes it back, as when its category was corrected."""
        distinct = set(words)
        self.reports += times
        self.total[category] += times * len(distinct)
        for word in distinct:
            self.uses[word][category] += times


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is in log-odds, only good for the order; `words` led there, the strongest first."""

    category: str
    score: float
    words: tuple[str, ...]


def suggest(
    words: Collection[str],
    categories: Mapping[str, Collection[str]],
    learned: Counts | None = None,
    *,
    most: int = MOST_CATEGORIES,
) -> list[Suggestion]:
    """The likeliest of `categories` (code → words of its names and keywords), best first.

    Only those that at least one word speaks for: nothing is suggested without a reason. About 1 µs
    for each word and category.
    """
    evidence = _Evidence(categories, learned or Counts())
    votes = [evidence.votes(word) for word in sorted(set(words))]
    found = [_suggestion(code, votes) for code in categories]
    return sorted((s for s in found if s.words), key=lambda s: (-s.score, s.category))[:most]


class _Evidence:
    """Uses of words inside and outside each category, keywords included."""

    def __init__(self, categories: Mapping[str, Collection[str]], learned: Counts) -> None:
        self.learned = learned
        self.keywords = {code: frozenset(own) for code, own in categories.items()}
        self.having = Counter(word for own in self.keywords.values() for word in own)
        size = {code: learned.total[code] + KEYWORD_USES * len(own) for code, own in self.keywords.items()}
        all_uses = sum(size.values()) or 1.0
        self.share = {code: min(max(uses / all_uses, 1e-9), 1 - 1e-9) for code, uses in size.items()}

    def votes(self, word: str) -> tuple[str, dict[str, float]]:
        """The word and its log-odds for each category; none for a word never seen."""
        uses: Mapping[str, int] = self.learned.uses.get(word, {})
        seen = sum(uses.get(code, 0) for code in self.keywords)
        everywhere = seen + KEYWORD_USES * self.having[word]
        if everywhere <= 0:
            return word, {}
        rarity = math.sqrt(math.log((self.learned.reports + 1) / (seen + 0.5)))
        return word, {code: rarity * self._log_odds(word, code, uses, everywhere) for code in self.keywords}

    def _log_odds(self, word: str, code: str, uses: Mapping[str, int], everywhere: float) -> float:
        share = self.share[code]
        inside = uses.get(code, 0) + KEYWORD_USES * (word in self.keywords[code])
        odds = (inside + PRIOR_USES * share) / (everywhere - inside + PRIOR_USES * (1 - share))
        return math.log(odds * (1 - share) / share)


def _suggestion(code: str, votes: list[tuple[str, dict[str, float]]]) -> Suggestion:
    weights = {word: by_category[code] for word, by_category in votes if by_category}
    reasons = sorted((w for w, weight in weights.items() if weight > 0), key=lambda w: (-weights[w], w))
    return Suggestion(code, sum(weights.values()), tuple(reasons[:MOST_REASONS]))
