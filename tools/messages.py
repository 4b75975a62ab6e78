"""Collect texts, compile translations, or check that both are up to date. Needs GNU gettext.

tools/messages.py              collect into every locale folder, then compile
tools/messages.py --compile    compile only
tools/messages.py --check      change nothing; fail for a text without translation or a stale .mo
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SOURCE = HOME / "src" / "cogov"
DJANGO_ADMIN = Path(sys.executable).parent / "django-admin"
LANGUAGE = "zh_Hans"


def main() -> int:
    folders = sorted(path for path in SOURCE.rglob("locale") if path.is_dir())
    if "--check" in sys.argv:
        complaints = [line for folder in folders for line in problems(folder)]
        print("\n".join(complaints))
        return 1 if complaints else 0
    for folder in folders:
        if "--compile" not in sys.argv:
            collect(folder)
        for po in sorted(folder.rglob("*.po")):
            compile_to(po, po.with_suffix(".mo"))
    return 0


def collect(folder: Path) -> None:
    command = [
        str(DJANGO_ADMIN),
        "makemessages",
        "--locale",
        LANGUAGE,
        "--no-location",
        "--no-obsolete",
        "--verbosity",
        "0",
    ]
    subprocess.run([*command, "--ignore", "tests/*", "--ignore", "skeleton/*"], cwd=folder.parent, check=True)
    for po in folder.rglob("*.po"):
        settle(po)


def settle(po: Path) -> None:
    """Take out the date, which would make every run a change."""
    lines = [line for line in po.read_text().splitlines(keepends=True) if not line.startswith('"POT-Creation-Date')]
    po.write_text("".join(lines))


def compile_to(po: Path, mo: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "--no-hash", "-o", str(mo), str(po)], check=True)


def problems(folder: Path) -> list[str]:
    found = []
    for po in sorted(folder.rglob("*.po")):
        name = po.relative_to(HOME)
        left = untranslated(po)
        if left:
            found.append(f"{name}: {left} texts without translation")
        with tempfile.TemporaryDirectory() as temporary:
            fresh = Path(temporary) / "fresh.mo"
            compile_to(po, fresh)
            mo = po.with_suffix(".mo")
            if not mo.exists() or catalogue(mo) != catalogue(fresh):
                found.append(f"{name}: its .mo is not up to date (make fix)")
    return found


def untranslated(po: Path) -> int:
    kept = subprocess.run(
        ["msgattrib", "--untranslated", "--no-obsolete", str(po)], capture_output=True, text=True, check=True
    ).stdout
    fuzzy = subprocess.run(
        ["msgattrib", "--only-fuzzy", "--no-obsolete", str(po)], capture_output=True, text=True, check=True
    ).stdout
    return max(0, kept.count("\nmsgid ") - ('msgid ""\n' in kept)) + max(0, fuzzy.count("\nmsgid ") - 1)


def catalogue(mo: Path) -> str:
    return subprocess.run(["msgunfmt", str(mo)], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
