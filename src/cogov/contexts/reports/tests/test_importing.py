import csv
from datetime import UTC, datetime

import pytest
from django.utils import translation

from cogov.contexts.reports import queries
from cogov.contexts.reports.actions import reopen
from cogov.contexts.reports.importing import import_reports, sources
from cogov.contexts.reports.models import ImportRun, Report, Update
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.importing_forms import (
    MAP,
    csv_file,
    done,
    json_file,
    lines_file,
    map_file,
    parquet_file,
    row,
)
from cogov.contexts.reports.timeline import timeline
from cogov.kernel import geo, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clocks import tick
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.models import Delivery, Entry
from cogov.kernel.verify import Verification

FILED = datetime(2024, 3, 5, 17, 0, tzinfo=UTC)  # noon in New York, in winter
ENDED = datetime(2024, 3, 7, 14, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(sources, "BATCH", 3)


@pytest.fixture
def bring(world, tmp_path):
    """Import rows from a CSV file, with changes to the map."""

    def run(rows, *changes, by=SYSTEM, **more):
        text = MAP
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        return import_reports(csv_file(tmp_path, rows), map_file(tmp_path, text), by=by, **more)

    return run


def reports():
    return {report.source_id: report for report in Report.objects.exclude(source="")}


def kinds(report):
    return [entry.kind.partition(".")[2] for entry in journal.history(report)]


def faults():
    """Of the reports; the test city's bodies were made without a journal."""
    return [found for found in Verification().findings() if found.subject_type == "reports.report"]


def refused(summary):
    with summary.refused_file.open(newline="", encoding="utf-8") as file:
        return [(line["nr"], line["refused_reason"]) for line in csv.DictReader(file)]


def test_an_open_row_becomes_an_accepted_report_with_all_it_had(bring, world):
    summary = bring([row(1, street="  Elm   St 4 ", remark="on its way", target="2024-03-09 12:00:00")])
    report = reports()["1"]
    assert (summary.counts.read, summary.counts.imported, summary.refused_file) == (1, 1, None)
    assert (report.state, report.outcome, report.category.code) == ("accepted", "", "lamp")
    assert (report.filed_at, report.due_at) == (FILED, datetime(2024, 3, 9, 17, 0, tzinfo=UTC))
    assert (report.text, report.address, report.language) == ("lamp 1 is dark", "Elm St 4", "en")
    assert (report.community_id, report.grid_id) == (world.areas["c111"], world.areas["c1111"])
    assert (report.channel, report.reporter, report.source) == ("import", None, "elsewhere")
    assert kinds(report) == ["filed", "accepted", "noted"]
    assert [item.text for item in timeline(report, Actor()) if item.text] == ["on its way"]


def test_a_finished_row_becomes_a_closed_report_that_nobody_here_has_checked(bring):
    bring([done(1), done(2, remark="not possible")])
    fixed, unfixed = reports()["1"], reports()["2"]
    assert (fixed.state, fixed.outcome, fixed.closed_at, fixed.resolved_at) == ("closed", "fixed", ENDED, ENDED)
    assert (unfixed.state, unfixed.outcome) == ("closed", "unfixed")
    closed = journal.fact_of(journal.history(fixed)[-1])
    assert (closed.outcome, closed.checked_by) == ("fixed", "source")
    assert Update.objects.get(pk=closed.update).text_en == "new bulb"


@pytest.mark.parametrize("make", [csv_file, json_file, lines_file, parquet_file])
def test_every_kind_of_file_brings_the_same_reports(world, tmp_path, make):
    rows = [row(n) for n in range(1, 5)] + [done(5), done(6, same_as="2"), row(7, topic="?")]
    counts = import_reports(make(tmp_path, rows), map_file(tmp_path), by=SYSTEM).counts
    assert (counts.read, counts.imported, counts.joined, counts.refused) == (7, 6, 1, 1)
    assert reports()["6"].merged_into_id == reports()["2"].pk


def test_nothing_is_taken_twice_neither_by_the_same_file_nor_by_another(bring):
    first = bring([row(1), done(2), row(3, same_as="1")])
    again = bring([row(1), done(2), row(3, same_as="1")])
    more = bring([row(1), row(4), row(4, words="twice in one file"), row(3, same_as="1")])
    assert (first.counts.imported, again.counts.imported, more.counts.imported) == (3, 0, 1)
    assert (again.counts.known, more.counts.known, more.counts.read) == (3, 3, 4)
    assert Report.objects.count() == 4


def test_what_cannot_be_taken_stands_beside_the_input_with_its_reason(bring, tmp_path):
    rows = [
        row(1), row(2, topic="Dragons"), row(3, opened="yesterday"), row("", words="=cmd()"), row(5, y="95"),
        row(6, status="lost"), row(7, opened="2999-01-01"), row(8, x="abc"), row(9, y="31", x="110"), row("9" * 81),
    ]  # fmt: skip
    summary = bring(rows)
    assert (summary.counts.imported, summary.counts.refused) == (1, 9)
    assert summary.refused_file == tmp_path / "rows.csv.refused.csv"
    reasons = dict(refused(summary))
    assert reasons["2"] == "The map knows no category for “Dragons”."
    assert reasons["3"] == "“yesterday” is not a time."
    assert "no id" in reasons[""]
    assert "not a place on earth" in reasons["5"] + reasons["8"]
    assert "state" in reasons["6"]
    assert "has not come yet" in reasons["7"]
    assert reasons["9"] == "This place is outside the city."
    assert "'=cmd()" in summary.refused_file.read_text()


def test_a_folder_where_nothing_can_be_written_ends_in_a_sentence_and_keeps_what_was_taken(bring, tmp_path):
    rows = [row(n) for n in range(1, 4)] + [row(4, topic="Dragons")]
    with pytest.raises(Invalid, match="Name another file"):
        bring(rows, refused=tmp_path / "no such folder" / "refused.csv")
    assert bring(rows, refused=tmp_path / "refused.csv").counts.imported == 3


def test_mended_rows_are_taken_from_the_file_of_refused_ones(world, tmp_path):
    plan = map_file(tmp_path)
    summary = import_reports(csv_file(tmp_path, [row(1), row(2, topic="Dragons")]), plan, by=SYSTEM)
    mended = summary.refused_file.with_name("mended.csv")
    mended.write_text(summary.refused_file.read_text().replace("Dragons", "Lamps"))
    assert import_reports(mended, plan, by=SYSTEM).counts.imported == 1
    assert set(reports()) == {"1", "2"}


def test_unknown_topics_go_to_the_fallback_only_where_the_map_says_so(bring):
    summary = bring([row(1, topic="Dragons")], ('column = "topic"', 'column = "topic"\nfallback = "road"'))
    assert reports()["1"].category.code == "road"
    assert summary.counts.by_fallback == 1


def test_a_map_brings_its_own_categories_and_leaves_the_citys_alone(bring):
    own = """
[[categories]]
code = "dragon"
kind = "event"
name_zh = "龙"
name_en = "Dragons"
[[categories]]
code = "lamp"
kind = "event"
name_zh = "别名"
name_en = "Another name"
"""
    bring(
        [row(1, topic="Dragons"), row(2)],
        ("[repair]", f"{own}\n[repair]"),
        ('"Lamps" = "lamp"', '"Lamps" = "lamp", "Dragons" = "dragon"'),
    )
    assert reports()["1"].category.name_zh == "龙"
    assert reports()["2"].category.name_en == "Street lamp"


def test_a_category_that_there_is_not_ends_the_import_before_it_begins(bring):
    with pytest.raises(Invalid, match="“dragon”"):
        bring([row(1)], ('"Roads" = "road"', '"Roads" = "dragon"'))
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2024-07-05 12:00:00", datetime(2024, 7, 5, 16, 0, tzinfo=UTC)),  # summer
        ("2023-11-05 01:30:00", datetime(2023, 11, 5, 5, 30, tzinfo=UTC)),  # twice that night: the first
        ("2024-03-10 02:30:00", datetime(2024, 3, 10, 7, 30, tzinfo=UTC)),  # never that night: as if not yet changed
        ("2024-07-05T12:00:00+08:00", datetime(2024, 7, 5, 4, 0, tzinfo=UTC)),
        ("2024-07-05T12:00:00Z", datetime(2024, 7, 5, 12, 0, tzinfo=UTC)),
    ],
)
def test_times_without_an_offset_are_local_times_of_the_map(bring, local, utc):
    bring([row(1, opened=local)])
    assert reports()["1"].filed_at == utc


