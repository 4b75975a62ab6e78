"""The API against its own description: Schemathesis sends what fits it and what does not, and checks every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from cogov.config.wsgi import application
from cogov.contexts.reports import actions
from cogov.contexts.reports.api import keys
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import build
from cogov.kernel.actors import SYSTEM, Role

EXAMPLES = 12
"""Random requests for each operation, beside the systematic ones at each bound of each value."""

CHOSEN = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "negative_data_rejection", "missing_required_header", "ignored_auth",
)  # fmt: skip

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.phases.coverage.enabled = False


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One city for all operations, in one transaction that is rolled back; a request must not close its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        yield _built()
        transaction.set_rollback(True)
    for signal in signals:
        signal.connect(close_old_connections)


def _built() -> str:
    """The key of a reviewer's system of the whole city, in no hurry; there are reports to work on."""
    world = build()
    for _ in range(4):
        world.file()
    actions.accept(report=world.file().pk, by=world.actor("reviewer"))
    _row, secret = keys.make_key(
        by=SYSTEM, label="Schemathesis", contact="s@example.org", role=Role.REVIEWER, body=world.bodies["centre"],
        quota=6000,
    )  # fmt: skip
    return secret


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Any, city: str) -> None:
    mode = case.meta.generation.mode if case.meta else None
    if mode is GenerationMode.POSITIVE and isinstance(case.path_parameters.get("report"), int):
        numbers = list(Report.objects.order_by("pk").values_list("pk", flat=True)[:5])
        case.path_parameters["report"] = numbers[case.path_parameters["report"] % len(numbers)]

    headers = {"Authorization": f"Bearer {city}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=[CHECKS.get_one(name) for name in CHOSEN])
