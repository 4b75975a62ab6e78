from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "cogov.contexts.honours"
    label = "honours"

    def ready(self) -> None:
        from cogov.contexts.honours import events, own_data  # noqa: F401, PLC0415 - they register themselves
