"""States and the steps between them, as a table.

A permission asks who, a guard asks in which circumstances; both answer with a sentence or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden
from cogov.kernel.models import Entry, Journalled

Reason = str | Promise | None
Permission = Callable[[Actor, Any], bool]
Guard = Callable[[Actor, Any], Reason]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step. `sources` are the states in which it can be taken."""

    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str
    permission: Permission
    guard: Guard | None = None


class Workflow:
    """A table of transitions over the `state` column of a journalled model."""

    def __init__(self, name: str, states: type, transitions: Sequence[Transition]) -> None:
        self.name = name
        self.states = states
        self.transitions = {step.name: step for step in transitions}
        if len(self.transitions) != len(transitions):
            raise ValueError(f"workflow {name} names a transition twice")

    def why_not(self, name: str, subject: Any, by: Actor) -> Reason:
        """None when `by` may take the step now, else a sentence for a person."""
        step = self.transitions[name]
        if not step.permission(by, subject):
            return Forbidden.default
        if subject.state not in step.sources:
            return _("This step is not possible in the present state.")
        return step.guard(by, subject) if step.guard else None

    def check(self, name: str, subject: Any, by: Actor) -> Transition:
        """The transition; raises Forbidden (who) or Conflict (when)."""
        step = self.transitions[name]
        if not step.permission(by, subject):
            raise Forbidden
        reason = self.why_not(name, subject, by)
        if reason is not None:
            raise Conflict(reason)
        return step

    def apply(self, name: str, subject: Journalled, *, by: Actor, fact: Any, save: Iterable[str] = ()) -> Entry:
        """Check, move the state, write fact and named fields in one UPDATE. Raises as `check`, Conflict when stale."""
        step = self.check(name, subject, by)
        subject.state = step.target  # type: ignore[attr-defined]
        return journal.record(fact, subject=subject, by=by, save=("state", *save))

    def available(self, subject: Any, by: Actor) -> list[Transition]:
        """Steps that `by` may take now, in the order of the table."""
        here = [step for step in self.transitions.values() if subject.state in step.sources]
        return [step for step in here if self.why_not(step.name, subject, by) is None]

    def diagram(self) -> str:
        """The states as a Mermaid diagram; kept under docs/states/ and compared in `make check`."""
        lines = ["stateDiagram-v2"]
        for step in self.transitions.values():
            lines += [f"    {source} --> {step.target}: {step.name}" for source in sorted(step.sources)]
        return "\n".join(lines) + "\n"
