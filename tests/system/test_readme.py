"""Whatever the READMEs tell can be done: commands are understood, links and pictures are there, personas exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from cogov import cli
from cogov.demo import people
from tests.system.installation import Installation, free_port

HOME = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
CODE = re.compile(r"```sh\n(.*?)```", re.S)
INLINE = re.compile(r"`([^`\n]+)`")


def text(name):
    return (HOME / name).read_text()


def commands(name):
    """Every `cogov …` and `make …` that is told, in blocks and inline."""
    lines = [line.strip() for block in CODE.findall(text(name)) for line in block.splitlines()]
    lines += INLINE.findall(CODE.sub("", text(name)))
    words = [shlex.split(line, comments=True) for line in lines]
    plain = [[word for word in line if not re.match(r"[A-Z_]+=", word)] for line in words]
    return [line for line in plain if line and Path(line[0]).name in {"cogov", "make"} and len(line) > 1]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_understood(name):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    parser, _ = cli.parser_of(list(dict.fromkeys(cli.COMMANDS.values())), contexts=True)
    told = commands(name)
    assert len(told) > 20
    for program, *arguments in told:
        if program == "make":
            assert set(arguments) <= targets, arguments
        else:
            parser.parse_args(arguments)  # exits when it does not understand


def test_both_readmes_tell_the_same_commands():
    ours, theirs = (sorted(map(tuple, commands(name))) for name in READMES)
    assert ours == theirs


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_somewhere(name):
    links = [urlsplit(link) for link in re.findall(r"\]\(([^)]+)\)", text(name))]
    missing = [link.path for link in links if not link.scheme and not (HOME / link.path).exists()]
    assert missing == []
    assert len(links) > 10


@pytest.mark.parametrize("name", READMES)
def test_every_address_of_the_tour_exists(name):
    paths = [path for path in INLINE.findall(text(name)) if re.fullmatch(r"/[a-z0-9/-]+", path)]
    paths = [path for path in paths if not path.startswith(("/srv", "/etc"))]
    assert len(paths) > 15
    for path in paths:
        try:
            resolve(path)
        except Resolver404:
            resolve(f"{path}/")


def test_everybody_of_the_tour_lives_in_the_demo_city():
    known = {name for row in people._PERSONAS for name in row[3]}
    for name in READMES:
        toured = set(re.findall(r"^\| \*\*([^*]+)\*\*", text(name), re.M))
        assert len(toured) >= 13
        assert toured <= known, toured - known


def test_the_services_start_what_exists():
    parser, _ = cli.parser_of(list(dict.fromkeys(cli.COMMANDS.values())), contexts=True)
    starts = [
        line
        for path in (HOME / "docs/deploy").glob("*.service")
        for line in re.findall("ExecStart=(.*)", path.read_text())
    ]
    assert len(starts) == 4
    for start in starts:
        parser.parse_args(start.split()[1:])


def test_every_variable_is_one_that_the_settings_read():
    known = text("src/cogov/config/settings.py")
    told = set(
        re.findall(r"\b(?:COGOV_[A-Z_]+|DATABASE_URL|EMAIL_URL)\b", text("README.md") + text("docs/deploy/cogov.env"))
    )
    assert [name for name in told if f'"{name}"' not in known] == []


@pytest.mark.slow
@pytest.mark.skipif("not __import__('shutil').which('make')", reason="needs make")
def test_a_clean_clone_serves_the_demo_city_by_one_command(tmp_path):
    """`make demo` as on a fresh machine: a clone, a new .venv, packages by hash, a small city, a page."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(HOME), str(clone)], check=True)
    installation, port = Installation(tmp_path / "data"), free_port()
    environment = installation.environment(
        COGOV_PORT=str(port), PYTHON=Path(sys.base_prefix, "bin", "python3").as_posix()
    )
    environment.pop("COGOV_MODE")
    running = subprocess.Popen(
        ["make", "demo"], cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        told = ""
        for line in running.stdout:
            told += line
            if f"http://127.0.0.1:{port}/" in line:
                break
        assert f"http://127.0.0.1:{port}/" in told, told
    finally:
        import os
        import signal

        os.killpg(running.pid, signal.SIGTERM)
        running.wait(60)
        running.stdout.close()
