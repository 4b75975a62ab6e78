"""What `make` says before there is any Python of ours to say it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh(tmp_path):
    """A clone without .venv: the few files that the first step needs."""
    shutil.copytree(HOME / "tools", tmp_path / "tools")
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(HOME / name, tmp_path)
    return tmp_path


def make(folder, **environment):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    return subprocess.run(
        ["make", "--silent", "install"],
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def told(done):
    """The lines on stderr without make's own."""
    return [line for line in done.stderr.splitlines() if not line.startswith("make")]


def an_old_python(folder):
    """Says that it is too old, as Python 3.10 would to `suits` of tools/venv.sh."""
    path = folder / "python3.10"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return str(path)


def test_a_wrong_python_is_one_clear_line(fresh):
    done = make(fresh, PYTHON=an_old_python(fresh))
    assert done.returncode != 0
    (line,) = told(done)
    assert line.startswith("Python 3.11 or newer is needed")
    assert not (fresh / ".venv").exists()


def test_it_is_told_in_the_language_of_the_terminal(fresh):
    (line,) = told(make(fresh, PYTHON=an_old_python(fresh), LANG="zh_CN.UTF-8"))
    assert line.startswith("需要 Python 3.11")


def test_what_is_installed_is_not_installed_again(fresh):
    """A stamp says for which lock file; a changed one is another."""
    (fresh / ".venv").mkdir()
    lock = (fresh / "requirements.lock").read_text()
    digest = subprocess.run(["cksum"], input=lock, capture_output=True, text=True, check=True)
    (fresh / ".venv" / f"installed-{digest.stdout.strip().replace(' ', '-')}").touch()
    assert make(fresh, PYTHON="/bin/false").returncode == 0
    with (fresh / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert make(fresh, PYTHON="/bin/false").returncode != 0


def test_help_names_every_target():
    done = subprocess.run(["make", "--silent", "help"], cwd=HOME, capture_output=True, text=True, check=True)
    named = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"demo", "test", "test-fast", "test-postgres", "check", "fix", "messages", "lock", "bench"} <= named


def test_every_script_is_sound_shell():
    for script in [*(HOME / "tools").glob("*.sh"), HOME / ".ci" / "run"]:
        subprocess.run(["sh", "-n", str(script)], check=True)
