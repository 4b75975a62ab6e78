"""Category suggestions on two cities' texts: ours, trained and untrained, beside two baselines.

    python benchmarks/classify/run.py

Chinese: 689 residents' messages with one of 7 first-level labels, five folds; the keywords are the
names in the official taxonomy of three levels. English: Boston's Open311 texts in 4 services,
learned from the first 70 % by time, tried on 3,000 of the rest; no keywords but the names.
Exit code 1 where ours is not above both baselines.
"""

import csv
import gzip
import math
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from cogov.kernel.text import telling_words
from cogov.methods.suggest import Counts, suggest

FOLDS = 5
LEARNED_SHARE = 0.7  # of Boston's texts by time
TRIED = 3_000  # of Boston's later texts
LAPLACE = 1.0
SEED = 1

Text = tuple[frozenset[str], str]  # words, label
Ranking = list[str]
Method = Callable[[frozenset[str]], Ranking]
Keywords = dict[str, frozenset[str]]
Split = tuple[list[Text], list[Text]]  # learned, tried


def shared() -> Path:
    """The folder of real data; ends the program with a sentence where it is absent."""
    home = Path(os.environ.get("COGOV_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    if not (home / "data").is_dir():
        raise SystemExit(f"No real data: set COGOV_SHARED, or put `shared` beside the project ({home} is absent).")
    return home / "data"


def chinese() -> tuple[Keywords, list[Split]]:
    folder = shared() / "messages_zh"
    with gzip.open(folder / "labelled_half.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        texts = [
            (frozenset(telling_words(f"{row['留言主题']} {row['留言详情']}")), row["一级标签"])
            for row in csv.DictReader(lines)
        ]
    random.Random(SEED).shuffle(texts)
    keywords: dict[str, set[str]] = {label: set() for _words, label in texts}
    with (folder / "taxonomy_3level.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["一级分类"] in keywords:
                keywords[row["一级分类"]].update(word for name in row.values() for word in telling_words(name or ""))
    folds = [([text for i, text in enumerate(texts) if i % FOLDS != fold], texts[fold::FOLDS]) for fold in range(FOLDS)]
    return {label: frozenset(own) for label, own in keywords.items()}, folds


def boston() -> tuple[Keywords, list[Split]]:
    columns = ["requested_datetime", "service_name", "description"]
    table = pq.read_table(shared() / "requests" / "boston_311_freetext_to_2018h1.parquet", columns=columns)
    rows = [row for row in table.sort_by("requested_datetime").to_pylist() if row["description"]]
    texts = [(frozenset(telling_words(row["description"])), row["service_name"]) for row in rows]
    early, late = texts[: int(len(texts) * LEARNED_SHARE)], texts[int(len(texts) * LEARNED_SHARE) :]
    keywords = {label: frozenset(telling_words(label)) for _words, label in texts}
    return keywords, [(early, random.Random(SEED).sample(late, TRIED))]


def most_frequent(_keywords: Keywords, learned: list[Text]) -> Method:
    frequent = [label for label, _count in Counter(label for _words, label in learned).most_common()]
    return lambda _words: frequent


def plain_bayes(_keywords: Keywords, learned: list[Text]) -> Method:
    """Multinomial naive Bayes with Laplace's smoothing, as in any textbook."""
    reports = Counter(label for _words, label in learned)
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for words, label in learned:
        uses[label].update(words)
    vocabulary = {word for words, _label in learned for word in words}
    size = {label: sum(uses[label].values()) + LAPLACE * len(vocabulary) for label in reports}

    def score(label: str, words: frozenset[str]) -> float:
        known = words & vocabulary
        return math.log(reports[label]) + sum(math.log((uses[label][w] + LAPLACE) / size[label]) for w in known)

    return lambda words: sorted(reports, key=lambda label: -score(label, words))


def untrained(keywords: Keywords, _learned: list[Text]) -> Method:
    return lambda words: [s.category for s in suggest(words, keywords)]


def ours(keywords: Keywords, learned: list[Text]) -> Method:
    counts = Counts()
    for words, label in learned:
        counts.learn(label, words)
    return lambda words: [s.category for s in suggest(words, keywords, counts)]


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """The mean over the true labels of F1, of (true, said) pairs."""
    both, true, said = Counter(), Counter(), Counter()
    for label, answer in pairs:
        true[label] += 1
        said[answer] += 1
        both[label] += label == answer
    return sum(2 * both[label] / (true[label] + said[label]) for label in true) / len(true)


def answers(method: Callable[[Keywords, list[Text]], Method], data: tuple[Keywords, list[Split]]) -> Iterator:
    keywords, splits = data
    for learned, tried in splits:
        rank = method(keywords, learned)
        for words, label in tried:
            start = time.perf_counter()
            ranking = rank(words)
            yield label, ranking, time.perf_counter() - start


def main() -> int:
    worse = 0
    for name, data in (("Chinese messages", chinese()), ("Boston services", boston())):
        print(f"{name:24}{'macro-F1':>9}{'right':>7}{'in 3':>6}{'ms':>7}{'ratio':>7}")
        scores = {}
        for method in (most_frequent, plain_bayes, untrained, ours):
            found = list(answers(method, data))
            scores[method] = macro_f1((label, ranking[0] if ranking else "") for label, ranking, _s in found)
            right = sum(label in ranking[:1] for label, ranking, _s in found) / len(found)
            three = sum(label in ranking[:3] for label, ranking, _s in found) / len(found)
            took = sum(seconds for _l, _r, seconds in found) / len(found) * 1000
            ratio = scores[method] / scores[plain_bayes] if plain_bayes in scores else math.nan
            title = method.__name__.replace("_", " ")
            print(f"  {title:22}{scores[method]:9.3f}{right:7.3f}{three:6.3f}{took:7.2f}{ratio:7.2f}")
        worse += scores[ours] <= max(scores[most_frequent], scores[plain_bayes])
    return int(worse > 0)


if __name__ == "__main__":
    sys.exit(main())
