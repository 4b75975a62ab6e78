"""`cogov figures recompute`, as one types it."""

from __future__ import annotations

import json

import pytest

from cogov.cli import run
from cogov.contexts.insight import folding
from cogov.contexts.insight.models import Cell
from cogov.contexts.reports.tests.world import World

pytestmark = pytest.mark.django_db


def test_the_check_tells_what_is_wrong_by_its_exit_code_and_recounting_mends_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.file()
    folding.fold()
    assert run(["figures", "recompute", "--check"]) == 0
    Cell.objects.filter(cut="all").update(filed=5)
    capsys.readouterr()
    assert run(["figures", "recompute", "--check", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["right"], said["cases"], said["wrong_counts"]) == (False, 1, 4)
    assert run(["figures", "recompute"]) == 0
    assert run(["figures", "recompute", "--check"]) == 0
