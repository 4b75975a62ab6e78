"""A statement as PDF. STSong-Light is one of the fonts that every reader of PDF brings for Chinese: no font file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from cogov.contexts.rewards import reasons
from cogov.contexts.rewards.balances import Purse
from cogov.kernel.clock import now
from cogov.kernel.ledger import StatementLine

FONT = "STSong-Light"
WIDTHS = (28 * mm, 100 * mm, 22 * mm, 24 * mm)
PART = 200
"""Rows of one table: a longer one would be laid out again and again."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))

_TEXT = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=14, wordWrap="CJK")
_HEAD = ParagraphStyle("head", parent=_TEXT, fontSize=20, leading=28)
_QUIET = ParagraphStyle("quiet", parent=_TEXT, textColor=colors.HexColor("#555555"))
_STYLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), FONT, 9.5),
        ("ALIGN", (2, 0), (3, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.HexColor("#CCCCCC")),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
)


def statement(name: str, purse: Purse, lines: Iterable[StatementLine]) -> bytes:
    """A4 pages in the present language, about 1 ms a line."""
    target = io.BytesIO()
    title = _("My points")
    document = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
        title=title, author="Cogov",
    )  # fmt: skip
    day = timezone.localtime(now()).date().isoformat()
    head = _("%(name)s, as of %(day)s") % {"name": name, "day": day} if name else day
    sums = _("%(free)s to spend, %(held)s set aside for orders, %(waiting)s waiting for a check") % {
        "free": purse.free, "held": purse.held, "waiting": purse.waiting,
    }  # fmt: skip
    story: list[Any] = [
        Paragraph(escape(title), _HEAD), Paragraph(escape(head), _QUIET), Paragraph(escape(sums), _TEXT),
        Spacer(1, 8 * mm),
    ]  # fmt: skip
    rows = [[_("Day"), _("For"), _("Points"), _("Balance")], *map(_row, lines)]
    story += [
        LongTable(rows[start : start + PART], colWidths=WIDTHS, style=_STYLE) for start in range(0, len(rows), PART)
    ]
    document.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return target.getvalue()


def _row(line: StatementLine) -> list[Any]:
    day = timezone.localtime(line.at).strftime("%Y-%m-%d")
    return [day, Paragraph(escape(reasons.sentence(line)), _TEXT), f"{line.amount:+,}", f"{line.balance:,}"]


def _foot(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, str(document.page))
