"""Shapes of the text tables."""

from __future__ import annotations

# Leaf code → phrasings in Chinese, phrasings in English.
Voices = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
# A sentence in both languages.
Said = tuple[str, str]
