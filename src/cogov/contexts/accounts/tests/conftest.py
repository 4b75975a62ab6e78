from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cogov.contexts.accounts import contributions, gateways
from cogov.contexts.accounts import grants as role_book
from cogov.contexts.accounts.actions import erasure
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.tests.factories import grant
from cogov.kernel.actors import Grant, Role


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`roles(person, Role.HANDLER)` gives a role as the bodies would; without it nobody has one."""
    held: dict[int, tuple[Grant, ...]] = {}

    def give(person: Person, *names: Role) -> None:
        held[person.pk] = tuple(grant(name) for name in names)

    for module in (role_book, erasure):
        monkeypatch.setattr(module, "grants_of", lambda person_id: held.get(person_id, ()))
    return give


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def sms() -> Iterator[list[tuple[str, str]]]:
    """A gateway for text messages, and what went through it."""
    sent: list[tuple[str, str]] = []
    gateways.use_sms(lambda number, text: sent.append((number, text)))
    yield sent
    gateways.use_sms(None)


@pytest.fixture
def contribution() -> Iterator[Callable[..., None]]:
    """Contribute personal data for the length of a test."""
    names: list[str] = []

    def add(name, export=lambda person: [], erase=lambda person, by: None) -> None:
        names.append(name)
        contributions.contribute(name, export, erase)

    yield add
    for name in names:
        contributions.withdraw(name)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("COGOV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = {"args": ["--no-sandbox", "--disable-gpu", "--disable-quic"]}
    return {**browser_type_launch_args, **arguments, **({"executable_path": path} if path else {})}
