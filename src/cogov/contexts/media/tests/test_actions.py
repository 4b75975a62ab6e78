"""Photos are durable before their row is, forget where they were taken, and go with their files."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cogov.contexts.accounts.models import Person
from cogov.contexts.media import actions, checks, facade, own_data, storage
from cogov.contexts.media.actions import Purged
from cogov.contexts.media.checks import Fault
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import MAX_BYTES, Size
from cogov.contexts.media.storage import StoreFailed
from cogov.contexts.media.tests.factories import (
    GPS_NORTH_EAST,
    OWNER,
    asset,
    encoded,
    exif_with,
    opened,
    picture,
    resident,
    small,
)
from cogov.kernel import journal, personal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid, Missing, TooLarge
from cogov.kernel.periodic import jobs
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=25)


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """`with at_commit():` runs at its end what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    """Files of one test are not seen by the next."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = storages


def photo(**exif: Any) -> bytes:
    return encoded("JPEG", exif=exif_with(**exif).tobytes()) if exif else encoded("JPEG")


def files() -> list[str]:
    """Stems that have files."""
    return list(storage.stems())


def marks() -> list[str]:
    return list(storage.doubtful(now() + timedelta(days=1)))


def kinds(subject: Asset) -> list[str]:
    return [entry.kind for entry in journal.history(subject)]


def roll_back(action: Callable[[], Any]) -> None:
    """Do it within a transaction of a caller who then fails."""
    with suppress(RuntimeError), transaction.atomic():
        action()
        raise RuntimeError


# Storing


def test_an_upload_is_kept_in_three_files_with_its_row(at_commit: Callable[..., Any]) -> None:
    with at_commit():
        stored = actions.store_photo(data=photo(), by=resident(), session="s" * 32)

    row = Asset.objects.get()
    assert row.token == stored.token
    assert len(row.token) == 32
    assert row.token not in row.stem
    assert files() == [row.stem]
    assert marks() == []
    assert [storage.path(row.stem, size).stat().st_size for size in Size]
    assert sum(storage.path(row.stem, size).stat().st_size for size in Size) == row.bytes
    assert opened(storage.path(row.stem, Size.FULL).read_bytes()).size == (row.width, row.height)
    assert (row.claimed_type, row.journal_seq, row.hidden) == ("", 0, False)


def test_place_and_time_are_kept_for_the_sender_until_filed() -> None:
    data = photo(gps=GPS_NORTH_EAST, details={0x9003: "2026:05:04 12:34:56"})

    draft = facade.store_photo(data=BytesIO(data), by=resident(), session="s" * 32, at=datetime(2026, 5, 5, tzinfo=UTC))

    assert (draft.lat, draft.lon) == pytest.approx((39.9075, 116.388194), abs=1e-6)
    assert draft.taken_at == datetime(2026, 5, 4, 4, 34, 56, tzinfo=UTC)  # the city's zone is UTC+8
    assert facade.position_of(Asset.objects.get().pk) == (draft.lat, draft.lon)


@pytest.mark.parametrize("written", ["1980:01:01 00:00:00", "2099:01:01 00:00:00"])
def test_a_camera_with_a_wrong_clock_offers_no_time(written: str) -> None:
    assert actions.store_photo(data=photo(details={0x9003: written}), by=resident()).taken_at is None


def test_files_are_on_the_disk_before_the_row_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    sync, save = os.fsync, Asset.save

    def note_sync(descriptor: int) -> None:
        told.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    def note_save(row: Asset, **how: Any) -> None:
        told.append("row")
        save(row, **how)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Asset, "save", note_save)

    stored = actions.store_photo(data=photo(), by=resident())

    written = [Path(name).name for name in told]
    assert written[-1] == "row"
    assert {f"{stored.stem}.{size.value}.jpg" for size in Size} < set(written)
    assert written[-2] == stored.stem[:2]  # the folder, after its files
    assert "doubt" in written[: written.index(f"{stored.stem}.thumb.jpg")]


def test_the_same_photo_sent_again_by_one_session_is_one_asset() -> None:
    first = actions.store_photo(data=photo(), by=resident(), session="s" * 32)

    assert actions.store_photo(data=photo(), by=resident(), session="s" * 32) == first
    assert actions.store_photo(data=photo(), by=resident(), session="t" * 32) != first
    assert actions.store_photo(data=photo(), by=resident()) != first


def test_a_stream_is_read_no_further_than_the_limit() -> None:
    class Endless:
        read_bytes = 0

        def read(self, most: int) -> bytes:
            self.read_bytes += most
            return bytes(most)

    stream = Endless()
    with pytest.raises(TooLarge):
        actions.store_photo(data=stream, by=resident())  # type: ignore[arg-type]

    assert stream.read_bytes == MAX_BYTES + 1


def test_a_photo_sent_for_a_resident_is_the_residents() -> None:
    people = [Person.objects.create(name=name) for name in ("operator", "resident")]
    operator = Actor(person=people[0].pk).for_resident(people[1].pk)

    assert actions.store_photo(data=photo(), by=operator).uploaded_by_id == people[1].pk


def test_a_row_that_cannot_be_written_leaves_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Asset, "save", lambda self, **how: (_ for _ in ()).throw(IntegrityError))

    with pytest.raises(IntegrityError):
        actions.store_photo(data=photo(), by=resident())

    assert files() == marks() == []


def test_a_full_disk_is_said_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written = storage._write_through

    def full(file: Path, data: bytes) -> None:
        if "full" in file.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(file, data)

    monkeypatch.setattr(storage, "_write_through", full)

    with pytest.raises(StoreFailed) as failed:
        actions.store_photo(data=photo(), by=resident())

    assert failed.value.status == 503
    assert not Asset.objects.exists()
    assert files() == marks() == []


def test_files_of_a_rolled_back_row_are_purged() -> None:
    roll_back(lambda: actions.store_photo(data=photo(), by=resident()))

    assert len(files()) == len(marks()) == 1
    assert actions.purge_unclaimed(now()) == Purged(rows=0, files=0)  # it might still be under way
    assert len(files()) == 1
    assert actions.purge_unclaimed(now() + timedelta(hours=2)) == Purged(rows=0, files=1)
    assert files() == marks() == []


def test_files_whose_mark_outlived_the_commit_stay() -> None:
    stored = actions.store_photo(data=photo(), by=resident())  # as after a kill between commit and `trust`
    assert marks() == [stored.stem]

    assert actions.purge_unclaimed(now() + timedelta(hours=2)) == Purged(rows=0, files=0)
    assert files() == [stored.stem]
    assert marks() == []


# Claiming


def test_claiming_forgets_where_when_and_by_which_session() -> None:
    draft = asset(lat=1.0, lon=2.0, taken_at=now(), upload_session="x" * 64)

    [card] = facade.claim(tokens=[draft.token], owner_type=OWNER, owner_id=7, by=SYSTEM)

    row = Asset.objects.get(pk=card.id)
    assert (row.lat, row.lon, row.taken_at, row.upload_session) == (None, None, None, "")
    assert (row.claimed_type, row.claimed_id) == (OWNER, 7)


def test_the_database_refuses_a_filed_photo_that_knows_its_place() -> None:
    filed = asset(claimed=7)

    for kept in ({"lat": 1.0, "lon": 2.0}, {"taken_at": now()}, {"upload_session": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Asset.objects.filter(pk=filed.pk).update(**kept)


@pytest.mark.parametrize("broken", [{"lat": 91.0, "lon": 0.0}, {"lat": 1.0}, {"claimed_type": OWNER}, {"width": 0}])
def test_the_database_refuses_halves_and_nonsense(broken: dict[str, Any]) -> None:
    draft = asset()

    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=draft.pk).update(**broken)


def test_claiming_starts_the_chain_with_the_fingerprint_of_the_photo() -> None:
    filed = asset(claimed=7)

    [entry] = journal.history(filed)
    fact = journal.fact_of(entry)
    assert (entry.kind, entry.seq) == ("media.attached", 1)
    assert (fact.sha256, fact.owner_type, fact.owner_id) == (filed.sha256, OWNER, 7)
    assert filed.journal_hash == entry.hash


def test_drafts_leave_no_trace_in_the_journal() -> None:
    draft = asset()

    actions.drop(assets=[draft.pk], by=SYSTEM)

    assert kinds(draft) == []


def test_claiming_keeps_the_order_and_answers_the_same_when_repeated() -> None:
    drafts = [asset(drawn=small(number)) for number in range(3)]
    tokens = [draft.token for draft in reversed(drafts)]

    first = facade.claim(tokens=tokens, owner_type=OWNER, owner_id=7, by=SYSTEM)
    again = facade.claim(tokens=[*tokens, tokens[0]], owner_type=OWNER, owner_id=7, by=SYSTEM)

    assert [card.token for card in first] == tokens
    assert again == first
    assert kinds(drafts[0]) == ["media.attached"]


def test_nobody_claims_what_is_anothers_or_gone() -> None:
    filed, draft = asset(claimed=7), asset()

    for tokens in ([filed.token], [draft.token, "a" * 32]):
        with pytest.raises(Invalid) as refused:
            actions.claim(tokens=tokens, owner_type=OWNER, owner_id=8, by=SYSTEM)
        assert "photos" in refused.value.fields
    assert not Asset.objects.filter(claimed_id=8).exists()


def test_a_session_claims_only_its_own_uploads() -> None:
    person = Person.objects.create(name="sender")
    data = [encoded(image=picture(96 + number, 64)) for number in range(3)]
    mine = actions.store_photo(data=data[0], by=resident(), session="mine")
    hers = actions.store_photo(data=data[1], by=resident(), session="hers")
    signed_in = actions.store_photo(data=data[2], by=resident(person.pk), session="elsewhere")
    me = {"owner_type": OWNER, "owner_id": 7, "by": resident(person.pk), "session": "mine"}

    with pytest.raises(Invalid):
        actions.claim(tokens=[mine.token, hers.token], **me)  # type: ignore[arg-type]
    claimed = actions.claim(tokens=[mine.token, signed_in.token], **me)  # type: ignore[arg-type]

    assert [row.pk for row in claimed] == [mine.pk, signed_in.pk]


# Hiding, dropping, purging


def test_hiding_and_showing_are_journalled_once_each() -> None:
    filed = asset(claimed=7)

    for hidden in (True, True, False):
        facade.set_hidden(filed.pk, hidden, by=SYSTEM)

    assert kinds(filed) == ["media.attached", "media.hidden", "media.shown"]
    assert facade.cards([filed.pk])[0].hidden is False


def test_only_a_filed_photo_can_be_hidden() -> None:
    for pk in (asset().pk, 999_999):
        with pytest.raises(Missing):
            facade.set_hidden(pk, True, by=SYSTEM)


def test_a_dropped_photo_goes_with_its_files_after_the_commit(at_commit: Callable[..., Any]) -> None:
    filed = asset(claimed=7)
    stem = filed.stem

    with at_commit():
        assert facade.drop([filed.pk], by=SYSTEM) == 1
        assert files() == [stem]

    assert files() == marks() == []
    assert kinds(filed) == ["media.attached", "media.dropped"]
    assert not Asset.objects.exists()


def test_a_drop_that_is_rolled_back_loses_nothing() -> None:
    filed = asset(claimed=7)

    roll_back(lambda: facade.drop([filed.pk], by=SYSTEM))

    assert actions.purge_unclaimed(now() + timedelta(hours=2)).files == 0
    assert files() == [filed.stem]


def test_shared_files_stay_until_the_last_photo_goes(at_commit: Callable[..., Any]) -> None:
    drawn = actions.store_drawn(picture())
    rows = [(drawn, report, now()) for report in (1, 2)]
    first, second = actions.attach_drawn(rows=rows, owner_type=OWNER, by=SYSTEM)

    with at_commit():
        facade.drop([first], by=SYSTEM)
    assert files() == [drawn.stem]
    with at_commit():
        facade.drop([second], by=SYSTEM)
    assert files() == []


def test_uploads_that_nobody_filed_are_purged_after_a_day(at_commit: Callable[..., Any]) -> None:
    moment = now()
    old = [asset(drawn=small(number), created_at=moment - LATER) for number in range(3)]
    kept = [asset(drawn=small(8), created_at=moment - timedelta(hours=23)), asset(claimed=7, created_at=moment - LATER)]

    with at_commit():
        assert actions.purge_unclaimed(moment).rows == len(old)

    assert set(Asset.objects.values_list("pk", flat=True)) == {row.pk for row in kept}
    assert files() == sorted(row.stem for row in kept)


def test_a_purge_of_many_works_in_batches(monkeypatch: pytest.MonkeyPatch, at_commit: Callable[..., Any]) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(5):
        asset(drawn=small(number), created_at=now() - LATER)

    with at_commit():
        assert actions.purge_unclaimed(now()).rows == 5
    assert files() == []


def test_the_worker_purges_every_hour(at_commit: Callable[..., Any]) -> None:
    asset(created_at=now() - LATER)
    job = jobs["contexts.media.tasks.purge_unclaimed_photos"]

    with at_commit():
        job.run()

    assert job.every == timedelta(hours=1)
    assert not Asset.objects.exists()


# Many at once


def test_four_thousand_reports_share_a_few_pictures() -> None:
    drawn = [actions.store_drawn(picture(400 + number, 300)) for number in range(3)]
    rows = [(drawn[report % 3], report, now()) for report in range(1, 4001)]

    with CaptureQueriesContext(connection) as queries:
        ids = facade.attach_drawn(rows=rows, owner_type=OWNER, by=SYSTEM)

    assert len(queries) < 100  # 50 rows fit a statement of SQLite
    assert len(set(ids)) == Asset.objects.count() == 4000
    assert len(files()) == 3
    row = Asset.objects.get(pk=ids[10])
    assert (row.claimed_id, row.sha256) == (11, drawn[11 % 3].sha256)
    assert [entry.hash for entry in journal.history(row)] == [row.journal_hash]
    assert row.token != row.stem


def test_a_bulk_photo_can_be_hidden_like_any_other() -> None:
    [pk] = actions.attach_drawn(rows=[(actions.store_drawn(picture()), 1, now())], owner_type=OWNER, by=SYSTEM)

    facade.set_hidden(pk, True, by=SYSTEM)

    assert kinds(Asset.objects.get(pk=pk)) == ["media.attached", "media.hidden"]


# Reading


def test_cards_come_in_order_in_one_query(django_assert_num_queries: Callable[..., Any]) -> None:
    rows = [asset(claimed=7, drawn=small(number)) for number in range(3)]
    wanted = [rows[2].pk, 999_999, rows[0].pk]

    with django_assert_num_queries(1):
        cards = facade.cards(wanted)

    assert [card.id for card in cards] == [rows[2].pk, rows[0].pk]
    assert cards[0].thumb == f"/photos/{rows[2].token}/thumb.jpg"
    assert cards[0].url == cards[0].full
    with django_assert_num_queries(0):
        assert facade.cards([]) == []


def test_a_form_is_shown_only_the_drafts_of_its_own_session() -> None:
    mine = actions.store_photo(data=photo(), by=resident(), session="mine")
    hers = actions.store_photo(data=photo(), by=resident(), session="hers")
    filed = asset(claimed=7)

    found = facade.drafts([filed.token, hers.token, mine.token], by=resident(), session="mine")

    assert [draft.id for draft in found] == [mine.token]


# Files, rows and journal


def test_the_journal_of_photos_verifies_through_their_whole_life(at_commit: Callable[..., Any]) -> None:
    with at_commit():
        asset()
        filed = asset(claimed=1, drawn=small(1))
        bulk = actions.attach_drawn(rows=[(actions.store_drawn(picture()), 2, now())] * 3, owner_type=OWNER, by=SYSTEM)
        facade.set_hidden(filed.pk, True, by=SYSTEM)
        facade.set_hidden(bulk[0], True, by=SYSTEM)
        facade.drop([filed.pk, bulk[1]], by=SYSTEM)

    assert list(Verification().findings()) == []
    Asset.objects.filter(pk=bulk[2]).delete()
    assert [finding.subject_id for finding in Verification().findings()] == [bulk[2]]


def test_missing_and_altered_photos_are_named() -> None:
    whole, lost, changed = (asset(claimed=number, drawn=small(number)) for number in (1, 2, 3))
    storage.path(lost.stem, Size.PAGE).unlink()
    storage.path(changed.stem, Size.FULL).write_bytes(encoded("JPEG", picture().rotate(180)))

    assert list(checks.faults()) == [(lost.pk, Fault.MISSING)]
    assert set(checks.faults(thorough=True)) == {(lost.pk, Fault.MISSING), (changed.pk, Fault.ALTERED)}
    assert whole.pk not in dict(checks.faults(thorough=True))


def test_a_photo_exchanged_together_with_its_row_is_named_by_the_journal() -> None:
    filed, other = asset(claimed=1), small(9)
    storage.path(filed.stem, Size.FULL).write_bytes(other.files[Size.FULL])
    Asset.objects.filter(pk=filed.pk).update(sha256=other.sha256)

    assert list(checks.faults(thorough=True)) == [(filed.pk, Fault.ALTERED)]


def test_files_that_a_restored_backup_no_longer_knows_are_removed(at_commit: Callable[..., Any]) -> None:
    with at_commit():
        kept = asset(claimed=7)
        erased = asset(drawn=small(4))
    under_way = actions.store_photo(data=photo(), by=resident())
    Asset.objects.exclude(pk=kept.pk).delete()  # as if an older database came back

    assert checks.purge_orphans() == 1
    assert files() == sorted([kept.stem, under_way.stem])
    assert erased.stem not in files()


# People


def test_every_personal_field_of_a_photo_is_registered() -> None:
    registered = {field for model, field in personal.register if model == "media.asset"}

    assert registered == {"lat", "lon", "taken_at", "upload_session", "uploaded_by"}


def test_a_person_sees_their_photos_and_leaves_none_behind(at_commit: Callable[..., Any]) -> None:
    person, other = (Person.objects.create(name=name) for name in ("one", "other"))
    draft = asset(uploaded_by=person, lat=1.5, lon=2.5)
    filed = asset(uploaded_by=person, claimed=7, drawn=small(2))
    asset(uploaded_by=other, drawn=small(3))

    told = own_data.export(person.pk)
    with at_commit():
        own_data.erase(person.pk, SYSTEM)

    assert [row["belongs_to"] for row in told] == [None, f"{OWNER} 7"]
    assert told[0]["lat"] == 1.5
    assert not Asset.objects.filter(uploaded_by=person).exists()
    assert not Asset.objects.filter(pk=draft.pk).exists()
    assert draft.stem not in files()
    assert Asset.objects.get(pk=filed.pk).uploaded_by_id is None
    assert Asset.objects.filter(uploaded_by=other).count() == 1
    assert own_data.export(person.pk) == []
