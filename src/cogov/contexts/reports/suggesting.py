"""Which category a text speaks of, and how hard it is: from given words, and from what was accepted lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F

from cogov.contexts.reports.categories import Node, tree
from cogov.contexts.reports.models import Difficulty, Report
from cogov.kernel.text import telling_words
from cogov.methods.suggest import Counts, suggest

TAUGHT_BY = 5000
"""Newest accepted reports from which is learned: a month of a large district, read in a second."""

KEPT_SECONDS = 1800
"""What a process has learned is good for half an hour."""


HARDER = {
    Difficulty.HARD: (
        "多处 多次 反复 又坏 一直 长期 整条 整片 整栋 大面积 断裂 漏水 积水 倒塌 "
        "several everywhere again repeatedly flooded"
    ),
    Difficulty.COMPLICATED: (
        "塌陷 坍塌 沉降 改造 重建 产权 历史 遗留 跨区 多个 部门 管网 违建 "
        "collapse sinkhole rebuild ownership departments"
    ),
}
"""Words that speak for a harder tier than the category's; corrections by reviewers add to them."""

TIERS = tuple(Difficulty)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A tier; `words` of the text that led away from the category's usual one, none where they did not."""

    difficulty: str
    words: tuple[str, ...] = ()


def difficulty_for(report: Report) -> Proposal:
    """What a reviewer may want to choose: the category's tier, or a harder one that the text speaks for."""
    usual = Difficulty(report.difficulty)
    own = {tier.value: frozenset(telling_words(words)) for tier, words in HARDER.items()}
    found = suggest(telling_words(report.text), own, _corrections(), most=1)
    if found and TIERS.index(Difficulty(found[0].category)) > TIERS.index(usual):
        return Proposal(found[0].category, found[0].words)
    return Proposal(usual)


def _corrections() -> Counts:
    """From reports whose reviewer chose another tier than the category's; one query every half hour."""
    counts: Counts | None = cache.get("reports.difficulty")
    if counts is None:
        counts = Counts()
        rows = Report.objects.filter(accepted_at__isnull=False).exclude(difficulty=F("category__difficulty"))
        for difficulty, text in rows.order_by("-filed_at").values_list("difficulty", "text")[:TAUGHT_BY]:
            counts.learn(difficulty, telling_words(text))
        cache.set("reports.difficulty", counts, KEPT_SECONDS)
    return counts


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
