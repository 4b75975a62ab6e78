from django.apps import AppConfig


class EmergenciesConfig(AppConfig):
    name = "cogov.contexts.emergencies"
    label = "emergencies"

    def ready(self) -> None:
        from cogov.contexts.emergencies import events, gates, personal  # noqa: F401, PLC0415 - importing registers them

        gates.install()
