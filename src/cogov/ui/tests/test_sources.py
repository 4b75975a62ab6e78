"""What holds for every template, stylesheet and script of the tree, each gate shown to catch a planted defect."""

from __future__ import annotations

import ast
import gettext
import gzip
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import cogov

SOURCE = Path(cogov.__file__).parent
UI = SOURCE / "ui"
DIST = UI / "static" / "dist"
LOCALE = Path("locale") / "zh_Hans" / "LC_MESSAGES"
KB = 1024

INLINE = re.compile(
    r"""<[a-z][^>]*?\s(?:style|on[a-z]+)\s*=\s*["']"""  # style="…", onclick="…"
    r"""|<style[\s>]"""
    r"""|<script(?![^>]*\ssrc=)(?![^>]*application/(?:json|ld\+json))[^>]*>"""
    r"""|\bhx-on\b|javascript:""",
    re.IGNORECASE,
)


def inline(text: str) -> list[str]:
    return [found.group(0) for found in INLINE.finditer(re.sub(r"\{[{%#].*?[}%#]\}", "_", text, flags=re.DOTALL))]


def templates() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".svg"})


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<script type="module">1</script>',
        '<button class="a" onclick="go()">',
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        '<p title="{{ a > b }}" style="x">',
    ],
)
def test_the_gate_sees_inline_code(planted: str) -> None:
    assert inline(planted)


def test_the_gate_lets_through_what_the_policy_allows() -> None:
    assert inline('<script type="module" src="{% static "a.js" %}"></script><p class="style" data-on="x">') == []


def test_no_template_has_inline_style_or_script() -> None:
    assert {str(path.relative_to(SOURCE)): found for path in templates() if (found := inline(path.read_text()))} == {}


CALL = re.compile(r"\b(n?p?gettext)\((.*?)\)\s", re.DOTALL)


def template_messages(path: Path) -> set[str]:
    found = set()
    for name, arguments in CALL.findall(templatize(path.read_text()) + " "):
        try:
            values = ast.literal_eval(f"({arguments},)")
        except (SyntaxError, ValueError):
            continue
        texts = [value for value in values if isinstance(value, str)]
        found.add("\x04".join(texts[:2]) if "pgettext" in name else texts[0])
    return found


def python_messages(path: Path) -> set[str]:
    names = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext"}
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                found.add("\x04".join(texts[:2]) if node.func.id.startswith("p") else texts[0])
    return found


PARTS = sorted({UI, SOURCE / "kernel", *(path.parent for path in SOURCE.glob("contexts/*/apps.py"))})
ALIAS = re.compile(r"import \w*gettext\w* as (?!_\b)(\w+)")


def messages(part: Path) -> set[str]:
    found: set[str] = set()
    for path in part.rglob("templates/**/*"):
        if path.suffix in {".html", ".txt", ".svg"}:
            found |= template_messages(path)
    for path in part.rglob("*.py"):
        if "tests" not in path.parts:
            found |= python_messages(path)
    return found


def catalog(part: Path) -> dict[str, str]:
    """Chinese by text, as it runs; empty where there is none."""
    path = part / LOCALE / "django.mo"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key: value for key, value in known.items() if key}


def contradictions(catalogs: dict[str, dict[str, str]]) -> list[str]:
    """Texts with two translations: Django takes the first that it finds, for all pages."""
    seen: dict[str, tuple[str, str]] = {}
    found = []
    for name, known in catalogs.items():
        for text, chinese in known.items():
            first = seen.setdefault(text, (name, chinese))
            if first[1] != chinese:
                found.append(f"{text!r}: {first[1]} in {first[0]}, {chinese} in {name}")
    return found


def test_the_collector_finds_the_messages_of_templates_and_code() -> None:
    found = messages(UI)
    assert "Go to the content" in found
    assert "gallery\x04Send the report" in found
    assert "just now" in found
    assert len(found) > 200


def test_the_gate_sees_two_translations_of_one_text() -> None:
    assert contradictions({"bodies": {"closed": "已撤销"}, "desk": {"closed": "已结案"}})
    assert not contradictions({"bodies": {"closed": "已撤销"}, "desk": {"report\x04closed": "已结案"}})


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_text_is_translated(part: Path) -> None:
    known = {text for text, chinese in catalog(part).items() if chinese}
    assert sorted(messages(part) - known) == []


def test_one_text_has_one_translation() -> None:
    assert contradictions({part.name: catalog(part) for part in PARTS}) == []


def test_texts_are_marked_by_names_that_the_collector_knows() -> None:
    assert ALIAS.findall("from django.utils.translation import gettext_lazy as lazy") == ["lazy"]
    aliases = {str(path.relative_to(SOURCE)): ALIAS.findall(path.read_text()) for path in SOURCE.rglob("*.py")}
    assert {name: found for name, found in aliases.items() if found and "tests" not in name} == {}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_translation_is_empty_or_doubtful(part: Path) -> None:
    po = (part / LOCALE / "django.po").read_text()
    assert "fuzzy" not in po
    assert not re.search(r'^msgstr(?:\[0\])? ""\n\n', po.split("\n\n", 1)[1] + "\n\n", re.MULTILINE)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_compiled_translation_is_the_written_one(part: Path) -> None:
    po = (part / LOCALE / "django.po").read_text()
    written = {ast.literal_eval(text) for text in re.findall(r'^msgstr(?:\[0\])? ("(?:.+)")$', po, re.M)}
    assert written - {""} <= set(catalog(part).values())


def packed(name: str) -> int:
    return len(gzip.compress((DIST / name).read_bytes(), 9))


def test_the_stylesheet_and_the_scripts_stay_light() -> None:
    scripts = [path.name for path in DIST.glob("*.js") if not path.name.startswith("map")]
    assert packed("cogov.css") <= 25 * KB
    assert sum(packed(name) for name in scripts) <= 50 * KB


def test_every_island_is_built() -> None:
    sources = {path.name for path in (UI / "islands").glob("*.js")}
    assert sources | {"cogov.css", "map-worker.js"} == {path.name for path in DIST.iterdir()}


def test_nothing_built_names_an_outside_address_to_load() -> None:
    for name in ("cogov.css", *(path.name for path in (UI / "islands").glob("*.js") if path.name != "map-engine.js")):
        text = (DIST / name).read_text()
        assert not re.search(r"url\(\s*['\"]?https?:|import\(\s*['\"]https?:|fetch\(\s*['\"]https?:", text), name
