"""Photos that came by address are fetched by the worker, from public servers only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Attachment, PendingMedia, Report
from cogov.contexts.reports.open311 import filing, photos
from cogov.contexts.reports.tests import servers
from cogov.contexts.reports.tests.world import World
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery
from cogov.kernel.worker import drain


@pytest.fixture
def server(settings: Any) -> Iterator[servers.Server]:
    settings.OUTBOUND_NETWORKS = ("127.0.0.1/32",)
    with servers.running() as found:
        found.answer = lambda _got: (200, {"Content-Type": "image/jpeg"}, jpeg())
        yield found


def jpeg(colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def promised(world: World, *urls: str) -> Report:
    from django.db import transaction

    report = world.file()
    with transaction.atomic():
        filing.promise(report.pk, urls, by=SYSTEM)
    return report


def kinds(report: Report) -> list[str]:
    return [entry.kind for entry in journal.history(report)]


def test_the_worker_fetches_each_photo_once(world: World, server: servers.Server) -> None:
    report = promised(world, f"{server.url}/1.jpg", f"{server.url}/2.jpg")

    assert server.got == []
    drain()

    assert [got.path for got in server.got] == ["/1.jpg", "/2.jpg"]
    assert Attachment.objects.filter(report=report, kind="report", hidden=False).count() == 2
    assert not PendingMedia.objects.exists()
    assert photos.fetch_all(report.pk) == 0


def test_a_photo_that_comes_after_the_release_waits_for_a_reviewer(world: World, server: servers.Server) -> None:
    report = promised(world, f"{server.url}/1.jpg")
    actions.accept(report=report.pk, by=world.actor("reviewer"))

    drain()

    assert Attachment.objects.get(report=report).hidden
    assert kinds(report)[-1] == "reports.hidden"


@pytest.mark.parametrize(
    ("status", "body"), [(404, b""), (403, b""), (200, b"<html>no photo</html>"), (200, b""), (302, b"")]
)
def test_what_cannot_be_had_is_given_up_and_told(
    world: World, server: servers.Server, status: int, body: bytes
) -> None:
    server.answer = lambda _got: (status, {"Location": "http://169.254.169.254/"} if status == 302 else {}, body)
    report = promised(world, f"{server.url}/1.jpg")

    drain()

    assert not PendingMedia.objects.exists()
    assert kinds(report)[-1] == "reports.media_lost"
    assert len(server.got) == 1


def test_inner_addresses_are_never_asked(world: World, server: servers.Server, settings: Any) -> None:
    settings.OUTBOUND_NETWORKS = ()
    report = promised(world, f"{server.url}/1.jpg")

    drain()

    assert server.got == []
    assert kinds(report)[-1] == "reports.media_lost"


def test_a_server_that_is_away_is_asked_again_and_given_up_after_a_day(world: World, server: servers.Server) -> None:
    server.answer = lambda _got: (503, {}, b"")
    report = promised(world, f"{server.url}/1.jpg")

    drain()
    assert PendingMedia.objects.count() == 1
    assert Delivery.objects.filter(attempts=1, handler__contains="fetch_photos").count() == 1

    PendingMedia.objects.update(at=now() - timedelta(days=2))
    assert photos.fetch_all(report.pk) == 0
    assert kinds(report)[-1] == "reports.media_lost"


def test_one_lost_photo_does_not_keep_the_others(world: World, server: servers.Server) -> None:
    server.answer = lambda got: (404, {}, b"") if got.path == "/1.jpg" else (200, {}, jpeg())
    report = promised(world, f"{server.url}/1.jpg", f"{server.url}/2.jpg")

    drain()

    assert Attachment.objects.filter(report=report).count() == 1
