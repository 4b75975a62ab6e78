"""Public pages of the areas: both languages, found by code or name, without a query of their own."""

from __future__ import annotations

import pytest
from django.test import Client

from cogov.contexts.areas.drawing import overview
from cogov.contexts.areas.facade import areas, by_code
from cogov.contexts.areas.tests.factories import AreaFactory, CityFactory, squares
from cogov.kernel.actors import AreaLevel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "name", "part"), [("zh-hans", "c号", "区"), ("en", "City c", "District")])
def test_the_city_page_shows_its_districts_in_both_languages(language: str, name: str, part: str) -> None:
    squares()
    page = Client(headers={"accept-language": language}).get("/areas").content.decode()
    assert f"<h1>{name}</h1>" in page
    assert part in page
    assert '<a href="/areas/c1"' in page


def test_a_district_page_leads_up_down_and_to_its_reports() -> None:
    city = squares()
    page = Client().get("/areas/c1").content.decode()
    assert 'href="/areas/c"' in page
    assert 'href="/areas/c11"' in page
    assert f"area={city['c1']}" in page


def test_the_narrowest_area_is_shown_among_its_neighbours() -> None:
    squares()
    page = Client().get("/areas/c1111").content.decode()
    assert page.count('class="area"') == 2
    assert 'class="pin"' in page


def test_an_unknown_area_is_not_found() -> None:
    squares()
    assert Client().get("/areas/nowhere").status_code == 404


def test_a_search_finds_communities_by_name_and_says_when_there_are_more() -> None:
    squares()
    client = Client(headers={"accept-language": "en"})
    page = client.get("/areas", {"q": "c121"}).content.decode()
    assert 'href="/areas/c121"' in page
    assert "There are more" not in page
    assert "No area has this name" in client.get("/areas", {"q": "mars"}).content.decode()
    street = AreaFactory(parent=AreaFactory(name_en="Long"))
    for _ in range(31):
        AreaFactory(parent=street)
    assert "There are more" in client.get("/areas", {"q": "long"}).content.decode()


def test_before_the_city_is_drawn_the_page_says_so() -> None:
    page = Client(headers={"accept-language": "en"}).get("/areas").content.decode()
    assert "not there yet" in page


def test_names_are_escaped_wherever_they_stand() -> None:
    city = CityFactory(name_en="<script>alert(1)</script>", name_zh="<script>alert(1)</script>")
    AreaFactory(parent=city, name_en='"><img src=x>', name_zh='"><img src=x>')
    for address in ("/areas", "/areas?q=<script>"):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_page_costs_no_query_once_the_tree_is_in_memory(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    squares()
    client = Client()
    client.get("/areas")
    with django_assert_num_queries(0):
        client.get("/areas/c1")


def test_the_overview_draws_each_outline_once_and_is_hidden_from_screen_readers() -> None:
    squares()
    drawn = overview(areas(AreaLevel.GRID))
    assert drawn.count("<path") == 16
    assert 'aria-hidden="true"' in drawn
    assert 'tabindex="-1"' in drawn
    assert "<text" not in drawn  # too many for names
    assert overview(()) == ""
    assert "NaN" not in overview((by_code("c"),))
