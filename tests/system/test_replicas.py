"""Visitors read from a replica, see their own writes at once, and notice nothing when it is paused, frozen or gone.

A real primary and a real standby, streaming; `cogov serve` before them as in service.
"""

from __future__ import annotations

import http.cookiejar
import itertools
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.system import streaming
from tests.system.installation import PATIENCE, Installation, free_port
from tests.system.streaming import Standby, until

pytestmark = pytest.mark.slow

HOME = Path(__file__).resolve().parents[2]
REPORTS = "60"
LEFT_OUT_WITHIN = 30
"""Seconds; a replica may be 10 s behind (kernel.replicas.BEHIND)."""
addresses = itertools.count(1)


class Site:
    def __init__(self, url: str, replica: Standby, city: Installation) -> None:
        self.url, self.replica, self.city = url, replica, city

    def visitor(self) -> Visitor:
        return Visitor(self.url)

    def place(self) -> dict[str, object]:
        """What one public report says of category and place, for another one like it."""
        code = (
            "from cogov.contexts.reports.models import Report\nimport json\n"
            "r = Report.objects.filter(private=False, state='closed', lat__isnull=False, category__needs_place=True,"
            " category__questions=[]).order_by('-pk').select_related('category')[0]\n"
            "print(json.dumps({'category': r.category.code, 'lat': r.lat, 'lon': r.lon, 'id': r.pk}))"
        )
        return dict(json.loads(self.city.python(code)))

    def open_report(self) -> int:
        code = (
            "from cogov.contexts.reports.models import Report\n"
            "known = Report.objects.filter(private=False, state__in=['accepted', 'dispatched', 'handling'])\n"
            "print(known.order_by('pk')[0].pk)"
        )
        return int(self.city.python(code))


