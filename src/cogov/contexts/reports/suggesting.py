"""Which category a text speaks of: from the categories' own words, and from what was accepted lately."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.cache import cache

from cogov.contexts.reports.categories import Node, tree
from cogov.contexts.reports.models import Report
from cogov.kernel.text import telling_words
from cogov.methods.suggest import Counts, suggest

TAUGHT_BY = 5000
"""Newest accepted reports from which is learned: a month of a large district, read in a second."""

KEPT_SECONDS = 1800
"""What a process has learned is good for half an hour."""


def categories_for(text: str) -> list[Node]:
    """At most three public leaves, the likeliest first; none without a word that says anything."""
    found = telling_words(text)
    if not found:
        return []
    nodes = {node.code: node for node in tree().leaves() if not node.row.private}
    own = {code: _own_words(node) for code, node in nodes.items()}
    return [nodes[one.category] for one in suggest(found, own, _learned(nodes)) if one.category in nodes]


def _own_words(node: Node) -> frozenset[str]:
    row = node.row
    return frozenset(telling_words(f"{row.name_zh} {row.name_en} {row.keywords_zh} {row.keywords_en}"))


def _learned(nodes: Mapping[str, Node]) -> Counts:
    """From accepted public reports; one query every half hour in each process."""
    counts: Counts | None = cache.get("reports.learned")
    if counts is None:
        codes = {node.row.pk: code for code, node in nodes.items()}
        rows = Report.objects.filter(accepted_at__isnull=False, private=False).order_by("-filed_at")
        counts = Counts()
        for category, text in rows.values_list("category", "text")[:TAUGHT_BY]:
            if category in codes:
                counts.learn(codes[category], telling_words(text))
        cache.set("reports.learned", counts, KEPT_SECONDS)
    return counts
