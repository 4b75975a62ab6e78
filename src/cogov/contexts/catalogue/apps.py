from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "cogov.contexts.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from cogov.contexts.catalogue import (  # noqa: PLC0415 - models load before this
            events,  # noqa: F401
            gates,
            own_data,  # noqa: F401
            wallet,
        )

        gates.install()
        wallet.explain()
