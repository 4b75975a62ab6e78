from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "cogov.contexts.areas"
    label = "areas"

    def ready(self) -> None:
        from cogov.contexts.areas import events  # noqa: F401, PLC0415 - importing registers its kinds