def test_a_closing_before_the_filing_is_mended_and_counted_or_refused(bring):
    early = done(1, ended="2024-03-01 00:00:00")
    assert (
        bring([early, done(2)], ('closed_before_filed = "filed"', 'closed_before_filed = "refuse"')).counts.refused == 1
    )
    summary = bring([early])
    assert (summary.counts.mended, reports()["1"].closed_at) == (1, FILED)


def test_positions_are_converted_dropped_kept_or_refused_as_the_map_says(bring, world):
    shifted_lat, shifted_lon = geo.wgs84_to_gcj02(30.005, 104.005)
    far, shifted = row(1, y="31", x="110"), row(2, y=str(shifted_lat), x=str(shifted_lon))
    keep = ('missing = "keep"', 'missing = "keep"\noutside_city = "keep"')
    drop = ('missing = "keep"', 'missing = "keep"\nbounds = [29.9, 103.9, 30.3, 104.3]\nout_of_bounds = "drop"')
    assert bring([far | {"nr": "kept"}], keep).counts.outside == 1
    assert bring([far | {"nr": "dropped"}], drop).counts.dropped == 1
    bring([shifted], ('missing = "keep"', 'missing = "keep"\ncoordinates = "gcj02"'))
    assert bring([row(3, x="", y="")], ('missing = "keep"', 'missing = "refuse"')).counts.refused == 1
    found = reports()
    assert (found["kept"].lat, found["kept"].district) == (31.0, None)
    assert (found["dropped"].lat, found["dropped"].cell) == (None, None)
    assert found["2"].lat == pytest.approx(30.005, abs=1e-7)
    assert set(found) == {"kept", "dropped", "2"}


