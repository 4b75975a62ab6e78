"""Pieces of the description that many operations share."""

from __future__ import annotations

from typing import Any

from ninja import Router
from ninja.params import functions

from cogov.contexts.reports.api.schemas import LARGEST, Problem

router = Router()
"""Of all that is open to everybody: one, since two routers cannot share an address."""


def refusals(*codes: int) -> dict[int, Any]:
    """Answers that go wrong. Anything may be asked too often, and any key be wrong."""
    return dict.fromkeys(sorted({401, 429, *codes}), Problem)


WRITES = (400, 403, 404, 409, 413, 422)
"""What may go wrong with any write."""


def REPORT() -> Any:  # noqa: N802 - stands where a default stands
    return functions.Path(..., ge=1, le=LARGEST, description="Number of the report")


def KEY() -> Any:  # noqa: N802
    return functions.Header(
        ...,
        alias="Idempotency-Key",
        min_length=16,
        max_length=80,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="Made by you for this one request, such as a UUID. Sent again, it acts once.",
    )
