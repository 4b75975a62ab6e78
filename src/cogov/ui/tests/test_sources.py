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
LOCALE = UI / "locale" / "zh_Hans" / "LC_MESSAGES"
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


def messages() -> set[str]:
    found: set[str] = set()
    for path in UI.rglob("templates/**/*.html"):
        found |= template_messages(path)
    for path in UI.rglob("*.py"):
        if "tests" not in path.parts:
            found |= python_messages(path)
    return found


def catalog() -> dict[str | tuple[str, int], str]:
    with (LOCALE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]


def test_the_collector_finds_the_messages_of_templates_and_code() -> None:
    found = messages()
    assert "Go to the content" in found
    assert "gallery\x04Send the report" in found
    assert "just now" in found
    assert len(found) > 200


def test_every_text_of_the_house_is_translated() -> None:
    known = {key[0] if isinstance(key, tuple) else key for key in catalog()}
    assert sorted(messages() - known) == []


def test_no_translation_is_empty_or_doubtful() -> None:
    po = (LOCALE / "django.po").read_text()
    assert "fuzzy" not in po
    assert not re.search(r'^msgstr(?:\[0\])? ""\n\n', po.split("\n\n", 1)[1] + "\n\n", re.MULTILINE)


def test_the_compiled_translation_is_the_written_one() -> None:
    written = {
        ast.literal_eval(text)
        for text in re.findall(r'^msgstr(?:\[0\])? ("(?:.+)")$', (LOCALE / "django.po").read_text(), re.M)
    }
    assert written <= set(catalog().values())


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
    for name in ("cogov.css", "app.js", "draft.js", "photos.js", "sw.js", "shortcuts.js", "steps.js", "map.js"):
        text = (DIST / name).read_text()
        assert not re.search(r"url\(\s*['\"]?https?:|import\(\s*['\"]https?:|fetch\(\s*['\"]https?:", text), name
