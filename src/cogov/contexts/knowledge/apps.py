from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "cogov.contexts.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from cogov.contexts.knowledge import events, personal  # noqa: F401, PLC0415 - importing registers them
