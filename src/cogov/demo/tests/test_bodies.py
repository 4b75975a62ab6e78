"""Everything has somebody who answers for it."""

from __future__ import annotations

import pytest

from cogov.demo.bodies import Offices, build_offices
from cogov.demo.categories import BY_CODE, CATEGORIES, LEAVES, path
from cogov.demo.geography import City


@pytest.fixture(scope="module")
def offices(city: City) -> Offices:
    return build_offices(city.division, 7)


def test_every_leaf_has_a_body_in_every_community(city: City, offices: Offices) -> None:
    router, known = offices.router(), offices.by_code()

    for leaf in LEAVES:
        for community in city.division.of_level("community"):
            assert router.body(leaf.code, community.code) in known


def test_parents_come_first_and_every_level_has_bodies(city: City, offices: Offices) -> None:
    seen: set[str] = set()
    for body in offices.bodies:
        assert not body.parent or body.parent in seen
        seen.add(body.code)
    level = {area.code: area.level for area in city.division.areas}
    assert {level[body.area] for body in offices.bodies} == {"city", "district", "street", "community"}


def test_rules_name_categories_areas_and_bodies_that_exist_once(city: City, offices: Offices) -> None:
    areas, bodies = {area.code for area in city.division.areas}, offices.by_code()

    for rule in offices.rules:
        assert rule.category in BY_CODE
        assert rule.area in areas
        assert rule.body in bodies
    assert len({(rule.category, rule.area) for rule in offices.rules}) == len(offices.rules)


def test_the_more_special_category_wins_over_the_narrower_area(city: City, offices: Offices) -> None:
    community = city.division.of_level("community")[0].code

    assert offices.router().body("street-lamp", community) == "lighting"
    assert offices.router().body("rubbish", community) == f"{community[:6]}-sanitation"
    assert offices.router().body("vendors", community) == community[:9]
    assert offices.router().body("neighbour-noise", community) == community


def test_some_bodies_are_good_and_some_late(offices: Offices) -> None:
    paces = [body.pace for body in offices.bodies]

    assert min(paces) < 0.5
    assert sum(pace > 1.5 for pace in paces) >= 3


def test_names_exist_in_both_languages_and_differ(offices: Offices) -> None:
    for names in ([body.name_zh for body in offices.bodies], [body.name_en for body in offices.bodies]):
        assert all(names)
        assert len(set(names)) == len(names)


def test_each_leaf_has_words_in_both_languages_a_limit_and_sound_questions() -> None:
    assert len(LEAVES) >= 70
    for leaf in LEAVES:
        assert leaf.name_zh
        assert leaf.name_en
        assert leaf.description_zh
        assert leaf.description_en
        assert len(leaf.keywords_zh.split()) >= 6
        assert len(leaf.keywords_en.split()) >= 5
        assert leaf.hours >= 1
        for question in leaf.questions:
            assert question.datatype.endswith("list") == bool(question.values)


def test_the_tree_has_the_six_kinds_and_parents_before_children() -> None:
    seen: set[str] = set()
    for category in CATEGORIES:
        assert not category.parent or category.parent in seen
        seen.add(category.code)
        assert path(category.code)[-1] == category.kind
    assert {category.kind for category in LEAVES} == {
        "component", "event", "complaint", "suggestion", "enquiry", "platform",
    }  # fmt: skip
    assert BY_CODE["platform"].private
    assert BY_CODE["neighbour-noise"].private
    assert not BY_CODE["platform"].needs_place
