from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "cogov.ui"
    label = "ui"

    def ready(self) -> None:
        autodiscover_modules("nav")  # every context may have a nav.py that registers its pages