class Visitor:
    """A browser with cookies and an address of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self._headers = {"X-Forwarded-For": f"10.0.0.{next(addresses) % 250}", "Accept-Language": "en"}

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._send(urllib.request.Request(self.url + path, headers=self._headers | headers))[:2]

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """As a form does: to where it says, then where the answer leads."""
        wanted = urllib.request.Request(self.url + path, urllib.parse.urlencode(fields).encode(), self._headers)
        return self._send(wanted)[:2]

    def tell(self, path: str, said: dict[str, object]) -> tuple[int, str, str]:
        """As a program does; also returns the position that came with the answer."""
        key = str(uuid.uuid4())
        headers = self._headers | {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._send(urllib.request.Request(self.url + path, json.dumps(said).encode(), headers))

    def _send(self, wanted: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(wanted, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(), answer.headers.get("Cogov-Position", "")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers.get("Cogov-Position", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with streaming.primary() as primary:
        city = Installation(tmp_path_factory.mktemp("city") / "data", primary.url)
        city.must("migrate")
        city.must("demo", "--reports", REPORTS, COGOV_MODE="demo")
        with streaming.standby(primary) as replica:
            port = str(free_port())
            told = {"DATABASE_REPLICAS": replica.url, "COGOV_PROXIES": "1", "COGOV_MODE": "demo"}
            serve = city.process("serve", "--no-worker", "--processes", "1", "--port", port, **told)
            with serve as running:
                threading.Thread(target=lambda: running.stdout and running.stdout.read(), daemon=True).start()
                found = Site(f"http://127.0.0.1:{port}", replica, city)
                until(lambda: answers(found), "it serves")
                yield found


@pytest.fixture(autouse=True)
def _in_use(site: Site) -> Iterator[None]:
    """Each test finds a replica that is read, and leaves one that follows."""
    until(lambda: site.visitor().get("/reports?days=7")[0] == 200 and site.replica.readers() > 0, "it is read")
    yield
    site.replica.resume()


def answers(site: Site) -> bool:
    try:
        return site.visitor().get("/healthz")[0] < 500
    except OSError:
        return False


def file_report(visitor: Visitor, place: dict[str, object], text: str) -> tuple[int, str]:
    """Its number, and the position that a program is told."""
    said = {"category": place["category"], "text": text, "lat": place["lat"], "lon": place["lon"]}
    status, content, position = visitor.tell("/api/v1/reports", said)
    assert status == 201, content
    return int(json.loads(content)["id"]), position


def shown(visitor: Visitor, **headers: str) -> set[int]:
    """The newest reports that this visitor is told of."""
    status, content = visitor.get("/api/v1/reports", **headers)
    assert status == 200, content
    return {int(one["id"]) for one in json.loads(content)["reports"]}


def voices(page: str) -> int:
    """How many say "me too", as the page tells."""
    found = re.search(r"(\d+) others? sees? it too", page)
    return int(found.group(1)) if found else 0


def holds_behind(site: Site, strangers_read_there: Callable[[], bool], what: str) -> None:
    """Try anew with a replica that had caught up: one that was silent for a moment, or that was paused for too long on
    a busy machine, is rightly not read."""

    def tried() -> bool:
        until(lambda: reads_there(site), "it is read")
        site.replica.pause()
        try:
            return strangers_read_there()
        finally:
            site.replica.resume()

    until(tried, what)


def test_strangers_read_from_the_replica_and_writers_see_their_own_writes_at_once(site: Site) -> None:
    place = site.place()

    def strangers_read_there() -> bool:
        stranger, program, browser = site.visitor(), site.visitor(), site.visitor()
        before = shown(stranger)
        number, position = file_report(browser, place, "The pump in the underpass has stopped.")
        assert position
        assert number in shown(browser)
        after = shown(stranger)
        assert number in shown(program, **{"Cogov-Position": position})
        without = shown(program)
        assert stranger.get(f"/api/v1/reports/{number}")[0] == 200, "what is not there yet is asked of the primary"
        return after == before and number not in without

    holds_behind(site, strangers_read_there, "who has not written reads the paused replica")


def test_a_browser_that_posts_a_form_and_is_led_on_sees_what_it_did(site: Site) -> None:
    path = f"/reports/{site.open_report()}"

    def strangers_read_there() -> bool:
        browser, stranger = site.visitor(), site.visitor()
        page = browser.get(path)[1]
        old = stranger.get(path)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        status, after = browser.post(f"{path}/support", {"csrfmiddlewaretoken": token.group(1)})
        assert status == 200
        assert "Your voice has been added" in after
        assert voices(after) == voices(old) + 1
        assert voices(browser.get(path)[1]) == voices(old) + 1, "and when the page is read once more"
        return voices(stranger.get(path)[1]) == voices(old)

    holds_behind(site, strangers_read_there, "who has not written reads the paused replica")


def test_a_replica_too_far_behind_is_left_out_and_comes_back(site: Site) -> None:
    stranger, place = site.visitor(), site.place()

    def strangers_read_there_until_it_is_too_far_behind() -> bool:
        number, _ = file_report(site.visitor(), place, "A branch has come down on the swing.")
        if number in shown(stranger):
            return False
        until(lambda: number in shown(stranger), "it is left out", LEFT_OUT_WITHIN)
        return True

    holds_behind(site, strangers_read_there_until_it_is_too_far_behind, "it is read before it is too far behind")
    until(lambda: reads_there(site), "it is read again")


def test_no_request_fails_while_the_replica_is_killed_and_started_again(site: Site) -> None:
    with load(site) as seen:
        until(lambda: len(seen) > 30, "there is load")
        site.replica.kill()
        count = len(seen)
        until(lambda: len(seen) > count + 60, "requests go on")
        until(lambda: site.replica.start(*streaming.OPTIONS) == 0, "the killed processes are gone")
        until(lambda: site.replica.readers() > 0, "it is read again")
    assert set(seen) == {200}


def test_no_request_fails_or_waits_for_ever_while_the_replica_stands_still(site: Site) -> None:
    with load(site) as seen:
        until(lambda: len(seen) > 30, "there is load")
        site.replica.freeze()
        try:
            count = len(seen)
            until(lambda: len(seen) > count + 60, "requests go on", LEFT_OUT_WITHIN)
        finally:
            site.replica.thaw()
        until(lambda: reads_there(site), "it is read again")
    assert set(seen) == {200}


def test_visitors_still_read_while_the_primary_is_away_and_nothing_can_be_sent(site: Site) -> None:
    place, number = site.place(), site.open_report()
    paths = ["/", "/reports", f"/reports/{number}", "/figures", "/api/v1/reports", f"/api/v1/reports/{number}",
             "/open311/v2/requests.json", "/open311/v2/services.json", "/reports.atom", "/reports?days=13"]  # fmt: skip
    site.replica.primary.kill()
    try:
        until(lambda: {site.visitor().get(path)[0] for path in paths} == {200}, "visitors read")
        said = {"category": place["category"], "text": "Sent meanwhile.", "lat": place["lat"], "lon": place["lon"]}
        assert site.visitor().tell("/api/v1/reports", said)[0] == 503
    finally:
        until(lambda: site.replica.primary.start(*streaming.OPTIONS) == 0, "the killed processes are gone")
    until(lambda: site.visitor().tell("/api/v1/reports", said)[0] == 201, "it is taken again")


def test_every_page_of_visitors_can_be_read_from_a_replica(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.system.readers"],
        env=site.city.environment(
            DATABASE_REPLICAS=site.replica.url,
            DJANGO_SETTINGS_MODULE="cogov.config.settings",
            PYTHONPATH=f"{HOME}:{os.environ.get('PYTHONPATH', '')}",
        ),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrote"] == [], "these pages write when they are read: let them do it within kernel.replicas.primary()"
    assert told["read"] > 80, told
    assert "5xx" not in told["answers"], told


def test_the_doctor_tells_of_a_replica_that_is_behind_away_or_none(site: Site) -> None:
    def told(address: str) -> list[dict[str, str]]:
        done = site.city.run("doctor", "--json", DATABASE_REPLICAS=address)
        return [one for one in json.loads(done.stdout) if one["check"] == "read_replicas"]

    assert [one["level"] for one in told(site.replica.url)] == ["ok"]
    site.replica.pause()
    with psycopg.connect(site.city.url, autocommit=True) as primary:
        primary.execute("CREATE TABLE planted ()")
        primary.execute("DROP TABLE planted")
    [behind] = told(site.replica.url)
    assert behind["level"] == "warning"
    assert "KB behind" in behind["told"]
    [away] = told("postgresql://cogov@127.0.0.1:1/cogov")
    assert "does not answer" in away["told"]
    [none] = told(site.city.url)
    assert "writes of its own" in none["told"]


def reads_there(site: Site) -> bool:
    """Whether what strangers see is what a paused replica knows."""
    site.visitor().get("/reports?days=30")
    return site.replica.readers() > 0


class load:  # noqa: N801 - reads as a verb
    """Four strangers who read one page after the other."""

    def __init__(self, site: Site) -> None:
        self.site, self.seen, self.stop = site, [], threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(4)]

    def __enter__(self) -> list[int]:
        for thread in self.threads:
            thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def read(self, number: int) -> None:
        paths = itertools.cycle(["/reports?days=7", "/reports?days=30", "/open311/v2/services.json", "/figures"])
        visitor = self.site.visitor()
        for path in itertools.islice(paths, number, None):
            if self.stop.is_set():
                return
            try:
                self.seen.append(visitor.get(path)[0])
            except OSError:
                self.seen.append(0)