def test_repeats_are_joined_with_the_first_of_them_in_any_order(bring):
    rows = [
        done(1, same_as="2"), done(2, same_as="3"), done(3, same_as="4"), done(4), done(5, same_as="5"),
        done(6, same_as="unknown"), done(7, same_as="8"), done(8, same_as="7"),
    ]  # fmt: skip
    summary = bring(rows)
    found = reports()
    assert {nr: found[nr].merged_into_id for nr in "123"} == dict.fromkeys("123", found["4"].pk)
    assert (found["4"].supporters, found["4"].state) == (3, "closed")
    assert kinds(found["1"]) == ["filed", "accepted", "noted", "merged"]
    assert kinds(found["4"]) == ["filed", "accepted", "closed", "joined", "joined", "joined"]
    assert [found[nr].state for nr in "56"] == ["closed", "closed"]
    assert (summary.counts.imported, summary.counts.known) == (8, 0)
    assert sorted(found[nr].state for nr in "78") == ["closed", "merged"]


def test_a_repeat_of_nothing_known_is_refused_where_the_map_says_so(bring):
    rows = [done(1, same_as="unknown"), done(2)]
    summary = bring(rows, ('repeats_unknown = "plain"', 'repeats_unknown = "refuse"'))
    assert refused(summary) == [("1", "The report “unknown”, which this one repeats, is not there.")]


def test_a_private_report_is_never_joined_with_a_public_one(bring):
    summary = bring([row(1), row(2, topic="Neighbours", same_as="1")])
    assert refused(summary) == [("2", "A private report and a public one cannot be joined.")]


def test_private_topics_stay_private(bring):
    bring([row(1, topic="Neighbours", words="drums")])
    assert not queries.visible_to(Actor()).filter(source="elsewhere").exists()


def test_a_stopped_run_goes_on_where_it_was_and_ends_the_same(bring):
    rows = [row(n) for n in range(1, 8)] + [row(8, topic="?"), row(9, same_as="2"), row(10, opened="?"), done(11)]

    for _kill in range(6):  # four batches of the first pass, one of the second, one of the third
        with pytest.raises(ZeroDivisionError):
            bring(rows, progress=lambda _rows: 1 / 0)
    summary = bring(rows)
    assert summary.resumed
    assert (summary.counts.read, summary.counts.imported, summary.counts.refused) == (11, 9, 2)
    assert summary.counts.known == 0
    assert [nr for nr, _reason in refused(summary)] == ["8", "10"]
    assert Report.objects.count() == 9


def test_progress_adds_up_to_the_rows_of_the_input(bring):
    steps = []
    bring([row(1), row(2, same_as="1"), row(3, topic="?"), done(4, same_as="nobody"), row(1)], progress=steps.append)
    assert sum(steps) == 5


def test_two_runs_of_one_import_do_not_mix(bring):
    def somebody_else(_rows):
        ImportRun.objects.update(updated_at=FILED)

    with pytest.raises(Conflict):
        bring([row(n) for n in range(1, 8)], progress=somebody_else)


def test_starting_anew_reads_everything_and_takes_nothing_twice(bring):
    with pytest.raises(ZeroDivisionError):
        bring([row(n) for n in range(1, 8)], progress=lambda _rows: 1 / 0)
    summary = bring([row(n) for n in range(1, 8)], resume=False)
    assert not summary.resumed
    assert (summary.counts.imported, summary.counts.known) == (4, 3)


def test_the_journal_holds_and_nobody_is_told_of_old_news(bring):
    bring([row(1), done(2), done(3, same_as="2"), row(4, topic="?")])
    assert not faults()
    assert not Delivery.objects.exists()
    assert tick().steps == 0
    assert {entry.channel for entry in Entry.objects.filter(subject_type="reports.report")} == {"import"}


def test_an_imported_report_lives_on_in_this_city(bring, world):
    bring([done(1)])
    report = reopen(report=reports()["1"].pk, by=world.actor("inspector"), reason=Said(en="dark again"))
    assert (report.state, report.reopened) == ("dispatched", 1)
    assert not faults()


def test_imported_reports_are_found_by_their_words(bring):
    bring([row(1, words="a very dark alley"), row(2, words="路灯不亮")])
    for query, nr in (("dark alley", "1"), ("路灯", "2")):
        page = queries.page_of(queries.visible_to(Actor()), queries.Filters(query=query))
        assert nr in [found.source_id for found in page.rows]


@pytest.mark.parametrize("who", ["anonymous", "resident", "reviewer"])
def test_only_the_machine_and_administrators_import(bring, world, who):
    with pytest.raises(Forbidden):
        bring([row(1)], by=world.actor(who))


def test_texts_are_kept_whole_and_clean(bring):
    long = "x" * 4_500
    bring([row(1, words=long), row(2, words="a\x00b\x07 路\u200b灯")])
    assert reports()["1"].text == long
    assert reports()["2"].text == "ab 路灯"
