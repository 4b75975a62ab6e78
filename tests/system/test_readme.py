"""What the front door says is true: every command parses, every target and linked file exists, in both languages."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from cogov import cli

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("README.md", "README.zh.md")


def lines(name: str, start: str) -> list[str]:
    """Lines of the shell blocks that begin with `start`, without their remarks."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(), re.S)
    found = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in found if line.startswith(start)]


@pytest.mark.parametrize("name", DOORS)
def test_every_command_is_understood(name: str) -> None:
    parser, _ = cli.parser_of(list(dict.fromkeys(cli.COMMANDS.values())), contexts=True)
    commands = lines(name, "cogov ")
    assert len(commands) >= 5
    for command in commands:
        parser.parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("name", DOORS)
def test_every_target_of_make_is_there(name: str) -> None:
    for command in lines(name, "make "):
        found = subprocess.run(["make", "--dry-run", command.split()[1]], cwd=ROOT, capture_output=True, check=False)
        assert found.returncode == 0, command


@pytest.mark.parametrize("name", DOORS)
def test_everything_linked_is_there(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text()):
        assert "://" in target or (ROOT / target).exists(), target


def test_both_doors_lead_to_the_same_commands() -> None:
    here, there = ([shlex.split(line)[1:3] for line in lines(name, "cogov ")] for name in DOORS)
    assert [line[0] for line in here] == [line[0] for line in there]
