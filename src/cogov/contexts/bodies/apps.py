from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "cogov.contexts.bodies"
    label = "bodies"

    def ready(self) -> None:
        from cogov.contexts.bodies import own_data  # noqa: PLC0415 - models load before this

        own_data.install()
