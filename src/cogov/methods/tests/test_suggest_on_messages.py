import runpy
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[4] / "benchmarks" / "classify" / "run.py"


@pytest.mark.slow
@pytest.mark.usefixtures("shared_data")
def test_residents_messages_find_their_category():
    """The whole measurement, with its baselines, is `benchmarks/classify/run.py`."""
    benchmark = runpy.run_path(str(PROGRAM))
    data = benchmark["chinese"]()
    first, three, all_answers = {}, {}, {}
    for name in ("plain_bayes", "untrained", "ours"):
        all_answers[name] = list(benchmark["answers"](benchmark[name], data))
        first[name] = benchmark["macro_f1"](
            (label, next(iter(ranking), "")) for label, ranking, _s in all_answers[name]
        )
        three[name] = sum(label in ranking[:3] for label, ranking, _s in all_answers[name]) / len(all_answers[name])
    assert first["ours"] > max(0.72, first["plain_bayes"], first["untrained"])
    assert first["untrained"] > 0.6
    assert three["ours"] > 0.95
