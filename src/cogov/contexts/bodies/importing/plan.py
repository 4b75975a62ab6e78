"""What an import would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cogov.kernel import ids
from cogov.kernel.journal import canonical


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is not yet so. `fields`: name → (before, after), for a new one without what it was before."""

    line: int
    key: str
    title: str
    fields: dict[str, tuple[str, str]]
    values: Any
    """What `apply` needs; not shown."""


@dataclass(frozen=True, slots=True)
class Refusal:
    line: int
    key: str
    sentence: str


@dataclass(slots=True)
class Plan:
    """`absent`: how many there are that the file does not name; they stay as they are. `ignored`: unknown columns."""

    encoding: str
    ignored: tuple[str, ...] = ()
    rows: int = 0
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    absent: int = 0

    def refuse(self, line: int, key: str, sentence: object) -> None:
        self.refused.append(Refusal(line, key, str(sentence)))

    @property
    def does_something(self) -> bool:
        return bool(self.added or self.changed)

    @property
    def digest(self) -> str:
        """Names the differences: two plans that would do the same have the same."""
        told = [[change.line, change.key, change.fields] for change in (*self.added, *self.changed)]
        return ids.digest(canonical([told, [[one.line, one.key] for one in self.refused]]))

    def as_json(self) -> dict[str, Any]:
        return {
            "encoding": self.encoding,
            "ignored_columns": list(self.ignored),
            "rows": self.rows,
            "added": [{"line": one.line, "key": one.key} for one in self.added],
            "changed": [
                {"line": one.line, "key": one.key, "fields": {n: list(pair) for n, pair in one.fields.items()}}
                for one in self.changed
            ],
            "unchanged": self.unchanged,
            "refused": [{"line": one.line, "key": one.key, "reason": one.sentence} for one in self.refused],
            "absent": self.absent,
        }
