"""Links of mediation around every page, and the way in from a private report."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.mediation import queries, rules
from cogov.contexts.reports import facade as reports
from cogov.kernel.errors import Missing
from cogov.ui.nav import Item, register, register_part


def _mediates(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*rules.MEDIATORS))  # type: ignore[attr-defined]


def _waiting(request: HttpRequest) -> int:
    return queries.waiting(request.actor)  # type: ignore[attr-defined]


def _from_report(request: HttpRequest) -> bool:
    """Two queries, on the desk's page of a report and for mediators only."""
    match = request.resolver_match
    if match is None or match.view_name != "reports:desk_report" or not _mediates(request):
        return False
    try:
        return reports.card(int(match.kwargs["report"]), request.actor).private  # type: ignore[attr-defined]
    except Missing:
        return False


register(Item("mediation:about", _("Quarrels between neighbours"), "scale", place="footer", order=25))
register(
    Item("mediation:desk", _("Mediation"), "scale", place="desk", order=45, group=_("Queues"), visible=_mediates,
         count=_waiting)
)  # fmt: skip
register_part("mediation/parts/from_report.html", _from_report)
