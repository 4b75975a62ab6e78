"""The contexts, in the order in which their navigation appears. One line here makes a context part of the city."""

from pathlib import Path

PLANNED = (
    "accounts",
    "areas",
    "bodies",
    "media",
    "reports",
    "desk",
)
HERE = Path(__file__).resolve().parent.parent / "contexts"
CONTEXTS = tuple(name for name in PLANNED if (HERE / name / "models.py").exists() or (HERE / name / "models").exists())
