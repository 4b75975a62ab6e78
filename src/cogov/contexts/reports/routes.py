"""Who would get a report, from memory."""

from __future__ import annotations

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.kernel.errors import Missing


def route_of(report: Report) -> bodies.Route | None:
    """Who would get this report, and by which rule; None where no rule applies, or no city is drawn yet."""
    path = tree().by_id[report.category_id].path
    ids = (report.district_id, report.street_id, report.community_id, report.grid_id)
    try:
        places = (areas.city().id, *(area for area in ids if area is not None))
    except Missing:
        return None
    return bodies.route(path, places, about=report.about_body_id)
