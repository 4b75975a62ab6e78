"""Quarrels between neighbours in the demo city: one asked for, one in talks, one settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation import actions
from cogov.contexts.mediation.actions.parties import mediating_body
from cogov.contexts.mediation.models import Case
from cogov.kernel.actors import Actor, AreaLevel, Role

OTHER = Actor()
"""The second side comes by the code of a letter, without an account."""


def add(residents: Sequence[int], moment: datetime) -> None:
    """In the first community, where the persona of a mediator works; about 60 statements."""
    community = areas.areas(AreaLevel.COMMUNITY)[0].id
    body = mediating_body(community)
    staff = bodies.members(body, Role.HANDLER) if body is not None else ()
    if len(residents) < 3 or not staff:  # a city too small for quarrels
        return
    mediator = Actor(person=staff[0], grants=bodies.grants_of(staff[0]))
    _ask("parking", "楼下的车位总被同一辆车占着，说过两次没用。", residents[0], community)
    _talking(_ask("noise", "楼上每天晚上十一点还在拖椅子，我睡不好。", residents[1], community), mediator, moment)
    _settled(_ask("water", "厨房天花板渗水，楼上说不是他家的事。", residents[2], community), mediator)


def _ask(about: str, words: str, person: int, area: int) -> Case:
    return actions.ask(actions.Request(about, area, words, person), by=Actor(person=person))


def _talking(case: Case, mediator: Actor, moment: datetime) -> None:
    other = _begun(case, mediator, "楼上住户", "我们加班回来晚，已经买了椅脚垫。")
    actions.message(case.pk, party=case.parties.get(position=1).pk, by=mediator,
                    text="我听了对方的说法，双方都愿意谈。周六见面方便吗？")  # fmt: skip
    actions.write(other, text="周六上午可以。", by=OTHER)
    actions.note(case.pk, party=other, text="态度好，主要是下班晚。可以谈垫子和时间。", by=mediator)
    actions.arrange(case.pk, begins_at=moment + timedelta(days=3), place="社区活动室二楼", by=mediator)


def _settled(case: Case, mediator: Actor) -> None:
    other = _begun(case, mediator, "楼上业主", "愿意请人检查水管。")
    actions.draft(
        case.pk, version=0, by=mediator, text="一、楼上本周内请人检修水管，费用自负。\n二、修好后双方一起查看。"
    )
    person = case.parties.get(position=1)
    actions.sign(person.pk, version=1, by=Actor(person=person.person_id))
    actions.sign(other, version=1, by=OTHER)
    actions.follow_up(case.pk, holds=True, by=mediator)


def _begun(case: Case, mediator: Actor, name: str, words: str) -> int:
    """Taken on, the other side invited, come and heard; its id."""
    actions.accept(case.pk, by=mediator)
    other = actions.invite(case.pk, name=name, by=mediator).pk
    actions.join(other, by=OTHER)
    actions.tell(other, words=words, by=OTHER)
    actions.begin(case.pk, by=mediator)
    return other
