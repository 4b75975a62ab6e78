"""What every source file keeps to: size, no print, no forgotten words, no path of one machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 60
NOBODY_YET = {"pass_second_factor", "note_sign_in"}
"""Actions of somebody who is only now proving who they are."""
FORGOTTEN = re.compile(r"(?i)\b(todo|fixme|xxx|not implemented)\b")
ONE_MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users)/[\w.]|/tmp/\w+/")


def sources():
    names = subprocess.run(["git", "ls-files", "*.py"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in names.split() if (HOME / name).exists()]


def is_test(path):
    return "tests" in path.parts or path.name.startswith("test_") or path.name == "conftest.py"


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.fixture(scope="module")
def trees():
    return {path: ast.parse((HOME / path).read_text()) for path in sources()}


def test_files_stay_below_500_lines():
    long = {
        str(path): lines
        for path in sources()
        if not is_test(path)
        and "migrations" not in path.parts
        and (lines := (HOME / path).read_text().count("\n")) > MOST_LINES
    }
    assert long == {}


def test_functions_stay_below_60_lines(trees):
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in trees.items()
        if not is_test(path)
        for node in functions(tree)
        if node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_nothing_prints_but_tools_and_benchmarks(trees):
    printing = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path.parts[0] == "src" and not is_test(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_nothing_is_left_for_later():
    this = Path(__file__).name
    left = [
        f"{path}:{number}"
        for path in sources()
        if path.name != this
        for number, line in enumerate((HOME / path).read_text().splitlines(), start=1)
        if FORGOTTEN.search(line)
    ]
    assert left == []


def test_no_file_names_a_path_of_one_machine():
    names = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout.split()
    kinds = {".py", ".md", ".toml", ".sh", ".yml", ".html", ".js", ".mjs", ".lock", ""}
    found = [
        name
        for name in names
        if (HOME / name).is_file()
        and Path(name).suffix in kinds
        and Path(name).name != Path(__file__).name
        and ONE_MACHINE.search((HOME / name).read_text(errors="ignore"))
    ]
    assert found == []


def test_every_test_can_fail(trees):
    """A test states something: an assertion, a `with` that expects, or a call to a helper that asserts."""
    empty = [
        f"{path}:{node.name}"
        for path, tree in trees.items()
        if is_test(path)
        for node in functions(tree)
        if node.name.startswith("test_")
        and not any(isinstance(inner, (ast.Assert, ast.With, ast.Call)) for inner in ast.walk(node))
    ]
    assert empty == []


def test_writes_name_who_acts(trees):
    """Public functions of `actions` take keywords only and say `by=`."""
    wrong = []
    for path, tree in trees.items():
        if "contexts" not in path.parts or is_test(path) or not {"actions", "actions.py"} & set(path.parts):
            continue
        wrong += [f"{path}:{node.name}" for node in tree.body if _writes_carelessly(node)]
    assert wrong == []


def _writes_carelessly(node):
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in NOBODY_YET:
        return False
    records = any(
        isinstance(inner, ast.Attribute) and inner.attr == "record" and getattr(inner.value, "id", "") == "journal"
        for inner in ast.walk(node)
    )
    return records and "by" not in {argument.arg for argument in (*node.args.kwonlyargs, *node.args.args)}
