from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "cogov.contexts.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from cogov.contexts.catalogue import events, gates, own_data  # noqa: F401, PLC0415 - they register themselves

        gates.install()
