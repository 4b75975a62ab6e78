"""Words by which a report is found: in public only what the public may read."""

from __future__ import annotations

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.kernel.search import SearchTable

table = SearchTable("reports_search")


def index(report: Report, *, new: bool = False) -> None:
    """Write the report's words: one statement, two when not `new`."""
    table.put([words_of(report)], new=new)


def words_of(report: Report) -> tuple[int, str, str]:
    """(id, public text, staff text)."""
    node = tree().by_id[report.category_id]
    place = areas.full_name(report.community_id, "zh") if report.community_id else ""
    known = f"{node.row.name_zh} {node.row.name_en} {place}"
    typed = report.address if report.released_at is not None else ""
    public = "" if report.private else f"{known} {typed} {public_text(report)}"
    return report.pk, public, f"{known} {report.address} {report.text}"


def public_text(report: Report) -> str:
    """What anybody may read of the text: nothing before release, the redacted form when there is one."""
    if report.private or report.released_at is None:
        return ""
    return report.text if report.redacted_text is None else report.redacted_text
