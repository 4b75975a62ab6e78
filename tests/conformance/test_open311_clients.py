"""Clients that others wrote for other cities, unchanged, against a running server.

`georeport` (2025) reads both forms; `three` (2013) reads and posts. The latter was written for Python 2
and gets the one name that it misses.
"""

from __future__ import annotations

import itertools
import warnings
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest
from georeport import GeoReport
from PIL import Image

from cogov.contexts.reports import actions
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.models import Attachment, Contact, Report
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> World:
    """Committed, so that the server's own threads see it."""
    return build()


@pytest.fixture
def endpoint(city: World, live_server: Any) -> str:
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its time: backslashes that Python 3 spells otherwise
        return pytest.importorskip("three", reason="the client `three` is not installed (dev group)")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_and_requests(city: World, endpoint: str, form: str) -> None:
    made = [city.file(), city.file(category="road")]
    actions.accept(report=made[0].pk, by=city.actor("reviewer"))
    client = GeoReport(f"{endpoint}/", output_format=form)

    services = client.get_service_list()
    found = client.get_service_requests(status="open")
    one = client.get_service_request(str(made[0].pk))

    assert {service["service_code"] for service in services} == {"lamp", "road", "rubbish", "noise", "idea"}
    assert client.get_service_definition("lamp")["service_code"] == "lamp"
    assert [row["service_request_id"] for row in found] == [str(report.pk) for report in reversed(made)]
    assert one["description"] == made[0].text


def test_georeport_with_a_jurisdiction_and_filters(city: World, endpoint: str) -> None:
    report = city.file()
    city.file(category="road")
    client = GeoReport(endpoint, jurisdiction="c")

    assert [row["service_code"] for row in client.get_service_requests(service_code="road")] == ["road"]
    assert len(client.get_service_requests(service_request_id=str(report.pk))) == 1
    assert client.get_service_requests(start_date="2020-01-01T00:00:00Z", end_date="2020-02-01T00:00:00Z") == []


def test_three_walks_from_discovery_to_its_own_request(city: World, endpoint: str, three: ModuleType) -> None:
    _row, secret = keys.make_key(by=SYSTEM, label="An app", contact="app@example.org")
    lat, lon = city.areas.middle("c1111")
    photo = BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(photo, "JPEG")
    photo.seek(0)

    found = three.Three(endpoint, api_key=secret).discovery()
    production = next(one for one in found["endpoints"] if one["type"] == "production")
    client = three.Three(production["url"], api_key=secret)
    service = next(one for one in client.services() if not one["metadata"])
    [posted] = client.post(
        service["service_code"], lat=lat, long=lon, address="3 Rose Court", name="Ada Young", email="ada@example.org",
        description="The lamp is dark", media=photo,
    )  # fmt: skip
    [read] = client.request(posted["service_request_id"])

    report = Report.objects.get()
    assert read["service_request_id"] == str(report.pk)
    assert (report.text, report.address, report.channel) == ("The lamp is dark", "3 Rose Court", "open311")
    assert Contact.objects.get().name == "Ada Young"
    assert Attachment.objects.count() == 1
    assert [row["service_request_id"] for row in client.requests("lamp", count=10)] == [str(report.pk)]


def test_three_learns_of_errors_and_tokens(city: World, endpoint: str, three: ModuleType) -> None:
    _row, secret = keys.make_key(by=SYSTEM, label="An app", contact="app@example.org")
    lat, lon = city.areas.middle("c1111")
    client, stranger = three.Three(endpoint, api_key=secret), three.Three(endpoint, api_key="wrong")

    [refused] = stranger.post("lamp", lat=lat, long=lon, description="Dark")
    [wrong] = client.post("lamp", lat=lat, description="Dark")
    [private] = client.post("noise", lat=lat, long=lon, description="Loud music")
    [found] = client.token(private["token"])

    assert (refused["code"], wrong["code"]) == (403, 400)
    assert found["service_request_id"] == str(Report.objects.get().pk)
