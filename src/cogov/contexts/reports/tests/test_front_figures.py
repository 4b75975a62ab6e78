"""The figures of the front page: counted by one thread, shown to all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from cogov.contexts.reports import figures
from cogov.contexts.reports.figures import Overview

OLD, NEW = Overview(1, 1, 0, 0, 0), Overview(2, 1, 1, 1, 1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.delete(figures.NAME)


def test_while_one_counts_the_others_are_shown_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Event(), threading.Event()

    def slowly() -> Overview:
        begun.set()
        assert go.wait(10)
        return NEW

    monkeypatch.setattr(figures, "KEPT_SECONDS", 0)
    monkeypatch.setattr(figures, "REST", 0)
    monkeypatch.setattr(figures, "_overview", lambda: OLD)
    assert figures.overview() == OLD
    monkeypatch.setattr(figures, "_overview", slowly)
    with ThreadPoolExecutor(1) as pool:
        counting = pool.submit(figures.overview)
        assert begun.wait(10)
        assert figures.overview() == OLD
        go.set()
        assert counting.result(10) == NEW


def test_all_who_come_first_share_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, both = [], threading.Barrier(2)

    def slowly() -> Overview:
        counts.append(1)
        return NEW

    def visit() -> Overview:
        both.wait(10)
        return figures.overview()

    monkeypatch.setattr(figures, "_overview", slowly)
    with ThreadPoolExecutor(2) as pool:
        assert [one.result(10) for one in [pool.submit(visit), pool.submit(visit)]] == [NEW, NEW]
    assert len(counts) == 1


def test_a_count_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_overview", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        figures.overview()
    monkeypatch.setattr(figures, "_overview", lambda: NEW)
    assert figures.overview() == NEW
