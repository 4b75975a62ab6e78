"""What people ask the demo city most: answers in both languages, some to be reviewed, some not yet released."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cogov.contexts.knowledge import finding
from cogov.contexts.knowledge.actions import REVIEW_AFTER, Draft
from cogov.contexts.knowledge.events import Published, Written, day
from cogov.contexts.knowledge.models import Answer, Sought, State, Version
from cogov.demo.load.answers.home import HOME
from cogov.demo.load.answers.plan import Plan
from cogov.demo.load.answers.town import TOWN
from cogov.kernel import ids, journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains

PLANS = (*HOME, *TOWN)

DRAFTS = 2
"""The last ones wait for somebody to release them."""

SOUGHT = (("游泳池 开放 时间", 14), ("养犬 登记", 9), ("pool opening hours", 4), ("学区 划分", 6), ("电动车 上牌", 11))
"""What was searched for in vain, and how often."""


def add(bodies: dict[str, int], seed: int, moment: datetime) -> list[int]:
    """Ids of the published ones, the most asked first. Some 60 statements."""
    draw = random.Random(f"{seed}:answers")  # noqa: S311 - a demo city, not a secret
    plans = [plan for plan in PLANS if plan.body in bodies]
    rows = [
        _answer(pk, place, plan, bodies, draw, moment, waits=place >= len(plans) - DRAFTS)
        for place, (pk, plan) in enumerate(zip(reserve_ids(Answer, len(plans)), plans, strict=True))
    ]
    drafts = [_draft(plan, bodies) for plan in plans]
    with transaction.atomic():
        write_chains(Chain(row, _links(row, draft)) for row, draft in zip(rows, drafts, strict=True))
        Answer.objects.bulk_create(rows)
        Version.objects.bulk_create([_version(row, draft) for row, draft in zip(rows, drafts, strict=True)])
        finding.table.put([_words(row, draft) for row, draft in zip(rows, drafts, strict=True)])
        month = timezone.localdate(moment).replace(day=1)
        Sought.objects.bulk_create([Sought(month=month, words=words, times=times) for words, times in SOUGHT])
    return [row.pk for row in rows if row.state == State.PUBLISHED]


def _answer(
    pk: int, place: int, plan: Plan, bodies: dict[str, int], draw: random.Random, moment: datetime, *, waits: bool
) -> Answer:
    """Written one to seven months ago, so that some are overdue; the first are asked most."""
    made = moment - timedelta(days=draw.randint(20, 215), hours=draw.randint(1, 9))
    seen = timezone.localdate(made + timedelta(days=1))
    return Answer(
        pk=pk,
        state=State.DRAFT if waits else State.PUBLISHED,
        body_id=bodies[plan.body],
        category=plan.category,
        version=1,
        shown=0 if waits else 1,
        reviewed_on=None if waits else seen,
        review_on=seen + REVIEW_AFTER,
        helped=0 if waits else draw.randint(2, 40) + 60 // (place + 1),
        failed=0 if waits else draw.randint(0, 5),
        created_at=made,
    )


def _draft(plan: Plan, bodies: dict[str, int]) -> Draft:
    zh, en = plan.zh, plan.en
    return Draft(bodies[plan.body], plan.category, zh[0], en[0], zh[1], en[1], zh[2], en[2])


def _links(row: Answer, draft: Draft) -> Sequence[Link]:
    text = ids.digest(journal.canonical(asdict(draft)))
    links = [Link(Written(row.body_id, row.category, text), SYSTEM, row.created_at)]
    if row.shown:
        fact = Published(1, day(row.review_on))
        links.append(Link(fact, SYSTEM, row.created_at + timedelta(days=1)))
    return links


def _version(row: Answer, draft: Draft) -> Version:
    words = {name: value for name, value in asdict(draft).items() if name not in ("body", "category", "links")}
    return Version(answer=row, number=1, at=row.created_at, **words)


def _words(row: Answer, draft: Draft) -> tuple[int, str, str]:
    parts = (draft.title_zh, draft.title_en, draft.keywords_zh, draft.keywords_en, draft.text_zh, draft.text_en)
    text = "\n".join(parts)
    return row.pk, text if row.shown else "", text
