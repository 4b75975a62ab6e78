"""The demo city's telephone: calls of the last days, calls owed, and two people who wait right now."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from cogov.contexts.hotline.events import Arrived, CallClaimed, CallPromised, Ended, Missed, Taken
from cogov.contexts.hotline.models import Call, CallBack, CallBackState, Caller, Outcome, State
from cogov.contexts.knowledge.models import Answer, Use
from cogov.contexts.reports.models import Report
from cogov.demo.load.crowd import Crowd
from cogov.kernel.actors import SYSTEM, Actor, Channel
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains

DAYS = 3
"""Of calls: what a supervisor looks back at."""

ENDED = 160
"""Calls of these days beside those that became reports: a small city's share."""

GUILAN = 1
"""Number of the resident who rings while the visitor looks: she has reported before."""

WAITING = ("+8613800000021", "")
"""Who rings now: somebody known, and somebody without a number."""

OUTCOMES = (Outcome.ANSWERED,) * 11 + (Outcome.CONNECTED,) * 3 + (Outcome.ADVISED,) * 3 + (Outcome.CUT_OFF,) * 2
OWED = (
    ("问加装电梯要哪些邻居签字", -40, False),
    ("低保材料缺一份，请回电", 35, False),
    ("问居住证邮寄到哪里", 90, True),
    ("Asks how to register a company, in English please", 150, False),
    ("老人助餐想换一家", 300, False),
)
"""Reason, minutes from now, and whether an operator has taken it on."""


def add(crowd: Crowd, bodies: dict[str, int], answers: Sequence[int], seed: int, moment: datetime) -> None:
    """Some 300 rows in about 15 statements."""
    draw = random.Random(f"{seed}:calls")  # noqa: S311 - a demo city, not a secret
    line, offices = bodies["hotline"], [bodies[code] for code in ("water", "gas", "power", "civil") if code in bodies]
    plans = [*_filed(moment), *_others(draw, moment, answers, offices)]
    plans.sort(key=lambda plan: plan[0])
    calls, chains = [], []
    for pk, (at, outcome, more) in zip(reserve_ids(Call, len(plans)), plans, strict=True):
        operator = crowd.staff("hotline", "operator", draw.randrange(9))
        call, links = _ended(pk, line, at, outcome, more, operator, draw, moment)
        calls.append(call)
        chains.append(Chain(call, links))
    ringing = _ringing(line, moment, crowd.resident(GUILAN))
    owed = _owed(crowd, line, moment)
    with transaction.atomic():
        write_chains(
            [*chains, *(chain for chain, _caller in ringing), *(chain for group in owed for chain in group[0])]
        )
        Call.objects.bulk_create([*calls, *(caller.call for _chain, caller in ringing), *(group[1] for group in owed)])
        Caller.objects.bulk_create([*(caller for _chain, caller in ringing), *(group[2] for group in owed)])
        CallBack.objects.bulk_create([group[3] for group in owed])
        _count(calls)


Planned = tuple[datetime, Outcome, dict[str, int]]


def _filed(moment: datetime) -> list[Planned]:
    """Reports that came by telephone each had a call; the newest came after `moment`, while the city was built."""
    since = moment - timedelta(days=DAYS)
    rows = Report.objects.filter(channel=Channel.PHONE, filed_at__gte=since).values_list("pk", "filed_at")
    return [(min(at, moment) - timedelta(seconds=40), Outcome.FILED, {"report": pk}) for pk, at in rows]


def _others(draw: random.Random, moment: datetime, answers: Sequence[int], offices: list[int]) -> list[Planned]:
    found: list[Planned] = []
    for _ in range(ENDED):
        at = moment - timedelta(minutes=draw.randint(4, DAYS * 24 * 60))
        outcome = draw.choice(OUTCOMES)
        more: dict[str, int] = {}
        if outcome is Outcome.ANSWERED:
            # A few questions make most calls.
            more = {"answer": answers[int(draw.paretovariate(1.1)) % len(answers)]}
        elif outcome is Outcome.CONNECTED:
            more = {"connected": draw.choice(offices)}
        found.append((at, outcome, more))
    return found


