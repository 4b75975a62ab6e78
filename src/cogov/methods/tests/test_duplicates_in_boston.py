import runpy
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[4] / "benchmarks" / "duplicates" / "run.py"
EVERY = 6  # pairs: enough to tell 0.72 from 0.55, and quick


@pytest.mark.slow
@pytest.mark.usefixtures("shared_data")
def test_held_out_repeats_of_a_real_city_are_found():
    """The whole measurement, with its baseline, is `benchmarks/duplicates/run.py`."""
    benchmark = runpy.run_path(str(PROGRAM))
    city = benchmark["load"]()
    held = city.pairs[int(len(city.pairs) * benchmark["FITTED_SHARE"]) :: EVERY]
    first, five = benchmark["recalls"](city, held, benchmark["ours"])
    nearest_first, nearest_five = benchmark["recalls"](city, held, benchmark["nearest"])
    assert first > max(0.55, nearest_first)
    assert five > max(0.86, nearest_five)
