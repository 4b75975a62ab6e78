"""Run by test_replicas within an installation: `python -m tests.system.readers`.

Reads every page that a visitor may read, without an account and with one, from the replica, and prints what the
replica answered, and which routes wrote and had to be asked again of the primary.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import django

django.setup()

from django.test import Client

from cogov.config import reading
from cogov.contexts.accounts.models import Person
from cogov.contexts.areas.models import Area
from cogov.contexts.bodies.models import Body
from cogov.contexts.reports.models import Report
from cogov.kernel import replicas
from tests.system.routes import address, routes

WITHIN = 30  # seconds for the watchers to hear the replica


def main() -> int:
    logging.disable(logging.ERROR)
    _wait()
    asked = _count()
    person = Person.objects.filter(name__gt="").order_by("pk").first()
    stranger, resident = Client(raise_request_exception=False), Client(raise_request_exception=False)
    if person is not None:
        resident.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, int] = {}
    for client in (stranger, resident):
        for path in _paths():
            answer = client.get(path, headers={"Accept-Language": "en"})
            if answer.streaming:
                b"".join(answer.streaming_content)
            found[f"{answer.status_code // 100}xx"] = found.get(f"{answer.status_code // 100}xx", 0) + 1
            if answer.status_code >= 500:
                found.setdefault(f"failed {path}", answer.status_code)
    told = {"answers": found, "read": asked["read"], "lost": asked["lost"], "wrote": sorted(reading.writing)}
    sys.stdout.write(json.dumps(told))
    return 0


def _wait() -> None:
    until = time.monotonic() + WITHIN
    while replicas.replica_for("", 0) is None:
        if time.monotonic() > until:
            raise SystemExit("the replica was not heard")
        time.sleep(0.05)


def _count() -> dict[str, int]:
    counted = {"read": 0, "lost": 0}
    read = reading.ReadingMiddleware._read

    def counting(self, request, replica):
        answer = read(self, request, replica)
        counted["read" if answer is not None else "lost"] += 1
        return answer

    reading.ReadingMiddleware._read = counting
    return counted


def _paths() -> list[str]:
    report = Report.objects.filter(private=False, state="closed").order_by("-pk").values_list("pk", flat=True)[0]
    area, body = Area.objects.order_by("pk")[0].pk, Body.objects.order_by("pk")[0].pk
    first = {"report": report, "number": 1, "status": 404, "name": "road", "suffix": "json", "layer": "road"}
    values = [first, first | {"number": area, "area": area, "body": body, "code": "lamp"}]
    found = set()
    for route in routes():
        if route.door is None or route.door.kind not in ("public", "resident"):
            continue
        for known in values:
            named = dict.fromkeys(_names(route.pattern), 1) | {"code": "aaaaaaaaaa", "token": "a" * 32} | known
            found.add(address(route, named))
    found |= {"/reports?q=%E8%B7%AF%E7%81%AF", "/reports?q=water+street", "/knowledge?q=%E6%99%AE%E9%80%9A",
              f"/reports?area={area}", "/reports.geojson?bbox=103.9,29.9,104.3,30.3&zoom=11",
              "/reports.geojson?bbox=104.0,30.0,104.1,30.1&zoom=16", f"/api/v1/reports/{report}",
              "/open311/v2/requests.json?extensions=true", f"/figures/areas/{area}",
              f"/figures/bodies/{body}"}  # fmt: skip
    return sorted(found)


def _names(pattern: str) -> list[str]:
    import re

    return re.findall(r"<(?:\w+:)?(\w+)>", pattern)


if __name__ == "__main__":
    sys.exit(main())
