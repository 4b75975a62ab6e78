import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import translation

from cogov.contexts.reports.importing import import_reports
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.importing_forms import map_file
from cogov.contexts.reports.tests.servers import running
from cogov.kernel import outbound
from cogov.kernel.actors import SYSTEM
from cogov.kernel.errors import Invalid

SINCE = datetime(2024, 1, 1, tzinfo=UTC)
TODAY = datetime(2024, 3, 11, tzinfo=UTC)  # 70 days later: three windows of at most 30
MAP = """
source = "neighbour"
timezone = "UTC"
language = "en"

[columns]
id = "service_request_id"
filed = "requested_datetime"
closed = "updated_datetime"
text = "description"
note = "status_notes"
lat = "lat"
lon = "long"

[category]
column = "service_code"
values = { "7" = "lamp" }

[[states]]
when = { status = "open" }
state = "accepted"
[[states]]
when = { status = "closed" }
state = "closed"
outcome = "answered"

[open311]
since = 2024-01-01
window_days = 30
"""


class City:
    """Another city's server: `paged` says whether it knows pages, `most` how many it gives at once."""

    def __init__(self, count, *, every=timedelta(hours=7), most=1_000, paged=True):
        self.most, self.paged, self.asked = most, paged, []
        self.requests = [
            {
                "service_request_id": str(n), "service_code": "7", "status": "closed" if n % 2 else "open",
                "status_notes": None, "description": f"lamp {n}", "lat": 30.005, "long": 104.005,
                "requested_datetime": (SINCE + n * every).isoformat(),
                "updated_datetime": (SINCE + n * every + timedelta(hours=1)).isoformat(),
            }
            for n in range(count)
        ]  # fmt: skip

    def __call__(self, got):
        query = {name: values[0] for name, values in parse_qs(urlsplit(got.path).query).items()}
        start, end = (datetime.fromisoformat(query[name]) for name in ("start_date", "end_date"))
        page = int(query["page"]) if self.paged else 1
        self.asked.append(query)
        found = [r for r in self.requests if start <= datetime.fromisoformat(r["requested_datetime"]) <= end]
        body = json.dumps(found[(page - 1) * self.most : page * self.most]).encode()
        return 200, {"Content-Type": "application/json"}, body


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"), time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def server(settings):
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with running() as found:
        yield found


@pytest.fixture
def bring(world, tmp_path):
    def run(address, **more):
        plan = map_file(tmp_path, MAP)
        return import_reports(address, plan, by=SYSTEM, refused=tmp_path / "refused.csv", **more)

    return run


def imported():
    return set(Report.objects.filter(source="neighbour").values_list("source_id", flat=True))


@pytest.mark.parametrize(
    "city",
    [
        City(200),
        City(200, most=20),
        City(200, paged=False),
        City(2_300, every=timedelta(minutes=40), paged=False),
    ],
    ids=["one page", "many pages", "no pages", "no pages and more than it gives at once"],
)
def test_all_requests_of_another_city_come_once(bring, server, city):
    server.answer = city
    summary = bring(f"{server.url}/open311/v2")
    assert imported() == {r["service_request_id"] for r in city.requests}
    assert summary.counts.read >= summary.counts.imported == len(city.requests)
    assert server.got[0].path.startswith("/open311/v2/requests.json?")


def test_a_stopped_run_asks_on_from_the_window_where_it_was(bring, server):
    server.answer = city = City(200)
    with pytest.raises(ZeroDivisionError):
        bring(server.url, progress=lambda _rows: 1 / 0)
    before = len(city.asked)
    assert bring(server.url).resumed
    assert city.asked[before]["start_date"] == "2024-01-31T00:00:00Z"
    assert len(imported()) == 200


def test_the_query_of_the_address_is_kept(bring, server):
    server.answer = city = City(3)
    bring(f"{server.url}/v2/requests.json?jurisdiction_id=city.example")
    assert city.asked[0]["jurisdiction_id"] == "city.example"


def test_refused_requests_name_their_reason(bring, server):
    server.answer = city = City(3)
    city.requests[1]["service_code"] = "99"
    assert bring(server.url).counts.refused == 1


@pytest.mark.parametrize(
    "answer",
    [(200, {}, b"<html>"), (200, {}, b"{}"), (500, {}, b"[]"), (404, {}, b"[]")],
    ids=["a page", "an object", "an error", "nothing there"],
)
def test_an_address_that_is_no_open311_ends_in_a_sentence(bring, server, answer):
    server.answer = lambda _got: answer
    with pytest.raises(Invalid, match="did not answer with a list"):
        bring(server.url)


def test_addresses_inside_the_house_are_not_asked(bring, server, settings):
    settings.OUTBOUND_NETWORKS = []
    with pytest.raises(outbound.Refused):
        bring(server.url)
    assert not server.got


def test_a_redirect_into_the_house_is_not_followed(bring, server, settings):
    settings.OUTBOUND_NETWORKS = ["127.0.0.1/32"]
    server.answer = lambda _got: (302, {"Location": "http://169.254.169.254/latest/requests.json"}, b"")
    with pytest.raises(outbound.Refused):
        bring(server.url)
    assert len(server.got) == 1


def test_without_a_day_to_begin_nothing_is_asked(world, tmp_path, server):
    plan = map_file(tmp_path, MAP.replace("since = 2024-01-01", ""))
    with pytest.raises(Invalid, match="since"):
        import_reports(server.url, plan, by=SYSTEM)
    assert not server.got
