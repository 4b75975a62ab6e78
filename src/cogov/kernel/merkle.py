"""Merkle trees of RFC 6962: root, audit path and its check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """32 bytes over leaf hashes; that of no leaves is SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Hashes that lead from the leaf at `index` to the root, nearest first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, steps = list(leaves), []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            steps.append(level[sibling])
        level, index = _above(level), index // 2
    return steps


def root_by_path(leaf_hash: bytes, index: int, count: int, steps: Sequence[bytes]) -> bytes | None:
    """The root to which the path leads from leaf `index` of `count`; None when the path has a wrong length."""
    rest, found = list(reversed(steps)), leaf_hash
    while count > 1:
        if index ^ 1 < count:
            if not rest:
                return None
            step = rest.pop()
            found = _node(step, found) if index % 2 else _node(found, step)
        index, count = index // 2, (count + 1) // 2
    return None if rest else found


def _above(level: list[bytes]) -> list[bytes]:
    """The next level; a last node without a sibling goes up as it is, which yields the tree of the RFC."""
    pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
