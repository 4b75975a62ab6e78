"""Processor time and memory of groups of processes, from /proc (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_ms(root: int) -> float:
    """Milliseconds of processor used by the process, all below it, and those of them that have ended."""
    total = 0.0
    for pid in descendants(root):
        fields = _stat(pid)
        if fields:
            total += sum(int(value) for value in fields[11:15]) * TICK_MS
    return total


def memory_mb(root: int, of: str = "Pss") -> float:
    """Proportional share of memory (PSS), so that what is shared counts once; "Pss_File" is what files hold of it."""
    total = 0
    for pid in descendants(root):
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(row.split()[1]) for row in rows if row.startswith(f"{of}:")), 0)
    return total / 1024


def busy_ms() -> float:
    """Processor time of the whole machine since its start, idle time left out."""
    user, nice, system, _idle, _wait, *rest = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + sum(rest[:3])) * TICK_MS


def parent(pid: int) -> int:
    fields = _stat(pid)
    if fields is None:
        raise ProcessLookupError(pid)
    return int(fields[1])


def describe() -> str:
    """Cores and memory in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB"


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the third (state) on; None for one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def children_ms() -> float:
    """Processor time of our own children that have ended."""
    used = os.times()
    return (used.children_user + used.children_system) * 1000
