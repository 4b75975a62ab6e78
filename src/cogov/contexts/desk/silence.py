"""Addresses that want no more news: asked for by one word or one click, taken back as easily."""

from __future__ import annotations

from cogov.contexts.desk.models import Silence
from cogov.kernel import ids
from cogov.kernel.clock import now

STOP = frozenset({"stop", "td", "t", "退订", "退訂", "unsubscribe", "quit"})
START = frozenset({"start", "开通", "恢复", "unstop"})


def keep(way: str, address: str) -> None:
    """From now on. Twice is once."""
    Silence.objects.bulk_create([Silence(way=way, mark=_mark(address), since=now())], ignore_conflicts=True)


def lift(way: str, address: str) -> None:
    Silence.objects.filter(way=way, mark=_mark(address)).delete()


def holds(way: str, address: str) -> bool:
    """One query."""
    return Silence.objects.filter(way=way, mark=_mark(address)).exists()


def _mark(address: str) -> str:
    return ids.digest(address.strip().lower())
