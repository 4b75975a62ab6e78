"""Every column of the project that looks personal is registered with purpose, basis and retention, or excused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import module_has_submodule

from cogov.kernel.personal import impersonal, personal, register

LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|mobile|tel|contact|address|ip|user_agent|birth(day|_?date)?|gender|passport|id_card|password"
    r"|last_login|person|reporter|resident|caller|author|on_behalf_of)(_id)?$"
    r"|(^|_)(name|text|comment)$"
)
"""Names of contacts, of people and of what people write; `name_zh` and `name_en` are names of things."""


def is_own(model: type[models.Model]) -> bool:
    return model.__module__.startswith("cogov.")


def looks_personal(field: models.Field) -> bool:
    points_at_somebody = field.is_relation and field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    return points_at_somebody or bool(LOOKS_PERSONAL.search(field.name))


def unregistered(of: Iterable[type[models.Model]]) -> list[str]:
    """`app.model.field` for each column that looks personal and that nobody speaks for."""
    return [
        f"{model._meta.label_lower}.{field.name}"
        for model in of
        for field in model._meta.concrete_fields
        if looks_personal(field)
        and not {(model._meta.label_lower, field.name), (model._meta.label_lower, field.column)} & spoken_for()
    ]


def spoken_for() -> set[tuple[str, str]]:
    return register.keys() | impersonal.keys()


@pytest.fixture(scope="module", autouse=True)
def _everybody_has_spoken() -> None:
    """Contexts register in their models or in their rules; the latter may not be loaded yet."""
    for config in apps.get_app_configs():
        if config.name.startswith("cogov.") and module_has_submodule(config.module, "rules"):
            import_module(f"{config.name}.rules")


def test_every_column_that_looks_personal_is_registered_or_excused():
    found = unregistered(model for model in apps.get_models() if is_own(model))
    assert not found, "register with kernel.personal.personal(), or excuse with not_personal(): " + ", ".join(found)


def test_what_is_registered_exists():
    columns = {
        (model._meta.label_lower, name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.column)
    }
    assert not spoken_for() - columns


def test_nothing_is_both_personal_and_excused():
    assert not register.keys() & impersonal.keys()


def test_every_entry_says_what_for():
    assert all(str(entry.purpose).strip() for entry in register.values())
    assert all(reason.strip() for reason in impersonal.values())


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("email", models.EmailField()),
        ("work_phone", models.CharField(max_length=20)),
        ("contact", models.TextField()),
        ("name", models.CharField(max_length=20)),
        ("home_address", models.TextField()),
        ("ip", models.GenericIPAddressField()),
        ("birth_date", models.DateField()),
        ("person_id", models.BigIntegerField()),
        ("comment", models.TextField()),
        ("winner", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")),
    ],
)
def test_the_gate_catches_a_planted_column(column, field):
    planted = type(
        f"Planted{column.title().replace('_', '')}",
        (models.Model,),
        {
            "__module__": "cogov.contexts.accounts.tests.planted",
            "Meta": type("Meta", (), {"app_label": "accounts"}),
            column: field,
        },
    )
    try:
        label = planted._meta.label_lower
        assert unregistered([planted]) == [f"{label}.{column}"]
        personal(label, column, purpose="a test", basis="consent", retention=None)
        assert not unregistered([planted])
    finally:
        register.pop((label, column), None)
        del apps.all_models["accounts"][planted._meta.model_name]
        apps.clear_cache()


@pytest.mark.parametrize("column", ["name_zh", "code", "email_verified_at", "description", "rename", "shipment"])
def test_the_gate_lets_ordinary_columns_pass(column):
    assert not LOOKS_PERSONAL.search(column)
