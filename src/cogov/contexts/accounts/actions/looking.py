"""The log of looks at residents' data."""

from __future__ import annotations

from cogov.contexts.accounts import rates
from cogov.contexts.accounts.models import PersonalDataView, Purpose
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden
from cogov.kernel.throttle import take


def log_view(
    *, purpose: Purpose | str, by: Actor, person: int | None = None, report: int | None = None, matter: str = ""
) -> None:
    """Note a look before anything is shown. Raises Forbidden without a role, TooMany beyond the quota.

    One statement for the quota, one for the row. Looking at oneself, and the machine, are not noted.
    """
    if by.machine or (person is not None and person == by.person):
        return
    if not by.is_staff or by.person is None:
        raise Forbidden
    take(rates.VIEWS_OF_PERSONAL_DATA, by.person)
    grant = by.grants[0]
    PersonalDataView.objects.create(
        at=now(), viewer_id=by.person, role=grant.role, body=grant.body, person_id=person, report=report,
        matter=matter, purpose=Purpose(purpose),
    )  # fmt: skip
