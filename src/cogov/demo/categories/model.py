"""How a category is described: a node of the tree with its words, flags, limit and questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["component", "event", "complaint", "suggestion", "enquiry", "platform"]
Difficulty = Literal["easy", "hard", "complicated"]
Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
# Hours until resolved when a leaf says nothing else: the tiers of Chengdu's service hall.
HOURS: dict[Difficulty, int] = {"easy": 24, "hard": 48, "complicated": 72}


@dataclass(frozen=True)
class Choice:
    """One answer of a list question."""

    key: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Question:
    """An extra question of a leaf, after Open311's service definition attributes."""

    code: str
    datatype: Datatype
    description_zh: str
    description_en: str
    required: bool = False
    values: tuple[Choice, ...] = ()

    def as_json(self, order: int) -> dict[str, Any]:
        """As the reporting loop keeps it; `values` only for lists."""
        plain: dict[str, Any] = {
            "code": self.code,
            "datatype": self.datatype,
            "required": self.required,
            "order": order,
            "description_zh": self.description_zh,
            "description_en": self.description_en,
        }
        if self.values:
            plain["values"] = [{"key": v.key, "name_zh": v.name_zh, "name_en": v.name_en} for v in self.values]
        return plain


@dataclass(frozen=True)
class Category:
    """One node. `leaf` is False for groups; reports are filed under leaves only."""

    code: str
    kind: Kind
    parent: str
    name_zh: str
    name_en: str
    description_zh: str = ""
    description_en: str = ""
    keywords_zh: str = ""
    keywords_en: str = ""
    icon: str = "circle"
    simple: bool = False
    private: bool = False
    needs_place: bool = True
    emergency: bool = False
    difficulty: Difficulty = "easy"
    hours: int = 24
    questions: tuple[Question, ...] = field(default_factory=tuple)
    leaf: bool = True


Words = tuple[str, str]


def group(code: str, kind: Kind, parent: str, name: Words, description: Words, icon: str) -> Category:
    """A node that only gathers others."""
    return Category(code, kind, parent, *name, *description, icon=icon, leaf=False)


@dataclass(frozen=True)
class Shelf:
    """Makes the leaves of one group."""

    kind: Kind
    parent: str

    def leaf(
        self,
        code: str,
        name: Words,
        description: Words,
        keywords: Words,
        icon: str,
        *questions: Question,
        hours: int = 0,
        difficulty: Difficulty = "easy",
        simple: bool = False,
        private: bool = False,
        needs_place: bool = True,
        emergency: bool = False,
    ) -> Category:
        """A leaf; without `hours` the difficulty's usual limit holds."""
        return Category(
            code,
            self.kind,
            self.parent,
            *name,
            *description,
            *keywords,
            icon=icon,
            difficulty=difficulty,
            hours=hours or HOURS[difficulty],
            questions=questions,
            simple=simple,
            private=private,
            needs_place=needs_place,
            emergency=emergency,
        )


def choose(
    code: str, text: Words, *options: tuple[str, str, str], several: bool = False, required: bool = False
) -> Question:
    """A question answered by picking one of the options, or several."""
    kind: Datatype = "multivaluelist" if several else "singlevaluelist"
    return Question(code, kind, *text, required=required, values=tuple(Choice(*option) for option in options))


def ask(code: str, datatype: Datatype, text: Words, *, required: bool = False) -> Question:
    """A question answered freely."""
    return Question(code, datatype, *text, required=required)
