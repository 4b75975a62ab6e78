"""Write requirements.lock and requirements-dev.lock: every package by version and hash, for all platforms.

No registry and no path of this machine stands in them; see docs/adr/0001-locks.md.
"""

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
COMMON = [
    str(UV), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-annotate", "--custom-compile-command", "make lock", *sys.argv[1:],
]  # fmt: skip


def main() -> None:
    compile_lock("requirements.lock", "--group", "build")
    compile_lock("requirements-dev.lock", "--group", "build", "--group", "dev", "--constraint", "requirements.lock")


def compile_lock(target: str, *options: str) -> None:
    subprocess.run([*COMMON, *options, "pyproject.toml", "--output-file", target], cwd=HOME, check=True)
    text = (HOME / target).read_text()
    if "://" in text:
        sys.exit(f"{target} names an address; it must hold names, versions and hashes only")


if __name__ == "__main__":
    main()
