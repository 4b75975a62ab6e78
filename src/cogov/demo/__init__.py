"""The fictional city of Lanjiang: its map, people and months of life, from a seed.

from cogov import demo
demo.build(seed=7, reports=4000, progress=lambda done: None)
"""

from __future__ import annotations

from collections.abc import Callable


def build(*, seed: int, reports: int, progress: Callable[[int], None], fresh: bool = False) -> bool:
    """Build the city in the database and COGOV_DATA; see `cogov.demo.load.build`."""
    from cogov.demo import load  # noqa: PLC0415 - this package is an app, imported before models exist

    return load.build(seed=seed, reports=reports, progress=progress, fresh=fresh)
