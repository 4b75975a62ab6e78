"""A CSV file as offices make them: UTF-8 with or without a mark, or GB18030; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cogov.kernel.errors import Invalid, TooLarge

MOST_BYTES = 2 * 2**20
"""Some 20,000 people; Django takes no larger form (DATA_UPLOAD_MAX_MEMORY_SIZE is 2.5 MB)."""

MOST_ROWS = 20_000
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is that of the file, 1 = its head. Columns that the file does not have are absent in `values`."""

    line: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Table:
    encoding: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    """Columns of the file that mean nothing here."""


def read(data: bytes, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """`columns`: name → other names for it. Empty lines are passed over. Raises Invalid, TooLarge."""
    if len(data) > MOST_BYTES:
        raise TooLarge(_("This file is too large. Please split it into parts of at most 2 MB."))
    text, encoding = decoded(data)
    if "\x00" in text:
        raise Invalid(_("This is not a CSV file."))
    lines = text.splitlines()
    delimiter = max(DELIMITERS, key=(lines[0] if lines else "").count)
    try:
        # `strict`: an open quotation mark is refused, not guessed at.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _table(reader, encoding, columns, required)
    except csv.Error as error:
        raise Invalid(_("This is not a CSV file: %(error)s") % {"error": error}) from None


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Invalid."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid(_("This file is in UTF-16. Please save it as “CSV UTF-8”."))
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "GB18030"
    except UnicodeDecodeError:
        raise Invalid(_("This file is neither in UTF-8 nor in GB18030. Please save it as “CSV UTF-8”.")) from None


def _table(reader, encoding: str, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:  # type: ignore[no-untyped-def]
    head = [cell.strip() for cell in next(reader, [])]
    names = _names(head, columns)
    missing = [name for name in required if name not in names]
    if missing:
        raise Invalid(
            _("The first line must name the columns; missing here: %(names)s.") % {"names": ", ".join(missing)}
        )
    rows: list[Row] = []
    for cells in reader:
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(head):
            raise Invalid(_("Line %(line)s has more cells than the first line.") % {"line": line})
        rows.append(Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}))
        if len(rows) > MOST_ROWS:
            raise TooLarge(_("More than %(most)s rows. Please split the file.") % {"most": MOST_ROWS})
    ignored = tuple(cell for cell, name in zip(head, names, strict=True) if not name and cell)
    return Table(encoding, tuple(rows), ignored)


def _names(head: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    known = {alias.casefold(): name for name, aliases in columns.items() for alias in (name, *aliases)}
    names = [known.get(cell.casefold(), "") for cell in head]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise Invalid(_("The column %(name)s stands there twice.") % {"name": ", ".join(sorted(twice))})
    return names
