"""The nearest rule against an oracle that knows no index: sort all rules that apply by the order of ADR 0004."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cogov.contexts.bodies.tree import BodyInfo, Rule, Tree, Verdict
from cogov.kernel.actors import AreaLevel

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CATEGORY_PARENT = {"water": "", "pipe": "water", "burst": "pipe", "road": "", "hole": "road"}
AREA_PARENT = {1: 0, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
BODY_PARENT = {1: None, 2: 1, 3: 1, 4: 2}


def body(id_: int, active: bool) -> BodyInfo:
    path = [id_]
    while (above := BODY_PARENT[path[0]]) is not None:
        path.insert(0, above)
    return BodyInfo(
        id=id_, code=f"b{id_}", level=AreaLevel.CITY, area=1, parent=BODY_PARENT[id_], path=tuple(path),
        name_zh="", name_en="x", kind="office", phone="", email="", web="", duty_zh="", duty_en="", calendar="",
        active=active, revision=1,
    )  # fmt: skip


def tree(rules: list[Rule], active: set[int]) -> Tree:
    infos = {id_: body(id_, id_ in active) for id_ in BODY_PARENT}
    subtrees = {id_: frozenset(one.id for one in infos.values() if id_ in one.path) for id_ in infos}
    places: dict[tuple[str, int], tuple[Rule, ...]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.since, rule.id), reverse=True):
        places[rule.category, rule.area] = (*places.get((rule.category, rule.area), ()), rule)
    return Tree(infos, {}, {}, subtrees, places, {rule.id: rule for rule in rules})


@dataclass(frozen=True)
class Case:
    rules: list[Rule]
    active: set[int]
    category: str
    area: int
    about: int | None


moments = st.sampled_from([NOW - timedelta(days=days) for days in (-1, 0, 1, 2)])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rules = [
        Rule(
            id=id_,
            category=draw(st.sampled_from(["", *CATEGORY_PARENT])),
            area=draw(st.sampled_from(sorted(AREA_PARENT))),
            body=draw(st.sampled_from(sorted(BODY_PARENT))),
            note="",
            since=draw(moments),
            until=draw(st.none() | moments),
            revision=1,
        )
        for id_ in range(1, draw(st.integers(0, 14)) + 1)
    ]
    return Case(
        rules=rules,
        active=draw(st.sets(st.sampled_from(sorted(BODY_PARENT)))),
        category=draw(st.sampled_from(sorted(CATEGORY_PARENT))),
        area=draw(st.sampled_from(sorted(AREA_PARENT))),
        about=draw(st.none() | st.sampled_from(sorted(BODY_PARENT))),
    )


def steps_up(start: str | int, target: str | int, parents: dict) -> int | None:
    """How far the target lies above the start; None when it does not."""
    steps = 0
    while start != target:
        if not start:
            return None
        start = parents[start]
        steps += 1
    return steps


def oracle(case: Case) -> Rule | None:
    def relatives(one: int) -> set[int]:
        up = {id_ for id_ in BODY_PARENT if steps_up(one, id_, BODY_PARENT) is not None}
        down = {id_ for id_ in BODY_PARENT if steps_up(id_, one, BODY_PARENT) is not None}
        return up | down

    fitting = []
    for rule in case.rules:
        in_category = steps_up(case.category, rule.category, CATEGORY_PARENT)
        in_area = steps_up(case.area, rule.area, AREA_PARENT)
        if in_category is None or in_area is None or rule.since > NOW or (rule.until and rule.until <= NOW):
            continue
        if rule.body not in case.active or (case.about and rule.body in relatives(case.about)):
            continue
        fitting.append((in_category, in_area, -rule.since.timestamp(), -rule.id, rule))
    return min(fitting)[-1] if fitting else None


def chain(start: str | int, parents: dict) -> tuple:
    found = []
    while start:
        found.append(start)
        start = parents[start]
    return tuple(found)


@given(cases())
def test_the_rule_taken_is_the_one_that_the_written_order_puts_first(case: Case) -> None:
    category = chain(case.category, CATEGORY_PARENT)
    area = tuple(reversed(chain(case.area, AREA_PARENT)))
    found = list(tree(case.rules, case.active).nearest(category, area, NOW, case.about))
    taken = [rule for rule, verdict in found if verdict is Verdict.TAKEN]
    expected = oracle(case)
    assert taken == ([expected] if expected else [])


@given(cases())
def test_every_rule_that_applies_is_shown_once_and_none_after_the_taken_one_is_called_nearer(case: Case) -> None:
    category = chain(case.category, CATEGORY_PARENT)
    area = tuple(reversed(chain(case.area, AREA_PARENT)))
    found = list(tree(case.rules, case.active).nearest(category, area, NOW, case.about))
    ids = [rule.id for rule, _verdict in found]
    assert len(ids) == len(set(ids))
    verdicts = [verdict for _rule, verdict in found]
    if Verdict.TAKEN in verdicts:
        cut = verdicts.index(Verdict.TAKEN)
        assert set(verdicts[cut + 1 :]) <= {Verdict.FARTHER}
        assert Verdict.FARTHER not in verdicts[:cut]
