"""The city in the database: rows as the actions would have left them, chains that verify, nothing left to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from cogov import demo
from cogov.contexts.accounts import demo as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.areas.models import Area
from cogov.contexts.bodies.models import Body, Membership, Responsibility
from cogov.contexts.reports import queries
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.actions.routing import route_of
from cogov.contexts.reports.models import (
    OPEN,
    Assignment,
    Attachment,
    Category,
    Contact,
    Rating,
    Report,
    State,
    Support,
    Update,
)
from cogov.contexts.reports.timing import FROM_FILING
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.demo import load
from cogov.demo.geography import City
from cogov.kernel import clocks, ids, journal, verify
from cogov.kernel.actors import SYSTEM
from cogov.kernel.cached import forget_all
from cogov.kernel.models import Clock, Delivery, Entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 6, 18, 7, 20, tzinfo=UTC)
COUNT = 360
BULK = COUNT - load.LIVE
# Facts that move the state, by the step of the workflow that they tell of.
STEPS = {
    "reports.asked": "ask", "reports.answered": "answer", "reports.accepted": "accept", "reports.rejected": "reject",
    "reports.merged": "merge", "reports.dispatched": "dispatch", "reports.returned": "return",
    "reports.started": "start", "reports.closed": "confirm", "reports.reopened": "reopen",
    "reports.withdrawn": "withdraw",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    city: City,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """COGOV_DATA of a small city, built once for all tests here and rolled back after them."""
    data = tmp_path_factory.mktemp("city")
    patch = pytest.MonkeyPatch()
    patch.setattr(load, "build_city", lambda seed: city)
    with django_db_blocker.unblock(), override_settings(DEMO=True, DATA=data), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            assert demo.build(seed=7, reports=COUNT, progress=lambda done: None)
        yield data
        transaction.set_rollback(True)
    patch.undo()
    forget_all()


def test_areas_bodies_rules_and_categories_are_there(built: Path, city: City) -> None:
    assert Area.objects.count() == len(city.division.areas)
    assert Body.objects.count() > 400
    assert Responsibility.objects.count() > 1500
    assert Category.objects.filter(leaf=True).count() >= 70
    assert Membership.objects.count() > 900


def test_every_report_is_there_with_its_journal(built: Path) -> None:
    assert Report.objects.count() == COUNT
    assert Entry.objects.filter(kind="reports.filed").count() == COUNT


def test_the_journal_verifies(built: Path) -> None:
    assert not list(verify.Verification().findings())


def test_the_steps_of_each_report_are_steps_of_the_workflow(built: Path) -> None:
    allowed = {(step.name, source): step.target for step in WORKFLOW.transitions.values() for source in step.sources}
    for report in Report.objects.order_by("id")[:BULK]:
        state: str = State.RECEIVED
        for entry in journal.history(report):
            name = STEPS.get(entry.kind)
            if entry.kind == "reports.resolved":
                name = "fix" if json.loads(entry.data)["by_resident"] else "resolve"
            if name is not None:
                state = allowed[name, State(state)]
        assert state == report.state


def test_points_lie_in_the_areas_that_the_report_names(built: Path) -> None:
    for report in Report.objects.exclude(lat=None)[::7]:
        chain = areas.chain_at(report.lat, report.lon)
        assert chain is not None
        assert (report.community_id, report.grid_id) == (chain.community, chain.grid)


def test_the_rule_that_sent_a_report_is_the_one_that_decides(built: Path) -> None:
    sent = Assignment.objects.exclude(rule=None).select_related("report")[:60]

    assert sent
    for row in sent:
        route = route_of(row.report)
        assert route is not None
        assert (route.body, route.rule) == (row.body_id, row.rule)


def test_one_body_leads_while_work_goes_on_and_none_once_it_is_closed(built: Path) -> None:
    for report in Report.objects.all():
        leading = Assignment.objects.filter(report=report, done_at=None, lead=True).count()
        assert leading == (report.state in (State.DISPATCHED, State.HANDLING, State.RESOLVED))


def test_clocks_stand_still_where_work_has_ended_and_ticks_have_nothing_to_catch_up(built: Path) -> None:
    closed = Report.objects.exclude(state__in=OPEN).values("id")

    assert Clock.objects.filter(kind__in=FROM_FILING).count() == 3 * COUNT
    assert not Clock.objects.filter(subject_id__in=closed, stopped_at=None).exists()
    assert clocks.tick(NOW) == clocks.Ticked(0, 0, more=False)


def test_late_reports_were_escalated_as_ticks_would_have_done(built: Path) -> None:
    late = Clock.objects.filter(kind="resolution", stopped_at__isnull=False, escalation__gte=clocks.Step.LATE)

    assert late
    for clock in late:
        assert clock.stopped_at >= clock.due_at
        facts = Entry.objects.filter(
            kind__in=("reports.escalated", "reports.dispatched"), subject_id=clock.subject_id
        ).order_by("id")
        steps, holding = [], [set[int]()]
        for entry in facts:
            fact = json.loads(entry.data)
            if entry.kind == "reports.dispatched":
                holding.append(set())
            elif fact["clock"] == "resolution":
                assert fact["body"] not in holding[-1], "nobody is told twice while the same office has it"
                holding[-1].add(fact["body"])
                steps.append(fact["step"])
        assert steps == list(range(1, len(steps) + 1))
        assert 1 <= len(steps) <= clock.escalation - clocks.Step.WARNING


def test_words_ratings_supports_and_photos_hang_on_the_reports(built: Path) -> None:
    assert Update.objects.filter(kind=Update.Kind.REASON).exists()
    assert Rating.objects.exclude(comment="").exists()
    assert Support.objects.exists()
    assert {kind for (kind,) in Attachment.objects.values_list("kind")} >= {"report", "after"}
    told = Counter(json.loads(entry.data)["supporters"] for entry in Entry.objects.filter(kind="reports.supported"))
    assert max(told) <= max(Report.objects.values_list("supporters", flat=True))


def test_joined_reports_count_as_supporters_of_the_first(built: Path) -> None:
    for report in Report.objects.filter(state=State.MERGED):
        into = report.merged_into
        assert into is not None
        joined = [json.loads(entry.data)["report"] for entry in journal.history(into) if entry.kind == "reports.joined"]
        assert report.pk in joined
        assert into.supporters >= len(joined)


def test_receipts_open_their_report(built: Path) -> None:
    for report in Report.objects.all()[:20]:
        assert report.receipt == ids.digest(receipt_of(report.salt))


def test_reporters_without_an_account_left_an_address_apart_from_the_report(built: Path) -> None:
    assert Contact.objects.exists()
    assert not Contact.objects.exclude(report__reporter=None).exists()


def test_words_find_reports_by_text_and_by_place(built: Path) -> None:
    lamp = Report.objects.filter(category__code="street-lamp", language="zh-hans", state=State.CLOSED).first()

    assert lamp is not None
    found = next(iter(load.finding.table.newest("路灯", staff=False)))
    assert lamp.pk in found


def test_the_newest_went_through_the_real_actions(built: Path) -> None:
    newest = Report.objects.order_by("-id")[: load.LIVE]

    assert all(report.filed_at == NOW for report in newest)
    assert Delivery.objects.exists() == bool(journal.handlers)
    assert {report.state for report in newest} >= {State.RECEIVED, State.DISPATCHED}


def test_private_matters_stay_off_the_public_list(built: Path) -> None:
    private = set(Report.objects.filter(private=True).values_list("id", flat=True))
    from cogov.kernel.actors import Actor

    assert private
    assert not private & set(queries.visible_to(Actor()).values_list("id", flat=True))
    assert private <= set(queries.visible_to(SYSTEM).values_list("id", flat=True))


def test_complaints_about_an_office_name_it(built: Path) -> None:
    about = Report.objects.filter(category__code="staff-conduct")

    assert all(report.about_body_id is not None for report in about)


def test_a_visitor_may_become_each_persona(built: Path) -> None:
    people = accounts.personas()

    assert len(people) >= 12
    for one in people:
        held = Membership.objects.filter(person=one.person).values_list("role", flat=True)
        assert (one.role in held) == (one.role != "resident")
    assert set(accounts.codes()) == {one.person for one in people if one.role != "resident"}


def test_one_click_leads_each_persona_to_a_page_that_opens(built: Path) -> None:
    for one in accounts.personas():
        client = Client()
        entered = client.post("/demo/sign-in", {"persona": one.code})
        assert (entered.status_code, entered["Location"]) == (302, one.home), one.code
        assert client.get(one.home).status_code == 200, one.code


def test_resident_personas_have_reports_of_their_own(built: Path) -> None:
    mine = next(one for one in accounts.personas() if one.code == "xiaozhou")

    assert Report.objects.filter(reporter=mine.person).exists()


def test_the_hidden_truth_is_kept_aside_by_report(built: Path) -> None:
    table = pq.read_table(built / "demo" / "truth.parquet").to_pylist()

    assert len(table) == COUNT
    assert {row["report"] for row in table} == set(Report.objects.values_list("id", flat=True))
    assert any(row["repeats"] for row in table)


def test_the_base_map_and_overviews_are_written(built: Path) -> None:
    names = {file.name for file in (built / "basemap").iterdir()}

    assert {"road.geojson", "water.geojson", "label.geojson", "overview-zh.svg", "overview-en.svg"} <= names


def test_a_second_build_leaves_the_city_alone(built: Path) -> None:
    assert not demo.build(seed=8, reports=50, progress=lambda done: None)
    assert Report.objects.count() == COUNT


def test_nothing_happens_after_now(built: Path) -> None:
    newest = Entry.objects.order_by("-at").values_list("at", flat=True)[0]

    assert newest <= NOW
    assert Report.objects.order_by("filed_at")[0].filed_at > NOW - timedelta(days=190)
