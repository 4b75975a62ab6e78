"""The `cogov` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings first

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
    execute_from_command_line(sys.argv)
