from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cogov.contexts.desk"
    label = "desk"

    def ready(self) -> None:
        from cogov.contexts.desk import handlers, personal  # noqa: F401, PLC0415 - they register themselves
