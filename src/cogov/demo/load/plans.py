"""Three plans for emergencies of the demo city, and a drill that is over: through the context's own actions."""

from __future__ import annotations

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import actions
from cogov.contexts.emergencies.actions import PlanDraft
from cogov.demo.load.crowd import Crowd
from cogov.kernel.actors import Actor

PLANS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, str], tuple[str, str], tuple[str, ...]], ...] = (
    (
        "gas", "gas", "accepted", ("gas-leak",), ("燃气泄漏", "Gas leak"),
        (
            ("马上离开屋子，叫上邻居。\n不要开关任何电器，不要在屋里打电话。\n关上总阀，打开门窗，如果来得及。\n"
            "到室外再拨119。\n等通知安全后再回去。"),
            ("Leave the house at once and call your neighbours out.\nTouch no switch, and do not telephone indoors.\n"
            "Close the main valve and open windows, if there is time.\nCall 119 from outside.\n"
            "Go back only when you are told that it is safe."),
        ),
        ("gas", "doc", "city"),
    ),
    (
        "water", "flood", "never", ("flooding", "burst-pipe"), ("内涝积水", "Flooded streets"),
        (
            ("不要走进积水，水下可能有井。\n不要开车过下穿道路。\n离开地下室和地下车库。\n贵重的东西搬到高处。\n"
            "有人被困，马上拨119。"),
            ("Do not walk into standing water: there may be an open shaft.\nDo not drive through underpasses.\n"
            "Leave cellars and underground garages.\nCarry what matters to a higher place.\n"
            "If somebody is trapped, call 119."),
        ),
        ("water", "doc", "city"),
    ),
    (
        "power", "power", "never", (), ("大面积停电", "Power failure"),
        (
            ("关掉电炉、空调和电熨斗。\n用手电筒，不要点蜡烛。\n电梯里的人请按铃，不要扒门。\n"
            "家里有呼吸机等设备的，马上拨120。\n看望独居的老人。"),
            ("Switch off stoves, heaters and irons.\nUse a torch, no candles.\n"
            "In a lift, ring and wait; do not force the door.\nIf somebody depends on a machine to breathe, call 120.\n"
            "Look in on old people who live alone."),
        ),
        ("power", "doc", "city"),
    ),
)  # fmt: skip
"""Keeping body, kind, trigger, categories, names, advice, and the bodies that are called."""

ROLES = ("supervisor", "handler", "reviewer", "leader")
"""Of a body those of the first role it has, then of the next, are on duty."""

LEARNT = "四分钟内全部确认，比上次快两分钟。\n要改的：路障清单放到预案里；英文通知再短一些。"


def add(crowd: Crowd, known: dict[str, int]) -> None:
    """About 120 statements. Bodies that this city does not have are left out."""
    made = [_plan(crowd, known, row) for row in PLANS if row[0] in known]
    if made:
        _drill(crowd, made[0], known)


def _plan(crowd: Crowd, known: dict[str, int], row: tuple) -> int:  # type: ignore[type-arg]
    keeper, kind, trigger, categories, name, advice, called = row
    duties = [(known[code], _on_duty(crowd, code)) for code in called if code in known]
    draft = PlanDraft(
        body=known[keeper], kind=kind, trigger=trigger, categories=categories, name_zh=name[0], name_en=name[1],
        advice_zh=advice[0], advice_en=advice[1], duties=tuple((body, people) for body, people in duties if people),
    )  # fmt: skip
    return int(actions.save_plan(draft, by=_actor(crowd, keeper, "supervisor")).pk)


def _drill(crowd: Crowd, plan: int, known: dict[str, int]) -> None:
    """Declared by the operations centre, led by the gas company, reviewed by its supervisor."""
    boss, worker = _actor(crowd, "gas", "supervisor"), _actor(crowd, "gas", "handler")
    centre, city = _actor(crowd, "doc", "supervisor"), _actor(crowd, "city", "supervisor")
    made = actions.declare(plan, by=centre, drill=True, zh="假设：桃花路一栋居民楼闻到燃气味",
                           en="Assume: gas is smelt in a house on Peach Road").pk  # fmt: skip
    for each in (worker, centre, city):
        actions.acknowledge(made, by=each)
    actions.take_command(made, by=worker)
    actions.log(
        made, by=worker, zh="到达现场，关闭总阀，疏散12户", en="On the spot, main valve closed, 12 homes cleared"
    )
    task = actions.give_task(made, body=known["doc"], by=worker, zh="通知周边居民绕行", en="Tell residents nearby")
    actions.finish_task(task.pk, by=centre)
    actions.log(made, by=centre, zh="已发布绕行通知", en="The detour has been announced")
    actions.end(made, outcome="over", by=worker, zh="检测合格，居民已返回", en="Tested safe, residents are back")
    actions.review(made, text=LEARNT, by=boss)


def _on_duty(crowd: Crowd, code: str) -> tuple[int, ...]:
    """Two of the body, the likelier to answer first."""
    found = [crowd.staff(code, role, 0).person for role in ROLES if _has(crowd, code, role)]
    if code == "gas":  # whoever drives there commands, so that the supervisor can review
        found.reverse()
    return tuple(person for person in dict.fromkeys(found) if person is not None)[:2]


def _has(crowd: Crowd, code: str, role: str) -> bool:
    try:
        crowd.staff(code, role, 0)
    except KeyError:
        return False
    return True


def _actor(crowd: Crowd, code: str, role: str) -> Actor:
    """With the grants that the person has: the actions ask for them."""
    one = crowd.staff(code, role, 0)
    assert one.person is not None
    return Actor(person=one.person, name=one.name, grants=bodies.grants_of(one.person))
