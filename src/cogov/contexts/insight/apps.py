from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "cogov.contexts.insight"
    label = "insight"

    def ready(self) -> None:
        from cogov.contexts.insight import events  # noqa: F401, PLC0415 - importing registers the kinds of events
