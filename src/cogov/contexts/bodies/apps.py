from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "cogov.contexts.bodies"
    label = "bodies"

    def ready(self) -> None:
        from cogov.contexts.bodies import events, own_data  # noqa: F401, PLC0415 - importing registers the kinds of events

        own_data.install()
