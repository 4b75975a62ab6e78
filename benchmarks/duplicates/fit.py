"""Fit the weights of `cogov.methods.duplicates` and show how honest the probabilities are.

    python benchmarks/duplicates/fit.py

Logistic regression by Newton's method on the earlier 70 % of the pairs, together with a sample of
ordinary reports weighted so that repeats are as frequent as in the city. Then, on the later 30 %:
what the published weights say against what was true, and what a page gains and costs that shows
up to five candidates from some probability on.
"""

import itertools
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from city import REPEATS_PER_REPORT, City, Filed, load
from run import FITTED_SHARE

from cogov.methods import duplicates as method

ORDINARY = 6_000  # reports: enough for 700,000 candidates that are not the one
RIDGE = 1e-3
NAMES = ("PER_LOG_DISTANCE", "PER_LOG_AGE", "SAME_CATEGORY", "SAME_TEXT", "STILL_OPEN", "BASE")
THRESHOLDS = (0.005, 0.01, 0.02, 0.05, 0.1)
BINS = (0, 0.01, 0.03, 0.1, 0.2, 0.4, 1)

Rows = tuple[np.ndarray, np.ndarray, np.ndarray]  # features (n, 6), is the one (n,), weight (n,)


def rows(city: City, queries: list[tuple[Filed, Filed | None]], weight: float) -> Rows:
    features, truth = [], []
    for new, earlier in queries:
        pool = city.candidates(new)
        rarity = method._rarity(new.words, [c.words for c in pool])
        for c in pool:
            likeness = method._likeness(list(new.words & c.words), new.words, c.words, rarity)
            same = method._common_share((new.category,), c.category)
            features.append((math.log1p(c.metres / 10), math.log1p(c.hours / 24), same, likeness, c.open, 1.0))
            truth.append(earlier is not None and c.key == earlier.key)
    return np.array(features, float), np.array(truth, float), np.full(len(truth), weight)


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    w = np.zeros(x.shape[1])
    for _step in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        step = np.linalg.solve(hessian, x.T @ (weight * (y - p)) - RIDGE * w)
        w += step
        if abs(step).max() < 1e-7:
            break
    return w


def together(*parts: Rows) -> Rows:
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def main() -> None:
    city = load()
    ordinary = city.ordinary(ORDINARY)
    weight = (len(city.pairs) / REPEATS_PER_REPORT - len(city.pairs)) / len(ordinary)
    split = city.pairs[int(len(city.pairs) * FITTED_SHARE)][0].hour
    early, late = (
        together(
            rows(city, [pair for pair in city.pairs if (pair[0].hour < split) is before], 1.0),
            rows(city, [(new, None) for new in ordinary if (new.hour < split) is before], weight),
        )
        for before in (True, False)
    )
    for name, fitted in zip(NAMES, fit(*early), strict=True):
        print(f"{name:18}{fitted:8.2f}   published {getattr(method, name):6.1f}")
    calibration(*late)
    thresholds(city, [pair for pair in city.pairs if pair[0].hour >= split], [r for r in ordinary if r.hour >= split])


def calibration(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> None:
    p = 1 / (1 + np.exp(-x @ np.array([getattr(method, name) for name in NAMES])))
    print("\nheld out:  said    was  candidates")
    for low, high in itertools.pairwise(BINS):
        inside = (p >= low) & (p < high)
        if inside.any():
            said, was = (np.average(values[inside], weights=weight[inside]) for values in (p, y))
            print(f"{low:4.2f}–{high:4.2f}{said:8.3f}{was:7.3f}{inside.sum():12,}")


def thresholds(city: City, pairs: list[tuple[Filed, Filed]], ordinary: list[Filed]) -> None:
    def ranked(new: Filed) -> list[method.Match]:
        return method.rank(new.words, (new.category,), city.candidates(new))

    repeats = [(earlier.key, ranked(new)) for new, earlier in pairs]
    others = [ranked(new) for new in ordinary]
    print("\nshown from  repeats found  ordinary reports with a hint  hints each")
    for least in THRESHOLDS:
        found = sum(any(m.key == key and m.probability >= least for m in matches) for key, matches in repeats)
        hints = [sum(m.probability >= least for m in matches) for matches in others]
        bothered = sum(1 for n in hints if n) / len(hints)
        print(f"{least:10.3f}{found / len(repeats):15.3f}{bothered:30.3f}{sum(hints) / len(hints):12.2f}")


if __name__ == "__main__":
    main()
