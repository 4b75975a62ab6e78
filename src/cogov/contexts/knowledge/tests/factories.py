"""Answers for tests, through the real actions."""

from __future__ import annotations

from cogov.contexts.knowledge import actions
from cogov.contexts.knowledge.actions import Draft
from cogov.contexts.knowledge.models import Answer
from cogov.contexts.reports.tests.world import World

LOST_CARD = {
    "title_zh": "身份证丢了怎么补办？",
    "text_zh": "带上户口本，到任何一个派出所补办。20个工作日后领取，工本费40元。",
    "title_en": "How do I replace a lost ID card?",
    "text_en": "Bring your household book to any police station. It is ready after 20 working days and costs 40 yuan.",
    "keywords_zh": "证件 挂失",
}


def draft(world: World, **more: object) -> Draft:
    return Draft(**({"body": world.bodies["centre"]} | LOST_CARD | more))  # type: ignore[arg-type]


def written(world: World, **more: object) -> Answer:
    """By the operator of the centre."""
    return actions.write(draft(world, **more), by=world.actor("operator"))


def published(world: World, **more: object) -> Answer:
    """Released by the centre's reviewer."""
    made = written(world, **more)
    return actions.publish(made.pk, revision=made.journal_seq, by=world.actor("reviewer"))
