"""The pages of the figures: what they say, what they hide, what they cost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cogov.contexts.insight import folding, queries, showing
from cogov.contexts.insight.api.schemas import FiguresOut
from cogov.contexts.insight.models import Case, Cell
from cogov.contexts.insight.queries import period_of, scope_of
from cogov.contexts.insight.words import Share, length
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Category
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now
from cogov.methods import lengths

pytestmark = pytest.mark.django_db

MOST_QUERIES = 5
"""Of a page: how far the journal is counted, counts by month, of all time, by part, and what waits by day."""


def copies(count: int, **changes: object) -> None:
    """More cases like the first, as the fold would have left them."""
    row = Case.objects.order_by("report").values().first()
    assert row is not None
    start = Case.objects.order_by("-report").values_list("report", flat=True)[0] + 1
    Case.objects.bulk_create(Case(**row | {"report": start + number} | changes) for number in range(count))
    for cell in Cell.objects.filter(filed__gt=0):
        for name in ("filed", "open", "due", "in_time", "verified", "done", "answer_due", "answered"):
            setattr(cell, name, getattr(cell, name) * (count + 1))
        cell.save()


def solved(world: World) -> int:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    actions.confirm(report=report.pk, by=world.actor("resident"))
    return report.pk


def test_a_page_of_the_city_of_an_area_and_of_a_body_cost_few_queries_however_many_reports(
    client: Client, world: World
) -> None:
    solved(world)
    folding.fold()
    addresses = ("/figures", f"/figures/areas/{world.areas['c1']}", f"/figures/bodies/{world.bodies['lamps']}")
    for address in addresses:
        assert client.get(address).status_code == 200
    copies(200)
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, address


def test_a_share_of_fewer_than_30_cases_is_told_in_numbers_and_not_ranked(client: Client, world: World) -> None:
    solved(world)
    folding.fold()
    page = client.get("/figures", headers={"Accept-Language": "en"}).content.decode()
    assert "1 of 1" in page
    assert "100 %" not in page
    copies(29)
    folding.Progress.objects.update(number=99)
    page = client.get("/figures", headers={"Accept-Language": "en"}).content.decode()
    assert "100 %" in page


def test_parts_with_few_cases_stand_outside_the_order() -> None:
    def part(name: str, in_time: int, due: int) -> queries.Part:
        tally = queries.Tally()
        tally.values[queries.PLACE["in_time"]], tally.values[queries.PLACE["due"]] = in_time, due
        return queries.Part(scope_of("city"), name, tally)

    parts = [part("C", 29, 29), part("B", 30, 60), part("A", 40, 60), part("a few", 1, 2)]
    assert [one.name for one in sorted(parts, key=queries._rank)] == ["A", "B", "C", "a few"]


def test_private_matters_are_on_no_page_until_they_are_many_and_then_rounded(client: Client, world: World) -> None:
    for _ in range(3):
        world.file(category="noise", at="c1111")
    folding.fold()
    for address in ("/figures.json", f"/figures/areas/{world.areas['c1']}.json"):
        told = client.get(address).json()
        assert (told["all"]["filed"], told["categories"], told["private"]) == (0, [], None)
    assert client.get("/figures?category=noise").status_code == 404
    Cell.objects.filter(scope="private").update(filed=34)
    assert client.get("/figures.json").json()["private"]["about"] == 30
    assert client.get(f"/figures/areas/{world.areas['c1']}.json").json()["private"] is None


def test_every_figure_leads_to_its_reports(client: Client, world: World) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        kept, late = solved(world), world.file().pk
        rejected = world.file().pk
        actions.reject(report=rejected, by=world.actor("reviewer"), reason=Said("不归我们管"))
        clock.shift(timedelta(days=2))
        folding.fold()
        found = queries.figures(scope_of("city"), period_of(""))
        assert (found.total["in_time"], found.total["late"], found.total["rejected"]) == (1, 1, 1)
        pages = {name: client.get(f"/figures/cases?figure={name}").content.decode() for name in queries.LISTS}
    assert f"/reports/{kept}" in pages["in_time"]
    assert f"/reports/{late}" in pages["late"]
    assert f"/reports/{late}" not in pages["in_time"]
    assert f"/reports/{rejected}" not in "".join(pages.values())


def test_a_list_of_cases_is_narrowed_by_area_body_month_and_category(client: Client, world: World) -> None:
    here, there = world.file(at="c1111").pk, world.file(at="c2222", category="road").pk
    folding.fold()
    month = Case.objects.values_list("month", flat=True)[0]
    for query, found in (
        (f"of=a{world.areas['c1']}", {here}),
        (f"of=a{world.areas['c222']}&first={month}&last={month}", {there}),
        ("category=road", {there}),
        (f"of=b{world.bodies['lamps']}", set()),
        ("first=190001&last=xx", {here, there}),
        (f"last={month - 100}", set()),
    ):
        page = client.get(f"/figures/cases?{query}").content.decode()
        assert {pk for pk in (here, there) if f'/reports/{pk}"' in page} == found, query


@pytest.mark.parametrize(
    "address", ["/figures/areas/9999", "/figures/bodies/9999", "/figures.xml", "/figures/cases?figure=x",
                "/figures?category=unknown", "/figures/cases?of=a9999", "/figures/cases?category=noise"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(client: Client, world: World, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_table_says_what_the_page_says(client: Client, world: World) -> None:
    Category.objects.filter(code="lamp").update(name_en="=1+1")
    queries.reports.category_tree()
    solved(world)
    folding.fold()
    answer = client.get("/figures.csv", headers={"Accept-Language": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = {(row["split"], row["code"]): row for row in rows}
    assert found["all", "city"]["verified"] == "1"
    assert found["category", "lamp"]["in_time"] == "1"
    assert found["channel", "web"]["filed"] == "1"
    assert not any(row["name"].startswith("=") for row in rows)
    assert sum(int(row["filed"]) for row in rows if row["split"] == "month") == 1


def test_a_year_shows_its_own_months_only(world: World) -> None:
    with time_machine.travel("2024-03-05T10:00:00+00:00", tick=False):
        world.file()
    folding.fold()
    assert queries.figures(scope_of("city"), period_of("2024")).total["filed"] == 1
    assert queries.figures(scope_of("city"), period_of("")).total["filed"] == 0
    assert 2024 in queries.figures(scope_of("city"), period_of("")).years
    assert period_of("2024").months == [202401 + number for number in range(12)]
    assert len(period_of("").months) == 12


def test_the_backlog_is_told_by_age(world: World) -> None:
    with time_machine.travel("2026-03-01T02:00:00+00:00", tick=False) as clock:
        world.file()
        clock.shift(timedelta(days=39))
        world.file()
        clock.shift(timedelta(days=1))
        folding.fold()
        backlog = queries.figures(scope_of("city"), period_of("")).backlog
    assert backlog is not None
    assert (backlog.open, backlog.late, backlog.median, backlog.p90, backlog.oldest) == (2, 1, 1, 40, 40)
    assert [count for _, _, count in backlog.bands] == [1, 0, 1, 0, 0]


def test_a_group_of_categories_holds_what_lies_below_it(world: World) -> None:
    above = Category.objects.create(code="things", kind="component", name_zh="部件", name_en="Things", leaf=False)
    Category.objects.filter(code__in=["lamp", "road"]).update(parent=above)
    actions.categories.categories.snapshot.changed()
    world.file()
    world.file(category="road")
    folding.fold()
    whole = showing.categories(queries.figures(scope_of("city"), period_of("")))
    assert [(line.name, line.tally["filed"]) for line in whole if line.tally["filed"]] == [("部件", 2)]
    below = showing.categories(queries.figures(scope_of("city"), period_of(""), "things"))
    assert sorted(line.tally["filed"] for line in below) == [1, 1]


def test_quantiles_of_the_page_are_those_of_the_cases(world: World) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for hours in (1, 2, 3, 5, 8):
            report = world.file()
            actions.accept(report=report.pk, by=world.actor("reviewer"))
            clock.shift(timedelta(hours=hours))
            actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
            actions.confirm(report=report.pk, by=world.actor("resident"))
        folding.fold()
        total = queries.figures(scope_of("city"), period_of("")).total
    assert total.median == pytest.approx(3 * 60, rel=lengths.ERROR * 1.001)
    assert total.p90 == pytest.approx(8 * 60, rel=lengths.ERROR * 1.001)


def test_lengths_and_shares_are_said_shortly() -> None:
    minutes = (None, 45, 138, 26 * 60, 4.24 * 1440, 40 * 1440)
    with translation.override("zh-hans"):
        assert [length(one) for one in minutes] == ["–", "45 分钟", "2.3 小时", "26 小时", "4.2 天", "40 天"]
        assert (Share(0, 0).said, Share(12, 14).said, Share(28, 30).said) == ("–", "14 件中 12 件", "93.3")


def test_programs_get_the_same_figures(client: Client, world: World) -> None:
    solved(world)
    folding.fold()
    for place in ("", f"/areas/{world.areas['c1']}", f"/bodies/{world.bodies['lamps']}"):
        told = client.get(f"/api/v1/figures{place}").json()
        assert told == client.get(f"/figures{place}.json").json()
        assert told["all"]["verified"] == 1
        assert FiguresOut.model_validate(told)
    first = client.get("/api/v1/figures")
    assert client.get("/api/v1/figures", headers={"If-None-Match": first["ETag"]}).status_code == 304
    for wrong, status in (("?year=0", 422), ("?category=unknown", 404), ("/areas/999999", 404), ("/bodies/0", 422)):
        assert client.get(f"/api/v1/figures{wrong}").status_code == status, wrong


def test_a_long_list_is_turned_page_by_page_and_reads_only_months_with_something_in_them(
    client: Client, world: World
) -> None:
    with time_machine.travel("2026-01-10T04:00:00+00:00", tick=False) as clock:
        filed = []
        for days in (0, 20, 0, 80, 0):
            clock.shift(timedelta(days=days))
            filed += [world.file().pk for _ in range(9)]
        actions.reject(report=filed[-1], by=world.actor("reviewer"), reason=Said("不归我们管"))
        folding.fold()
    shown: list[int] = []
    address = "/figures/cases?figure=filed"
    for page in range(3):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        read = [one["sql"] for one in asked if "insight_" in one["sql"]]
        assert len(read) == 2, read
        shown += [card.id for card in answer.context["cards"]]
        address = f"/figures/cases{answer.context['older']}"
        assert bool(answer.context["older"]) is (page < 2)
    assert shown == sorted(filed[:-1], reverse=True)
