"""The house holds together: models, routes, events, diagrams, locks, new contexts."""

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from django.urls import URLPattern, get_resolver

from cogov.config.contexts import CONTEXTS
from cogov.kernel import journal
from cogov.kernel.models import Journalled

HOME = Path(__file__).resolve().parents[2]
SHARED_MODELS = {"accounts.person", "areas.area", "bodies.body", "media.asset"}
"""The only models to which keys of other contexts may point."""


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("cogov.")]


def foreign_keys():
    for model in own_models():
        for field in model._meta.get_fields():
            if isinstance(field, (ForeignKey, OneToOneField, ManyToManyField)) and field.model is model:
                yield model, field


def test_keys_between_contexts_point_to_shared_models_only():
    crossing = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in foreign_keys()
        if field.related_model._meta.app_label != model._meta.app_label
        and field.related_model._meta.label_lower not in SHARED_MODELS
    ]
    assert crossing == []


def test_keys_between_contexts_leave_no_accessor():
    seen = [
        f"{model._meta.label}.{field.name}"
        for model, field in foreign_keys()
        if field.related_model._meta.app_label != model._meta.app_label and not field.remote_field.hidden
    ]
    assert seen == []


def test_tables_are_named_after_their_context():
    wrong = [
        model._meta.label for model in own_models() if not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ]
    assert wrong == []


def test_every_context_has_the_standard_shape():
    missing = [
        f"{name}.{part}"
        for name in CONTEXTS
        for part in ("apps", "models", "events", "rules", "actions", "urls", "migrations", "tests")
        if not find_spec(f"cogov.contexts.{name}.{part}")
    ]
    assert missing == []


def route_names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"{prefix}({pattern.pattern})"
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from route_names(pattern.url_patterns, inner)


def test_every_route_has_a_class_and_every_class_a_route():
    """A route without a class would be open to nobody knows whom."""
    classes = {}
    for module in ("cogov.ui.rules", *(f"cogov.contexts.{name}.rules" for name in CONTEXTS)):
        classes |= import_module(module).URL_CLASSES
    routes = set(route_names(get_resolver().url_patterns))
    assert routes - set(classes) == set()
    assert set(classes) - routes == set()


def test_events_are_frozen_facts_named_after_their_context():
    wrong = []
    for kind, cls in journal._kinds.items():
        if kind.startswith("test."):
            continue
        owner = re.match(r"cogov\.(?:contexts\.)?(\w+)", cls.__module__)[1]
        if kind.split(".")[0] != owner or not cls.__dataclass_params__.frozen:
            wrong.append(kind)
    assert wrong == []


def test_every_kind_of_event_is_documented():
    """docs/events.md is made from the classes (make fix)."""
    _run(HOME, sys.executable, "tools/events.py", "--check")


def test_every_workflow_has_its_diagram():
    _run(HOME, sys.executable, "tools/diagrams.py", "--check")


def test_journalled_models_are_integers_by_key():
    """`Entry.subject_id` is a BIGINT."""
    wrong = [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Journalled)
        and "Integer" not in model._meta.pk.get_internal_type().replace("Auto", "Integer")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_names_versions_and_hashes_only(name):
    text = (HOME / name).read_text()
    assert "://" not in text
    assert not re.search(r"^-|^\s*(?:/|\.\.?/)", text, re.M)
    pinned = re.findall(r"^[\w.-]+==", text, re.M)
    assert len(pinned) > 20
    assert text.count("--hash=sha256:") >= len(pinned)


def test_no_gpl_package_is_shipped():
    assert "pymerkle" not in (HOME / "requirements.lock").read_text()


@pytest.mark.slow
def test_a_new_context_keeps_all_contracts(tmp_path):
    """Made in a copy of the sources: its own tests pass, and linter, types and contracts find nothing."""
    shutil.copytree(HOME / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(HOME / name, tmp_path)
    made = _python(tmp_path, "-m", "cogov.cli", "new-context", "parks")
    assert "parks" in made
    assert '    "parks",\n)' in (tmp_path / "src/cogov/config/contexts.py").read_text()
    _python(tmp_path, "-m", "pytest", "-q", "src/cogov/contexts/parks", "-p", "no:cacheprovider")
    bin_ = Path(sys.executable).parent
    _run(tmp_path, bin_ / "lint-imports", "--no-cache")
    _run(tmp_path, bin_ / "ruff", "check", "--no-cache", "src/cogov/contexts/parks")
    _run(
        tmp_path,
        bin_ / "ruff",
        "format",
        "--no-cache",
        "--check",
        "--exclude",
        "migrations",
        "src/cogov/contexts/parks",
    )
    _run(tmp_path, bin_ / "djlint", "--lint", "src/cogov/contexts/parks")
    again = subprocess.run(
        [sys.executable, "-m", "cogov.cli", "new-context", "parks"],
        cwd=tmp_path, env=_environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def _python(folder, *arguments):
    return _run(folder, sys.executable, *arguments)


def _run(folder, *command):
    done = subprocess.run(command, cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment(folder):
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**inherited, "PYTHONPATH": str(folder / "src"), "COGOV_DATA": str(folder / "data"), "LANG": "C.UTF-8"}
