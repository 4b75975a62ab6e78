"""Papers as PDF: statements, slips, certificates, reports. One way for every context.

    paper = Paper(_("Statement"), subtitle=_("Points of March"))
    paper.text(_("All amounts are points."))
    paper.table([_("Day"), _("Amount")], rows, numbers={1})
    paper.qr(address, _("Scan to check this paper."))
    return paper.response("statement.pdf")

Chinese is set in the standard font STSong-Light with the encoding UniGB-UCS2-H, Latin text in Helvetica:
both are known to every reader, so no font file is embedded and a page takes a few kilobytes. The text
can be searched, copied and read aloud. The same content gives the same bytes.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

import segno
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, A5, A6, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

Text = str | Promise

CHINESE, LATIN, BOLD = "STSong-Light", "Helvetica", "Helvetica-Bold"
INK, MUTED, LINE, ACCENT = HexColor("#1d2733"), HexColor("#55606e"), HexColor("#c9d1da"), HexColor("#0b5f8a")
"""Contrast against white: 15:1, 6.4:1, decoration, 6.9:1."""
BODY, SMALL, TITLE, HEADING = 10.5, 8.5, 20.0, 13.0
"""Sizes in points: 10.5 is the Chinese 五号, the usual size of an official paper."""
LARGE_TITLE, FRAME_HEAD = 30.0, 22
"""On a framed paper: points, and millimetres of quiet above the title."""
FRAME_EDGE, FRAME_GAP = 9, 1.6
"""Millimetres from the edge of the paper to the frame, and between its two lines."""
QR_MM = 32
"""Side of a QR code: a telephone reads 32 mm with 45 modules from half a metre."""
SIZES = {"a4": A4, "a5": A5, "a6": A6, "a4-wide": landscape(A4)}

_FOREIGN = re.compile(r"[^\x00-\xff\u2013\u2014\u2018-\u201d\u2026\u20ac]+")
"""Runs that the Latin font has no letters for."""
_lock = threading.Lock()


class Paper:
    """A document that grows from top to bottom. `size`: a4, a5, a6 or a4-wide; `footer` stands on each page.

    `centred` and in a `frame`: for what people hang on a wall.
    """

    def __init__(
        self,
        title: Text,
        *,
        subtitle: Text = "",
        size: str = "a4",
        footer: Text = "",
        centred: bool = False,
        frame: bool = False,
    ) -> None:
        _prepare()
        self.title, self.footer, self._size, self._centred = str(title), str(footer), size, centred
        self._frame = frame
        self._parts: list[Flowable] = [Spacer(1, FRAME_HEAD * mm)] if frame else []
        self._add(title, _style(LARGE_TITLE if frame else TITLE, BOLD, colour=ACCENT, after=2, centred=centred))
        if subtitle:
            self._add(subtitle, _style(BODY, colour=MUTED, after=4, centred=centred))

    def heading(self, text: Text) -> None:
        self._add(text, _style(HEADING, BOLD, before=5, after=2, centred=self._centred))

    def text(self, text: Text, *, size: float = BODY, muted: bool = False) -> None:
        """One paragraph; line breaks stay."""
        self._add(text, _style(size, colour=MUTED if muted else INK, after=2, centred=self._centred))

    def pairs(self, items: Iterable[tuple[Text, Text]]) -> None:
        """Terms with what they say, side by side."""
        rows = [[_cell(term, colour=MUTED), _cell(value)] for term, value in items]
        if rows:
            table = Table(rows, colWidths=[self._width * 0.3, self._width * 0.7], hAlign="LEFT")
            table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
            self._parts += [table, Spacer(1, 3 * mm)]

    def table(
        self,
        head: Sequence[Text],
        rows: Iterable[Sequence[object]],
        *,
        numbers: Collection[int] = (),
        widths: Sequence[float] | None = None,
    ) -> None:
        """`numbers`: columns set to the right; `widths`: shares of the page. The head comes again on each page."""
        shares = widths or [1.0] * len(head)
        columns = [self._width * share / sum(shares) for share in shares]
        make = [partial(_cell, right=column in numbers) for column in range(len(head))]
        cells = [[cell(text, bold=True) for cell, text in zip(make, head, strict=True)]]
        cells += [[cell(_plain(value)) for cell, value in zip(make, row, strict=True)] for row in rows]
        table = Table(cells, colWidths=columns, repeatRows=1, hAlign="LEFT")
        table.setStyle(_TABLE)
        self._parts += [table, Spacer(1, 4 * mm)]

    def qr(self, address: str, text: Text = "", *, side: float = QR_MM) -> None:
        """A QR code of `side` millimetres with what it is for beside it (below it on a centred paper)."""
        code = _qr(address, side * mm)
        if self._centred:
            code.hAlign = "CENTER"
            self._parts.append(code)
            if text:
                self._add(text, _style(SMALL, colour=MUTED, centred=True))
            return
        row = Table([[code, _cell(text)]], colWidths=[side * mm + 4 * mm, self._width - side * mm - 4 * mm])
        row.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
        self._parts += [KeepTogether([row]), Spacer(1, 3 * mm)]

    def rule(self) -> None:
        """A thin line."""
        self._parts.append(HRFlowable(width="100%", thickness=0.6, color=LINE, spaceBefore=6, spaceAfter=8))

    def space(self, millimetres: float) -> None:
        self._parts.append(Spacer(1, millimetres * mm))

    def bytes(self) -> bytes:
        """The finished PDF. May be asked for once: the parts are used up."""
        data = io.BytesIO()
        margin = 10 * mm if self._size == "a6" else 18 * mm
        document = SimpleDocTemplate(
            data, pagesize=SIZES[self._size], title=self.title, author="", creator="Cogov", lang=None,
            leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin + 4 * mm, invariant=True,
        )  # fmt: skip
        document.build(self._parts, onFirstPage=self._foot, onLaterPages=self._foot)
        return data.getvalue()

    def response(self, name: str, *, download: bool = True) -> HttpResponse:
        """For a view; `name` in plain Latin letters."""
        answer = HttpResponse(self.bytes(), content_type="application/pdf")
        answer["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    @property
    def _width(self) -> float:
        margin = 10 * mm if self._size == "a6" else 18 * mm
        return float(SIZES[self._size][0] - 2 * margin - 12)  # a frame keeps 6 points on each side

    def _add(self, text: Text, style: ParagraphStyle) -> None:
        self._parts.append(_paragraph(text, style))

    def _foot(self, canvas: Any, document: Any) -> None:
        if self._frame:
            self._draw_frame(canvas)
        number = _("Page %(number)d") % {"number": document.page}
        line = _paragraph(f"{self.footer} · {number}" if self.footer else number, _style(SMALL, colour=MUTED))
        line.wrapOn(canvas, document.width, 10 * mm)
        line.drawOn(canvas, document.leftMargin + 6, (14 if self._frame else 9) * mm)

    def _draw_frame(self, canvas: Any) -> None:
        """A thick line and a thin one within."""
        width, height = SIZES[self._size]
        canvas.setStrokeColor(ACCENT)
        for inset, thickness in ((FRAME_EDGE * mm, 1.6), ((FRAME_EDGE + FRAME_GAP) * mm, 0.5)):
            canvas.setLineWidth(thickness)
            canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)


def _prepare() -> None:
    with _lock:
        if CHINESE not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def _style(
    size: float,
    font: str = LATIN,
    *,
    colour: Color = INK,
    before: float = 0,
    after: float = 0,
    centred: bool = False,
    right: bool = False,
) -> ParagraphStyle:
    """Spaces in millimetres."""
    return ParagraphStyle(
        "text", fontName=font, fontSize=size, leading=size * 1.5, textColor=colour, spaceBefore=before * mm,
        spaceAfter=after * mm, alignment=TA_RIGHT if right else TA_CENTER if centred else 0,
    )  # fmt: skip


def _paragraph(text: Text, style: ParagraphStyle) -> Paragraph:
    words = str(text)
    if _FOREIGN.search(words):
        style.wordWrap = "CJK"  # lines may end between any two Chinese characters
    return Paragraph(_marked(words), style)


def _marked(text: str) -> str:
    """Escaped for the little markup of paragraphs, each Chinese run in its font."""
    safe = escape(text).replace("\r", "").replace("\n", "<br/>")
    return _FOREIGN.sub(lambda run: f'<font name="{CHINESE}">{run.group()}</font>', safe)


def _cell(text: Text, *, bold: bool = False, right: bool = False, colour: Color = INK) -> Paragraph:
    return _paragraph(text, _style(BODY - 1, BOLD if bold else LATIN, colour=colour, right=right))


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _qr(address: str, side: float) -> Drawing:
    rows = segno.make(address, error="m", micro=False).matrix
    module = side / len(rows)
    drawing = Drawing(side, side)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                top = side - (y + 1) * module
                square = Rect(x * module, top, module, module)
                square.fillColor, square.strokeColor = black, None
                drawing.add(square)
    return drawing


_TABLE = TableStyle([
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
])  # fmt: skip
