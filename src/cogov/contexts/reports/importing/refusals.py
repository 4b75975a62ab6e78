"""The rows that were not taken, beside the input: as they were and why, to be mended and tried again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.reports.importing.sources import Row
from cogov.kernel.errors import Invalid
from cogov.kernel.text import safe_cell

ROW, REASON = "refused_row", "refused_reason"


class Refusals:
    """A CSV of the columns that the map reads. It never holds more than what the database has committed:

    `reopen` cuts off what a killed run had written ahead.
    """

    def __init__(self, path: Path, columns: tuple[str, ...], *, kept_bytes: int) -> None:
        self.path, self.columns = path, columns
        self._file: io.BufferedRandom | None = None
        self._kept = kept_bytes
        if kept_bytes == 0:
            path.unlink(missing_ok=True)

    def write(self, refused: Iterable[tuple[Row, str]]) -> int:
        """Append, and return the file's length; nothing is created for nothing."""
        rows = list(refused)
        if not rows:
            return self._kept
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        if self._kept == 0:
            writer.writerow([ROW, REASON, *self.columns])
        for row, reason in rows:
            values: dict[str, Any] = row.values or {}
            writer.writerow([row.place, reason, *(safe_cell(values.get(name)) for name in self.columns)])
        file = self._opened()
        file.write(text.getvalue().encode("utf-8", "backslashreplace"))
        file.flush()
        os.fsync(file.fileno())
        self._kept = file.tell()
        return self._kept

    def _opened(self) -> io.BufferedRandom:
        if self._file is None:
            try:
                self.path.touch(mode=0o600)  # the rows hold what residents wrote
                self._file = self.path.open("r+b")
            except OSError as error:
                raise Invalid(
                    _("Refused rows cannot be written to %(path)s. Name another file for them.") % {"path": self.path}
                ) from error
            self._file.truncate(self._kept)
            self._file.seek(self._kept)
        return self._file

    def __enter__(self) -> Refusals:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
