"""Finished days as Parquet: all of them, once, nothing personal, and any difference is named."""

import hashlib
import json
from datetime import datetime

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection

from cogov.contexts.reports import actions
from cogov.contexts.reports import history as reports
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.own_data import erase
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import contact
from cogov.kernel import guards
from cogov.kernel import history as journal
from cogov.kernel.actors import Actor
from cogov.kernel.checkpoints import checkpoint
from cogov.kernel.errors import Conflict
from cogov.kernel.models import Checkpoint, Entry

MONDAY, TUESDAY, WEDNESDAY = ("2026-03-02", "2026-03-03", "2026-03-04")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)


@pytest.fixture(autouse=True)
def clock(time_machine):
    def to(day, hour=8):
        time_machine.move_to(datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00"), tick=False)

    to(MONDAY)
    return to


def closed(world, **more):
    report = world.file(**more)
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said(en="done"))
    actions.confirm(report=report.pk, by=world.actor("inspector"))
    return report


def write():
    checkpoint()
    return journal.write(), reports.write()


def findings():
    return [*journal.Verification().findings(), *reports.Verification().findings()]


def rows(table):
    return ds.dataset(journal.folder(table), partitioning="hive", format="parquet").to_table().to_pylist()


def names(table):
    return sorted(str(path.relative_to(journal.folder(table))) for path in journal.folder(table).rglob("*.parquet"))


def test_whole_days_are_written_once_and_read_back_as_they_stand_in_the_database(world, clock):
    first = closed(world)
    clock(TUESDAY)
    second = closed(world)
    write()
    assert {row["day"] for row in rows("journal")} == {MONDAY}, "today is not finished"
    clock(WEDNESDAY)
    write()
    before = {name: (journal.folder("journal") / name).stat().st_mtime_ns for name in names("journal")}
    assert write() == ([], 0)
    assert before == {name: (journal.folder("journal") / name).stat().st_mtime_ns for name in names("journal")}
    found = sorted(rows("journal"), key=lambda row: row["id"])
    stored = list(Entry.objects.order_by("id").values(*journal.COLUMNS))
    assert [row | {"hash": row["hash"].hex()} for row in found] == [
        row | {"day": f"{row['at']:%Y-%m-%d}"} for row in stored
    ]
    assert [(row["id"], row["day"], row["outcome"]) for row in sorted(rows("reports"), key=lambda row: row["id"])] == [
        (first.pk, MONDAY, "fixed"),
        (second.pk, TUESDAY, "fixed"),
    ]
    assert findings() == []


def test_the_manifest_counts_every_file_with_its_hash(world, clock):
    closed(world)
    clock(TUESDAY)
    write()
    [batch] = journal.batches()
    for file in batch.files:
        content = (journal.folder("journal") / file.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
        assert pq.read_metadata(journal.folder("journal") / file.path).num_rows == file.rows
    assert batch.rows == Entry.objects.count()


def test_many_batches_and_one_give_the_same_rows(world, clock, monkeypatch):
    for _ in range(3):
        closed(world)
    clock(TUESDAY)
    monkeypatch.setattr(journal, "BATCH", 5)
    batches, _ = write()
    assert len(batches) > 3
    assert sorted(row["id"] for row in rows("journal")) == list(
        Entry.objects.order_by("id").values_list("id", flat=True)
    )
    assert len(rows("reports")) == 3
    assert findings() == []


@pytest.mark.parametrize("after", range(1, 7))
def test_what_was_cut_off_anywhere_is_made_whole_by_the_next_run(world, clock, monkeypatch, after):
    closed(world)
    clock(TUESDAY)
    closed(world)
    clock(WEDNESDAY)
    left, real = [after], journal.sync

    def power_cut(home):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(home)

    monkeypatch.setattr(journal, "sync", power_cut)
    with pytest.raises(KeyboardInterrupt):
        write()
    monkeypatch.setattr(journal, "sync", real)
    write()
    assert len(rows("journal")) == Entry.objects.count()
    assert findings() == []


def test_a_report_that_was_reopened_leaves_the_history_until_it_is_closed_again(world, clock):
    report = closed(world)
    clock(TUESDAY)
    write()
    actions.reopen(report=report.pk, by=world.actor("resident"), reason=Said(en="still dark"))
    clock(WEDNESDAY)
    write()
    assert rows("reports") == []
    assert findings() == []


def test_a_report_that_was_hidden_since_leaves_it_too(world, clock):
    report = closed(world)
    clock(TUESDAY)
    write()
    Report.objects.filter(pk=report.pk).update(private=True)
    [told] = findings()
    assert told == f"report {report.pk}: not as the public sees it"


def test_nothing_personal_is_in_a_single_byte_before_and_after_an_erasure(world, clock):
    mark = "xyzzy-7431"
    report = closed(world, text=mark, address=f"{mark} road", contact=contact(name=mark, email=f"{mark}@example.org"))
    resident = world.people["resident"]
    world.file(category="noise", text=mark)
    clock(TUESDAY)
    write()
    erase(resident, Actor(person=resident))
    clock(WEDNESDAY)
    write()
    for path in journal.folder("").rglob("*.*"):
        assert mark.encode() not in path.read_bytes(), path
    assert not {"person", "on_behalf_of"} & set(rows("journal")[0])
    assert not {"text", "address", "reporter"} & set(rows("reports")[0])
    assert [row["id"] for row in rows("reports")] == [report.pk]
    assert mark not in json.dumps([row["data"] for row in rows("journal")])
    assert findings() == []


def test_an_altered_file_an_altered_row_and_a_forged_root_are_named(world, clock):
    closed(world)
    clock(TUESDAY)
    write()
    [batch] = journal.batches()
    path = journal.folder("journal") / batch.files[0].path
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert [told for told in findings() if batch.files[0].path in told]
    path.write_bytes(whole)
    assert findings() == []
    guards.remove(connection)
    Entry.objects.filter(pk=batch.first).update(prev="f" * 64)
    assert f"entry {batch.first}: its content does not give its hash" in findings()
    Entry.objects.filter(pk=batch.first).update(prev="")
    Checkpoint.objects.update(root="0" * 64)
    assert any("do not give its root" in told for told in findings())
    guards.install(connection)


def test_two_writers_do_not_meet(world, clock):
    with journal.locked("journal"), pytest.raises(Conflict):
        journal.write()


def test_an_import_with_old_dates_gets_files_of_its_own_days(world, clock):
    closed(world)
    clock(TUESDAY)
    write()
    clock(MONDAY, 20)
    late = closed(world)
    clock(WEDNESDAY)
    write()
    assert len([name for name in names("journal") if MONDAY in name]) == 2
    assert late.pk in {row["id"] for row in rows("reports") if row["day"] == MONDAY}
    assert findings() == []
