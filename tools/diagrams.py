"""Draw every workflow's states into docs/states/, as Mermaid in Markdown; with --check compare and change nothing."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
STATES = HOME / "docs" / "states"

os.environ.setdefault("COGOV_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")

import django  # noqa: E402 - the settings come first

django.setup()

from django.utils import translation  # noqa: E402

from cogov.config.contexts import CONTEXTS  # noqa: E402
from cogov.kernel.workflow import Workflow  # noqa: E402


def main() -> int:
    translation.activate("en")
    pages = {STATES / f"{flow.name}.md": page(flow) for flow in workflows()}
    if "--check" in sys.argv:
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
        stale += [path for path in STATES.glob("*.md") if path not in pages]
        print("\n".join(f"{path.relative_to(HOME)} is not up to date (make fix)" for path in stale))
        return 1 if stale else 0
    STATES.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        path.write_text(text)
    return 0


def workflows() -> list[Workflow]:
    """Every table of transitions in a context's `workflow` module."""
    names = [f"cogov.contexts.{name}.workflow" for name in CONTEXTS if find_spec(f"cogov.contexts.{name}.workflow")]
    values = [value for name in names for value in vars(import_module(name)).values()]
    return [value for value in values if isinstance(value, Workflow)]


def page(flow: Workflow) -> str:
    rows = [
        f"| {step.name} | {step.label} | {', '.join(sorted(step.sources))} | {step.target} |"
        for step in flow.transitions.values()
    ]
    table = "\n".join(["| step | label | from | to |", "|---|---|---|---|", *rows])
    head = f"# States of {flow.name}\n\nMade by `make fix` from the table of transitions."
    return f"{head}\n\n```mermaid\n{flow.diagram()}```\n\n{table}\n"


if __name__ == "__main__":
    sys.exit(main())
