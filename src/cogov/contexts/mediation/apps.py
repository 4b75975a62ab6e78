from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "cogov.contexts.mediation"
    label = "mediation"

    def ready(self) -> None:
        from cogov.contexts.mediation import events, personal  # noqa: F401, PLC0415 - importing registers them
