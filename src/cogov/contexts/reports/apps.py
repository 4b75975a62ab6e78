from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "cogov.contexts.reports"
    label = "reports"

    def ready(self) -> None:
        from cogov.contexts.bodies import facade as bodies  # noqa: PLC0415 - models load before this
        from cogov.contexts.reports import categories, gates, own_data, timing  # noqa: F401, PLC0415

        bodies.use_categories(categories.names)
        gates.install()
        timing.install()