def _ended(
    pk: int,
    line: int,
    at: datetime,
    outcome: Outcome,
    more: dict[str, int],
    operator: Actor,
    draw: random.Random,
    latest: datetime,
) -> tuple[Call, list[Link]]:
    by = operator.through(Channel.PHONE)
    taken = min(at + timedelta(seconds=draw.randint(2, 20)), latest)
    ended = min(taken + timedelta(seconds=draw.randint(18, 240)), latest)
    call = Call(
        pk=pk, state=State.ENDED, channel=Channel.PHONE, body_id=line, operator_id=operator.person, arrived_at=at,
        taken_at=taken, ended_at=ended, hung_up_at=ended, outcome=outcome, report=more.get("report"),
        answer=more.get("answer"), connected_id=more.get("connected"),
    )  # fmt: skip
    links = [
        Link(Arrived(Channel.PHONE, line, True), SYSTEM, at),
        Link(Taken(), by, taken),
        Link(Ended(outcome, call.report, call.answer, call.connected_id), by, ended),
    ]
    return call, links


def _ringing(line: int, moment: datetime, known: int | None) -> list[tuple[Chain, Caller]]:
    found = []
    for place, (pk, contact) in enumerate(zip(reserve_ids(Call, len(WAITING)), WAITING, strict=True)):
        at = moment - timedelta(seconds=30 - 15 * place)
        call = Call(
            pk=pk, state=State.RINGING, channel=Channel.PHONE, body_id=line, line=f"demo-{pk}", arrived_at=at
        )  # fmt: skip
        chain = Chain(call, [Link(Arrived(Channel.PHONE, line, bool(contact)), SYSTEM, at)])
        found.append((chain, Caller(call=call, contact=contact, person_id=known if contact else None)))
    missed = reserve_ids(Call, 1)[0]
    at = moment - timedelta(hours=5)
    call = Call(
        pk=missed, state=State.MISSED, channel=Channel.PHONE, body_id=line, line=f"demo-{missed}", arrived_at=at,
        hung_up_at=at + timedelta(seconds=50),
    )  # fmt: skip
    links = [
        Link(Arrived(Channel.PHONE, line, False), SYSTEM, at),
        Link(Missed(), SYSTEM, at + timedelta(seconds=50)),
    ]
    return [*found, (Chain(call, links), Caller(call=call, contact=""))]


def _owed(crowd: Crowd, line: int, moment: datetime) -> list[tuple[list[Chain], Call, Caller, CallBack]]:
    """Each with the call in which it was promised."""
    found = []
    pairs = zip(reserve_ids(Call, len(OWED)), reserve_ids(CallBack, len(OWED)), OWED, strict=True)
    for place, (pk, id_, (reason, minutes, claimed)) in enumerate(pairs):
        operator = crowd.staff("hotline", "operator", place)
        at = moment - timedelta(minutes=200 - 10 * place)
        call, links = _ended(pk, line, at, Outcome.CALL_BACK, {}, operator, random.Random(place), moment)  # noqa: S311
        due = moment + timedelta(minutes=minutes)
        owed = CallBack(
            pk=id_, call=call, body_id=line, due_at=due, reason=reason,
            state=CallBackState.CLAIMED if claimed else CallBackState.WAITING,
            operator_id=operator.person if claimed else None,
        )  # fmt: skip
        promised = Link(CallPromised(pk, due.isoformat(timespec="minutes")), operator, links[-1].at)
        claims = [Link(CallClaimed(), operator, moment - timedelta(minutes=3))] if claimed else []
        caller = Caller(call=call, contact=f"+86138000000{31 + place}")
        found.append(([Chain(call, links), Chain(owed, [promised, *claims])], call, caller, owed))
    return found


def _count(calls: list[Call]) -> None:
    """Which answers ended calls."""
    ended = [(call, call.answer) for call in calls if call.answer is not None]
    Use.objects.bulk_create([Use(answer_id=answer, call=call.pk, at=call.arrived_at) for call, answer in ended])
    for answer, times in Counter(answer for _call, answer in ended).items():
        Answer.objects.filter(pk=answer).update(calls=times)
