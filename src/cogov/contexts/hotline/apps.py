from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "cogov.contexts.hotline"
    label = "hotline"

    def ready(self) -> None:
        from cogov.contexts.hotline import events, personal  # noqa: F401, PLC0415 - importing registers them
